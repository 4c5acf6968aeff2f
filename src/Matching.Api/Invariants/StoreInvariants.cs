using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Orders;
using Matching.Core.Pairing;

namespace Matching.Api.Invariants;

/// <summary>Something that must never be, and is.</summary>
internal sealed record Violation(string Invariant, string Subject, string What);

/// <summary>Recomputes every invariant of the domain from the store alone, sharing nothing with the code that wrote it.</summary>
internal static class StoreInvariants
{
    /// <summary>A run written under an older epoch than one before it.</summary>
    private const string RunsOfTheOverthrown = """
        select 'run/' || r.id as subject, 'epoch ' || r.epoch || ' after ' || p.epoch as what
        from match_run r
        join match_run p on p.shard = r.shard and p.id < r.id and p.epoch > r.epoch
        """;

    private const string OversoldSlots = """
        select h.offer as subject, h.start_at || ' capacity ' || h.capacity || ', remaining ' || h.remaining || ', live ' || h.live || ', signed up ' || h.signed as what
        from (
            select s.id, s.offer, s.start_at, s.capacity, s.remaining, coalesce(sum(o.quantity), 0) as live,
                (select coalesce(sum(p.people), 0) from sign_up p where p.slot = s.id and p.state = 'Signed') as signed
            from slot s
            left join service_order o on o.slot = s.id and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
            group by s.id, s.offer, s.start_at, s.capacity, s.remaining) h
        where h.capacity <> h.remaining + h.live + h.signed or h.remaining < 0
        """;

    private const string WrongHolds = """
        select d.code as subject, 'quantity ' || d.quantity || ', held ' || d.held || ', live ' || coalesce(sum(o.quantity), 0) as what
        from demand d
        left join service_order o on o.demand = d.code and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
        group by d.code, d.quantity, d.held
        having d.held <> coalesce(sum(o.quantity), 0) or d.held > d.quantity
        """;

    private const string SplitWholes = """
        select o.code as subject, 'holds ' || o.quantity || ' of an indivisible ' || d.quantity as what
        from service_order o
        join demand d on d.code = o.demand
        where d.divisible = 0 and o.quantity <> d.quantity
        """;

    private const string StrangeSlots = """
        select o.code as subject, 'slot of ' || s.offer || ', order of ' || o.offer || ' by ' || o.unit as what
        from service_order o
        join slot s on s.id = o.slot
        join offer f on f.code = s.offer
        where s.offer <> o.offer or f.unit <> coalesce(o.given_by, o.unit)
            or (o.given_by is not null and not exists (select 1 from group_member m where m.trade_group = o.given_by and m.unit = o.unit))
        """;

    private const string CapUses = """
        select u.code as unit, u.monthly_cap as cap, s.start_at
        from service_order o
        join slot s on s.id = o.slot
        join unit u on u.code = o.unit
        where u.monthly_cap is not null and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
        """;

    private const string StatesOfDemands = "select code as subject, state from demand";

    private const string StatesOfOrders = "select code as subject, state from service_order";

    private const string EventsInOrder = "select subject, act, from_state, to_state, who, why from event order by seq";

    private const string DemandsWithoutClock = """
        select code as subject, state as what
        from demand
        where state in ('Open', 'PartlyMatched', 'Matched', 'Escalated') and (opened_at is null or respond_due is null or resolve_due is null)
        """;

    private const string LastEventAt = "select max(at) from event";

    private const int LateDemands = 200;

    private const string CountForgotten = "select count(*) from event where subject = @subject and act = 'ForgetInput'";

    private const string OrderSums = """
        select d.code, d.state, d.quantity, d.rung, d.first_rung,
            coalesce(sum(case when o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled') then o.quantity else 0 end), 0) as held,
            coalesce(sum(case when o.state in ('Completed', 'Visited', 'Closed') then o.quantity else 0 end), 0) as served,
            coalesce(sum(case when o.state = 'Closed' then o.quantity else 0 end), 0) as closed
        from demand d
        left join service_order o on o.demand = d.code
        group by d.code, d.state, d.quantity, d.rung, d.first_rung
        """;

    /// <param name="mostRuns">How many of the latest runs are replayed.</param>
    /// <param name="progress">Told what is being looked at.</param>
    /// <param name="chain">Signs the history; null when no key is at hand, and its signature is then not checked.</param>
    /// <param name="known">A head of the history that was noted down earlier.</param>
    public static IReadOnlyList<Violation> Check(Database database, int mostRuns, Action<string> progress, HistoryChain? chain = null, (long Seq, string Hash)? known = null) => database.Read(session =>
    {
        var violations = new List<Violation>();
        progress(Words.Say("Verify.Lists"));
        violations.AddRange(Found(session, "1 not oversold", OversoldSlots));
        violations.AddRange(Found(session, "1 not over-held", WrongHolds));
        violations.AddRange(Found(session, "1 whole demands", SplitWholes));
        violations.AddRange(Found(session, "1 slot of the offer", StrangeSlots));
        violations.AddRange(CapsExceeded(session));
        violations.AddRange(Found(session, "1 one leader at a time", RunsOfTheOverthrown));
        progress(Words.Say("Verify.Events"));
        violations.AddRange(HistoryCheck.Check(session, chain, known));
        violations.AddRange(EventsAgainstStates(session));
        violations.AddRange(DemandsAgainstOrders(session));
        violations.AddRange(Found(session, "7 has a clock", DemandsWithoutClock));
        violations.AddRange(LadderCheck.Check(session));
        violations.AddRange(PeopleCheck.Check(session));
        progress(Words.Say("Verify.Live"));
        violations.AddRange(LiveAgainstFresh(session, new Rulings(database)));
        foreach (var run in MatchRunRow.All(session).Reverse().Take(mostRuns))
        {
            progress(Words.Say("Verify.Run", run.Id));
            violations.AddRange(Replay(session, run));
        }
        return violations;
    });

