using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.People;
using Matching.Core.Grid;
using Matching.Core.PropertyRatings;
using Matching.Core.Reports;

namespace Matching.Api.PropertyRatings;

/// <summary>Makes slips for an estate's households, one each, for this or the coming quarter. Their codes are shown this once.</summary>
public sealed record MakeSlips(AreaCode Estate, string Quarter, int Count) : ICommand<SlipSheet>;

public sealed record SlipSheet(string Place, string Quarter, IReadOnlyList<string> Codes);

public sealed record MakeSlipsBody(string Quarter, int Count);

/// <summary>Puts one more question on the ballot.</summary>
public sealed record AddPropertyQuestion(string Text) : ICommand<IReadOnlyList<PropertyQuestion>>;

/// <summary>Takes a question off the ballot; what was answered stays.</summary>
public sealed record RetirePropertyQuestion(long Id) : ICommand<IReadOnlyList<PropertyQuestion>>;

internal sealed class MakeSlipsRules : AbstractValidator<MakeSlips>
{
    public const int MostSlips = 200;

    public MakeSlipsRules(KnownAreas areas, TimeProvider clock)
    {
        RuleFor(make => make.Estate).Must(estate => areas.Has(estate) && estate.Level == AreaLevel.Estate).WithMessage(make => Words.Say("Csv.UnknownArea", make.Estate));
        RuleFor(make => make.Quarter).Must(text => text is not null && text.Contains("-Q", StringComparison.Ordinal) && ReportPeriod.TryParse(text, out var quarter) && clock.GetUtcNow() is var now && now < quarter.Until + PropertyScores.Grace
            && quarter.From < now.AddDays(93)).WithMessage(_ => Words.Say("Plan.QuarterWanted"));
        RuleFor(make => make.Count).InclusiveBetween(1, MostSlips).WithMessage(make => Words.Say("Csv.Whole", make.Count, 1, MostSlips));
    }
}

internal sealed class AddPropertyQuestionRules : AbstractValidator<AddPropertyQuestion>
{
    public AddPropertyQuestionRules() => RuleFor(add => add.Text).NotNull().PlainText(2, 80);
}

internal sealed class MakeSlipsHandler(CurrentWrite write, CallContext context, EventLog events, LookUpCodes codes, KeyRing ring, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<MakeSlips, SlipSheet>, IRequestHandler<AddPropertyQuestion, IReadOnlyList<PropertyQuestion>>, IRequestHandler<RetirePropertyQuestion, IReadOnlyList<PropertyQuestion>>
{
    private const int MostQuestions = 20;

    private const string Insert = "insert into property_question (words) values (@words)";

    private const string Retire = "update property_question set retired_at = @now where id = @id and retired_at is null";

    public Task<SlipSheet> Handle(MakeSlips request, CancellationToken stop)
    {
        if (!context.Sight.CoversArea(request.Estate.Value))
            throw new NotAllowedException("outside-your-area");
        List<string> made = [.. Enumerable.Range(0, request.Count).Select(_ => codes.Next())];
        foreach (var code in made)
            SlipRow.Add(write.Session, request.Estate.Value, request.Quarter, SlipRow.HashOf(ring, code), context.Who, clock.GetUtcNow());
        events.Append($"property/{request.Estate.Value}", nameof(MakeSlips), null, null, $"{request.Quarter} {request.Count}");
        return Task.FromResult(new SlipSheet(areas.PathOf(request.Estate.Value), request.Quarter, made));
    }

    public Task<IReadOnlyList<PropertyQuestion>> Handle(AddPropertyQuestion request, CancellationToken stop)
    {
        if (RatePropertyHandler.Asked(write.Session).Count >= MostQuestions)
            throw new Core.RuleBrokenException("survey-questions", MostQuestions);
        var words = FreeText.Cleaned(request.Text);
        write.Session.Execute(Insert, new { words });
        return Told(nameof(AddPropertyQuestion), words);
    }

    public Task<IReadOnlyList<PropertyQuestion>> Handle(RetirePropertyQuestion request, CancellationToken stop)
    {
        if (RatePropertyHandler.Asked(write.Session) is [_])
            throw new Core.RuleBrokenException("rating-last-question");
        if (write.Session.Execute(Retire, new { id = request.Id, now = clock.GetUtcNow() }) == 0)
            throw new NotThereException("Question", request.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Told(nameof(RetirePropertyQuestion), request.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private Task<IReadOnlyList<PropertyQuestion>> Told(string act, string what)
    {
        events.Append("property/questions", act, null, null, what);
        return Task.FromResult(RatePropertyHandler.Asked(write.Session));
    }
}
