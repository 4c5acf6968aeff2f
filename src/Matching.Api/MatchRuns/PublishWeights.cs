using System.Globalization;
using FluentValidation;
using MediatR;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Scoring;

namespace Matching.Api.MatchRuns;

/// <summary>Publishes other weights as a new version of the policy; orders that units accepted stay theirs. Try them in the sandbox first.</summary>
/// <param name="Seen">The version that they change; a newer one refuses.</param>
/// <param name="Weights">Those that change, 0 to 1,000; the others stay.</param>
public sealed record PublishWeights(int Seen, IReadOnlyDictionary<ScoreFactor, int> Weights, string Reason) : ICommand<WeightsView>;

public sealed record WeightsView(int Version, IReadOnlyDictionary<ScoreFactor, int> Weights);

internal sealed class PublishWeightsRules : AbstractValidator<PublishWeights>
{
    public PublishWeightsRules()
    {
        RuleForEach(publish => publish.Weights).Must(weight => Enum.IsDefined(weight.Key) && weight.Value is >= 0 and <= TryWhatIfRules.MostWeight)
            .OverridePropertyName("weights").WithMessage((_, weight) => Words.Say("WhatIf.Weight", weight.Value, TryWhatIfRules.MostWeight));
        RuleFor(publish => publish.Reason).PlainText(2, 500);
    }
}

internal sealed class PublishWeightsHandler(CurrentWrite write, EventLog events, TimeProvider clock) : IRequestHandler<PublishWeights, WeightsView>
{
    public Task<WeightsView> Handle(PublishWeights request, CancellationToken stop)
    {
        var changes = "";
        var policy = PolicyVersions.Publish(write.Session, request.Seen, newest =>
        {
            changes = Changes(newest, request.Weights);
            return newest.Reweighted(request.Weights);
        }, clock.GetUtcNow());
        events.Append($"policy/{policy.Version}", nameof(PublishWeights), null, null, $"{changes}: {FreeText.Cleaned(request.Reason)}");
        return Task.FromResult(new WeightsView(policy.Version, policy.Weights));
    }

    /// <exception cref="RuleBrokenException">Nothing would change: <c>weights-same</c>.</exception>
    private static string Changes(MatchPolicy policy, IReadOnlyDictionary<ScoreFactor, int> changed)
    {
        var others = changed.Where(weight => policy.Weights.GetValueOrDefault(weight.Key) != weight.Value).OrderBy(weight => weight.Key).ToList();
        return others.Count == 0 ? throw new RuleBrokenException("weights-same")
            : string.Join(", ", others.Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight.Key} {policy.Weights.GetValueOrDefault(weight.Key)} → {weight.Value}")));
    }
}
