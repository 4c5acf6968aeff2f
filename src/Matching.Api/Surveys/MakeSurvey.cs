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
using Matching.Core.Grid;
using Matching.Core.Surveys;

namespace Matching.Api.Surveys;

/// <summary>Makes a survey (需求调查) for a part of the grid, as a draft.</summary>
/// <param name="Closes">The last day on which it is answered.</param>
public sealed record MakeSurvey(AreaCode Place, string Title, string Intro, DateOnly Closes) : ICommand<SurveyView>;

/// <summary>Puts a question at the end of a draft.</summary>
public sealed record AddQuestion(string Survey, QuestionDraft Draft) : ICommand<SurveyView>;

public sealed record QuestionDraft
{
    public QuestionKind Kind { get; init; }

    public required string Words { get; init; }

    public bool Required { get; init; }

    /// <summary>Words that answer it name a need; its category is suggested from them.</summary>
    public bool Asks { get; init; }

    public IReadOnlyList<OptionDraft> Options { get; init; } = [];
}

/// <param name="Category">Code or name of the need that the option names; null for none.</param>
public sealed record OptionDraft(string Words, string? Category);

public sealed record RemoveQuestion(string Survey, long Question) : ICommand<SurveyView>;

/// <summary>Publishes a draft, whose questions stand from then on; or closes it before its day.</summary>
public sealed record SwitchSurvey(string Survey, SurveyState State) : ICommand<SurveyView>;

public sealed record SwitchSurveyBody
{
    public required SurveyState State { get; init; }
}

internal sealed class MakeSurveyRules : AbstractValidator<MakeSurvey>
{
    private const int MostDays = 366;

    public MakeSurveyRules(KnownAreas areas, TimeProvider clock)
    {
        RuleFor(make => make.Place).Must(place => areas.Has(place)).WithMessage(make => Words.Say("Csv.UnknownArea", make.Place));
        RuleFor(make => make.Title).NotNull().PlainText(2, 80);
        RuleFor(make => make.Intro).NotNull().PlainText(0, 1000);
        RuleFor(make => make.Closes).Must(day => ChinaTime.DayOf(clock.GetUtcNow()) is var today && day >= today && day <= today.AddDays(MostDays)).WithMessage(_ => Words.Say("Survey.TermWanted", MostDays));
    }
}

internal sealed class AddQuestionRules : AbstractValidator<AddQuestion>
{
    public const int MostOptions = 20;

    public AddQuestionRules(Rulings rulings)
    {
        RuleFor(add => add.Draft.Words).NotNull().PlainText(2, 200).OverridePropertyName("words");
        RuleFor(add => add.Draft.Kind).IsInEnum().OverridePropertyName("kind");
        RuleFor(add => add.Draft.Options).Must((add, options) => add.Draft.Kind == QuestionKind.Text ? options is { Count: 0 } : options is { Count: >= 2 and <= MostOptions })
            .OverridePropertyName("options").WithMessage(_ => Words.Say("Survey.OptionsWanted", MostOptions));
        RuleForEach(add => add.Draft.Options).Must(option => option is { Words.Length: > 0 and <= 80 } && PlainText.FirstForbidden(option.Words) is null).OverridePropertyName("options").WithMessage(_ => Words.Say("Survey.OptionLength", 80));
        RuleForEach(add => add.Draft.Options).Must(option => option?.Category is not { } category || rulings.Find(category) is not null).OverridePropertyName("options").WithMessage((_, option) => Words.Say("Csv.UnknownCategory", option.Category!));
    }
}

internal sealed class SwitchSurveyRules : AbstractValidator<SwitchSurvey>
{
    public SwitchSurveyRules() => RuleFor(change => change.State).IsInEnum();
}

internal sealed class MakeSurveyHandler(CurrentWrite write, CallContext context, EventLog events, SurveyViews views, LookUpCodes codes, Rulings rulings, TimeProvider clock) :
    IRequestHandler<MakeSurvey, SurveyView>, IRequestHandler<AddQuestion, SurveyView>, IRequestHandler<RemoveQuestion, SurveyView>, IRequestHandler<SwitchSurvey, SurveyView>
{
    private const int MostQuestions = 30;

    private Session Session => write.Session;

    public Task<SurveyView> Handle(MakeSurvey request, CancellationToken stop)
    {
        if (!context.Sight.CoversArea(request.Place.Value))
            throw new NotAllowedException("outside-your-area");
        var now = clock.GetUtcNow();
        var survey = new SurveyRow
        {
            Code = Codes.NextSurvey(Session, ChinaTime.Local(now).Year), Place = request.Place.Value, Title = FreeText.Cleaned(request.Title), Intro = FreeText.Cleaned(request.Intro), AnswerCode = codes.Next(),
            ClosesAt = ChinaTime.StartOf(request.Closes.AddDays(1)).ToUniversalTime(), MadeBy = context.Who, MadeAt = now,
        };
        survey = survey with { Id = survey.InsertInto(Session) };
        events.Append($"survey/{survey.Code}", nameof(MakeSurvey), null, survey.StateName, "");
        return Task.FromResult(views.Of(Session, survey));
    }

    public Task<SurveyView> Handle(AddQuestion request, CancellationToken stop)
    {
        var survey = Draft(request.Survey);
        if (QuestionRow.Of(Session, survey.Id).Count >= MostQuestions)
            throw new RuleBrokenException("survey-questions", MostQuestions);
        new QuestionRow
        {
            Survey = survey.Id, Kind = request.Draft.Kind, Words = FreeText.Cleaned(request.Draft.Words), Required = request.Draft.Required, Asks = request.Draft is { Asks: true, Kind: QuestionKind.Text },
            Options = [.. request.Draft.Options.Select(option => new OptionRow { Words = FreeText.Cleaned(option.Words), Category = option.Category is { } category ? rulings.Find(category)!.Code : null })],
        }.InsertInto(Session);
        return Tell(survey, nameof(AddQuestion), survey.State);
    }

    public Task<SurveyView> Handle(RemoveQuestion request, CancellationToken stop)
    {
        var survey = Draft(request.Survey);
        var question = QuestionRow.Of(Session, survey.Id).FirstOrDefault(question => question.Id == request.Question)
            ?? throw new NotThereException("Question", request.Question.ToString(System.Globalization.CultureInfo.InvariantCulture));
        question.Remove(Session);
        return Tell(survey, nameof(RemoveQuestion), survey.State);
    }

    public Task<SurveyView> Handle(SwitchSurvey request, CancellationToken stop)
    {
        var survey = views.ToChange(Session, request.Survey);
        if ((survey.State, request.State) is not ((SurveyState.Draft, SurveyState.Published) or (SurveyState.Published, SurveyState.Closed)))
            throw new RuleBrokenException("survey-act-not-allowed", survey.State);
        if (request.State == SurveyState.Published && QuestionRow.Of(Session, survey.Id).Count == 0)
            throw new RuleBrokenException("survey-empty");
        return Tell(survey, nameof(SwitchSurvey), request.State);
    }

    private SurveyRow Draft(string code) => views.ToChange(Session, code) is { State: SurveyState.Draft } draft ? draft : throw new RuleBrokenException("survey-not-draft");

    private Task<SurveyView> Tell(SurveyRow survey, string act, SurveyState state)
    {
        var after = (survey with { State = state }).SaveTo(Session);
        events.Append($"survey/{survey.Code}", act, survey.StateName, after.StateName, "");
        return Task.FromResult(views.Of(Session, after));
    }
}
