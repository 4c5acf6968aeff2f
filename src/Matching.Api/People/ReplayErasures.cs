using System.Globalization;
using Matching.Api.Data;
using Matching.Api.Demands;

namespace Matching.Api.People;

/// <summary>Erases again, in a store that was restored from a backup, what the journal names.</summary>
internal sealed class ReplayErasures(ErasureJournal journal, Erasure erasure, PersonRecords people)
{
    private const string System = "system";

    private const string LivePersons = "select id, created_at as entered from person where erased_at is null";

    private const string SelectDemand = DemandRow.Select + "\nwhere d.code = @id and d.erased_at is null";

    private const string SelectSupporter = SupporterRow.Select + "\nwhere s.id = @id and (s.note <> '' or s.look_up_hash <> '')";

    /// <summary>What the journal names and the store still holds.</summary>
    public IReadOnlyList<ErasedLine> Pending(Session session)
    {
        var lines = journal.Read();
        if (lines.Count == 0)
            return [];
        var persons = session.Query<LiveRow>(LivePersons).ToDictionary(row => row.Id.ToString(CultureInfo.InvariantCulture), row => row.Entered);
        return [.. lines.Where(line => line.Thing switch
        {
            ErasedThing.Demand => Demand(session, line) is not null,
            ErasedThing.Supporter => Supporter(session, line) is not null,
            ErasedThing.VisitConsent => persons.GetValueOrDefault(line.Id) == line.Entered && people.Allows(session, Number(line), ConsentPurpose.ReturnVisit),
            _ => persons.GetValueOrDefault(line.Id) == line.Entered,
        })];
    }

    /// <returns>How many lines had something to erase.</returns>
    public int Run(Session session)
    {
        var pending = Pending(session);
        foreach (var line in pending)
            Again(session, line);
        return pending.Count;
    }

    /// <summary>What an earlier line erased already is passed over.</summary>
    private void Again(Session session, ErasedLine line)
    {
        if (line.Thing == ErasedThing.Demand && Demand(session, line) is { } demand)
            erasure.Blank(session, demand, System, "");
        else if (line.Thing == ErasedThing.Supporter && Supporter(session, line) is { } supporter)
            erasure.Blank(session, supporter, System, "");
        else if (line.Thing == ErasedThing.VisitConsent)
            people.Withdraw(session, Number(line), ConsentPurpose.ReturnVisit);
        else if (line.Thing == ErasedThing.Contact)
            people.Forget(session, Number(line));
        else if (line.Thing == ErasedThing.Person && PersonRow.Find(session, Number(line)) is { ErasedAt: null } person)
            erasure.Erase(session, [person], System, "");
    }

    private static DemandRow? Demand(Session session, ErasedLine line) =>
        session.One<DemandRow>(SelectDemand, new { id = line.Id }) is { } demand && ValueText.Of(demand.FiledAt) == line.Entered ? demand : null;

    private static SupporterRow? Supporter(Session session, ErasedLine line) =>
        session.One<SupporterRow>(SelectSupporter, new { id = Number(line) }) is { } supporter && ValueText.Of(supporter.FiledAt) == line.Entered ? supporter : null;

    private static long Number(ErasedLine line) => long.TryParse(line.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed record LiveRow
    {
        public long Id { get; init; }

        public string Entered { get; init; } = "";
    }
}
