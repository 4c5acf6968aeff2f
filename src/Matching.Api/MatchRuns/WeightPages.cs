using System.Globalization;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Scoring;

namespace Matching.Api.MatchRuns;

/// <summary>What other weights would bring (推演), in a sandbox; and the page on which the street publishes them, their effect before its eyes.</summary>
internal static class WeightPages
{
    private const string Trying = "/what-if";
    private const string Publishing = "/what-if/publish";

    private static readonly (string Name, string Label)[] WeightFields = [.. Enum.GetValues<ScoreFactor>().Select(factor => (NameOf(factor), "WhatIf.WeightField"))];

    private static readonly FormFields TryFields = new([.. WeightFields, ("removeOffers", "WhatIf.RemoveOffers")]);

    private static readonly FormFields PublishFields = new([.. WeightFields, ("reason", "Surge.Reason")]);

    public static void MapWeightPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Trying, (HttpContext http, Rulings rulings) => Show(http, FormState.Blank(TryFields, Known(rulings.Policy)), null)).For(Roles.Committee);

        routes.MapFormPost(Trying, TryFields, async post => Show(post.Http, post.Form, await post.Send(Question(post.Form))), post => Task.FromResult(Show(post.Http, post.Form, null))).For(Roles.Committee);

        routes.MapPage(Publishing, async (HttpContext http, IMediator mediator, Rulings rulings) =>
        {
            var form = FormState.Blank(PublishFields, [.. Known(rulings.Policy).Select(pair => (pair.Name, http.Request.Query[pair.Name].FirstOrDefault() is { Length: > 0 } asked ? asked : pair.Value))]);
            return await Confirm(http, mediator, rulings, form);
        }).For([Role.Street]);

        routes.MapFormPost(Publishing, PublishFields, async post =>
        {
            var rulings = post.Http.RequestServices.GetRequiredService<Rulings>();
            _ = int.TryParse(post.Form.Text("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
            var published = await post.SendOnce(new PublishWeights(seen, Weights(post.Form), post.Form.Required("reason")));
            rulings.Forget();
            return new SeeOther($"{Trying}?published={published.Version}");
        }, post => Confirm(post.Http, post.Http.RequestServices.GetRequiredService<IMediator>(), post.Http.RequestServices.GetRequiredService<Rulings>(), post.Form)).For([Role.Street]);
    }

    public static string NameOf(ScoreFactor factor) => $"weights.{factor}";

    private static (string Name, string? Value)[] Known(MatchPolicy policy) =>
        [.. Enum.GetValues<ScoreFactor>().Select(factor => (NameOf(factor), (string?)policy.Weights.GetValueOrDefault(factor).ToString(CultureInfo.InvariantCulture)))];

    private static Dictionary<ScoreFactor, int> Weights(FormState form) => Enum.GetValues<ScoreFactor>().ToDictionary(factor => factor, factor => form.Whole(NameOf(factor), 0, TryWhatIfRules.MostWeight));

    private static TryWhatIf Question(FormState form) => new()
    {
        Weights = Weights(form),
        RemoveOffers = [.. form.Text("removeOffers").Split([' ', ',', '，', ';', '；', '、', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct()],
    };

    private static IResult Show(HttpContext http, FormState form, WhatIfView? answer)
    {
        var (policy, caller) = (http.RequestServices.GetRequiredService<Rulings>().Policy, http.RequestServices.GetRequiredService<CallContext>().Caller);
        var changes = answer is not null && Weights(form) is var weights && !form.HasErrors ? ChangesOf(policy, weights) : [];
        return PageEndpoints.Page<WhatIfPage>(new
        {
            Form = form, Answer = answer, Published = http.Request.Query["published"].FirstOrDefault() == policy.Version.ToString(CultureInfo.InvariantCulture) ? policy.Version : (int?)null,
            PublishPath = changes.Count > 0 && caller.Grants.Any(grant => grant.Role == Role.Street)
                ? new PageAddress(Publishing, [.. changes.Select(change => KeyValuePair.Create(NameOf(change.Factor), change.Then.ToString(CultureInfo.InvariantCulture)))]).Without() : null,
        });
    }

    /// <summary>The weights alone, without what else was tried with them, solved once more; what is wrong with them goes back to the sandbox.</summary>
    private static async Task<IResult> Confirm(HttpContext http, IMediator mediator, Rulings rulings, FormState form)
    {
        var reading = form.Copy();
        var weights = Weights(reading);
        var changes = ChangesOf(rulings.Policy, weights);
        if (reading.HasErrors || changes.Count == 0 || weights.Values.All(weight => weight == 0))
            return new SeeOther(Trying);
        return PageEndpoints.Page<PublishWeightsPage>(new
        {
            rulings.Policy.Version, Form = form, Changes = changes, Answer = await mediator.Send(new TryWhatIf { Weights = weights }, http.RequestAborted),
        });
    }

    private static IReadOnlyList<WeightChange> ChangesOf(MatchPolicy policy, Dictionary<ScoreFactor, int> weights) =>
        [.. weights.Select(weight => new WeightChange(weight.Key, policy.Weights.GetValueOrDefault(weight.Key), weight.Value)).Where(change => change.Now != change.Then).OrderBy(change => change.Factor)];
}

/// <summary>A weight that would be another.</summary>
public sealed record WeightChange(ScoreFactor Factor, int Now, int Then);
