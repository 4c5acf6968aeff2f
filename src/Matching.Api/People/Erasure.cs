using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Imports;
using Matching.Api.Keys;
using Matching.Api.Meetings;
using Matching.Api.Policies;

namespace Matching.Api.People;

/// <summary>Takes a person out of everything that is kept, and leaves the figures: what was asked, where by and large, and how it went.</summary>
internal sealed class Erasure(PersonRecords people, KeyRing ring, HistoryChain chain, Rulings rulings, TimeProvider clock)
{
    private const string SelectDemands = DemandRow.Select + "\nwhere d.person = @id and d.erased_at is null";

    private const string SelectDemand = DemandRow.Select + "\nwhere d.code = @code and d.erased_at is null";

    private const string SelectSupporters = SupporterRow.Select + "\nwhere s.person = @id\norder by s.id";

    private const string BlankDemand = """
        update demand
        set title = @title, detail = '', area = substr(area, 1, 15), audience = '', question = null, unreasonable_why = null, look_up_hash = null, erased_at = @now, version = version + 1
        where code = @code
        """;

    private const string BlankedSupporter = "update supporter set note = '', detail = '', look_up_hash = '', area = substr(area, 1, 15)";

    private const string BlankSignUps = "update sign_up set look_up_hash = '', area = substr(area, 1, 15) where person = @id";

    private const string BlankAnswers = "update survey_answer set look_up_hash = '', area = substr(area, 1, 15) where person = @id";

    private const string BlankReplies = "update survey_reply set words = '' where answer in (select id from survey_answer where person = @id)";

    private const string BlankWishes = "update survey_wish set words = '', why = '', area = substr(area, 1, 15) where answer in (select id from survey_answer where person = @id)";

    private const string BlankCompanyVisits = "update company_visit set said = '' where person = @id";

    private const string BlankNotes = "update internal_note set note = '' where demand = @code";

    private const string BlankClockSteps = "update clock_step set why = '' where why <> '' and clock in (select id from clock where demand = @code)";

    private const string BlankRungSteps = "update rung_step set why = '' where why <> '' and demand = @code";

    /// <summary>A run's reasons speak of places and numbers; what a rung did itself, it said in its own words.</summary>
    private const string BlankOrders = """
        update service_order
        set reason = case when run is null then '' else reason end, reason_en = case when run is null then '' else reason_en end, version = version + 1
        where demand = @code
        """;

    private const string BlankOverrides = "update hand_override set why = '' where service_order in (select code from service_order where demand = @code)";

    /// <summary>A demand that was put on an agenda by itself gave the item its title.</summary>
    private const string BlankItems = "update agenda_item set title = @title where title = @words and id in (select item from agenda_demand where demand = @code)";

    private const string MeetingsOf = "select distinct i.meeting from agenda_item i join agenda_demand a on a.item = i.id where a.demand = @code order by i.meeting";

    private const string DeletePhotos = "delete from evidence where service_order in (select code from service_order where demand = @code)";

    private const string DeleteFiledPhotos = "delete from demand_photo where demand = @code";

    private const string BlankOtherTimes = "update counter_proposal set note = '', answer = '' where service_order in (select code from service_order where demand = @code)";

    private const string OrdersOf = "select code, state from service_order where demand = @code order by seq";

    private const string VisitsOf = "select 'visit/' || id as code, state from return_visit where number = @code order by id";

    private const string BlankNominations = "update lead_nomination set why = '', reason = '', look_up_hash = '', erased_at = @now, version = version + 1 where person = @id and erased_at is null";

    private const string NominationsOf = "select 'nomination/' || code as code, state from lead_nomination where person = @id order by id";

    private const string BlankMail = "update mailbox_entry set text = '', answer = '', look_up_hash = '', erased_at = @now, version = version + 1 where person = @id and erased_at is null";

    private const string MailOf = "select 'mailbox/' || code as code, state from mailbox_entry where person = @id order by id";

    private const string HelpOf = "select f.code, f.categories as state from mailbox_entry m join offer f on f.code = m.offer where m.person = @id order by f.code";

    private const string BlankHelp = "update offer set title = @title, detail = '', version = version + 1 where code = @code";

    private const string StateOf = "select code, state from demand where code = @code";

