using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>Writes a decided run: proposals it no longer wants are cancelled, those it keeps stay untouched, new ones are proposed.</summary>
internal sealed class RunWriter(Session session, OrderLedger orders, DemandLedger demands, EventLog events, Rulings rulings, DateTimeOffset now)
{
    private const string InsertRun = """
        insert into match_run (started_at, policy_version, input_hash, input, pairs_hash, objective, bound, demands, served,
            orders_written, orders_kept, orders_moved, orders_overtaken, report, report_en, shard, epoch)
        values (@StartedAt, @PolicyVersion, @InputHash, @Input, @PairsHash, @Objective, @Bound, @Demands, @Served, 0, 0, 0, 0, @Report, @ReportEn, @Shard, @Epoch)
        returning id
        """;

    private const string FinishRun = """
        update match_run
        set orders_written = @Written, orders_kept = @Kept, orders_moved = @Moved, orders_overtaken = @Overtaken
        where id = @Id
        """;

    public const string TakeCapacity = "update slot set remaining = remaining - @Quantity where id = @Slot and remaining >= @Quantity";

    public const string CanTake = """
        select count(*)
        from demand d
        join unit u on u.code = @Unit
        join offer f on f.code = @Offer
        join slot s on s.id = @Slot
        where d.code = @Demand and u.suspended = 0 and f.state = 'Published' and (f.valid_until is null or f.valid_until > @Now) and s.end_at > @Now
            and (u.monthly_cap is null or u.monthly_cap > (
                select count(*) from service_order o join slot x on x.id = o.slot
                where o.unit = @Unit and x.start_at >= @MonthStart and x.start_at < @MonthEnd
                    and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')))
            and d.state in ('Open', 'PartlyMatched', 'Escalated') and d.quantity - d.held >= @Quantity
            and not exists (select 1 from bar b where b.demand = @Demand and b.unit = @Unit and (b.slot is null or b.slot = @Slot))
            and not exists (select 1 from service_order o where o.demand = @Demand and o.slot = @Slot
                and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled'))
        """;

    public const string HoldDemand = "select code from demand where code = @Demand";

    public const string CountAsked = "select count(*) from service_order where demand = @Demand and issued_at is not null";

    public const string InsertOrder = """
        insert into service_order (code, demand, slot, offer, unit, quantity, state, run, score, reason, reason_en, asked_before, proposed_at)
        values (@Code, @Demand, @Slot, @Offer, @Unit, @Quantity, 'Proposed', @Run, @Score, @Reason, @ReasonEn, @AskedBefore, @ProposedAt)
        """;

    private int written, kept, moved, overtaken;

    public MatchRunView Write(DecidedRun decided, int shard, long epoch)
    {
        var id = Insert(decided, shard, epoch);
        var wanted = decided.Run.Orders.ToDictionary(order => (Demand(decided, order), SlotId(decided, order)));
        var keeping = new HashSet<(string, long)>();
        foreach (var order in decided.Loaded.Standing)
        {
            if (wanted.TryGetValue((order.Demand, order.Slot), out var same) && same.Quantity == order.Quantity)
                keeping.Add((order.Demand, order.Slot));
            else
                Cancel(order, id);
        }
        kept = keeping.Count;
        var explainers = (Chinese: new Explainer(decided.Run, Words.Chinese), English: new Explainer(decided.Run, Words.English));
        foreach (var order in decided.Run.Orders.Where(order => !keeping.Contains((Demand(decided, order), SlotId(decided, order)))))
            Propose(decided, order, id, explainers.Chinese, explainers.English);
        session.Execute(FinishRun, new { Written = written, Kept = kept, Moved = moved, Overtaken = overtaken, Id = id });
        events.Append($"run/{id}", "Match", null, null, $"{written}+{kept}");
        return View(decided, id);
    }

    private static string Demand(DecidedRun decided, PairedOrder order) => decided.Run.Lists.Demands[order.Demand].Code;

