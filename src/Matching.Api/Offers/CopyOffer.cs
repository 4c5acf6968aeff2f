using MediatR;
using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Offers;

/// <summary>A draft like an offer of before (再发一次): its windows move on by whole weeks, so that the first lies ahead; the pattern too.</summary>
internal sealed record CopyOffer(string Code) : IRequest<OfferDraft>;

internal sealed class CopyOfferHandler(Database database, Rulings rulings, TimeProvider clock) : IRequestHandler<CopyOffer, OfferDraft>
{
    private const int Week = 7;

    public Task<OfferDraft> Handle(CopyOffer request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var offer = OfferRow.Get(session, request.Code);
        var slots = SlotRow.OfOffer(session, offer.Code);
        var weeks = slots.Count == 0 ? 0 : Math.Max(0, (int)Math.Ceiling((clock.GetUtcNow() - slots[0].StartAt).TotalDays / Week));
        var weekly = offer.Weekly.Length == 0 ? null : JsonSerializer.Deserialize<WeeklyDraft>(offer.Weekly, Json.Options)!;
        var single = weekly is null ? slots : Single(slots, weekly);
        return new OfferDraft
        {
            Unit = offer.Unit,
            Title = offer.Title,
            Detail = offer.Detail,
            Kind = offer.Kind,
            Categories = [.. ValueText.Split(offer.Categories).Select(rulings.NameOf)],
            Areas = [.. ValueText.Split(offer.Areas).Select(area => new AreaCode(area))],
            UnitOfCapacity = offer.UnitOfCapacity,
            ValidUntil = offer.ValidUntil?.AddDays(weeks * Week),
            NoticeHours = offer.NoticeHours,
            Audience = ValueText.Split(offer.Audience),
            Slots = [.. single.Select(slot => new SlotDraft(slot.StartAt.AddDays(weeks * Week), slot.EndAt.AddDays(weeks * Week), slot.Capacity))],
            Weekly = weekly is null ? null : weekly with { FirstDay = weekly.FirstDay.AddDays(weeks * Week), LastDay = weekly.LastDay.AddDays(weeks * Week) },
        };
    }));

    /// <summary>Those that the pattern did not make.</summary>
    private static IReadOnlyList<SlotRow> Single(IReadOnlyList<SlotRow> slots, WeeklyDraft weekly)
    {
        var made = weekly.ToCore().Windows(_ => false, int.MaxValue).Select(window => window.Start).ToHashSet();
        return [.. slots.Where(slot => !made.Contains(slot.StartAt))];
    }
}
