using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>Every clock of a demand with its history, who answers for it now, and how it came there.</summary>
internal sealed record GetClocks(string Code) : IRequest<ClocksView>;

/// <param name="Owners">Who answers: the taker, else the estate's named committee member at the community, else the rung's accounts.</param>
/// <param name="RingUntil">Until when only this ring of units is invited; null in the open hall.</param>
public sealed record ClocksView(string Demand, Rung Rung, string RungName, Rung FirstRung, string? Taker, IReadOnlyList<string> Owners, InvitedRing Ring, string RingName,
    DateTimeOffset? RingUntil, DateTimeOffset? WaitingSince, string? Question, IReadOnlyList<ClockView> Clocks, IReadOnlyList<RungStepView> Steps);

/// <param name="Subject">The demand, or of an answer clock the order.</param>
/// <param name="DueAt">While paused: when it would have run out.</param>
/// <param name="CalmDueAt">In a surge: when it would run out without it.</param>
public sealed record ClockView(ClockKind Kind, string KindName, string Subject, int Round, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? CalmDueAt,
    DateTimeOffset? WarnedAt, DateTimeOffset? PausedAt, decimal ExtendedHours, DateTimeOffset? EndedAt, ClockOutcome? Outcome, IReadOnlyList<ClockStepView> Steps)
{
    internal static ClockView Of(ClockRow row, IEnumerable<ClockStepView> steps) => new(row.Kind, Words.Of(row.Kind), row.Subject, row.Round, row.StartedAt, row.DueAt, row.CalmDueAt,
        row.WarnedAt, row.PausedAt, row.ExtendedMinutes / 60m, row.EndedAt, row.Outcome, [.. steps]);
}

public sealed record ClockStepView(ClockAct Act, DateTimeOffset At, DateTimeOffset DueAt, string Who, string Why);

public sealed record RungStepView(string Act, Rung From, Rung To, DateTimeOffset At, string Who, string Why);

internal sealed class GetClocksHandler(Database database, TimeProvider clock) : IRequestHandler<GetClocks, ClocksView>
{
    private const string SelectSteps = """
        select s.clock, s.act, s.at, s.due_at, s.who, s.why
        from clock_step s
        join clock c on c.id = s.clock
        where c.demand = @code
        order by s.id
        """;

    private const string SelectRungSteps = "select act, from_rung, to_rung, at, who, why from rung_step where demand = @code order by id";

    private const string SelectContact = "select account from estate_contact where estate = @estate";

    public Task<ClocksView> Handle(GetClocks request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var demand = DemandRow.Get(session, request.Code);
        var steps = session.Query<StepRow>(SelectSteps, new { code = demand.Code }).ToLookup(step => step.Clock, step => new ClockStepView(step.Act, step.At, step.DueAt, step.Who, step.Why));
        return new ClocksView(demand.Code, demand.Rung, Words.Of(demand.Rung), demand.FirstRung, demand.Taker, Owners(session, demand, clock.GetUtcNow()),
            demand.Ring, Words.Of(demand.Ring), demand.RingUntil, demand.WaitingSince, demand.Question,
            [.. ClockRow.OfDemand(session, demand.Code).Select(row => ClockView.Of(row, steps[row.Id]))],
            [.. session.Query<RungStepRow>(SelectRungSteps, new { code = demand.Code }).Select(step => new RungStepView(step.Act, step.FromRung, step.ToRung, step.At, step.Who, step.Why))]);
    }));

    /// <summary>Who answers for a demand now.</summary>
    public static IReadOnlyList<string> Owners(Session session, DemandRow demand, DateTimeOffset now)
    {
        if (demand.Taker is { } taker)
            return [taker];
        var place = new AreaCode(demand.Area);
        if (demand.Rung is Rung.Community or Rung.Meeting && place.At(AreaLevel.Estate) is { } estate && session.One<string>(SelectContact, new { estate = estate.Value }) is { } contact)
            return [contact];
        return Ladder.Owners(demand.Rung, place, RungRoles.Around(session, demand.Area, now));
    }

    private sealed record StepRow
    {
        public long Clock { get; init; }

        public ClockAct Act { get; init; }

        public DateTimeOffset At { get; init; }

        public DateTimeOffset DueAt { get; init; }

        public string Who { get; init; } = "";

        public string Why { get; init; } = "";
    }

    private sealed record RungStepRow
    {
        public string Act { get; init; } = "";

        public Rung FromRung { get; init; }

        public Rung ToRung { get; init; }

        public DateTimeOffset At { get; init; }

        public string Who { get; init; } = "";

        public string Why { get; init; } = "";
    }
}
