using FluentValidation;
using MediatR;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>Publishes other rules of the points ledger as a new version of the policy; what was entered stays as it is.</summary>
/// <param name="Seen">The version that they change; a newer one refuses.</param>
public sealed record PublishPointsRules(int Seen, IReadOnlyList<PointsRule> Deeds, string Reason) : ICommand<PointsRulesView>;

public sealed record PointsRulesView(int Version, IReadOnlyList<PointsRule> Deeds);

internal sealed class PublishPointsRulesRules : AbstractValidator<PublishPointsRules>
{
    public const int MostPoints = 1000;
    public const int MostCap = 100_000;

    public PublishPointsRulesRules()
    {
        RuleFor(publish => publish.Deeds).Must(rules => rules.Select(rule => rule.Deed).Distinct().Count() == rules.Count).WithMessage(_ => Words.Say("Points.Twice"));
        RuleForEach(publish => publish.Deeds).Must(rule => Enum.IsDefined(rule.Deed)).WithMessage(_ => Words.Say("Points.NoSuchDeed"));
        RuleForEach(publish => publish.Deeds).Must(rule => rule.Points is >= 0 and <= MostPoints).WithMessage((_, rule) => Words.Say("Csv.Whole", rule.Points, 0, MostPoints));
        RuleForEach(publish => publish.Deeds).Must(rule => new[] { rule.PerDay, rule.PerMonth, rule.PerYear }.All(cap => cap is null or (>= 1 and <= MostCap))).WithMessage(_ => Words.Say("Points.Cap", MostCap));
        RuleFor(publish => publish.Reason).PlainText(2, 500);
    }
}

internal sealed class PublishPointsRulesHandler(CurrentWrite write, EventLog events, TimeProvider clock) : IRequestHandler<PublishPointsRules, PointsRulesView>
{
    public Task<PointsRulesView> Handle(PublishPointsRules request, CancellationToken stop)
    {
        var policy = PolicyVersions.Publish(write.Session, request.Seen, newest => newest with { Points = new PointsRules { Deeds = [.. request.Deeds.OrderBy(rule => rule.Deed)] } }, clock.GetUtcNow());
        events.Append($"policy/{policy.Version}", nameof(PublishPointsRules), null, null, FreeText.Cleaned(request.Reason));
        return Task.FromResult(new PointsRulesView(policy.Version, policy.Points.Deeds));
    }
}
