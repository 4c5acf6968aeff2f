using System.Globalization;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Policies;

namespace Matching.Api.People;

/// <summary>Takes a person out of everything that is kept, and leaves the figures: what was asked, where by and large, and how it went.</summary>
internal sealed class Erasure(PersonRecords people, ErasureJournal journal, HistoryChain chain, Rulings rulings, TimeProvider clock)
{
    private const string SelectDemands = DemandRow.Select + "\nwhere d.person = @id and d.erased_at is null";

    private const string BlankDemand = """
        update demand
        set title = @title, detail = '', area = substr(area, 1, 15), audience = '', look_up_hash = null, erased_at = @now, version = version + 1
        where code = @code
        """;

    private const string BlankSupporters = "update supporter set note = '', look_up_hash = '', area = substr(area, 1, 15) where person = @id";

    private const string BlankSelfAsSupporter = "update supporter set note = '', look_up_hash = '', area = substr(area, 1, 15) where code_owner = @code and demand <> @code";

    private const string BlankNotes = "update internal_note set note = '' where demand = @code";

    private const string TouchOrders = "update service_order set version = version + 1 where demand = @code";

    private const string DeletePhotos = "delete from evidence where service_order in (select code from service_order where demand = @code)";

    private const string BlankOtherTimes = "update counter_proposal set note = '', answer = '' where service_order in (select code from service_order where demand = @code)";

    private const string OrdersOf = "select code, state from service_order where demand = @code order by seq";

    /// <returns>The codes of the demands that were blanked.</returns>
    public IReadOnlyList<string> Erase(Session session, PersonRow person, string who)
    {
        var codes = new List<string>();
        foreach (var entry in people.SameAs(session, person))
        {
            foreach (var demand in session.Query<DemandRow>(SelectDemands, new { id = entry.Id }))
            {
                Blank(session, demand, who);
                codes.Add(demand.Code);
            }
            session.Execute(BlankSupporters, new { id = entry.Id });
            journal.Add(entry);
            people.Forget(session, entry.Id);
        }
        return codes;
    }

    /// <summary>Blanks a demand that has no contact.</summary>
    public void Blank(Session session, DemandRow demand, string who)
    {
        session.Execute(BlankDemand, new { code = demand.Code, title = Words.Say("Person.ErasedTitle", rulings.NameOf(demand.Category)), now = clock.GetUtcNow() });
        session.Execute(BlankSelfAsSupporter, new { code = demand.Code });
        session.Execute(BlankNotes, new { code = demand.Code });
        session.Execute(DeletePhotos, new { code = demand.Code });
        session.Execute(BlankOtherTimes, new { code = demand.Code });
        session.Execute(TouchOrders, new { code = demand.Code });
        foreach (var subject in session.Query<SubjectRow>(OrdersOf, new { code = demand.Code }).Append(new SubjectRow { Code = demand.Code, State = demand.StateName }))
        {
            HistoryChain.Erase(session, subject.Code);
            chain.Append(session, new EventDraft(subject.Code, "Erase", subject.State, subject.State, clock.GetUtcNow(), who, ""));
        }
    }

    private sealed record SubjectRow
    {
        public string Code { get; init; } = "";

        public string State { get; init; } = "";
    }
}

/// <summary>Who was erased, in a file beside a SQLite store: a backup from before is brought up to it when it is restored. A line holds
/// the person's number and the instant of their entry, nothing else.</summary>
internal sealed class ErasureJournal(Database database)
{
    public static string FileOf(Database database) => database.Name + ".erasures";

    /// <summary>Written before the commit: an entry too many erases somebody who asked for it.</summary>
    public void Add(PersonRow person)
    {
        if (!database.IsPostgres)
            File.AppendAllText(FileOf(database), LineOf(person));
    }

    /// <summary>Erases again, in a store that was restored, whom the journal names.</summary>
    /// <returns>How many persons it erased.</returns>
    public static int Replay(Session session, IEnumerable<string> lines, Erasure erasure)
    {
        var erased = 0;
        foreach (var parts in lines.Select(line => line.Split(' ')).Where(parts => parts.Length == 2))
        {
            if (long.TryParse(parts[0], CultureInfo.InvariantCulture, out var id) && PersonRow.Find(session, id) is { ErasedAt: null } person && ValueText.Of(person.CreatedAt) == parts[1])
            {
                erasure.Erase(session, person, "system");
                erased++;
            }
        }
        return erased;
    }

    private static string LineOf(PersonRow person) => $"{person.Id.ToString(CultureInfo.InvariantCulture)} {ValueText.Of(person.CreatedAt)}\n";
}
