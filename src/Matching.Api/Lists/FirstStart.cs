using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;

namespace Matching.Api.Lists;

/// <summary>Makes a new store usable: rulings always; the seed lists and one match run unless told to stay empty.</summary>
internal static class FirstStart
{
    private const string CountCategories = "select count(*) from category";
    private const string CountAreas = "select count(*) from area";

    public static async Task Prepare(IServiceProvider services, bool stayEmpty, TimeProvider clock)
    {
        var writer = services.GetRequiredService<GroupCommit>();
        var rulings = services.GetRequiredService<Rulings>();
        await WriteRulings(writer, clock);
        if (!stayEmpty && await Fill(writer, rulings, SeedLists.Read(), clock) is not null)
            await Match(services);
    }

    public static Task WriteRulings(GroupCommit writer, TimeProvider clock) => writer.Write(session =>
    {
        session.Execute(session.Dialect.StartLock);
        if (session.Scalar<long>(CountCategories) == 0)
            SeedLists.WriteRulings(session, clock.GetUtcNow());
        return true;
    });

    /// <summary>Writes trusted lists into a store that has none; null when it has some already.</summary>
    public static Task<ImportCounts?> Fill(GroupCommit writer, Rulings rulings, ListSet lists, TimeProvider clock)
    {
        rulings.Forget();
        var now = clock.GetUtcNow();
        return writer.Write(session =>
        {
            session.Execute(session.Dialect.StartLock);
            return session.Scalar<long>(CountAreas) > 0 ? null : ListImport.Write(session, SeedLists.MovedTo(lists, now), rulings, now, "system", asOpen: true);
        });
    }

    private static async Task<MatchRunView> Match(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAs("system");
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunMatch());
    }
}
