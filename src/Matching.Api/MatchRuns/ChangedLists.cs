using FluentValidation;
using FluentValidation.Results;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Offers;

namespace Matching.Api.MatchRuns;

/// <summary>The lists as a what-if question changes them. Rows that it leaves alone are the same objects.</summary>
internal sealed class ChangedLists(MatchInput now, Rulings rulings)
{
    private readonly List<ValidationFailure> failures = [];

    /// <exception cref="ValidationException">A code or slot is not in the lists, or stands twice.</exception>
    public MatchInput After(TryWhatIf change)
    {
        var offers = Offers(change);
        var slots = Slots(change, offers);
        var demands = Demands(change);
        return failures.Count == 0 ? now with { Offers = offers, Slots = slots, Demands = demands } : throw new ValidationException(failures);
    }

    private List<Offer> Offers(TryWhatIf change)
    {
        var offers = Known(now.Offers, offer => offer.Code);
        for (var i = 0; i < change.RemoveOffers.Count; i++)
            Take(offers, change.RemoveOffers[i], $"removeOffers[{i}]");
        for (var i = 0; i < change.ChangeOffers.Count; i++)
        {
            var altered = change.ChangeOffers[i];
            if (Find(offers, altered.Offer, $"changeOffers[{i}].offer") is { } offer)
                offers[offer.Code] = offer with { Areas = altered.Areas ?? offer.Areas, NoticeHours = altered.NoticeHours ?? offer.NoticeHours, Audience = altered.Audience ?? offer.Audience };
        }
        for (var i = 0; i < change.AddOffers.Count; i++)
            offers.Add(AddedOffer(i), change.AddOffers[i].ToRow(AddedOffer(i), now.Now, rulings).ToCore(rulings));
        return [.. offers.Values];
    }

    private List<Slot> Slots(TryWhatIf change, List<Offer> offers)
    {
        var slots = Known(now.Slots, slot => new SlotName(slot.Offer, slot.Start));
        for (var i = 0; i < change.RemoveSlots.Count; i++)
            Take(slots, NameOf(change.RemoveSlots[i].Offer, change.RemoveSlots[i].Start), $"removeSlots[{i}]");
        for (var i = 0; i < change.Capacities.Count; i++)
        {
            var (offer, start, capacity) = change.Capacities[i];
            if (Find(slots, NameOf(offer, start), $"capacities[{i}]") is { } slot)
                slots[NameOf(offer, start)] = slot with { Capacity = capacity, Remaining = Math.Max(0, capacity - (slot.Capacity - slot.Remaining)) };
        }
        var kept = offers.Select(offer => offer.Code).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < change.AddSlots.Count; i++)
        {
            var (offer, start, end, capacity) = change.AddSlots[i];
            if (!kept.Contains(offer))
                failures.Add(new ValidationFailure($"addSlots[{i}].offer", Words.Say("WhatIf.Unknown", offer)));
            else if (!slots.TryAdd(NameOf(offer, start), new Slot(offer, start, end, capacity, capacity)))
                failures.Add(new ValidationFailure($"addSlots[{i}]", Words.Say("Field.SlotTwice")));
        }
        for (var i = 0; i < change.AddOffers.Count; i++)
        {
            foreach (var slot in change.AddOffers[i].AllSlots(rulings))
                slots.Add(NameOf(AddedOffer(i), slot.Start), new Slot(AddedOffer(i), slot.Start, slot.End, slot.Capacity, slot.Capacity));
        }
        return [.. slots.Values.Where(slot => kept.Contains(slot.Offer))];
    }

    private List<Demand> Demands(TryWhatIf change)
    {
        var demands = Known(now.Demands, demand => demand.Code);
        for (var i = 0; i < change.RemoveDemands.Count; i++)
            Take(demands, change.RemoveDemands[i], $"removeDemands[{i}]");
        for (var i = 0; i < change.ChangeDemands.Count; i++)
        {
            if (Find(demands, change.ChangeDemands[i].Demand, $"changeDemands[{i}].demand") is not { } demand)
                continue;
            demands[demand.Code] = demand = Altered(demand, change.ChangeDemands[i]);
            if (demand.From >= demand.Until)
                failures.Add(new ValidationFailure($"changeDemands[{i}].until", Words.Say("Csv.Reversed", ChinaTime.Text(demand.From.Value), ChinaTime.Text(demand.Until.Value))));
        }
        for (var i = 0; i < change.AddDemands.Count; i++)
            demands.Add($"XQ+{i + 1}", Added($"XQ+{i + 1}", change.AddDemands[i]));
        return [.. demands.Values];
    }

    private static Demand Altered(Demand demand, DemandChange change)
    {
        var quantity = change.Quantity ?? demand.Quantity;
        return demand with
        {
            Quantity = quantity, Divisible = (change.Divisible ?? demand.Divisible) && quantity > 1, Urgency = change.Urgency ?? demand.Urgency,
            Vulnerable = change.Vulnerable ?? demand.Vulnerable, From = change.From ?? demand.From, Until = change.Until ?? demand.Until,
        };
    }

    private Demand Added(string code, DemandDraft draft)
    {
        var category = rulings.Find(draft.Category)!;
        return new Demand(code, PlainText.Clean(draft.Title), "", category.Name, true, draft.Area, draft.Quantity,
            draft.UnitOfQuantity is { } unit ? PlainText.Clean(unit) : category.UnitOfQuantity, draft.Divisible && draft.Quantity > 1,
            draft.From, draft.Until, draft.Urgency, draft.Vulnerable, draft.Audience, now.Now);
    }

    private static string AddedOffer(int i) => $"ZY+{i + 1}";

    private static SlotName NameOf(string offer, DateTimeOffset start) => new(offer, start);

    private static Dictionary<TName, T> Known<TName, T>(IReadOnlyList<T> rows, Func<T, TName> name) where TName : notnull => rows.ToDictionary(name);

    private void Take<TName, T>(Dictionary<TName, T> rows, TName name, string field) where TName : notnull where T : class
    {
        if (Find(rows, name, field) is not null)
            rows.Remove(name);
    }

    private T? Find<TName, T>(Dictionary<TName, T> rows, TName name, string field) where TName : notnull where T : class
    {
        if (rows.TryGetValue(name, out var row))
            return row;
        failures.Add(new ValidationFailure(field, Words.Say("WhatIf.Unknown", name is SlotName slot ? $"{slot.Offer} {ChinaTime.Text(slot.Start)}" : name)));
        return null;
    }
}