    private static IEnumerable<Violation> Found(Session session, string invariant, string sql) =>
        session.Query<Finding>(sql).Select(finding => new Violation(invariant, finding.Subject, finding.What));

    private static IEnumerable<Violation> CapsExceeded(Session session) => session.Query<CapUseRow>(CapUses)
        .GroupBy(use => (use.Unit, use.Cap, Month: ChinaTime.MonthOf(use.StartAt))).Where(group => group.Count() > group.Key.Cap)
        .Select(group => new Violation("1 monthly cap", group.Key.Unit, $"{group.Key.Month}: {group.Count()} > {group.Key.Cap}"));

    /// <summary>Each state was reached by one event after another, and no run moved an accepted order.</summary>
    private static IEnumerable<Violation> EventsAgainstStates(Session session)
    {
        var last = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var step in session.Query<StepRow>(EventsInOrder).Where(step => step.ToState is not null))
        {
            if (last.GetValueOrDefault(step.Subject) != step.FromState)
                yield return new Violation("2 one event a change", step.Subject, $"{last.GetValueOrDefault(step.Subject)} | {step.FromState} → {step.ToState}");
            if (step.Act == nameof(OrderAct.Cancel) && step.Why.StartsWith("run/", StringComparison.Ordinal)
                && Enum.TryParse<OrderState>(step.FromState, out var before) && OrderLife.IsPinned(before))
                yield return new Violation("3 accepted is pinned", step.Subject, $"{step.FromState} moved by {step.Why}");
            last[step.Subject] = step.ToState;
        }
        foreach (var state in session.Query<StateRow>(StatesOfDemands).Concat(session.Query<StateRow>(StatesOfOrders)))
        {
            if (last.GetValueOrDefault(state.Subject) != state.State)
                yield return new Violation("2 one event a change", state.Subject, $"{state.State}, last event {last.GetValueOrDefault(state.Subject)}");
        }
    }

    private static IEnumerable<Violation> DemandsAgainstOrders(Session session) =>
        from row in session.Query<SumRow>(OrderSums)
        let state = DemandLife.FromOrders(row.State, row.Quantity, (int)row.Held, (int)row.Served, (int)row.Closed, Ladder.IsAbove(row.Rung, row.FirstRung))
        where state != row.State
        select new Violation("2 state follows orders", row.Code, $"{row.State}, by its orders {state}");

    /// <summary>The live pairing at the instant of the last event, in which the latest demands arrive one by one, is optimal and worth
    /// what a fresh solve is.</summary>
    private static Violation[] LiveAgainstFresh(Session session, Rulings rulings)
    {
        if (session.One<DateTimeOffset?>(LastEventAt) is not { } now)
            return [];
        var input = MatchInputQuery.Load(session, rulings, now).Input;
        var late = input.Demands.TakeLast(Math.Min(LateDemands, input.Demands.Count / 2)).ToList();
        try
        {
            var live = new LiveMatch(input with { Demands = [.. input.Demands.SkipLast(late.Count)] }, rulings.Policy);
            var standing = input.Standing.ToLookup(order => order.Demand);
            foreach (var demand in late)
                live.Put(demand, [.. standing[demand.Code]]);
            live.Verify();
            return [];
        }
        catch (CertificateException broken)
        {
            return [new Violation("4 live pairing", $"{late.Count} arrivals", broken.Message)];
        }
    }

    private static IEnumerable<Violation> Replay(Session session, MatchRunRow row)
    {
        var subject = $"run/{row.Id}";
        var packed = session.One<byte[]>(MatchRunRow.SelectInput, new { id = row.Id })!;
        if (packed.Length == 0 && session.Scalar<long>(CountForgotten, new { subject }) > 0)
            return [];
        if (StoredInput.Hash(packed) != row.InputHash)
            return [new Violation("4 stored input", subject, "the input's hash differs")];
        var stored = StoredInput.Unpacked(packed);
        try
        {
            var run = MatchRun.Execute(stored.Input, stored.Policy);
            var same = StoredInput.PairsHash(run) == row.PairsHash && run.Pairing.Objective == row.Objective && run.Pairing.Bound == row.Bound;
            return same ? [] : [new Violation("4 replays to the bit", subject, $"objective {run.Pairing.Objective}, stored {row.Objective}")];
        }
        catch (CertificateException broken)
        {
            return [new Violation("4 certificate", subject, broken.Message)];
        }
    }

    private sealed record Finding
    {
        public string Subject { get; init; } = "";

        public string What { get; init; } = "";
    }

    private sealed record StateRow
    {
        public string Subject { get; init; } = "";

        public string State { get; init; } = "";
    }

    private sealed record StepRow
    {
        public string Subject { get; init; } = "";

        public string Act { get; init; } = "";

        public string? FromState { get; init; }

        public string? ToState { get; init; }

        public string Who { get; init; } = "";

        public string Why { get; init; } = "";
    }

    private sealed record CapUseRow
    {
        public string Unit { get; init; } = "";

        public int Cap { get; init; }

        public DateTimeOffset StartAt { get; init; }
    }

    private sealed record SumRow
    {
        public string Code { get; init; } = "";

        public DemandState State { get; init; }

        public int Quantity { get; init; }

        public Rung Rung { get; init; }

        public Rung FirstRung { get; init; }

        public long Held { get; init; }

        public long Served { get; init; }

        public long Closed { get; init; }
    }
}
