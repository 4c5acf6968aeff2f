namespace Matching.Core.Surveys;

/// <summary>How a question is answered: one option, any number of them, or words. Persisted: append only.</summary>
public enum QuestionKind { Single, Multiple, Text }

/// <summary>What keeps an answer from being taken.</summary>
public enum ReplyFault { Missing, OneOnly, NotAnOption, NotAQuestion, Twice }

/// <param name="Options">Numbers of its options; none for a question that is answered in words.</param>
public sealed record SheetQuestion(long Id, QuestionKind Kind, bool Required, IReadOnlyList<long> Options);

/// <param name="Options">Those that were chosen.</param>
public sealed record SheetReply(long Question, IReadOnlyList<long> Options, string Text)
{
    public bool IsEmpty => Options.Count == 0 && string.IsNullOrWhiteSpace(Text);
}

/// <summary>A survey's sheet (问卷): what may be answered, and what the answers add up to.</summary>
public static class SurveySheet
{
    /// <summary>Everything that is to be mended, in the order of the questions; strange questions last.</summary>
    public static IReadOnlyList<(long Question, ReplyFault Fault)> Faults(IReadOnlyList<SheetQuestion> questions, IReadOnlyList<SheetReply> replies)
    {
        var faults = new List<(long, ReplyFault)>();
        foreach (var question in questions)
        {
            var own = replies.Where(reply => reply.Question == question.Id && !reply.IsEmpty).ToList();
            if (own.Count > 1)
                faults.Add((question.Id, ReplyFault.Twice));
            else if (own.Count == 0 ? question.Required : FaultOf(question, own[0]) is not null)
                faults.Add((question.Id, own.Count == 0 ? ReplyFault.Missing : FaultOf(question, own[0])!.Value));
        }
        faults.AddRange(replies.Where(reply => questions.All(question => question.Id != reply.Question)).Select(reply => (reply.Question, ReplyFault.NotAQuestion)));
        return faults;
    }

    /// <summary>How often each option was chosen: an answer counts once for it.</summary>
    public static IReadOnlyDictionary<long, int> Counts(IEnumerable<(long Answer, long Option)> choices) =>
        choices.Distinct().GroupBy(choice => choice.Option).ToDictionary(group => group.Key, group => group.Count());

    private static ReplyFault? FaultOf(SheetQuestion question, SheetReply reply) => question.Kind switch
    {
        QuestionKind.Text => reply.Options.Count > 0 ? ReplyFault.NotAnOption : null,
        _ when reply.Options.Any(option => !question.Options.Contains(option)) || !string.IsNullOrWhiteSpace(reply.Text) => ReplyFault.NotAnOption,
        _ when reply.Options.Distinct().Count() != reply.Options.Count => ReplyFault.Twice,
        QuestionKind.Single when reply.Options.Count > 1 => ReplyFault.OneOnly,
        _ => null,
    };
}
