using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Api.Escalation;

/// <summary>A past period under other limits: what they would have done to response and match rate. Nothing is switched.</summary>
public sealed record ReplayLimits : IRequest<LimitComparison>
{
    public required DateTimeOffset From { get; init; }

    /// <summary>A day means its end.</summary>
    [System.Text.Json.Serialization.JsonConverter(typeof(EndInstantConverter))]
    public required DateTimeOffset Until { get; init; }

    public required ClockLimits Clocks { get; init; }

    /// <summary>Categories with other limits of their own; the others keep theirs.</summary>
    public IReadOnlyList<LimitsOfCategory> Categories { get; init; } = [];
}

/// <param name="Now">The period under today's limits.</param>
/// <param name="Then">The same period under the others.</param>
public sealed record LimitComparison(DateTimeOffset From, DateTimeOffset Until, ReplayFigures Now, ReplayFigures Then);

internal sealed class ReplayLimitsRules : AbstractValidator<ReplayLimits>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(731);

    public ReplayLimitsRules(Rulings rulings, TimeProvider clock)
    {
        RuleForEach(replay => replay.Categories).SetValidator(new LimitsOfCategoryRules(rulings));
        RuleFor(replay => replay.Clocks).SetValidator(new ClockLimitsRules());
        RuleFor(replay => replay.Until).Must((replay, until) => until > replay.From && until - replay.From <= Longest && until <= clock.GetUtcNow().AddDays(1))
            .WithMessage(_ => Words.Say("Field.Period", (int)Longest.TotalDays));
    }
}

internal sealed class ReplayLimitsHandler(Database database, CallContext context, Rulings rulings) : IRequestHandler<ReplayLimits, LimitComparison>
{
    /// <summary>What was opened or issued this long before the period can still fall due in it.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(120);

    private const string SelectDemands = $"""
        select e.subject as code, d.urgency, d.category, d.area, e.act, e.from_state, e.to_state, e.at
        from event e
        join demand d on d.code = e.subject
        where {Sight.OfDemands} and e.at >= @Since and e.at < @Until
            and ((e.to_state = 'Open' and coalesce(e.from_state, 'Filed') = 'Filed') or e.to_state in ('Withdrawn', 'Rejected', 'Merged'))
        order by e.seq
        """;

    private const string SelectOrders = $"""
        select e.subject as code, o.demand, e.act, e.to_state, e.at
        from event e
        join service_order o on o.code = e.subject
        join demand d on d.code = o.demand
        where {Sight.OfDemands} and e.at >= @Since and e.at < @Until
            and e.act in ('Issue', 'Acknowledge', 'Accept', 'Decline', 'Expire', 'Cancel')
        order by e.seq
        """;

    public Task<LimitComparison> Handle(ReplayLimits request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var values = context.Sight.With(new { Since = request.From - Before, request.Until });
        var orders = session.Query<StepRow>(SelectOrders, values).GroupBy(step => step.Code).Select(TraceOf).OfType<OrderTrace>().ToLookup(order => order.Demand);
        var steps = session.Query<StepRow>(SelectDemands, values).GroupBy(step => step.Code).ToList();
        return new LimitComparison(request.From, request.Until, LimitReplay.Under(rulings.Policy.Clocks, Traces(steps, orders, []), request.From, request.Until),
            LimitReplay.Under(request.Clocks, Traces(steps, orders, request.Categories), request.From, request.Until));
    }));

    /// <param name="others">Limits that some categories would have instead of their own.</param>
    private IEnumerable<DemandTrace> Traces(IEnumerable<IGrouping<string, StepRow>> steps, ILookup<string, OrderTrace> orders, IReadOnlyList<LimitsOfCategory> others) =>
        steps.Select(group => TraceOf(group, orders, others)).OfType<DemandTrace>();

    private DemandTrace? TraceOf(IGrouping<string, StepRow> steps, ILookup<string, OrderTrace> orders, IReadOnlyList<LimitsOfCategory> others) => steps.FirstOrDefault(step => step.ToState == nameof(DemandState.Open)) is { } opened
        ? new DemandTrace(steps.Key, opened.Urgency, others.FirstOrDefault(other => other.Code == opened.Category)?.Limits ?? rulings.Find(opened.Category)?.Limits ?? CategoryLimits.None, opened.At,
            steps.FirstOrDefault(step => step.ToState != nameof(DemandState.Open))?.At, rulings.CalendarFor(opened.Area), [.. orders[steps.Key]])
        : null;

    /// <summary>An order as its events tell it; one that a unit took on by itself was asked and accepted at once.</summary>
    private static OrderTrace? TraceOf(IGrouping<string, StepRow> steps)
    {
        DateTimeOffset? At(params string[] acts) => steps.FirstOrDefault(step => acts.Contains(step.Act))?.At;
        return At("Issue") is { } issued ? new OrderTrace(steps.First().Demand, issued, At("Acknowledge"), At("Accept"), At("Decline", "Expire", "Cancel")) : null;
    }

    private sealed record StepRow
    {
        public string Code { get; init; } = "";

        public string Demand { get; init; } = "";

        public Urgency Urgency { get; init; }

        public string Category { get; init; } = "";

        public string Area { get; init; } = "";

        public string Act { get; init; } = "";

        public string? FromState { get; init; }

        public string? ToState { get; init; }

        public DateTimeOffset At { get; init; }
    }
}
