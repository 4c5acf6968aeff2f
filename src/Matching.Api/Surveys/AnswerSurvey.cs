using FluentValidation;
using MediatR;
using Matching.Api.Activities;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Surveys;

namespace Matching.Api.Surveys;

/// <summary>The sheet behind a survey's link or QR code, as anybody may read it.</summary>
internal sealed record LookAtSurvey(string AnswerCode) : IRequest<SheetView>;

/// <param name="Areas">Estates to choose from.</param>
/// <param name="IsOpen">It is published, and its last day is not over.</param>
public sealed record SheetView(string AnswerCode, string Title, string Intro, string PlaceName, DateTimeOffset ClosesAt, bool IsOpen, IReadOnlyList<QuestionView> Questions, IReadOnlyList<Option> Areas);

/// <summary>Answers a survey, without an account.</summary>
/// <param name="Once">What tells this browser from others; a second answer from it is refused. Empty: a new one.</param>
public sealed record AnswerSurvey(string AnswerCode, AreaCode Area, IReadOnlyList<ReplyBody> Replies, ContactDraft? Contact, string Once) : ICommand<AnswerReceipt>;

public sealed record AnswerBody
{
    public required AreaCode Area { get; init; }

    public required IReadOnlyList<ReplyBody> Replies { get; init; }

    public ContactDraft? Contact { get; init; }
}

public sealed record ReplyBody
{
    public required long Question { get; init; }

    /// <summary>Numbers of the options chosen.</summary>
    public IReadOnlyList<long> Options { get; init; } = [];

    public string Text { get; init; } = "";
}

/// <param name="LookUpCode">Shown this once; with it the words and the contact are taken back.</param>
public sealed record AnswerReceipt(string Number, string LookUpCode, string Title, int Wishes);

/// <summary>Takes back what one wrote: words and contact are forgotten, needs nobody has decided on are withdrawn; the ticks stay counted.</summary>
public sealed record LeaveSurvey(string AnswerCode, string Number, string LookUpCode) : ICommand<string>;

internal sealed class AnswerSurveyRules : AbstractValidator<AnswerSurvey>
{
    public const int MostWords = 500;

    public AnswerSurveyRules(KnownAreas areas)
    {
        RuleFor(answer => answer.Area).Must(area => areas.Has(area)).WithMessage(answer => Words.Say("Csv.UnknownArea", answer.Area));
        RuleFor(answer => answer.Replies).Must(replies => replies is { Count: <= 60 } && replies.All(reply => reply is { Options.Count: <= 40, Text: not null })).WithMessage(_ => Words.Say("Field.TooMany", 60));
        RuleForEach(answer => answer.Replies).Must(reply => reply?.Text is not { } text || (text.Length <= MostWords && PlainText.FirstForbidden(text) is null)).WithMessage(_ => Words.Say("Survey.WordsLength", MostWords));
        RuleFor(answer => answer.Contact!).SetValidator(new ContactRules()).When(answer => answer.Contact is not null);
        RuleFor(answer => answer.Once).PlainText(0, 80);
    }
}

internal sealed class LeaveSurveyRules : AbstractValidator<LeaveSurvey>
{
    public LeaveSurveyRules()
    {
        RuleFor(leave => leave.Number).PlainText(1, 40);
        RuleFor(leave => leave.LookUpCode).PlainText(1, 40);
    }
}

