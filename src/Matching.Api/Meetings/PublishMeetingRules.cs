using FluentValidation;
using MediatR;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Publishes other rules of joint meetings as a new version of the policy; what is called, drafted and timed already stays as it is.</summary>
/// <param name="Seen">The version that they change; a newer one refuses.</param>
public sealed record PublishMeetingRules(int Seen, MeetingRules Meetings, string Reason) : ICommand<MeetingRulesView>;

public sealed record MeetingRulesView(int Version, MeetingRules Meetings);

internal sealed class PublishMeetingRulesRules : AbstractValidator<PublishMeetingRules>
{
    /// <summary>The range of each number, by its name. A usual day of 80 leaves every quarter working days enough behind it.</summary>
    public static readonly IReadOnlyList<(string Name, Func<MeetingRules, int> Value, int Least, int Most)> Ranges =
    [
        ("draftDays", rules => rules.DraftDays, 1, 60), ("planDays", rules => rules.PlanDays, 1, 60), ("usualDay", rules => rules.UsualDay, 1, 80), ("usualMinute", rules => rules.UsualMinute, 0, 24 * 60 - 1),
        ("runningOutDays", rules => rules.RunningOutDays, 1, 90), ("itemMinutes", rules => rules.ItemMinutes, 1, 240), ("reportMinutes", rules => rules.ReportMinutes, 1, 240),
        ("mostClusters", rules => rules.MostClusters, 1, 100), ("taskWarnDays", rules => rules.TaskWarnDays, 0, 60), ("holdDays", rules => rules.HoldDays, 1, 60),
    ];

    public PublishMeetingRulesRules()
    {
        foreach (var (name, value, least, most) in Ranges)
        {
            RuleFor(publish => publish.Meetings).Must(rules => value(rules) >= least && value(rules) <= most)
                .OverridePropertyName($"meetings.{name}").WithMessage(publish => Words.Say("Csv.Whole", value(publish.Meetings), least, most));
        }
        RuleFor(publish => publish.Reason).PlainText(2, 500);
    }
}

internal sealed class PublishMeetingRulesHandler(CurrentWrite write, EventLog events, TimeProvider clock) : IRequestHandler<PublishMeetingRules, MeetingRulesView>
{
    public Task<MeetingRulesView> Handle(PublishMeetingRules request, CancellationToken stop)
    {
        var policy = PolicyVersions.Publish(write.Session, request.Seen, newest => newest with { Meetings = request.Meetings }, clock.GetUtcNow());
        events.Append($"policy/{policy.Version}", nameof(PublishMeetingRules), null, null, FreeText.Cleaned(request.Reason));
        return Task.FromResult(new MeetingRulesView(policy.Version, policy.Meetings));
    }
}
