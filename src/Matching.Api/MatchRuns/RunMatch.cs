using System.Text.Json;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Machines;
using Matching.Api.Orders;
using Matching.Api.Points;
using Matching.Api.Policies;
using Matching.Api.Telemetry;
using Matching.Api.Visits;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>One match run over both lists as they stand; its orders are proposed (拟派单).</summary>
/// <param name="Shard">Which share of the streets; all are one unless configured otherwise.</param>
public sealed record RunMatch(int Shard = 0) : IRequest<MatchRunView>;

/// <summary>A run in figures.</summary>
/// <param name="Gap">(bound − objective) ÷ bound.</param>
/// <param name="OrdersOvertaken">Pairs that a change made meanwhile had overtaken: not written, matched again by the next run.</param>
public sealed record MatchRunView(
    long Id, DateTimeOffset StartedAt, int PolicyVersion, long Objective, long Bound, double Gap, bool Optimal, bool CertificateVerified,
    int Demands, int Served, int OrdersWritten, int OrdersKept, int OrdersMoved, int OrdersOvertaken, string InputHash);

/// <summary>Runs here when this process leads the streets; else it asks the one that does.</summary>
internal sealed class RunMatchHandler(Database database, CallContext context, KeyRing ring, TimeProvider clock, Leadership leadership, RunHere here, RunRequests requests, AnsweredRunRequest asked)
    : IRequestHandler<RunMatch, MatchRunView>
{
    public async Task<MatchRunView> Handle(RunMatch request, CancellationToken stop)
    {
        while (true)
        {
            if (database.Read(session => new AnsweredRequests(session, context, ring, clock).Find<MatchRunView>(request)) is { } answered)
                return answered.Value;
            if (leadership.EpochOf(request.Shard) is not { } epoch)
                return asked.Id == 0 ? await Ask(request, stop) : throw new LeadershipLostException();
            try
            {
                return await here.Run(request, epoch, stop);
            }
            catch (LeadershipLostException) when (asked.Id == 0)
            {
                // Somebody took over while this run was made: whoever leads now makes another.
            }
        }
    }

    private async Task<MatchRunView> Ask(RunMatch request, CancellationToken stop)
    {
        var run = await requests.Ask(request.Shard, context, stop);
        return database.Read(session => MatchRunRow.Get(session, run)).View();
    }
}

/// <summary>Read, decide, write: the lists are read on a snapshot, paired outside any lock, and written in one transaction in which
/// the leader's epoch and then every pair is checked once more against what holds by then.</summary>
internal sealed class RunHere(Database database, GroupCommit writer, CallContext context, KeyRing ring, HistoryChain chain, PersonRecords people, Rulings rulings, KnownAreas areas, TimeProvider clock, OneRunAtATime turn, RunWatch watch, ProductMetrics metrics, StreetShards shards, Leadership leadership, AnsweredRunRequest asked)
{
    /// <exception cref="LeadershipLostException">Another process leads these streets by now; nothing was written.</exception>
    public async Task<MatchRunView> Run(RunMatch request, long epoch, CancellationToken stop)
    {
        await turn.Taken.WaitAsync(stop);
        var calledOff = watch.Begin();
        try
        {
            watch.Tell("read");
            var loaded = await metrics.Stage("read", () => Task.FromResult(database.Read(session => MatchInputQuery.Load(session, rulings, clock.GetUtcNow(), shards.At(request.Shard)))));
            var decided = await metrics.Stage("pair", () => Task.Run(() => DecidedRun.Decide(loaded, rulings.Policy, area => areas.PathOf(area.Value), watch.Tell, calledOff), stop));
            watch.Tell("write");
            return await metrics.Stage("write", () => Write(request, decided, epoch));
        }
        catch (OperationCanceledException) when (calledOff.IsCancellationRequested)
        {
            throw new RuleBrokenException("run-called-off");
        }
        finally
        {
            watch.End();
            turn.Taken.Release();
        }
    }

    private Task<MatchRunView> Write(RunMatch request, DecidedRun decided, long epoch) => writer.Write(session =>
    {
        leadership.Hold(session, request.Shard, epoch);
        var answers = new AnsweredRequests(session, context, ring, clock);
        if (answers.Find<MatchRunView>(request) is { } answered)
            return answered.Value;
        var write = new CurrentWrite { Session = session };
        var events = new EventLog(write, context, chain, clock);
        var clocks = new ClockBook(write, context, rulings, clock);
        var demands = new DemandLedger(write, context, events, clocks);
        var orders = new OrderLedger(write, context, events, demands, clocks, new VisitBook(write, context, events, people, rulings, clock), new PointsBook(write, context, rulings, clock), rulings, clock);
        var view = new RunWriter(session, orders, demands, events, rulings, clock.GetUtcNow()).Write(decided, request.Shard, epoch);
        answers.Keep(request, view);
        if (asked.Id != 0)
            session.Execute(RunRequests.Finish, new { id = asked.Id, run = view.Id, now = clock.GetUtcNow() });
        return view;
    });
}

/// <summary>Runs of one process take turns.</summary>
internal sealed class OneRunAtATime
{
    public SemaphoreSlim Taken { get; } = new(1, 1);
}

/// <summary>A run that has been paired and verified, with all that will be stored of it.</summary>
internal sealed record DecidedRun(LoadedInput Loaded, MatchRun Run, byte[] PackedInput, byte[] Report, byte[] ReportEnglish, MatchReport Figures)
{
    /// <param name="stage">Told the name of each stage as it ends.</param>
    /// <exception cref="OperationCanceledException">It was called off.</exception>
    public static DecidedRun Decide(LoadedInput loaded, MatchPolicy policy, Func<AreaCode, string> nameOf, Action<string> stage, CancellationToken calledOff)
    {
        var run = MatchRun.Execute(loaded.Input, policy, name =>
        {
            calledOff.ThrowIfCancellationRequested();
            stage(name);
        }, calledOff);
        calledOff.ThrowIfCancellationRequested();
        var refusals = MatchReport.RefusalsOf(run);
        var report = MatchReport.Of(run, Words.Chinese, refusals, nameOf);
        return new DecidedRun(loaded, run, new StoredInput(loaded.Input, policy).Packed(), Packed(report), Packed(MatchReport.Of(run, Words.English, refusals, nameOf)), report);
    }

    private static byte[] Packed(MatchReport report) => StoredInput.Pack(JsonSerializer.SerializeToUtf8Bytes(report, Json.Options));
}
