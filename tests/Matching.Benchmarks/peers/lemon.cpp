// The network simplex of the LEMON library on the files that `solve` reads: splittable demands (mode b) without caps.
// One JSON line per file, with the keys of `solve`; the time of a solve is that of NetworkSimplex::run alone.
//
//   lemon [--repeat N] FILE...
//
// The form is that of "at most" supplies (LEQ): demands supply at most their quantity, slots need all of their capacity, and an
// idle source fills what is left. With M above every score, d -> s costs M - score and idle -> s costs M, so that the cheapest
// flow is M x capacity - the best score. Of three forms tried this one was fastest: the same with a sink behind the slots took
// 1.6 times as long at 10^5 demands, equality supplies with an arc past the slots 3.3 times.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <vector>

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

using Digraph = lemon::StaticDigraph;
using Simplex = lemon::NetworkSimplex<Digraph, int, long long>;

struct Instance {
    std::vector<int> capacity, quantity;
    std::vector<std::pair<int, int>> pair;  // demand, slot; grouped by demand
    std::vector<long long> score;
};

struct Clock {
    std::chrono::steady_clock::time_point wall = std::chrono::steady_clock::now();
    double cpu = Processor();
    static double Processor() {
        timespec now;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return now.tv_sec + now.tv_nsec / 1e9;
    }
    double Wall() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(); }
    double Cpu() const { return Processor() - cpu; }
};

static void Fail(const char *file, const char *why) {
    fprintf(stderr, "%s: %s\n", file, why);
    exit(2);
}

class Numbers {
    FILE *file;
    const char *name;

public:
    explicit Numbers(const char *path) : file(fopen(path, "rb")), name(path) {
        if (!file) Fail(path, "cannot be opened");
        setvbuf(file, nullptr, _IOFBF, 1 << 20);
    }
    ~Numbers() { fclose(file); }
    int Byte() {
        int c;
        do c = getc_unlocked(file);
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
        return c;
    }
    long long Next() {
        int c = Byte();
        bool negative = c == '-';
        if (negative) c = getc_unlocked(file);
        if (c < '0' || c > '9') Fail(name, "a number is missing");
        long long value = 0;
        for (; c >= '0' && c <= '9'; c = getc_unlocked(file)) value = value * 10 + (c - '0');
        return negative ? -value : value;
    }
};

static Instance Read(const char *path) {
    Numbers in(path);
    Instance it;
    it.quantity.resize(in.Next());
    it.capacity.resize(in.Next());
    long long edges = in.Next();
    if (in.Byte() != 'b') Fail(path, "only splittable demands (mode b) can be solved here");
    for (int &c : it.capacity) c = (int)in.Next();
    for (int &q : it.quantity) q = (int)in.Next();
    it.pair.reserve(edges);
    it.score.reserve(edges);
    for (long long e = 0; e < edges; e++) {
        int d = (int)in.Next(), s = (int)in.Next();
        long long score = in.Next();
        if (score <= 0) continue;
        it.pair.emplace_back(d, s);
        it.score.push_back(score);
    }
    if (in.Byte() != EOF) Fail(path, "caps cannot be solved here");
    return it;
}

/// The arcs are the candidate edges, as the file has them, then one from the idle source to each slot.
struct Network {
    const Instance &it;
    long long most;
    Digraph graph;

    explicit Network(const Instance &instance) : it(instance) {
        most = it.score.empty() ? 1 : *std::max_element(it.score.begin(), it.score.end()) + 1;
        std::vector<std::pair<int, int>> arc;
        arc.reserve(it.pair.size() + it.capacity.size());
        for (const auto &pair : it.pair) arc.emplace_back(pair.first, Slot(pair.second));
        for (int s = 0; s < (int)it.capacity.size(); s++) arc.emplace_back(Idle(), Slot(s));
        graph.build(Idle() + 1, arc.begin(), arc.end());
    }
    int Slot(int s) const { return (int)it.quantity.size() + s; }
    int Idle() const { return Slot((int)it.capacity.size()); }
    bool IsEdge(int arc) const { return arc < (int)it.pair.size(); }
    long long Cost(int arc) const { return IsEdge(arc) ? most - it.score[arc] : most; }
    int Upper(int arc) const { return IsEdge(arc) ? it.quantity[it.pair[arc].first] : it.capacity[arc - it.pair.size()]; }
    int Supply(int node) const {
        if (node < Slot(0)) return it.quantity[node];
        return node < Idle() ? -it.capacity[node - Slot(0)] : std::accumulate(it.capacity.begin(), it.capacity.end(), 0);
    }
};

/// A LEMON map that asks the network.
template <class K, class V, V (Network::*Ask)(int) const>
struct Asked {
    typedef K Key;
    typedef V Value;
    const Network &net;
    V operator[](const K &key) const { return (net.*Ask)(Digraph::id(key)); }
};

/// Of this process alone; getrusage would count what started it.
static double PeakMb() {
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    double kilobytes = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %lf", &kilobytes) == 1) break;
    if (file) fclose(file);
    return kilobytes / 1024;
}

static double Median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

static void Solve(const char *path, int repeat) {
    Clock reading;
    const Instance it = Read(path);
    const double readSeconds = reading.Wall();
    std::vector<double> build, wall, cpu;
    long long score = 0;
    size_t assigned = 0;
    for (int run = 0; run < repeat; run++) {
        Clock building;
        const Network net(it);
        Simplex simplex(net.graph);
        simplex.upperMap(Asked<Digraph::Arc, int, &Network::Upper>{net}).costMap(Asked<Digraph::Arc, long long, &Network::Cost>{net});
        simplex.supplyMap(Asked<Digraph::Node, int, &Network::Supply>{net}).supplyType(Simplex::LEQ);
        build.push_back(building.Wall());
        Clock solving;
        const auto status = simplex.run();
        wall.push_back(solving.Wall());
        cpu.push_back(solving.Cpu());
        if (status != Simplex::OPTIMAL) Fail(path, "no optimum");
        score = 0;
        assigned = 0;
        int last = -1;
        for (size_t e = 0; e < it.pair.size(); e++) {
            const int amount = simplex.flow(net.graph.arcFromId((int)e));
            if (amount == 0) continue;
            score += amount * it.score[e];
            if (it.pair[e].first != last) assigned++;
            last = it.pair[e].first;
        }
    }
    printf("{\"solver\":\"LEMON network simplex\",\"file\":\"%s\",\"status\":\"optimal\",\"score\":%lld,\"bound\":%lld,\"gap\":0,\"assigned\":%zu,"
           "\"read_s\":%.6f,\"build_s\":%.6f,\"solve_s\":%.6f,\"solve_cpu_s\":%.6f,\"peak_mb\":%.1f}\n",
           path, score, score, assigned, readSeconds, Median(build), Median(wall), Median(cpu), PeakMb());
    fflush(stdout);
}

int main(int count, char **argument) {
    int repeat = 1;
    for (int i = 1; i < count; i++) {
        if (!strcmp(argument[i], "--repeat") && i + 1 < count) repeat = std::max(1, atoi(argument[++i]));
        else Solve(argument[i], repeat);
    }
}