internal sealed class AnswerSurveyHandler(
    Database database, CurrentWrite write, EventLog events, SurveyViews views, LookUpCodes lookUps, PersonRecords people, ErasureJournal journal, KeyRing ring, KnownAreas areas, Rulings rulings, TimeProvider clock,
    CallContext context) : IRequestHandler<LookAtSurvey, SheetView>, IRequestHandler<AnswerSurvey, AnswerReceipt>, IRequestHandler<LeaveSurvey, string>
{
    private Session Session => write.Session;

    public Task<SheetView> Handle(LookAtSurvey request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var survey = Opened(session, request.AnswerCode);
        var view = views.Of(session, survey);
        return new SheetView(survey.AnswerCode, survey.Title, survey.Intro, view.PlaceName, survey.ClosesAt, IsOpen(survey), view.Questions,
            LookAtPosterHandler.Choices(areas, code => IsIn(survey, code)));
    }));

    public Task<AnswerReceipt> Handle(AnswerSurvey request, CancellationToken stop)
    {
        var survey = Opened(Session, request.AnswerCode);
        if (!IsOpen(survey))
            throw new RuleBrokenException("survey-over", ChinaTime.Text(survey.ClosesAt));
        if (!IsIn(survey, request.Area.Value))
            throw new RuleBrokenException("outside-survey", survey.Title);
        var questions = QuestionRow.Of(Session, survey.Id);
        var replies = request.Replies.Select(reply => new SheetReply(reply.Question, reply.Options, reply.Text)).ToList();
        if (SurveySheet.Faults([.. questions.Select(question => question.ToCore())], replies) is [var fault, ..])
            throw new RuleBrokenException("survey-reply", questions.FirstOrDefault(question => question.Id == fault.Question)?.Words ?? $"{fault.Question}", fault.Fault);
        return Task.FromResult(Take(survey, request, questions, [.. replies.Where(reply => !reply.IsEmpty)]));
    }

    public Task<string> Handle(LeaveSurvey request, CancellationToken stop)
    {
        var survey = Opened(Session, request.AnswerCode);
        var answer = AnswerRow.Find(Session, survey.Id, request.Number);
        if (answer is null || !lookUps.Matches(answer.Number, request.LookUpCode, answer.LookUpHash))
            throw new NotAllowedException("wrong-look-up-code");
        var wishes = WishRow.OfAnswer(Session, answer.Id);
        foreach (var wish in wishes.Where(wish => wish.State == WishState.Waiting))
            (wish with { State = WishState.Withdrawn, Words = "", DecidedBy = context.Who, DecidedAt = clock.GetUtcNow() }).SaveTo(Session);
        if (wishes.All(wish => wish.Demand is null) && PersonRow.Find(Session, answer.Person) is { ErasedAt: null } person)
        {
            journal.Add(ErasedThing.Contact, person.Id, person.CreatedAt);
            people.Forget(Session, person.Id);
        }
        answer.Blank(Session);
        events.Append($"survey/{survey.Code}", nameof(LeaveSurvey), survey.StateName, survey.StateName, answer.Number);
        return Task.FromResult(answer.Number);
    }

    private AnswerReceipt Take(SurveyRow survey, AnswerSurvey request, IReadOnlyList<QuestionRow> questions, IReadOnlyList<SheetReply> replies)
    {
        var now = clock.GetUtcNow();
        var (number, lookUp) = (Codes.NextAnswer(Session, ChinaTime.Local(now).Year), lookUps.Next());
        var words = replies.ToDictionary(reply => reply.Question, reply => FreeText.Protect(PlainText.Clean(reply.Text)));
        var answer = new AnswerRow
        {
            Survey = survey.Id, Number = number, Area = request.Area.Value, At = now, LookUpHash = lookUps.Hash(number, lookUp),
            Once = ring.Mac("survey", request.Once.Length > 0 ? request.Once : Convert.ToHexString(ring.RandomBytes(16))),
        };
        if (request.Once.Length > 0 && HasAnswered(survey, answer.Once))
            throw new RuleBrokenException("survey-answered");
        answer = answer with { Person = people.Keep(Session, request.Contact, [.. words.Values.SelectMany(text => text.Numbers)], context.Who) };
        var id = answer.InsertInto(Session) ?? throw new RuleBrokenException("survey-answered");
        var wishes = 0;
        foreach (var reply in replies)
            wishes += Keep(answer with { Id = id }, questions.First(question => question.Id == reply.Question), reply, words[reply.Question].Text);
        events.Append($"survey/{survey.Code}", nameof(AnswerSurvey), survey.StateName, survey.StateName, number);
        return new AnswerReceipt(number, lookUp, survey.Title, wishes);
    }

    /// <returns>How many needs the reply names.</returns>
    private int Keep(AnswerRow answer, QuestionRow question, SheetReply reply, string words)
    {
        foreach (var option in reply.Options)
            AnswerRow.Reply(Session, answer.Id, question.Id, option, "");
        if (words.Length > 0)
            AnswerRow.Reply(Session, answer.Id, question.Id, null, words);
        List<(string Category, string Words)> named = [.. question.Options.Where(option => option.Category is not null && reply.Options.Contains(option.Id)).Select(option => (option.Category!, option.Words))];
        if (question.Asks && words.Length > 0 && rulings.Suggest(words, 1) is [var (suggested, _), ..])
            named.Add((suggested.Code, words));
        foreach (var (category, text) in named)
            new WishRow { Answer = answer.Id, Survey = answer.Survey, Category = category, Words = text, Area = answer.Area }.InsertInto(Session);
        return named.Count;
    }

    private bool HasAnswered(SurveyRow survey, string once) => Session.One<AnswerRow>(AnswerRow.Select + "\nwhere a.survey = @Id and a.once = @once", new { survey.Id, once }) is not null;

    private static SurveyRow Opened(Session session, string code) =>
        SurveyRow.ByAnswerCode(session, code) is { State: not SurveyState.Draft } survey ? survey : throw new NotThereException("Survey", code);

    private bool IsOpen(SurveyRow survey) => survey.State == SurveyState.Published && clock.GetUtcNow() < survey.ClosesAt;

    private static bool IsIn(SurveyRow survey, string area) => area.StartsWith(survey.Place, StringComparison.Ordinal);
}
