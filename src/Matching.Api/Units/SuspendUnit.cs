using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Orders;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>The street takes a unit out of matching, with a reason (停用). Proposals that nobody has sent are taken back; what was issued to it
/// stays, and so does the unit's word on it.</summary>
public sealed record SuspendUnit(string Unit, string Reason) : ICommand<UnitDetail>;

/// <summary>The street lets a unit serve again, with a reason (恢复).</summary>
public sealed record ResumeUnit(string Unit, string Reason) : ICommand<UnitDetail>;

public sealed record UnitReasonBody(string Reason);

internal sealed class SuspendUnitRules : AbstractValidator<SuspendUnit>
{
    public SuspendUnitRules() => RuleFor(suspend => suspend.Reason).PlainText(2, 500);
}

internal sealed class ResumeUnitRules : AbstractValidator<ResumeUnit>
{
    public ResumeUnitRules() => RuleFor(resume => resume.Reason).PlainText(2, 500);
}

internal sealed class SuspendUnitHandler(CurrentWrite write, CallContext context, EventLog events, OrderLedger orders, NoticeBook notices, UnitViews views, TimeProvider clock) :
    IRequestHandler<SuspendUnit, UnitDetail>, IRequestHandler<ResumeUnit, UnitDetail>
{
    /// <summary>Why a proposal was taken back, as its event says it.</summary>
    public const string Why = "unit-suspended";

    private const string Proposed = OrderRow.Select + "\nwhere o.unit = @code and o.state = 'Proposed'\norder by o.seq";

    private Session Session => write.Session;

    public Task<UnitDetail> Handle(SuspendUnit request, CancellationToken stop)
    {
        var unit = Held(request.Unit);
        Save(unit, UnitAct.Suspend, NoticeKind.UnitSuspended, request.Reason);
        foreach (var order in Session.Query<OrderRow>(Proposed, new { code = unit.Code }))
            orders.Move(order, order.After(OrderAct.Cancel), OrderAct.Cancel, Why);
        return Task.FromResult(views.Detail(Session, unit.Code));
    }

    public Task<UnitDetail> Handle(ResumeUnit request, CancellationToken stop)
    {
        var unit = Held(request.Unit);
        Save(unit, UnitAct.Resume, NoticeKind.UnitResumed, request.Reason);
        return Task.FromResult(views.Detail(Session, unit.Code));
    }

    /// <exception cref="NotThereException">No such unit, or not in sight.</exception>
    /// <exception cref="NotAllowedException">Not of the caller's street.</exception>
    private UnitRow Held(string code)
    {
        if (!context.Sight.ReadsUnit(Session, code))
            throw new NotThereException("Unit", code);
        var unit = UnitRow.ToChange(Session, code, context.SeenVersion);
        return UnitViews.MaySuspend(context, unit.Area) ? unit : throw new NotAllowedException("outside-your-area");
    }

    private void Save(UnitRow unit, UnitAct act, NoticeKind kind, string reason)
    {
        (unit with { Suspended = UnitLife.After(unit.Suspended, act) }).SaveTo(Session);
        events.Append(PairingRow.SubjectOf(unit.Code), act.ToString(), null, null, FreeText.Cleaned(reason));
        notices.Tell(Session, new NoticeDraft(kind, $"{PairingRow.SubjectOf(unit.Code)}/{unit.Version}", unit.Code, $"/units/{unit.Code}", clock.GetUtcNow()) { Area = unit.Area },
            new NoticeAudience { Unit = unit.Code, Except = context.Name });
    }
}
