using FluentValidation;
using MediatR;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Notices;

namespace Matching.Api.Escalation;

/// <summary>Publishes other limits as a new version of the policy. Clocks that run keep what they began with.</summary>
/// <param name="Seen">The version that they change; a newer one refuses.</param>
public sealed record PublishLimits(int Seen, ClockLimits Clocks, string Reason) : ICommand<LimitsView>
{
    /// <summary>Categories whose own limits change with it; the others keep theirs.</summary>
    public IReadOnlyList<LimitsOfCategory> Categories { get; init; } = [];

    /// <summary>When notices may go out; left out, as before.</summary>
    public NoticeTimes? Notices { get; init; }
}

/// <summary>A category's own limits, in the place of the policy's for demands that are not emergencies.</summary>
/// <param name="Code">The category's code.</param>
/// <param name="RespondHours">Working hours; null = the policy's.</param>
/// <param name="ResolveDays">Days; null = the policy's.</param>
public sealed record LimitsOfCategory(string Code, int? RespondHours, int? ResolveDays)
{
    internal CategoryLimits Limits => new(RespondHours, ResolveDays);
}

public sealed record LimitsView(int Version, ClockLimits Clocks, NoticeTimes Notices);

internal sealed class LimitsOfCategoryRules : AbstractValidator<LimitsOfCategory>
{
    public LimitsOfCategoryRules(Rulings rulings)
    {
        RuleFor(category => category.Code).Must(code => rulings.Categories.Any(known => known.Code == code)).WithMessage(category => Words.Say("Csv.UnknownCategory", category.Code));
        RuleFor(category => category.RespondHours).Must(hours => hours is null or (>= 1 and <= 24 * 366)).WithMessage(category => Words.Say("Csv.Whole", category.RespondHours!, 1, 24 * 366));
        RuleFor(category => category.ResolveDays).Must(days => days is null or (>= 1 and <= 366)).WithMessage(category => Words.Say("Csv.Whole", category.ResolveDays!, 1, 366));
    }
}

internal sealed class ClockLimitsRules : AbstractValidator<ClockLimits>
{
    private const int MostHours = 24 * 366;

    public ClockLimitsRules()
    {
        foreach (var (name, hours) in Hours)
            RuleFor(clocks => clocks).Must(clocks => hours(clocks) is >= 1 and <= MostHours).OverridePropertyName(name).WithMessage(clocks => Words.Say("Csv.Whole", hours(clocks), 1, MostHours));
        Between(clocks => clocks.WarnPercent, "warnPercent", 1, 99);
        Between(clocks => clocks.ExtendPercent, "extendPercent", 0, 300);
        Between(clocks => clocks.SurgePercent, "surgePercent", 1, 100);
        Between(clocks => clocks.CloseUnvisitedDays, "closeUnvisitedDays", 1, 366);
        RuleFor(clocks => clocks).Must(clocks => clocks.Rungs.Values.Append(clocks.BeginClaim).All(hours => AreWithin(hours, 1))).OverridePropertyName("rungs").WithMessage(_ => Words.Say("Field.Hours", 1, MostHours));
        RuleFor(clocks => clocks).Must(clocks => clocks.Rings.Values.All(hours => AreWithin(hours, 0))).OverridePropertyName("rings").WithMessage(_ => Words.Say("Field.Hours", 0, MostHours));
    }

    private static IEnumerable<(string, Func<ClockLimits, int>)> Hours =>
    [
        ("respondEmergencyHours", clocks => clocks.RespondEmergencyHours), ("respondHours", clocks => clocks.RespondHours), ("answerHours", clocks => clocks.AnswerHours),
        ("resolveEmergencyHours", clocks => clocks.ResolveEmergencyHours), ("resolveUrgentHours", clocks => clocks.ResolveUrgentHours), ("resolveHours", clocks => clocks.ResolveHours),
        ("waitHours", clocks => clocks.WaitHours),
    ];

    private void Between(Func<ClockLimits, int> value, string name, int least, int most) => RuleFor(clocks => clocks)
        .Must(clocks => value(clocks) >= least && value(clocks) <= most).OverridePropertyName(name).WithMessage(clocks => Words.Say("Csv.Whole", value(clocks), least, most));

    private static bool AreWithin(UrgencyHours hours, int least) => Enum.GetValues<Urgency>().All(urgency => hours.For(urgency) >= least && hours.For(urgency) <= MostHours);
}

internal sealed class PublishLimitsRules : AbstractValidator<PublishLimits>
{
    public PublishLimitsRules(Rulings rulings)
    {
        RuleForEach(publish => publish.Categories).SetValidator(new LimitsOfCategoryRules(rulings));
        RuleFor(publish => publish.Clocks).SetValidator(new ClockLimitsRules());
        RuleFor(publish => publish.Reason).PlainText(2, 500);
    }
}

internal sealed class PublishLimitsHandler(CurrentWrite write, EventLog events, TimeProvider clock) : IRequestHandler<PublishLimits, LimitsView>
{
    private const string SetCategory = "update category set respond_hours = @RespondHours, resolve_days = @ResolveDays where code = @Code";

    public Task<LimitsView> Handle(PublishLimits request, CancellationToken stop)
    {
        var policy = PolicyVersions.Publish(write.Session, request.Seen, newest => newest with { Clocks = request.Clocks, Notices = request.Notices ?? newest.Notices }, clock.GetUtcNow());
        foreach (var category in request.Categories)
        {
            write.Session.Execute(SetCategory, category);
            events.Append($"category/{category.Code}", nameof(PublishLimits), null, null, $"policy/{policy.Version} {category.RespondHours} h {category.ResolveDays} d");
        }
        if (request.Categories.Count > 0)
            Rulings.Touch(write.Session);
        events.Append($"policy/{policy.Version}", nameof(PublishLimits), null, null, FreeText.Cleaned(request.Reason));
        return Task.FromResult(new LimitsView(policy.Version, policy.Clocks, policy.Notices));
    }
}
