using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>Switches a street to its emergency (应急): clocks are shortened and the hall is open to all at once.</summary>
public sealed record BeginSurge(string Street, string Reason) : ICommand<SurgeView>;

/// <summary>Switches back: every clock and ring is as it would have been.</summary>
public sealed record EndSurge(string Street, string Reason) : ICommand<SurgeView>;

public sealed record SurgeView(long Id, string Street, string Reason, DateTimeOffset BeganAt, string BeganBy, DateTimeOffset? EndedAt, string? EndedBy);

internal sealed class BeginSurgeRules : AbstractValidator<BeginSurge>
{
    public BeginSurgeRules() => RuleFor(begin => begin.Reason).PlainText(2, 500);
}

internal sealed class EndSurgeRules : AbstractValidator<EndSurge>
{
    public EndSurgeRules() => RuleFor(end => end.Reason).PlainText(2, 500);
}

internal sealed class SwitchSurgeHandler(CurrentWrite write, CallContext context, EventLog events, SurgeBook surges, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<BeginSurge, SurgeView>, IRequestHandler<EndSurge, SurgeView>
{
    private const string Insert = "insert into surge (street, reason, began_at, began_by) values (@Street, @reason, @now, @Who) returning id";

    private const string End = "update surge set ended_at = @now, ended_by = @Who where id = @Id";

    public Task<SurgeView> Handle(BeginSurge request, CancellationToken stop)
    {
        Refuse(request.Street);
        if (SurgeRow.Running(write.Session, request.Street) is not null)
            throw new RuleBrokenException("surge-on");
        var (now, reason) = (clock.GetUtcNow(), FreeText.Cleaned(request.Reason));
        var id = write.Session.Scalar<long>(Insert, new { request.Street, reason, now, context.Who });
        events.Append($"surge/{id}", nameof(BeginSurge), null, null, $"{request.Street} {reason}");
        surges.Shorten(request.Street);
        Rulings.Touch(write.Session);
        return Task.FromResult(SurgeRow.Get(write.Session, id).View);
    }

    public Task<SurgeView> Handle(EndSurge request, CancellationToken stop)
    {
        Refuse(request.Street);
        var surge = SurgeRow.Running(write.Session, request.Street) ?? throw new RuleBrokenException("surge-off");
        write.Session.Execute(End, new { now = clock.GetUtcNow(), context.Who, surge.Id });
        events.Append($"surge/{surge.Id}", nameof(EndSurge), null, null, FreeText.Cleaned(request.Reason));
        surges.Restore(request.Street);
        Rulings.Touch(write.Session);
        return Task.FromResult(SurgeRow.Get(write.Session, surge.Id).View);
    }

    private void Refuse(string street)
    {
        if (!AreaCode.IsValid(street) || new AreaCode(street) is var code && (code.Level != AreaLevel.Street || !areas.Has(code)))
            throw new NotThereException("Area", street);
        if (!context.Sight.CoversArea(street))
            throw new NotAllowedException("outside-your-area");
    }
}

internal sealed record SurgeRow
{
    public const string Select = "select id, street, reason, began_at, began_by, ended_at, ended_by from surge";

    public long Id { get; init; }

    public string Street { get; init; } = "";

    public string Reason { get; init; } = "";

    public DateTimeOffset BeganAt { get; init; }

    public string BeganBy { get; init; } = "";

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public SurgeView View => new(Id, Street, Reason, BeganAt, BeganBy, EndedAt, EndedBy);

    public static SurgeRow Get(Session session, long id) => session.One<SurgeRow>(Select + "\nwhere id = @id", new { id })!;

    public static SurgeRow? Running(Session session, string street) => session.One<SurgeRow>(Select + "\nwhere street = @street and ended_at is null", new { street });
}

/// <summary>Shortens a street's running clocks and opens the hall, and puts both back, inside the current write. Clocks that begin
/// meanwhile are shortened as they begin.</summary>
internal sealed class SurgeBook(CurrentWrite write, ClockBook clocks, DemandLedger demands, Rulings rulings, TimeProvider clock)
{
    private const string ClocksOfStreet = ClockRow.Select + "\nwhere c.ended_at is null and c.demand in (select code from demand where area like @area)\norder by c.id";

    private const string SetAnswerDue = "update service_order set answer_due = @DueAt where code = @Subject";

    private const string SelectCodes = "select code from demand where area like @area and state in ('Filed', 'Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved') order by seq";

    public void Shorten(string street)
    {
        var now = clock.GetUtcNow();
        Turn(street, ClockAct.Shorten, (row, demand) => rulings.DeadlinesFor(demand.Area).Of(demand.Urgency).Shorten(row.Face, now, rulings.Policy.Clocks.SurgePercent));
        foreach (var demand in Unserved(street).Where(demand => demand.Ring != InvitedRing.OpenHall && demand.State != DemandState.Filed))
        {
            Timers.Stop(write.Session, demand.Code, TimerKind.WidenRing, now);
            demands.Change(demand, demand with { Ring = InvitedRing.OpenHall, RingUntil = null, CalmRing = demand.Ring, CalmRingUntil = demand.RingUntil }, "OpenHall", nameof(BeginSurge));
        }
    }

    public void Restore(string street)
    {
        Turn(street, ClockAct.Restore, (row, _) => ClockArithmetic.Restore(row.Face));
        foreach (var demand in Unserved(street).Where(demand => demand.CalmRing is not null))
        {
            var calm = demand with { Ring = demand.CalmRing!.Value, RingUntil = demand.CalmRingUntil, CalmRing = null, CalmRingUntil = null };
            if (calm.RingUntil is { } until)
                Timers.Set(write.Session, demand.Code, TimerKind.WidenRing, FirstClocks.RoundOf(calm.Ring), until, clock.GetUtcNow());
            demands.Change(demand, calm, "RestoreRing", nameof(EndSurge));
        }
    }

    private void Turn(string street, ClockAct act, Func<ClockRow, DemandRow, ClockFace> turned)
    {
        foreach (var row in write.Session.Query<ClockRow>(ClocksOfStreet, new { area = street + "%" }))
        {
            var demand = DemandRow.ToChange(write.Session, row.Demand, seenVersion: null);
            var face = turned(row, demand);
            if (face == row.Face)
                continue;
            var due = WaitBook.WithDue(demand, clocks.Turn(row, demand, face, act, ""));
            if (due != demand)
                due.SaveTo(write.Session);
            else if (row.Kind == ClockKind.Answer)
                write.Session.Execute(SetAnswerDue, new { face.DueAt, row.Subject });
        }
    }

    private List<DemandRow> Unserved(string street) =>
        [.. write.Session.Query<string>(SelectCodes, new { area = street + "%" }).Select(code => DemandRow.ToChange(write.Session, code, seenVersion: null))];
}