    /// <param name="entries">The person's entries that are to go.</param>
    /// <param name="why">What the events say of it; empty where the person asked themselves.</param>
    /// <returns>The codes of the demands that were blanked.</returns>
    public IReadOnlyList<string> Erase(Session session, IReadOnlyList<PersonRow> entries, string who, string why)
    {
        var codes = new List<string>();
        foreach (var entry in entries)
        {
            foreach (var demand in session.Query<DemandRow>(SelectDemands, new { id = entry.Id }))
            {
                Blank(session, demand, who, why);
                codes.Add(demand.Code);
            }
            foreach (var supporter in session.Query<SupporterRow>(SelectSupporters, new { id = entry.Id }))
                Blank(session, supporter, who, why);
            BlankAsides(session, entry.Id, who, why);
            foreach (var blank in new[] { BlankSignUps, BlankReplies, BlankWishes, BlankAnswers, BlankCompanyVisits })
                session.Execute(blank, new { id = entry.Id });
            if (people.Open(entry, ContactField.Phone) is { } phone)
                ForgottenRows.Blank(session, ring, phone, people.Open(entry, ContactField.Name));
            people.Forget(session, entry.Id);
        }
        return codes;
    }

    /// <summary>Blanks a demand, its orders' words and its place as a supporter of a common one.</summary>
    public void Blank(Session session, DemandRow demand, string who, string why)
    {
        var title = Words.Say("Person.ErasedTitle", rulings.NameOf(demand.Category));
        session.Execute(BlankDemand, new { code = demand.Code, title, now = clock.GetUtcNow() });
        BlankMeetings(session, demand, title, who, why);
        session.Execute(BlankedSupporter + "\nwhere code_owner = @code and demand <> @code", new { code = demand.Code });
        session.Execute(BlankNotes, new { code = demand.Code });
        session.Execute(DeletePhotos, new { code = demand.Code });
        session.Execute(DeleteFiledPhotos, new { code = demand.Code });
        session.Execute(BlankOtherTimes, new { code = demand.Code });
        session.Execute(BlankClockSteps, new { code = demand.Code });
        session.Execute(BlankRungSteps, new { code = demand.Code });
        session.Execute(BlankOrders, new { code = demand.Code });
        session.Execute(BlankOverrides, new { code = demand.Code });
        foreach (var subject in new[] { OrdersOf, VisitsOf }.SelectMany(sql => session.Query<SubjectRow>(sql, new { code = demand.Code })).Append(new SubjectRow { Code = demand.Code, State = demand.StateName }))
        {
            HistoryChain.Erase(session, subject.Code);
            Tell(session, subject, who, why);
        }
    }

    /// <summary>Blanks a supporter's place, what the history holds of their note, and the demand that they brought into the common one.</summary>
    public void Blank(Session session, SupporterRow supporter, string who, string why)
    {
        session.Execute(BlankedSupporter + "\nwhere id = @Id", supporter);
        HistoryChain.Erase(session, supporter.Demand, supporter.Note);
        Tell(session, session.One<SubjectRow>(StateOf, new { code = supporter.Demand })!, who, why);
        if (supporter.CodeOwner != supporter.Demand && session.One<DemandRow>(SelectDemand, new { code = supporter.CodeOwner }) is { } own)
            Blank(session, own, who, why);
    }

    /// <summary>Where meetings spoke of the demand in its own words.</summary>
    private void BlankMeetings(Session session, DemandRow demand, string title, string who, string why)
    {
        if (session.Execute(BlankItems, new { code = demand.Code, title, words = demand.Title }) == 0)
            return;
        foreach (var meeting in session.Query<string>(MeetingsOf, new { code = demand.Code }).Select(code => MeetingRow.Get(session, code, Access.Sight.Everything)))
        {
            HistoryChain.EraseHolding(session, meeting.Subject, demand.Title);
            Tell(session, new SubjectRow { Code = meeting.Subject, State = meeting.StateName }, who, why);
        }
    }

    /// <summary>What is kept of somebody beside demands: nominations, what lies in mailboxes, and the offer that came of it.</summary>
    private void BlankAsides(Session session, long person, string who, string why)
    {
        session.Execute(BlankNominations, new { id = person, now = clock.GetUtcNow() });
        session.Execute(BlankMail, new { id = person, now = clock.GetUtcNow() });
        foreach (var offer in session.Query<SubjectRow>(HelpOf, new { id = person }))
            session.Execute(BlankHelp, new { code = offer.Code, title = Words.Say("Person.ErasedTitle", rulings.NameOf(ValueText.Split(offer.State)[0])) });
        foreach (var subject in new[] { NominationsOf, MailOf }.SelectMany(sql => session.Query<SubjectRow>(sql, new { id = person })))
        {
            HistoryChain.Erase(session, subject.Code);
            Tell(session, subject, who, why);
        }
    }

    private void Tell(Session session, SubjectRow subject, string who, string why) =>
        chain.Append(session, new EventDraft(subject.Code, "Erase", subject.State, subject.State, clock.GetUtcNow(), who, why));

    private sealed record SubjectRow
    {
        public string Code { get; init; } = "";

        public string State { get; init; } = "";
    }
}
