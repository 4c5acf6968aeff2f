/* Preloaded into the product: keeps, for every write to a file of the store, what stood there before and what was written, until the file is
   synced. After a kill the harness puts back what a disk without power would never have kept. The -shm file is memory, and rebuilt.
   POWER_LOSS_FOLDER: the store's folder. POWER_LOSS_LOG: where to keep the log. POWER_LOSS_NO_WAL_SYNC=1: syncs of the write-ahead log are left
   out, as synchronous=NORMAL leaves them out at commit. A sync takes as long as a plain disk's, so that the power often goes in the midst of one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 4096
#define SYNC_MICROSECONDS 4000
enum { WRITE = 1, TRUNCATE = 2, SYNC = 3 };
struct head { uint32_t magic, kind; int64_t offset, size; uint32_t old_length, new_length, path_length, reserved; };

static char *names[MOST];
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int keeps_no_sync(const char *path) {
    size_t length = strlen(path);
    return getenv("POWER_LOSS_NO_WAL_SYNC") && length > 4 && strcmp(path + length - 4, "-wal") == 0;
}

static void watch(int file, const char *path) {
    const char *folder = getenv("POWER_LOSS_FOLDER");
    if (file < 0 || file >= MOST) return;
    pthread_mutex_lock(&held);
    free(names[file]);
    names[file] = NULL;
    size_t length = strlen(path);
    if (folder && strncmp(path, folder, strlen(folder)) == 0 && !(length > 4 && strcmp(path + length - 4, "-shm") == 0))
        names[file] = strdup(path);
    pthread_mutex_unlock(&held);
}

static void put(const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    const char *at = bytes;
    while (length > 0) {
        ssize_t done = real(log_file, at, length);
        if (done <= 0) abort();
        at += done;
        length -= done;
    }
}

/* One write call, so that a kill leaves whole records, or a last one that is cut off. */
static void keep(int kind, const char *path, int64_t offset, int64_t size, const void *old, uint32_t old_length, const void *new, uint32_t new_length) {
    if (log_file < 0) {
        int (*real)(const char *, int, ...) = next("open");
        log_file = real(getenv("POWER_LOSS_LOG"), O_CREAT | O_WRONLY | O_APPEND, 0600);
        if (log_file < 0) abort();
    }
    struct head head = { 0x504c4f47, kind, offset, size, old_length, new_length, strlen(path), 0 };
    size_t length = sizeof head + head.path_length + old_length + new_length;
    char *record = malloc(length), *at = record;
    memcpy(at, &head, sizeof head); at += sizeof head;
    memcpy(at, path, head.path_length); at += head.path_length;
    if (old_length) memcpy(at, old, old_length);
    at += old_length;
    if (new_length) memcpy(at, new, new_length);
    put(record, length);
    free(record);
}

static int64_t size_of(int file) { struct stat status; return fstat(file, &status) == 0 ? status.st_size : 0; }

static void keep_write(int file, const char *path, const void *bytes, size_t length, int64_t offset) {
    char *old = malloc(length ? length : 1);
    ssize_t had = pread64(file, old, length, offset);
    keep(WRITE, path, offset, size_of(file), old, had > 0 ? had : 0, bytes, length);
    free(old);
}

#define WATCHED(file) ((file) >= 0 && (file) < MOST && names[file])

static ssize_t pwritten(const char *name, int file, const void *bytes, size_t length, int64_t offset) {
    ssize_t (*real)(int, const void *, size_t, int64_t) = next(name);
    if (!WATCHED(file)) return real(file, bytes, length, offset);
    pthread_mutex_lock(&held);
    keep_write(file, names[file], bytes, length, offset);
    ssize_t done = real(file, bytes, length, offset);
    pthread_mutex_unlock(&held);
    return done;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return pwritten("pwrite", file, bytes, length, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) { return pwritten("pwrite64", file, bytes, length, offset); }

ssize_t write(int file, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    if (!WATCHED(file)) return real(file, bytes, length);
    pthread_mutex_lock(&held);
    keep_write(file, names[file], bytes, length, lseek64(file, 0, SEEK_CUR));
    ssize_t done = real(file, bytes, length);
    pthread_mutex_unlock(&held);
    return done;
}

static int truncated(const char *name, int file, int64_t size) {
    int (*real)(int, int64_t) = next(name);
    if (!WATCHED(file)) return real(file, size);
    pthread_mutex_lock(&held);
    int64_t before = size_of(file);
    uint32_t tail = before > size ? before - size : 0;
    char *old = malloc(tail ? tail : 1);
    ssize_t had = tail ? pread64(file, old, tail, size) : 0;
    keep(TRUNCATE, names[file], size, before, old, had > 0 ? had : 0, NULL, 0);
    free(old);
    int done = real(file, size);
    pthread_mutex_unlock(&held);
    return done;
}

int ftruncate(int file, off_t size) { return truncated("ftruncate", file, size); }
int ftruncate64(int file, off64_t size) { return truncated("ftruncate64", file, size); }

static int synced(const char *name, int file) {
    int (*real)(int) = next(name);
    if (!WATCHED(file)) return real(file);
    pthread_mutex_lock(&held);
    int done = 0;
    if (!keeps_no_sync(names[file])) {
        usleep(SYNC_MICROSECONDS);
        done = real(file);
        if (done == 0) keep(SYNC, names[file], 0, 0, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&held);
    return done;
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        int (*real)(const char *, int, ...) = next(#name); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        int file = real(path, flags, mode); \
        watch(file, path); \
        return file; \
    }
OPEN(open)
OPEN(open64)

int close(int file) {
    static int (*real)(int);
    if (!real) real = next("close");
    if (file >= 0 && file < MOST && names[file]) {
        pthread_mutex_lock(&held);
        free(names[file]);
        names[file] = NULL;
        pthread_mutex_unlock(&held);
    }
    return real(file);
}
