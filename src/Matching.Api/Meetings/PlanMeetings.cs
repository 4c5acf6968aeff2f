using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Once a quarter, ahead of the next one: every community that has no meeting in it is given one.</summary>
internal sealed class PlanMeetingsEffect(CurrentWrite write, MeetingBook book, Rulings rulings, TimeProvider clock) : ITimerEffect
{
    /// <summary>The one timer of the store.</summary>
    private const string Subject = "meetings";

    private const string SelectWithout = """
        select a.code
        from area a
        where length(a.code) = 12 and not exists (
            select 1 from meeting m where m.kind = 'Community' and m.area = a.code and m.state <> 'Lapsed' and m.starts_at >= @From and m.starts_at < @Until)
        order by a.code
        """;

    private const string CountWaiting = "select count(*) from timer where subject = @Subject and fired_at is null and stopped_at is null";

    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.PlanMeetings];

    public void Fire(Escalation.Timer timer)
    {
        var (now, rules) = (clock.GetUtcNow(), rulings.Policy.Meetings);
        var quarter = MeetingQuarter.ToPlan(now, rules);
        foreach (var community in write.Session.Query<string>(SelectWithout, new { quarter.From, quarter.Until }))
            book.Call(book.BodyOf(community), MeetingQuarter.UsualStart(quarter, now, rulings.CalendarFor(community), rules), "", null);
        Timers.SetNext(write.Session, Subject, TimerKind.PlanMeetings, MeetingQuarter.NextPlanning(now, rules), now);
    }

    /// <summary>Sets the timer in a store that has none yet.</summary>
    public static bool Begin(Session session, Rulings rulings, DateTimeOffset now)
    {
        session.Execute(session.Dialect.StartLock);
        if (session.Scalar<long>(CountWaiting, new { Subject }) == 0)
            Timers.SetNext(session, Subject, TimerKind.PlanMeetings, MeetingQuarter.NextPlanning(now, rulings.Policy.Meetings), now);
        return true;
    }
}
