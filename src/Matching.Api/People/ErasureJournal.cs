using System.Globalization;
using System.Text;
using Matching.Api.Data;
using Matching.Api.Keys;

namespace Matching.Api.People;

/// <summary>What a line of the journal names. Written to files: append only.</summary>
internal enum ErasedThing
{
    /// <summary>A person with all that they asked.</summary>
    Person,
    /// <summary>A person's contact alone.</summary>
    Contact,
    Demand, Supporter,
    /// <summary>A person's consent to return visits.</summary>
    VisitConsent,
}

/// <param name="Id">A number, or a demand's code.</param>
/// <param name="Entered">When it was entered, as <see cref="ValueText"/> has it: a number may be given again in a store that was restored.</param>
internal sealed record ErasedLine(ErasedThing Thing, string Id, string Entered);

/// <summary>
/// Who was erased, in a file outside the store: a backup from before is brought up to it when it is restored. A line holds the store's
/// mark, what was erased, its number and the instant of its entry, nothing else. Lines of several servers may be put together in any order.
/// </summary>
internal sealed class ErasureJournal(string file, KeyRing ring)
{
    /// <summary>The setting that names the file.</summary>
    public const string Setting = "THREELISTS_ERASURES";

    private const int MostTries = 400;
    private const int MarkLength = 16;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>Servers of several stores may share a file.</summary>
    private readonly string mark = ring.Mac("erasures", "store")[..MarkLength];

    /// <summary>The file that is named; else beside a SQLite store, and beside the master key of a PostgreSQL store.</summary>
    public static string FileFor(Database database, MasterKeys masters, string? named) =>
        named is { Length: > 0 } ? Path.GetFullPath(named) : (database.IsPostgres ? Path.GetFullPath(masters.File ?? MasterKeys.DefaultFile) : database.Name) + ".erasures";

    public void Add(ErasedThing thing, long id, DateTimeOffset entered) => Add(thing, id.ToString(CultureInfo.InvariantCulture), entered);

    /// <summary>Written before the commit, to the disk: a line too many erases somebody who asked for it.</summary>
    /// <exception cref="StoreUnavailableException">The file can't be written: nothing is erased then.</exception>
    public void Add(ErasedThing thing, string id, DateTimeOffset entered) => Append($"{mark} {thing} {id} {ValueText.Of(entered)}\n");

    /// <summary>Adds what another journal holds, such as the one beside a master key of before.</summary>
    public void AddAll(string other) => Append(File.ReadAllText(other));

    /// <summary>What was erased in this store, each once; none when there is no such file. Lines of before this had a mark name a person.</summary>
    public IReadOnlyList<ErasedLine> Read() => !File.Exists(file) ? [] :
        [.. File.ReadLines(file).Select(line => line.Split(' ')).Select(parts => parts switch
        {
            [var of, var thing, var id, var entered] when of == mark && Enum.TryParse<ErasedThing>(thing, out var known) => new ErasedLine(known, id, entered),
            [var id, var entered] => new ErasedLine(ErasedThing.Person, id, entered),
            _ => null,
        }).OfType<ErasedLine>().Distinct()];

    private void Append(string lines)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                using var journal = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read);
                journal.Write(Encoding.UTF8.GetBytes(lines));
                journal.Flush(flushToDisk: true);
                return;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                // Another server of this machine may be writing its line.
                if (tries == MostTries || failed is not IOException || !File.Exists(file))
                    throw new StoreUnavailableException(failed, diskFull: false, outcomeUnknown: false);
                Thread.Sleep(BetweenTries);
            }
        }
    }
}