    private static long SlotId(DecidedRun decided, PairedOrder order)
    {
        var slot = decided.Run.Lists.Slots[order.Slot];
        return decided.Loaded.SlotIds[new SlotName(slot.Offer, slot.Start)];
    }

    private long Insert(DecidedRun decided, int shard, long epoch)
    {
        var pairing = decided.Run.Pairing;
        return session.Scalar<long>(InsertRun, new
        {
            StartedAt = decided.Loaded.Input.Now, PolicyVersion = decided.Run.Lists.Policy.Version, InputHash = StoredInput.Hash(decided.PackedInput), Input = decided.PackedInput,
            PairsHash = StoredInput.PairsHash(decided.Run), pairing.Objective, pairing.Bound, decided.Figures.Demands, decided.Figures.Served,
            decided.Report, ReportEn = decided.ReportEnglish, Shard = shard, Epoch = epoch,
        });
    }

    /// <summary>Takes back a proposal, unless the unit has accepted it or somebody has ended it meanwhile.</summary>
    private void Cancel(OrderBrief brief, long run)
    {
        var order = OrderRow.ToChange(session, brief.Code, seenVersion: null);
        if (order.Version != brief.Version || OrderLife.IsPinned(order.State) || !OrderLife.IsLive(order.State))
            return;
        orders.Move(order, order.After(OrderAct.Cancel), OrderAct.Cancel, $"run/{run}");
        moved++;
    }

    private void Propose(DecidedRun decided, PairedOrder pair, long run, Explainer chinese, Explainer english)
    {
        var lists = decided.Run.Lists;
        var offer = lists.Offers[lists.SlotOffer[pair.Slot]];
        var order = new
        {
            Demand = Demand(decided, pair), Slot = SlotId(decided, pair), Offer = offer.Code, offer.Unit, pair.Quantity,
            Now = now, MonthStart = MonthOf(lists.Slots[pair.Slot].Start, 0), MonthEnd = MonthOf(lists.Slots[pair.Slot].Start, 1),
        };
        session.OneToChange<string>(HoldDemand, order);
        if (session.Scalar<long>(CanTake, order) == 0 || session.Execute(TakeCapacity, order) == 0)
        {
            overtaken++;
            return;
        }
        var code = Codes.NextOrder(session, ChinaTime.Local(now).Year);
        session.Execute(InsertOrder, new
        {
            Code = code, order.Demand, order.Slot, order.Offer, order.Unit, order.Quantity, Run = run,
            Score = decided.Run.Scorer.Mean(decided.Run.Scorer.Factors(pair.Demand, pair.Slot)),
            Reason = chinese.Justify(pair.Demand, pair.Slot, pair.Quantity), ReasonEn = english.Justify(pair.Demand, pair.Slot, pair.Quantity),
            AskedBefore = (int)session.Scalar<long>(CountAsked, order), ProposedAt = now,
        });
        events.Append(code, OrderAct.Propose.ToString(), null, OrderState.Proposed.ToString(), $"run/{run}");
        demands.FollowOrders(order.Demand, $"{code} Proposed");
        written++;
    }

    /// <summary>The first instant of the slot's calendar month, or of a later one.</summary>
    public static DateTimeOffset MonthOf(DateTimeOffset start, int later)
    {
        var day = ChinaTime.DayOf(start);
        return ChinaTime.StartOf(new DateOnly(day.Year, day.Month, 1).AddMonths(later));
    }

    private MatchRunView View(DecidedRun decided, long id) => new(
        id, decided.Loaded.Input.Now, rulings.Policy.Version, decided.Figures.Objective, decided.Figures.DualBound, decided.Figures.Gap,
        decided.Figures.Gap == 0, CertificateVerified: true, decided.Figures.Demands, decided.Figures.Served, written, kept, moved, overtaken,
        StoredInput.Hash(decided.PackedInput));
}
