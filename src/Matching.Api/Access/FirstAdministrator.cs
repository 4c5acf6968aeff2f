using Matching.Api.Data;
using Matching.Api.Keys;

namespace Matching.Api.Access;

/// <summary>While a store has no administrator, each start makes a one-time code for the first one: told on the console, and kept in
/// a file beside a SQLite store that only its owner can read.</summary>
internal sealed class FirstAdministrator(Database database, GroupCommit writer, OneTimeCodes codes)
{
    private const string CountAdministrators = "select count(*) from role_grant where role = 'Administrator'";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Null when there is an administrator.</summary>
    public string? Code { get; private set; }

    private string? FileName => database.IsPostgres ? null : database.Name + ".first-administrator";

    public async Task Prepare()
    {
        if (FileName is { } old)
            File.Delete(old);
        if (await writer.Write(session => session.Scalar<long>(CountAdministrators)) > 0)
            return;
        Code = await writer.Write(session => codes.New(session, OneTimePurpose.FirstAdministrator, null, Life));
        if (FileName is { } file)
            Note(file, Code);
    }

    private static void Note(string file, string code)
    {
        try
        {
            PrivateFile.Write(file, code + "\n");
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another server of this store, started in the same moment, has written its own.
        }
    }

    public void Done()
    {
        Code = null;
        if (FileName is { } file)
            File.Delete(file);
    }
}
