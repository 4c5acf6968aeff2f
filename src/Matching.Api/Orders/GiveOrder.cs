using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Notices;
using Matching.Api.Orders.Links;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Units;

namespace Matching.Api.Orders;

/// <summary>A trade group gives an order on its joint offer to one of its members, before anybody has said yes. From then on the order is the
/// member's: it answers, sees the contact, serves and reports, and the group sees it no more.</summary>
public sealed record GiveOrder(string Code, string Member) : ICommand<GivenOrder>;

public sealed record GiveBody(string Member);

/// <summary>What the giver is told; the order itself may be out of its sight.</summary>
public sealed record GivenOrder(string Code, string Member, string MemberName, int Version);

internal sealed class GiveOrderRules : AbstractValidator<GiveOrder>
{
    public GiveOrderRules() => RuleFor(give => give.Member).PlainText(1, 40);
}

internal sealed class GiveOrderHandler(OrderLedger orders, CurrentWrite write, CallContext context, NoticeBook notices, Rulings rulings, TimeProvider clock) : IRequestHandler<GiveOrder, GivenOrder>
{
    private const string CountBars = "select count(*) from bar where demand = @Demand and unit = @member and (slot is null or slot = @Slot)";

    private const string CountUses = """
        select count(*)
        from service_order o
        join slot s on s.id = o.slot
        where o.unit = @member and s.start_at >= @from and s.start_at < @until and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
        """;

    private const string CountPending = "select count(*) from counter_proposal where service_order = @Code and state = 'Pending'";

    private Session Session => write.Session;

    public Task<GivenOrder> Handle(GiveOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        if (GroupMemberRow.Find(Session, order.Unit, request.Member) is null)
            throw new NotThereException("GroupMember", request.Member);
        var member = UnitRow.ToChange(Session, request.Member, seenVersion: null);
        GroupRules.RefuseGiving(order.State, StandingOf(order, member));
        if (Session.Scalar<long>(CountPending, new { order.Code }) > 0)
            throw new RuleBrokenException("group-other-time");
        OrderLinkRow.Revoke(Session, order.Code, clock.GetUtcNow());
        var given = orders.Note(order, order with { Unit = member.Code, GivenBy = order.Unit }, nameof(GiveOrder), $"{member.Code} {member.Name}");
        notices.Tell(Session, new NoticeDraft(NoticeKind.OrderIssued, $"given/{order.Code}/{given.Version}", order.Code, $"/orders/{order.Code}", clock.GetUtcNow())
        {
            Category = order.Category, Area = order.Area, DueAt = order.AnswerDue,
        }, new NoticeAudience { Unit = member.Code, Except = context.Name });
        return Task.FromResult(new GivenOrder(order.Code, member.Code, member.Name, given.Version));
    }

    private GroupMember StandingOf(OrderRow order, UnitRow member)
    {
        var demand = DemandRow.Get(Session, order.Demand);
        var licence = rulings.Policy.Requires.GetValueOrDefault(rulings.NameOf(demand.Category));
        var uses = Session.Scalar<long>(CountUses, new { member = member.Code, from = RunWriter.MonthOf(order.SlotStart, 0), until = RunWriter.MonthOf(order.SlotStart, 1) });
        return new GroupMember(member.Suspended, licence is null || ValueText.Split(member.Qualifications).Contains(licence), ValueText.Split(demand.PartyUnits).Contains(member.Code),
            Session.Scalar<long>(CountBars, new { order.Demand, order.Slot, member = member.Code }) > 0, member.MonthlyCap - (int)uses);
    }
}
