using System.Security.Cryptography;
using System.Text;
using Matching.Api.Data;

namespace Matching.Api.Keys;

/// <summary>
/// What seals and signs for one store. The store's root secret and every person's data key lie in the store wrapped by the master
/// key; everything else is derived from the root secret, so that a new master key only wraps those anew.
/// </summary>
internal sealed class KeyRing
{
    private const string SelectRoot = "select master, value from store_secret where name = 'root'";

    private const string InsertRoot = """
        insert into store_secret (name, master, value)
        values ('root', @master, @value)
        on conflict (name) do nothing
        """;

    private const string UpdateRoot = "update store_secret set master = @master, value = @value where name = 'root'";

    private const string SelectPersonKeys = "select id, master, data_key from person where data_key is not null and master <> @master";

    private const string UpdatePersonKey = "update person set master = @master, data_key = @key where id = @id";

    private const string RootPlace = "store_secret/root";

    private readonly MasterKeys masters;
    private readonly byte[] root;

    private KeyRing(MasterKeys masters, byte[] root, Func<int, byte[]> randomBytes) => (this.masters, this.root, RandomBytes) = (masters, root, randomBytes);

    public Func<int, byte[]> RandomBytes { get; }

    /// <summary>Reads the root secret, or makes one in a store that has none.</summary>
    /// <exception cref="StoreException">It was sealed with another master key.</exception>
    public static KeyRing Open(Database database, MasterKeys masters, Func<int, byte[]> randomBytes)
    {
        if (database.Read(session => session.One<WrappedRow>(SelectRoot)) is not { } row)
        {
            using var connection = database.OpenToWrite();
            var session = new Session(connection, database.Dialect);
            session.Execute(InsertRoot, new { master = masters.Newest.Id, value = Sealing.Seal(masters.Newest.Key, RootPlace, randomBytes(MasterKeys.KeyBytes), randomBytes) });
            row = session.One<WrappedRow>(SelectRoot)!;
        }
        return new KeyRing(masters, Sealing.Open(masters.Find(row.Master), RootPlace, row.Value), randomBytes);
    }

    public string Seal(string place, string text) => Sealing.Seal(Derived("seal"), place, Encoding.UTF8.GetBytes(text), RandomBytes);

    /// <exception cref="StoreException">The value was altered or moved.</exception>
    public string Open(string place, string value) => Encoding.UTF8.GetString(Sealing.Open(Derived("seal"), place, value));

    public byte[] SealBytes(string place, ReadOnlySpan<byte> bytes) => Sealing.SealBytes(Derived("seal"), place, bytes, RandomBytes);

    /// <exception cref="StoreException">The value was altered or moved.</exception>
    public byte[] OpenBytes(string place, ReadOnlySpan<byte> value) => Sealing.OpenBytes(Derived("seal"), place, value);

    /// <summary>A keyed hash, in hexadecimal: equal texts of one purpose hash alike, and nobody without the key can try texts out.</summary>
    public string Mac(string purpose, string text) => Convert.ToHexString(HMACSHA256.HashData(Derived(purpose), Encoding.UTF8.GetBytes(text)));

    /// <summary>A new data key, as it is stored.</summary>
    public (string Master, string Wrapped, byte[] Key) NewPersonKey(long person)
    {
        var key = RandomBytes(MasterKeys.KeyBytes);
        return (masters.Newest.Id, Sealing.Seal(masters.Newest.Key, PersonPlace(person), key, RandomBytes), key);
    }

    public byte[] PersonKey(long person, string master, string wrapped) => Sealing.Open(masters.Find(master), PersonPlace(person), wrapped);

    /// <summary>Wraps the root secret and all data keys with the newest master key.</summary>
    /// <returns>How many data keys were wrapped anew.</returns>
    public int Rotate(Session session)
    {
        var (id, key) = masters.Newest;
        session.Execute(UpdateRoot, new { master = id, value = Sealing.Seal(key, RootPlace, root, RandomBytes) });
        var rows = session.Query<PersonKeyRow>(SelectPersonKeys, new { master = id });
        foreach (var row in rows)
        {
            var data = PersonKey(row.Id, row.Master, row.DataKey);
            session.Execute(UpdatePersonKey, new { master = id, key = Sealing.Seal(key, PersonPlace(row.Id), data, RandomBytes), id = row.Id });
        }
        return rows.Count;
    }

    private static string PersonPlace(long person) => $"person/data_key/{person}";

    private byte[] Derived(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, root, MasterKeys.KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    private sealed record WrappedRow
    {
        public string Master { get; init; } = "";

        public string Value { get; init; } = "";
    }

    private sealed record PersonKeyRow
    {
        public long Id { get; init; }

        public string Master { get; init; } = "";

        public string DataKey { get; init; } = "";
    }
}
