using System.Text.Json;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
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
public sealed record RunMatch : IRequest<MatchRunView>;

/// <summary>A run in figures.</summary>
/// <param name="Gap">(bound − objective) ÷ bound.</param>
/// <param name="OrdersOvertaken">Pairs that a change made meanwhile had overtaken: not written, matched again by the next run.</param>
public sealed record MatchRunView(
    long Id, DateTimeOffset StartedAt, int PolicyVersion, long Objective, long Bound, double Gap, bool Optimal, bool CertificateVerified,
    int Demands, int Served, int OrdersWritten, int OrdersKept, int OrdersMoved, int OrdersOvertaken, string InputHash);

/// <summary>Read, decide, write: the lists are read on a snapshot, paired outside any lock, and written in one transaction in which
/// every pair is checked once more against what holds by then.</summary>
internal sealed class RunMatchHandler(Database database, GroupCommit writer, CallContext context, KeyRing ring, HistoryChain chain, PersonRecords people, Rulings rulings, KnownAreas areas, TimeProvider clock, OneRunAtATime turn, RunWatch watch, ProductMetrics metrics)
    : IRequestHandler<RunMatch, MatchRunView>
{
    public async Task<MatchRunView> Handle(RunMatch request, CancellationToken stop)
    {
        await turn.Taken.WaitAsync(stop);
        var calledOff = watch.Begin();
        try
        {
            if (Answered(request) is { } answered)
                return answered;
            watch.Tell("read");
            var loaded = await metrics.Stage("read", () => Task.FromResult(database.Read(session => MatchInputQuery.Load(session, rulings, clock.GetUtcNow()))));
            var decided = await metrics.Stage("pair", () => Task.Run(() => DecidedRun.Decide(loaded, rulings.Policy, area => areas.PathOf(area.Value), watch.Tell, calledOff), stop));
            watch.Tell("write");
            return await metrics.Stage("write", () => Write(request, decided));
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

    private MatchRunView? Answered(RunMatch request) =>
        database.Read(session => new AnsweredRequests(session, context, ring, clock).Find<MatchRunView>(request))?.Value;

    private Task<MatchRunView> Write(RunMatch request, DecidedRun decided) => writer.Write(session =>
    {
        session.Execute(database.Dialect.MatchLock);
        var answers = new AnsweredRequests(session, context, ring, clock);
        if (answers.Find<MatchRunView>(request) is { } answered)
            return answered.Value;
        var write = new CurrentWrite { Session = session };
        var events = new EventLog(write, context, chain, clock);
        var clocks = new ClockBook(write, context, rulings, clock);
        var demands = new DemandLedger(write, context, events, clocks);
        var orders = new OrderLedger(write, context, events, demands, clocks, new VisitBook(write, context, events, people, rulings, clock), new PointsBook(write, context, rulings, clock), rulings, clock);
        var view = new RunWriter(session, orders, demands, events, rulings, clock.GetUtcNow()).Write(decided);
        answers.Keep(request, view);
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
