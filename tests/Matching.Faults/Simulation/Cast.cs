using System.Globalization;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Orders;
using MediatR;

namespace Matching.Faults.Simulation;

/// <summary>Something that somebody asks for, as often as it takes, always with the same key.</summary>
/// <param name="ReadsFirst">It reads on a snapshot and decides before it joins the queue of writes.</param>
internal sealed record Command(string Name, Func<World, Task<string>> Send, bool ReadsFirst = false);

/// <summary>Draws who asks for what next: mostly what makes sense for a demand or an order as it stands, sometimes what does not.</summary>
internal sealed class Cast(Random random, Witness witness, int seed)
{
    private const string Demands = "select code, state from demand order by code";

    private const string Orders = """
        select o.code, o.state, o.unit, o.demand, s.start_at, s.end_at
        from service_order o
        join slot s on s.id = o.slot
        order by o.code
        """;

    private const string Slots = "select s.offer, s.start_at, f.unit, s.capacity from slot s join offer f on f.code = s.offer where f.categories <> '' order by s.id";

    private const string OrdersNote = "已上门看过";

    private static readonly OrderAct[] Acts = Enum.GetValues<OrderAct>();

    /// <summary>Of residents who keep their receipts.</summary>
    private readonly Dictionary<string, string> lookUps = new(StringComparer.Ordinal);

    private int filed;

    public Command Next(string key) => random.Next(22) switch
    {
        < 6 => File(key),
        < 8 => Plain(SmallGrid.Office, new RunMatch(), key, readsFirst: true),
        8 => Supply(key),
        < 12 => OnDemand(key),
        _ => OnOrder(key),
    };

    private Command File(string key)
    {
        var (who, source) = random.Next(4) switch { 0 => (SmallGrid.Resident, DemandSource.Resident), 1 => (SmallGrid.Committee, DemandSource.Staff), _ => (SmallGrid.Lead, DemandSource.Lead) };
        var quantity = random.Next(4) == 0 ? random.Next(2, 5) : 1;
        var demand = new FileDemand
        {
            Title = $"阿婆独自住，想有人常去看看 {seed}-{filed++}", Area = new AreaCode(who == SmallGrid.Lead ? SmallGrid.Places[random.Next(1, 3)] : SmallGrid.Places[random.Next(who == SmallGrid.Committee ? 4 : 5)]),
            Category = SmallGrid.Category, Quantity = quantity, Divisible = quantity > 1 && random.Next(2) == 0, Urgency = random.Next(5) switch { 0 => Urgency.Emergency, 1 => Urgency.Urgent, _ => Urgency.Normal }, Source = source,
        };
        return new Command($"{who} files", async world =>
        {
            var receipt = await world.Send(who, demand, key);
            lookUps[receipt.Code] = receipt.LookUpCode;
            return Outcome.Yes($"{receipt.Code} {receipt.State} {receipt.LookUpCode}");
        });
    }

    private Command Supply(string key)
    {
        var (offer, start, unit, capacity) = One(Slots, row => (row.GetString(0), Instant(row.GetString(1)), row.GetString(2), row.GetInt32(3)))!;
        return random.Next(4) switch
        {
            0 => Plain(SmallGrid.Of(unit), new ChangeCapacity(offer, start, Math.Max(0, capacity + random.Next(-2, 3))), key),
            1 => Plain(SmallGrid.Of(unit), new SwitchOffer(offer, random.Next(3) == 0 ? OfferAct.Pause : OfferAct.Resume), key),
            _ => Publish(key),
        };
    }

    private Command Publish(string key)
    {
        var unit = SmallGrid.Units[random.Next(SmallGrid.Units.Length)];
        var from = SmallGrid.Begins.AddHours(random.Next(10, 900));
        var draft = new OfferDraft
        {
            Unit = unit, Title = "周末探访", Kind = OfferKind.Skill, Categories = [SmallGrid.Category],
            Slots = [.. Enumerable.Range(0, random.Next(1, 3)).Select(i => new SlotDraft(from.AddHours(24 * i), from.AddHours((24 * i) + 3), random.Next(1, 4)))],
        };
        return Plain(SmallGrid.Of(unit), new PublishOffer(draft), key);
    }

    private Command OnDemand(string key)
    {
        if (One(Demands, row => (Code: row.GetString(0), State: row.GetString(1))) is not { Code: { } code } demand)
            return File(key);
        var filed = demand.State == nameof(DemandState.Filed);
        return random.Next(filed ? 3 : 0, 13) switch
        {
            0 => Plain(SmallGrid.Office, new WithdrawDemand(code, "已经自己解决"), key),
            1 => Plain(SmallGrid.Committee, new WaitForResident(code, "请补充时间"), key),
            2 => Plain(SmallGrid.Committee, new RecordAnswer(code, "周三下午在家"), key),
            3 => Plain(SmallGrid.Office, new RejectDemand(code, "不属于受理范围"), key),
            4 or 5 or 6 when filed => Plain(SmallGrid.Committee, new OpenDemand(code, null), key),
            4 => Plain(SmallGrid.Office, new ServeDemand(code, OrdersNote), key),
            5 => Plain(SmallGrid.Committee, new PassDemandOn(code, "本级没有资源"), key),
            6 => Take(code, key),
            7 => Take(code, key),
            8 => Merge(code, key),
            9 => Plain(SmallGrid.Office, new SupportDemand(code, null, "我家也需要", null), key),
            10 => Plain(SmallGrid.Committee, new TakeCharge(code), key),
            _ => Confirm(code, key),
        };
    }

