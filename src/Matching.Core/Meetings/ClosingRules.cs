namespace Matching.Core.Meetings;

/// <summary>A body's task in a resolution, as far as closing asks.</summary>
public readonly record struct TaskFacts(TaskPart Part, bool HasOwner, bool HasDay);

/// <summary>An item as it stands when the meeting is to be closed.</summary>
/// <param name="Demands">How many demands it is about.</param>
/// <param name="Resolutions">The tasks of each of its resolutions.</param>
public sealed record ItemFacts(int Position, ItemKind Kind, ItemOutcome? Outcome, int Demands, IReadOnlyList<IReadOnlyList<TaskFacts>> Resolutions);

/// <summary>What must be settled before a meeting may close, so that nothing on its agenda is lost.</summary>
public static class ClosingRules
{
    /// <exception cref="RuleBrokenException">The first thing that is missing, with the item's place: <c>meeting-item-undecided</c>,
    /// <c>meeting-item-without-resolution</c>, <c>meeting-item-only-noted</c>, <c>resolution-one-lead</c>, <c>resolution-without-owner</c> or
    /// <c>resolution-without-day</c>.</exception>
    public static void Refuse(IEnumerable<ItemFacts> items)
    {
        foreach (var item in items.OrderBy(item => item.Position))
        {
            if (item.Outcome is null && item.Kind != ItemKind.Report)
                throw new RuleBrokenException("meeting-item-undecided", item.Position);
            if (item.Outcome == ItemOutcome.Resolved && item.Resolutions.Count == 0)
                throw new RuleBrokenException("meeting-item-without-resolution", item.Position);
            if (item.Outcome == ItemOutcome.Noted && item.Demands > 0)
                throw new RuleBrokenException("meeting-item-only-noted", item.Position, item.Demands);
            foreach (var tasks in item.Resolutions)
                RefuseTasks(tasks, item.Position);
        }
    }

    private static void RefuseTasks(IReadOnlyList<TaskFacts> tasks, int position)
    {
        if (tasks.Count(task => task.Part == TaskPart.Lead) != 1)
            throw new RuleBrokenException("resolution-one-lead", position);
        if (tasks.Any(task => !task.HasOwner))
            throw new RuleBrokenException("resolution-without-owner", position);
        if (tasks.Any(task => !task.HasDay))
            throw new RuleBrokenException("resolution-without-day", position);
    }
}
