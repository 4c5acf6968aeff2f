namespace Matching.Core.Demands;

/// <summary>Nudging (催办) whoever answers for a demand: once the promised date has passed, and once a day in China.</summary>
public static class Nudge
{
    /// <summary>Until when something was promised: the response while nobody has answered, else the solution; null while nothing was.</summary>
    public static DateTimeOffset? PromisedBy(DemandState state, bool isAnswered, DateTimeOffset? respondDue, DateTimeOffset? resolveDue) =>
        !DemandLife.IsUnserved(state) || state == DemandState.Filed ? null : !isAnswered && respondDue < resolveDue ? respondDue : resolveDue;

    /// <exception cref="RuleBrokenException"><c>nudge-too-early</c>, with the promised date; <c>nudge-again</c> on the same day.</exception>
    public static void Refuse(DateTimeOffset? promisedBy, DateTimeOffset? last, DateTimeOffset now)
    {
        if (promisedBy is not { } promised)
            throw new RuleBrokenException("nudge-nothing-promised");
        if (now <= promised)
            throw new RuleBrokenException("nudge-too-early", ChinaTime.Text(promised));
        if (last is { } before && ChinaTime.Local(before).Date == ChinaTime.Local(now).Date)
            throw new RuleBrokenException("nudge-again");
    }
}
