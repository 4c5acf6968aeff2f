using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Offers;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Offers;

namespace Matching.Api.Lists;

/// <summary>How many rows of each list an import brought.</summary>
internal sealed record ImportCounts(int Areas, int Units, int Pairings, int Offers, int Slots, int Demands);

/// <summary>Writes read lists into the store in one transaction: all of them or none.</summary>
internal static class ListImport
{
    private const string InsertArea = "insert into area (code, name, level) values (@Code, @Name, @Level)";

    private const string InsertPairing = """
        insert into unit_pairing (unit, community, ring, agreement_until)
        values (@Unit, @Community, @Ring, @AgreementUntil)
        """;

    /// <param name="asOpen">Demands are open at once, as a trusted seed; else they are in the state their file tells of, newly filed where it
    /// tells of none. What was served already stays out: its orders are in no file.</param>
    public static ImportCounts Write(Session session, ListSet lists, Rulings rulings, HistoryChain chain, PersonRecords people, DateTimeOffset now, string who, bool asOpen)
    {
        var events = new List<EventDraft>();
        foreach (var area in lists.Areas)
            session.Execute(InsertArea, new { Code = area.Code.Value, area.Name, Level = area.Code.Level.ToString() });
        foreach (var unit in lists.Units)
            UnitRow.Of(unit).InsertInto(session);
        foreach (var pairing in lists.Pairings)
            session.Execute(InsertPairing, new { pairing.Unit, Community = pairing.Community.Value, Ring = pairing.Ring.ToString(), pairing.AgreementUntil });
        foreach (var offer in lists.Offers)
            events.Add(WriteOffer(session, offer, lists.OfferStates.GetValueOrDefault(offer.Code), rulings, now, who));
        foreach (var slot in lists.Slots)
            new SlotRow { Offer = slot.Offer, StartAt = slot.Start, EndAt = slot.End, Capacity = slot.Capacity }.InsertInto(session);
        var demands = lists.Demands.Where(demand => CanStand(StateOf(lists, demand))).ToList();
        foreach (var demand in demands)
            events.Add(WriteDemand(session, demand, rulings, people, now, who, asOpen ? DemandState.Open : StateOf(lists, demand)));
        chain.Append(session, events);
        Codes.Reserve(session, lists.Offers.Select(offer => offer.Code).Concat(lists.Demands.Select(demand => demand.Code)));
        return new ImportCounts(lists.Areas.Count, lists.Units.Count, lists.Pairings.Count, lists.Offers.Count, lists.Slots.Count, demands.Count);
    }

    /// <summary>Whether a demand in that state stands without orders, or can be looked at anew.</summary>
    private static bool CanStand(DemandState state) => state is not (DemandState.Served or DemandState.Confirmed or DemandState.Closed or DemandState.Merged);

    private static DemandState StateOf(ListSet lists, Demand demand) => lists.States.GetValueOrDefault(demand.Code, DemandState.Filed);

    private static EventDraft WriteOffer(Session session, Offer offer, OfferState state, Rulings rulings, DateTimeOffset now, string who)
    {
        RowOf(offer, state, rulings, now).InsertInto(session);
        return new EventDraft(offer.Code, "Publish", null, state.ToString(), now, who, "import");
    }

    public static OfferRow RowOf(Offer offer, OfferState state, Rulings rulings, DateTimeOffset now) => new()
    {
        Code = offer.Code, Unit = offer.Unit, Title = FreeText.Cleaned(offer.Title), Detail = FreeText.Cleaned(offer.Detail), Kind = offer.Kind,
        Categories = ValueText.Join(offer.Categories.Select(name => rulings.Find(name)!.Code)), Areas = ValueText.Join(offer.Areas.Select(area => area.Value)),
        UnitOfCapacity = offer.UnitOfCapacity, ValidFrom = offer.ValidFrom, ValidUntil = offer.ValidUntil, NoticeHours = offer.NoticeHours,
        Audience = ValueText.Join(offer.Audience), State = state, PublishedAt = offer.ValidFrom < now ? offer.ValidFrom.Value : now,
    };

    private static EventDraft WriteDemand(Session session, Demand demand, Rulings rulings, PersonRecords people, DateTimeOffset now, string who, DemandState state)
    {
        var (filed, numbers) = RowOf(demand, rulings, who);
        var row = filed with { Person = people.Keep(session, null, numbers, who), CategoryConfirmed = state != DemandState.Filed };
        row = state switch
        {
            DemandState.Filed => row,
            DemandState.Rejected or DemandState.Withdrawn => row with { State = state },
            _ => FirstClocks.Opened(session, row, now, Rung.Community, rulings),
        };
        row.InsertInto(session, now, rulings);
        return new EventDraft(demand.Code, DemandAct.File.ToString(), null, row.StateName, now, who, "import");
    }

    /// <summary>A newly filed demand, and the numbers that stood in its text.</summary>
    public static (DemandRow Row, IReadOnlyList<string> Numbers) RowOf(Demand demand, Rulings rulings, string who)
    {
        var (title, detail) = (FreeText.Protect(demand.Title), FreeText.Protect(demand.Detail));
        return (new DemandRow
        {
            Code = demand.Code, Title = title.Text, Detail = detail.Text, Category = rulings.Find(demand.Category)!.Code,
            Area = demand.Area.Value, Quantity = demand.Quantity, UnitOfQuantity = demand.UnitOfQuantity, Divisible = demand.Divisible && demand.Quantity > 1,
            FromAt = demand.From, UntilAt = demand.Until, Urgency = demand.Urgency, Vulnerable = demand.Vulnerable, Audience = ValueText.Join(demand.Audience),
            Source = DemandSource.Import, FiledBy = who, FiledAt = demand.FiledAt, State = DemandState.Filed,
        }, [.. title.Numbers, .. detail.Numbers]);
    }
}
