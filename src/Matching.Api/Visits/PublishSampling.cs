using FluentValidation;
using MediatR;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>Publishes other shares of return visits as a new version of the policy; what was drawn stays drawn.</summary>
/// <param name="Seen">The version that they change; a newer one refuses.</param>
public sealed record PublishSampling(int Seen, VisitSampling Visits, string Reason) : ICommand<SamplingView>;

public sealed record SamplingView(int Version, VisitSampling Visits);

internal sealed class PublishSamplingRules : AbstractValidator<PublishSampling>
{
    private const int MostHours = 24 * 366;

    public PublishSamplingRules(Rulings rulings)
    {
        Share(sampling => sampling.Percent, "visits.percent");
        Share(sampling => sampling.UrgentPercent, "visits.urgentPercent");
        Share(sampling => sampling.PartPercent, "visits.partPercent");
        RuleFor(publish => publish.Visits.DueHours).InclusiveBetween(1, MostHours).WithMessage(publish => Words.Say("Csv.Whole", publish.Visits.DueHours, 1, MostHours));
        RuleForEach(publish => publish.Visits.Categories).Must(pair => pair.Value is >= 0 and <= 100).WithMessage((_, pair) => Words.Say("Csv.Whole", pair.Value, 0, 100));
        RuleForEach(publish => publish.Visits.Categories).Must(pair => rulings.Find(pair.Key)?.Code == pair.Key).WithMessage((_, pair) => Words.Say("Csv.UnknownCategory", pair.Key));
        RuleFor(publish => publish.Reason).PlainText(2, 500);
    }

    private void Share(Func<VisitSampling, int> value, string name) => RuleFor(publish => publish.Visits)
        .Must(sampling => value(sampling) is >= 0 and <= 100).OverridePropertyName(name).WithMessage(publish => Words.Say("Csv.Whole", value(publish.Visits), 0, 100));
}

internal sealed class PublishSamplingHandler(CurrentWrite write, EventLog events, TimeProvider clock) : IRequestHandler<PublishSampling, SamplingView>
{
    public Task<SamplingView> Handle(PublishSampling request, CancellationToken stop)
    {
        var policy = PolicyVersions.Publish(write.Session, request.Seen, newest => newest with { Visits = request.Visits }, clock.GetUtcNow());
        events.Append($"policy/{policy.Version}", nameof(PublishSampling), null, null, FreeText.Cleaned(request.Reason));
        return Task.FromResult(new SamplingView(policy.Version, policy.Visits));
    }
}