    private Command Take(string demand, string key)
    {
        var (offer, start, unit) = One(Slots, row => (row.GetString(0), Instant(row.GetString(1)), row.GetString(2)))!;
        return random.Next(4) == 0
            ? Plain(SmallGrid.Office, new AssignByHand(demand, offer, start, "离得近"), key, readsFirst: true)
            : Plain(SmallGrid.Of(unit), new TakeDemand(demand, offer, start), key, readsFirst: true);
    }

    private Command Merge(string code, string key)
    {
        var into = One(Demands, row => row.GetString(0))!;
        return Plain(SmallGrid.Office, new MergeDemand(code, into == code ? "XQ-2026-999999" : into), key);
    }

    private Command Confirm(string code, string key) =>
        Plain(SmallGrid.Resident, new ConfirmDemand(code, lookUps.GetValueOrDefault(code, "2222222222"), random.Next(4) > 0, Satisfaction.Satisfied, ""), key);

    private Command OnOrder(string key)
    {
        if (One(Orders, row => new Held(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Instant(row.GetString(4)), Instant(row.GetString(5)))) is not { } order)
            return File(key);
        var sensible = order.State switch
        {
            "Proposed" => OrderAct.Issue,
            "Issued" => Drawn(OrderAct.Acknowledge, OrderAct.Accept, OrderAct.Accept, OrderAct.Decline, OrderAct.Propose),
            "Acknowledged" => Drawn(OrderAct.Accept, OrderAct.Accept, OrderAct.Decline),
            "Accepted" => Drawn(OrderAct.Schedule, OrderAct.Start, OrderAct.Complete, OrderAct.Release, OrderAct.Fail),
            "Scheduled" => Drawn(OrderAct.Start, OrderAct.Complete, OrderAct.Release, OrderAct.Propose),
            "InService" => Drawn(OrderAct.Complete, OrderAct.Complete, OrderAct.Fail),
            "Completed" => Drawn(OrderAct.ReturnVisit, OrderAct.ReturnVisit, OrderAct.Close, OrderAct.Reopen),
            "Visited" => Drawn(OrderAct.Close, OrderAct.Close, OrderAct.Reopen),
            "Closed" => OrderAct.Reopen,
            "Reopened" => Drawn(OrderAct.Schedule, OrderAct.Fail),
            _ => Drawn(Acts),
        };
        return Act(order, random.Next(5) == 0 ? Drawn(Acts) : sensible, key);
    }

    private Command Act(Held order, OrderAct act, string key) => act switch
    {
        OrderAct.Issue or OrderAct.Close => Plain(SmallGrid.Office, new AdvanceOrder(order.Code, act), key),
        OrderAct.Acknowledge or OrderAct.Accept or OrderAct.Start => Plain(SmallGrid.Of(order.Unit), new AdvanceOrder(order.Code, act), key),
        OrderAct.Decline => Plain(SmallGrid.Of(order.Unit), new DeclineOrder(order.Code, Drawn(Enum.GetValues<DeclineReason>()), OrdersNote), key),
        OrderAct.Release => Plain(SmallGrid.Of(order.Unit), new ReturnOrder(order.Code, Drawn(Enum.GetValues<DeclineReason>()), OrdersNote), key),
        OrderAct.Schedule => Plain(SmallGrid.Of(order.Unit), new ScheduleOrder(order.Code, order.Start, order.End), key),
        OrderAct.Complete or OrderAct.Fail => Plain(SmallGrid.Of(order.Unit), new EndOrder(order.Code, act, OrdersNote), key),
        OrderAct.Reopen or OrderAct.Cancel => Plain(SmallGrid.Office, new EndOrder(order.Code, act, OrdersNote), key),
        OrderAct.ReturnVisit => Plain(SmallGrid.Visitor, new RecordReturnVisit(order.Code, random.Next(4) > 0, Satisfaction.FairlySatisfied, ""), key),
        OrderAct.Propose => Plain(SmallGrid.Of(order.Unit), new CounterPropose(order.Code, null, order.Start.AddHours(1), order.End.AddHours(1), OrdersNote), key),
        _ => Plain(SmallGrid.Office, new AnswerCounterProposal(order.Code, random.Next(2) == 0, ""), key),
    };

    /// <summary>The answer is told by what is the same in each replay.</summary>
    private static Command Plain<T>(Actor who, IRequest<T> request, string key, bool readsFirst = false) => new($"{who} {request}", async world => Outcome.Yes(await world.Send(who, request, key) switch
    {
        OrderView order => $"{order.Code} {order.State}",
        DemandView demand => $"{demand.Code} {demand.State}",
        MatchRunView run => string.Create(CultureInfo.InvariantCulture, $"run {run.Id}: {run.OrdersWritten} written, {run.OrdersKept} kept, {run.OrdersOvertaken} overtaken, {run.InputHash}"),
        var other => typeof(T).Name + (other is null ? " none" : ""),
    }), readsFirst);

    private T? One<T>(string sql, Func<System.Data.Common.DbDataReader, T> row)
    {
        using var command = witness.Ask(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows.Count == 0 ? default : rows[random.Next(rows.Count)];
    }

    private T Drawn<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private sealed record Held(string Code, string State, string Unit, string Demand, DateTimeOffset Start, DateTimeOffset End);
}
