using System.Security.Cryptography;
using Matching.Api.Data;

namespace Matching.Api.Keys;

/// <summary>
/// The master key, kept outside the store: 32 bytes in base64, from <c>THREELISTS_KEY</c>, from the file that <c>--key</c> or
/// <c>THREELISTS_KEY_FILE</c> names, or from <c>FILE.key</c> beside a SQLite store, which is made at the first use. The first key
/// seals; those after it (one a line) only open.
/// </summary>
internal sealed class MasterKeys
{
    public const int KeyBytes = 32;

    /// <summary>Where a key is made that nobody named, for a store without a file of its own.</summary>
    public static readonly string DefaultFile = Path.Combine("data", "local", "threelists.key");

    private readonly IReadOnlyList<(string Id, byte[] Key)> keys;

    private MasterKeys(IReadOnlyList<(string, byte[])> keys) => this.keys = keys;

    public (string Id, byte[] Key) Newest => keys[0];

    /// <summary>The file they were read from; null when the environment held them.</summary>
    public string? File { get; private init; }

    /// <summary>One key a line, the newest first, as <see cref="Parse"/> reads them.</summary>
    public string Text => string.Concat(keys.Select(key => Convert.ToBase64String(key.Key) + "\n"));

    /// <param name="text">One key a line, the newest first.</param>
    /// <exception cref="StoreException">A line is no key.</exception>
    public static MasterKeys Parse(string text)
    {
        var keys = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var key = new byte[KeyBytes];
            return Convert.TryFromBase64String(line, key, out var length) && length == KeyBytes ? key : throw new StoreException(Words.Say("Keys.Malformed"));
        }).Select(key => (Convert.ToHexString(SHA256.HashData(key))[..8], key)).ToList();
        return keys.Count > 0 ? new MasterKeys(keys) : throw new StoreException(Words.Say("Keys.Malformed"));
    }

    /// <param name="file">What <c>--key</c> said, or null.</param>
    /// <param name="makeBeside">Whether a key may be made beside a SQLite store that has none: not in production.</param>
    /// <exception cref="StoreException">There is no key, or it can't be read.</exception>
    public static MasterKeys For(Database database, string? file, bool makeBeside, Func<int, byte[]> randomBytes)
    {
        if (file is null && Environment.GetEnvironmentVariable("THREELISTS_KEY") is { Length: > 0 } text)
            return Parse(text.Replace(',', '\n'));
        file ??= Environment.GetEnvironmentVariable("THREELISTS_KEY_FILE");
        if (file is not { Length: > 0 })
        {
            file = database.IsPostgres ? DefaultFile : database.Name + ".key";
            if (!makeBeside)
                throw new StoreException(Words.Say("Keys.Needed"));
            if (!System.IO.File.Exists(file))
                WriteNew(file, randomBytes);
        }
        try
        {
            return FromFile(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(Words.Say("Keys.CannotRead", file, failed.Message), failed);
        }
    }

    /// <exception cref="StoreException">A line is no key.</exception>
    public static MasterKeys FromFile(string file) => new(Parse(System.IO.File.ReadAllText(file)).keys) { File = file };

    /// <summary>Writes a new key that only its owner can read; an existing file is left alone.</summary>
    /// <exception cref="StoreException">The file can't be written.</exception>
    public static void WriteNew(string file, Func<int, byte[]> randomBytes)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
                Directory.CreateDirectory(folder);
            PrivateFile.Write(file, Convert.ToBase64String(randomBytes(KeyBytes)) + "\n");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (!System.IO.File.Exists(file))
                throw new StoreException(Words.Say("Keys.CannotRead", file, failed.Message), failed);
        }
    }

    /// <exception cref="StoreException">The store was sealed with a key that is not here.</exception>
    public byte[] Find(string id)
    {
        foreach (var (candidate, key) in keys)
        {
            if (candidate == id)
                return key;
        }
        throw new StoreException(Words.Say("Keys.Other", id));
    }
}

/// <summary>A file that only its owner can read or write (mode 0600).</summary>
internal static class PrivateFile
{
    /// <exception cref="IOException">It is there already, or can't be written.</exception>
    public static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }
}
