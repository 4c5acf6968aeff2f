using MediatR;
using Matching.Api;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Api.MatchRuns;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks.Scale;

/// <summary>What one of a kind costs: processor time of the whole process, and bytes of the store with all that hangs on it (history, clocks, notices).</summary>
internal sealed record Cost(string What, int Count, double Microseconds, double Bytes);

/// <summary>The product without its web on a file: files demands, publishes offers, matches, and takes orders to their end, and measures each.</summary>
internal sealed class MeasuredCosts : IAsyncDisposable
{
    private const int AtOnce = 32;
    private const string Note = "已上门看过";

    private readonly string file;
    private readonly ServiceProvider services;
    private readonly Caller street;
    private readonly ListSet lists;
    private int key;

    private MeasuredCosts(string file, ServiceProvider services, ListSet lists)
    {
        (this.file, this.services, this.lists) = (file, services, lists);
        street = new Caller("S-1", [new Grant { Account = "S-1", Role = Role.Street, Area = lists.Areas.Min(area => area.Code.Value)![..9] }], Proof.Inside);
    }

    public static async Task<IReadOnlyList<Cost>> Of(string folder, int count)
    {
        var (file, clock) = (Path.Combine(folder, "threelists.db"), new StandingClock());
        var database = Database.At(file);
        SchemaScripts.Apply(database, clock);
        var masters = MasterKeys.Parse(Convert.ToBase64String(new byte[MasterKeys.KeyBytes]));
        var drawn = new Random(1);
        var collection = new ServiceCollection();
        collection.AddMetrics();
        Server.AddProduct(collection, new ConfigurationBuilder().Build(), database, new InstantOfWrite(clock), KeyRing.Open(database, masters, length =>
        {
            var bytes = new byte[length];
            lock (drawn)
                drawn.NextBytes(bytes);
            return bytes;
        }), masters);
        var services = collection.BuildServiceProvider();
        var lists = SeedGrowth.Grow(Seed.Lists(), SeedProfile.S);
        await FirstStart.Prepare(services, isDemo: false, stayEmpty: true, clock);
        await FirstStart.Fill(services.GetRequiredService<GroupCommit>(), services.GetRequiredService<Rulings>(), services.GetRequiredService<HistoryChain>(), services.GetRequiredService<PersonRecords>(), lists, clock);
        await using var costs = new MeasuredCosts(file, services, lists);
        return await costs.All(count);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<IReadOnlyList<Cost>> All(int count)
    {
        var demands = lists.Demands;
        Func<int, Task> file = i => Send(new FileDemand
        {
            Title = demands[i % demands.Count].Title, Detail = demands[i % demands.Count].Detail, Area = demands[i % demands.Count].Area, Category = demands[i % demands.Count].Category, Source = DemandSource.Staff,
        });
        // What is measured is compiled.
        await Measure("warm-up", Math.Min(count, 400), file);
        var filed = await Measure("demand filed", count, file);
        var offered = await Measure("offer published, four windows", count / 4, Publish);
        var listed = await Measure("list of 20 demands read", count / 4, _ => Send(new ListDemands(null, null, null, null, PageWanted.From(null, 20))));
        MatchRunView? run = null;
        var matched = await Measure("match run", 1, async _ => run = await Send(new RunMatch()));
        var orders = services.GetRequiredService<Database>().Read(session => session.Query<string>("select code from service_order where state = 'Proposed' order by code limit @count", new { count = count / 2 }));
        var moved = await Measure("order from proposed to done, five steps", orders.Count, i => Live(orders[i]));
        var perOrder = matched with { What = "proposal written by a run, with its part of the run's record", Count = run!.OrdersWritten, Microseconds = matched.Microseconds / run.OrdersWritten, Bytes = matched.Bytes / run.OrdersWritten };
        return [filed, offered, perOrder, moved, listed];
    }

    private Task Publish(int i) => Send(new PublishOffer(new OfferDraft
    {
        Unit = lists.Units[i % lists.Units.Count].Code, Title = lists.Offers[i % lists.Offers.Count].Title, Kind = OfferKind.Skill, Categories = lists.Offers[i % lists.Offers.Count].Categories,
        Slots = [.. Enumerable.Range(1, 4).Select(day => new SlotDraft(Seed.Now.AddDays(day), Seed.Now.AddDays(day).AddHours(2), 10))],
    }));

    private async Task Live(string order)
    {
        foreach (var act in new[] { OrderAct.Issue, OrderAct.Acknowledge, OrderAct.Accept })
            await Send(new AdvanceOrder(order, act));
        var started = await Send(new AdvanceOrder(order, OrderAct.Start));
        await Send(new EndOrder(order, OrderAct.Complete, Note, started.Mediates ? MediationOutcome.Agreed : null));
    }

    private async Task<Cost> Measure(string what, int count, Func<int, Task> one)
    {
        var (bytes, cpu) = (Size(), Environment.CpuUsage.TotalTime);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await one(i));
        return new Cost(what, count, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Math.Max(1, count), (double)(Size() - bytes) / Math.Max(1, count));
    }

    private async Task<T> Send<T>(IRequest<T> request)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        context.ComeFrom(street);
        context.ActBy(street.Grants, Sight.By(street.Grants, services.GetRequiredService<Rulings>()));
        context.IdempotencyKey = $"{Interlocked.Increment(ref key)}";
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Of the file, with everything written into it.</summary>
    private long Size()
    {
        using var connection = services.GetRequiredService<Database>().OpenToWrite();
        new Session(connection, Dialect.Sqlite).Query<long>("pragma wal_checkpoint(truncate)");
        return new FileInfo(file).Length;
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Seed.Now.ToUniversalTime();
    }
}
