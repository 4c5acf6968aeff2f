using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>Enters a unit as a member of a trade group (行业), by the group itself or a committee of its place.</summary>
public sealed record JoinGroup(string Group, string Unit) : ICommand<UnitDetail>;

public sealed record JoinGroupBody(string Unit);

/// <summary>Ends a membership, with a reason. Orders that the member was given stay with it.</summary>
public sealed record LeaveGroup(string Group, string Unit, string Reason) : ICommand<UnitDetail>;

public sealed record LeaveGroupBody(string Unit, string Reason);

internal sealed class JoinGroupRules : AbstractValidator<JoinGroup>
{
    public JoinGroupRules() => RuleFor(join => join.Unit).PlainText(1, 40);
}

internal sealed class LeaveGroupRules : AbstractValidator<LeaveGroup>
{
    public LeaveGroupRules() => RuleFor(leave => leave.Reason).PlainText(2, 500);
}

internal sealed class JoinGroupHandler(CurrentWrite write, CallContext context, EventLog events, UnitViews views, TimeProvider clock) : IRequestHandler<JoinGroup, UnitDetail>, IRequestHandler<LeaveGroup, UnitDetail>
{
    private Session Session => write.Session;

    public Task<UnitDetail> Handle(JoinGroup request, CancellationToken stop)
    {
        var (group, unit) = (Held(request.Group), UnitRow.Get(Session, request.Unit));
        GroupRules.RefuseMembership(group.Kind, unit.Kind);
        if (GroupMemberRow.Find(Session, group.Code, unit.Code) is not null)
            throw new RuleBrokenException("group-member-already");
        new GroupMemberRow { TradeGroup = group.Code, Unit = unit.Code, JoinedAt = clock.GetUtcNow() }.InsertInto(Session);
        Note(group, MemberAct.JoinGroup, unit, "");
        return Task.FromResult(views.Detail(Session, group.Code));
    }

    public Task<UnitDetail> Handle(LeaveGroup request, CancellationToken stop)
    {
        var (group, unit) = (Held(request.Group), UnitRow.Get(Session, request.Unit));
        var member = GroupMemberRow.Find(Session, group.Code, unit.Code) ?? throw new NotThereException("GroupMember", unit.Code);
        member.EndIn(Session, clock.GetUtcNow());
        Note(group, MemberAct.LeaveGroup, unit, FreeText.Cleaned(request.Reason));
        return Task.FromResult(views.Detail(Session, group.Code));
    }

    /// <exception cref="NotThereException">No such unit, or not in sight.</exception>
    /// <exception cref="NotAllowedException">Neither the group itself nor a committee of its place.</exception>
    private UnitRow Held(string code)
    {
        if (!context.Sight.ReadsUnit(Session, code))
            throw new NotThereException("Unit", code);
        var group = UnitRow.ToChange(Session, code, context.SeenVersion);
        return UnitViews.MayGroup(context, group) ? group : throw new NotAllowedException("outside-your-area");
    }

    /// <summary>Both units' histories tell of it.</summary>
    private void Note(UnitRow group, MemberAct act, UnitRow unit, string why)
    {
        events.Append(PairingRow.SubjectOf(group.Code), act.ToString(), null, null, $"{unit.Code} {unit.Name} {why}".TrimEnd());
        events.Append(PairingRow.SubjectOf(unit.Code), act.ToString(), null, null, $"{group.Code} {group.Name} {why}".TrimEnd());
    }
}
