using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Surveys;

namespace Matching.Api.Surveys;

/// <summary>A survey with its questions.</summary>
/// <param name="Answers">n: answers taken so far.</param>
/// <param name="Waiting">Needs named in answers that wait for a nod.</param>
public sealed record SurveyView(
    string Code, string Place, string PlaceName, string Title, string Intro, SurveyState State, string AnswerCode, DateTimeOffset ClosesAt, int Answers, int Waiting, IReadOnlyList<QuestionView> Questions)
{
    public string StateName => Words.Of(State);
}

public sealed record QuestionView(long Id, QuestionKind Kind, string Text, bool Required, bool Asks, IReadOnlyList<OptionView> Options);

public sealed record OptionView(long Id, string Text, string? Category, string CategoryName);

/// <summary>The surveys in sight, the newest first.</summary>
internal sealed record ListSurveys : IRequest<IReadOnlyList<SurveyView>>;

internal sealed record GetSurvey(string Code) : IRequest<SurveyView>;

/// <summary>What the answers add up to, of the part of the grid that the caller sees.</summary>
internal sealed record GetSurveyResults(string Code) : IRequest<SurveyResults>;

/// <param name="N">Answers counted.</param>
public sealed record SurveyResults(int N, IReadOnlyList<QuestionResult> Questions, IReadOnlyList<EstateCount> Estates);

/// <param name="N">Answers to this question.</param>
/// <param name="Words">What was written, the newest first, at most a hundred.</param>
public sealed record QuestionResult(QuestionView Question, int N, IReadOnlyList<OptionResult> Options, IReadOnlyList<string> Words);

public sealed record OptionResult(string Text, int Count, IReadOnlyList<EstateCount> Estates);

public sealed record EstateCount(string Area, string Place, int Count);

internal sealed class SurveyHandler(Database database, CallContext context, SurveyViews views, KnownAreas areas) :
    IRequestHandler<ListSurveys, IReadOnlyList<SurveyView>>, IRequestHandler<GetSurvey, SurveyView>, IRequestHandler<GetSurveyResults, SurveyResults>
{
    private const int MostWords = 100;

    private const string Newest = SurveyRow.Select + "\norder by s.id desc\nlimit 500";

    private const string SelectReplies = """
        select r.answer, r.question, r.choice, r.words, a.area
        from survey_reply r
        join survey_answer a on a.id = r.answer
        where a.survey = @survey
        order by r.id desc
        """;

    private const string SelectAreas = "select a.area from survey_answer a where a.survey = @survey order by a.id";

    public Task<IReadOnlyList<SurveyView>> Handle(ListSurveys request, CancellationToken stop) => Task.FromResult<IReadOnlyList<SurveyView>>(
        database.Read(session => session.Query<SurveyRow>(Newest).Where(row => context.Sight.Touches(row.Place)).Take(100).Select(row => views.Of(session, row)).ToList()));

    public Task<SurveyView> Handle(GetSurvey request, CancellationToken stop) => Task.FromResult(database.Read(session => views.Of(session, views.Find(session, request.Code))));

    public Task<SurveyResults> Handle(GetSurveyResults request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var survey = views.Find(session, request.Code);
        var replies = session.Query<ReplyRow>(SelectReplies, new { survey = survey.Id }).Where(reply => context.Sight.CoversArea(reply.Area)).ToList();
        var places = session.Query<string>(SelectAreas, new { survey = survey.Id }).Where(context.Sight.CoversArea).ToList();
        return new SurveyResults(places.Count, [.. views.Of(session, survey).Questions.Select(question => ResultOf(question, [.. replies.Where(reply => reply.Question == question.Id)]))], Estates(places));
    }));

    private QuestionResult ResultOf(QuestionView question, IReadOnlyList<ReplyRow> replies)
    {
        var counts = SurveySheet.Counts(replies.Where(reply => reply.Choice is not null).Select(reply => (reply.Answer, reply.Choice!.Value)));
        return new QuestionResult(question, replies.Select(reply => reply.Answer).Distinct().Count(),
            [.. question.Options.Select(option => new OptionResult(option.Text, counts.GetValueOrDefault(option.Id), Estates(replies.Where(reply => reply.Choice == option.Id).Select(reply => reply.Area))))],
            [.. replies.Where(reply => reply.Words.Length > 0).Select(reply => reply.Words).Take(MostWords)]);
    }

    private IReadOnlyList<EstateCount> Estates(IEnumerable<string> codes) =>
        [.. codes.GroupBy(code => code.Length > 15 ? code[..15] : code).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new EstateCount(group.Key, areas.PathOf(group.Key), group.Count()))];

    private sealed record ReplyRow
    {
        public long Answer { get; init; }

        public long Question { get; init; }

        public long? Choice { get; init; }

        public string Words { get; init; } = "";

        public string Area { get; init; } = "";
    }
}

/// <summary>Who sees which survey, and how it is shown.</summary>
internal sealed class SurveyViews(CallContext context, KnownAreas areas, Rulings rulings)
{
    /// <exception cref="NotThereException">No such survey, or no part of its place is the caller's.</exception>
    public SurveyRow Find(Session session, string code) => SurveyRow.Find(session, code) is { } row && context.Sight.Touches(row.Place) ? row : throw new NotThereException("Survey", code);

    /// <summary>The survey, held to be changed by a committee of its whole place.</summary>
    /// <exception cref="NotAllowedException"><c>outside-your-area</c>.</exception>
    public SurveyRow ToChange(Session session, string code)
    {
        var row = SurveyRow.ToChange(session, code) is { } found && context.Sight.Touches(found.Place) ? found : throw new NotThereException("Survey", code);
        return context.Sight.CoversArea(row.Place) ? row : throw new NotAllowedException("outside-your-area");
    }

    public SurveyView Of(Session session, SurveyRow row) => new(row.Code, row.Place, areas.PathOf(row.Place), row.Title, row.Intro, row.State, row.AnswerCode, row.ClosesAt, (int)row.Answers, (int)row.Waiting,
        [.. QuestionRow.Of(session, row.Id).Select(question => new QuestionView(question.Id, question.Kind, question.Words, question.Required, question.Asks,
            [.. question.Options.Select(option => new OptionView(option.Id, option.Words, option.Category, option.Category is { } category ? rulings.NameOf(category) : ""))]))]);
}
