using Matching.Api.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>Something that can be done with an order next: a step at once, or a page that asks first.</summary>
/// <param name="Path">The page; null for a step.</param>
public sealed record NextAct(string Text, OrderAct? Act, string? Path, bool IsMain)
{
    /// <summary>What may be done in this state, the likeliest first.</summary>
    /// <param name="hasPending">Another time waits for an answer.</param>
    internal static IReadOnlyList<NextAct> Of(string code, OrderState state, bool mayAnswer, bool mayIssue, bool hasPending)
    {
        var acts = new List<NextAct>();
        void Step(OrderAct act, bool isMain = false) => acts.Add(new NextAct(Words.Of(act), act, null, isMain));
        void Page(string word, string page, bool isMain = false) => acts.Add(new NextAct(Words.Say(word), null, $"/orders/{code}/{page}", isMain));
        if (mayIssue && state == OrderState.Proposed)
            Step(OrderAct.Issue, isMain: true);
        if (!mayAnswer)
            return acts;
        if (state is OrderState.Issued or OrderState.Acknowledged)
            Page("OrderAct.Accept", "accept", isMain: true);
        if (state == OrderState.Issued)
            Step(OrderAct.Acknowledge);
        if (state is OrderState.Issued or OrderState.Acknowledged)
            Page("OrderPage.Decline", "decline");
        if (state is OrderState.Accepted or OrderState.Scheduled)
            Step(OrderAct.Start, isMain: true);
        if (state is OrderState.Accepted or OrderState.Scheduled or OrderState.InService)
            Page("OrderPage.Complete", "complete", isMain: state == OrderState.InService);
        if (state is OrderState.Issued or OrderState.Acknowledged or OrderState.Accepted or OrderState.Scheduled && !hasPending)
            Page("OtherTime.Title", "other-time");
        if (state is OrderState.Accepted or OrderState.Scheduled)
            Page("Return.Title", "return");
        return acts;
    }

    /// <summary>A step of the history in words: the state it led to, or what was done without leading to another.</summary>
    internal static string TitleOf(EventView step) =>
        step.To is { } to && to != step.From && Words.Has($"OrderState.{to}") ? Words.Say($"OrderState.{to}") : Words.Has($"OrderEvent.{step.Act}") ? Words.Say($"OrderEvent.{step.Act}") : Words.Has($"OrderAct.{step.Act}") ? Words.Say($"OrderAct.{step.Act}") : step.Act;

    /// <summary>Why, with the codes at its beginning in words: 退单, a reason, a run.</summary>
    internal static string NoteOf(EventView step)
    {
        if (step.Why.StartsWith("run/", StringComparison.Ordinal))
            return Words.Say("OrderEvent.ByRun", step.Why[4..]);
        if (step.Why == "taken")
            return Words.Say("OrderEvent.Taken");
        if (step.Why == Units.SuspendUnitHandler.Why)
            return Words.Say("OrderEvent.UnitSuspended");
        if (step.Act is nameof(OrderAct.Complete) or nameof(OrderAct.Serve) && step.Why.Split(' ', 2) is [var outcome, var told] && Enum.TryParse<MediationOutcome>(outcome, out var mediation))
            return $"{Words.Of(mediation)}：{told}";
        var words = step.Why.Split(' ');
        var spoken = words.TakeWhile(word => word == "Return" || Array.Exists(Enum.GetNames<DeclineReason>(), name => name == word)).Select(word => Words.Say(word == "Return" ? "Return.Title" : $"DeclineReason.{word}")).ToList();
        return string.Join(' ', spoken.Concat(words.Skip(spoken.Count)));
    }
}
