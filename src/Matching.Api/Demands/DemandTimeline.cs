using Matching.Api.Pages;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>A demand's way as steps: what happened, where it stands, and what is still to come.</summary>
internal static class DemandTimeline
{
    private static readonly DemandState[] MainWay = [DemandState.Filed, DemandState.Open, DemandState.Matched, DemandState.Served, DemandState.Confirmed];

    /// <param name="happened">In the order of time.</param>
    public static IReadOnlyList<TimelineStep> Of(IReadOnlyList<TimelineStep> happened, DemandState state, DateTimeOffset? respondDue, DateTimeOffset? resolveDue)
    {
        var isOver = DemandLife.IsEnded(state) || state == DemandState.Confirmed;
        var steps = happened.Select((step, i) => i == happened.Count - 1 && !isOver ? step with { State = StepState.Current } : step).ToList();
        if (isOver)
            return steps;
        var at = Array.IndexOf(MainWay, state switch { DemandState.PartlyMatched or DemandState.Escalated or DemandState.OnAgenda or DemandState.Resolved => DemandState.Open, _ => state });
        steps.AddRange(MainWay.Skip(at + 1).Select(next => new TimelineStep(Words.Of(next), null, StepState.Waiting) { Due = next switch { DemandState.Matched => respondDue, DemandState.Served => resolveDue, _ => null } }));
        return steps;
    }

    /// <summary>How it stands and what comes next, by when.</summary>
    public static string Sentence(DemandState state, DateTimeOffset? respondDue, DateTimeOffset? resolveDue)
    {
        var due = state switch { DemandState.Open => respondDue, DemandState.PartlyMatched or DemandState.Matched => resolveDue, _ => null };
        var key = $"Stands.{state}";
        return due is { } at ? Words.Say($"{key}Due", PageText.Time(at)) : Words.Say(key);
    }
}
