using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Api.Offers;

/// <summary>Whom an offer could serve as it is, and who would come to it were its windows open until another hour (沉睡资源提示). Writes nothing.</summary>
/// <param name="Until">Hour in China; null = the policy's.</param>
internal sealed record GetOfferReach(string Code, TimeOnly? Until) : IRequest<OfferReachView>;

/// <param name="More">Demands that only the longer windows could serve; <paramref name="MoreBest"/> shows at most 20 of them.</param>
/// <param name="Dormant">Nobody used it for the policy's days.</param>
public sealed record OfferReachView(OfferPreview AsItIs, TimeOnly Until, int More, IReadOnlyList<ServableView> MoreBest, bool Dormant, int DormantDays)
{
    internal static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

internal sealed class GetOfferReachHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<GetOfferReach, OfferReachView>
{
    private const int MostShown = 20;

    public Task<OfferReachView> Handle(GetOfferReach request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (row, policy, now) = (OfferRow.Get(session, request.Code), rulings.Policy, clock.GetUtcNow());
        var until = request.Until ?? policy.WidenUntil;
        var input = MatchInputQuery.Load(session, rulings, now).Input;
        var slots = input.Slots.Where(slot => slot.Offer == row.Code).ToList();
        var asItIs = Servable.InSight(session, context, ReverseMatch.Of(input, policy, row.ToCore(rulings), slots));
        var known = asItIs.Select(demand => demand.Demand).ToHashSet(StringComparer.Ordinal);
        var widened = Servable.InSight(session, context, ReverseMatch.Of(input, policy, row.ToCore(rulings), [.. slots.Select(slot => WidenedHours.Widened(slot, until))]));
        var more = widened.Where(demand => !known.Contains(demand.Demand)).ToList();
        return new OfferReachView(OfferPreview.Of(asItIs), until, more.Count, [.. more.Take(MostShown).Select(demand => new ServableView(demand.Demand, demand.Title, demand.SlotStart, demand.Score))],
            row.State == OfferState.Published && !row.IsOver(now) && Dormancy.IsDormant(row.LastUsedAt, row.PublishedAt, now, policy.DormantDays), policy.DormantDays);
    }));
}

/// <summary>Whom an offer could serve, as far as the caller may know: a unit is told of all; the grid only of what is its own.</summary>
internal static class Servable
{
    public static IReadOnlyList<ServableDemand> InSight(Session session, CallContext context, IReadOnlyList<ServableDemand> servable)
    {
        if (context.ActingRole == Role.Unit || context.Sight.IsEverything)
            return servable;
        var seen = session.Query<string>($"select d.code from demand d where {Sight.OfDemands}", context.Sight.With(new { })).ToHashSet(StringComparer.Ordinal);
        return [.. servable.Where(row => seen.Contains(row.Demand))];
    }
}
