using MediatR;
using Matching.Api.Access;
using Matching.Api.Agreements;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Meetings;
using Matching.Api.Offers;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Posts;
using Matching.Core.Grid;

namespace Matching.Api.Lists;

/// <summary>Makes a new store usable: rulings always; the seed lists and one match run unless told to stay empty.</summary>
internal static class FirstStart
{
    private const string CountCategories = "select count(*) from category";
    private const string FirstEstate = "select code from area where length(code) = 15 order by code limit 1";
    private const string CountAreas = "select count(*) from area";

    /// <param name="isDemo">The environment is the demo's: a new store is filled with the seed lists and demo accounts.</param>
    public static async Task Prepare(IServiceProvider services, bool isDemo, bool stayEmpty, TimeProvider clock)
    {
        var writer = services.GetRequiredService<GroupCommit>();
        var rulings = services.GetRequiredService<Rulings>();
        var chain = services.GetRequiredService<HistoryChain>();
        await WriteRulings(writer, clock);
        await writer.Write(session =>
        {
            session.Execute(session.Dialect.StartLock);
            chain.AdoptOld(session);
            return true;
        });
        await writer.Write(session => PlanMeetingsEffect.Begin(session, rulings, clock.GetUtcNow()));
        await writer.Write(session => DormantDigestEffect.Begin(session, clock.GetUtcNow()));
        await EraseAgain(services);
        var demo = services.GetRequiredService<DemoMode>();
        var wasDemo = services.GetRequiredService<Database>().Read(DemoAccounts.IsDemo);
        if (wasDemo && !isDemo)
            throw new StoreException(Words.Say("Store.IsDemo"));
        if (isDemo && !stayEmpty && await Fill(writer, rulings, chain, services.GetRequiredService<PersonRecords>(), SeedLists.Read(), clock) is not null)
        {
            await Match(services);
            await MeetingStories.Play(services, clock);
            await PostStories.Play(services, clock);
            var estate = services.GetRequiredService<Database>().Read(session => session.One<string>(FirstEstate)!);
            await GatheringStory.Play(services, new AreaCode(estate[..12]), new AreaCode(estate), clock);
            await AgreementStories.Play(services, clock);
            await PeopleStory.Play(services, new AreaCode(estate), clock);
            await writer.Write(services.GetRequiredService<DemoAccounts>().Make);
            wasDemo = true;
        }
        demo.IsOn = isDemo && wasDemo;
        if (!demo.IsOn)
            await services.GetRequiredService<FirstAdministrator>().Prepare();
    }

    /// <summary>A store may have been restored from a backup while no server looked.</summary>
    private static async Task EraseAgain(IServiceProvider services)
    {
        var replay = services.GetRequiredService<ReplayErasures>();
        if (services.GetRequiredService<Database>().Read(replay.Pending).Count == 0)
            return;
        await services.GetRequiredService<GroupCommit>().Write(session =>
        {
            session.Execute(session.Dialect.StartLock);
            return replay.Run(session);
        });
    }

    public static Task WriteRulings(GroupCommit writer, TimeProvider clock) => writer.Write(session =>
    {
        session.Execute(session.Dialect.StartLock);
        if (session.Scalar<long>(CountCategories) == 0)
            SeedLists.WriteRulings(session, clock.GetUtcNow());
        return true;
    });

    /// <summary>Writes trusted lists into a store that has none; null when it has some already.</summary>
    public static Task<ImportCounts?> Fill(GroupCommit writer, Rulings rulings, HistoryChain chain, PersonRecords people, ListSet lists, TimeProvider clock)
    {
        rulings.Forget();
        var now = clock.GetUtcNow();
        return writer.Write(session =>
        {
            session.Execute(session.Dialect.StartLock);
            return session.Scalar<long>(CountAreas) > 0 ? null : ListImport.Write(session, SeedLists.MovedTo(lists, now), rulings, chain, people, now, "system", asOpen: true);
        });
    }

    private static async Task<MatchRunView> Match(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunMatch());
    }
}
