using System.Globalization;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Notices;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Api.Offers;

/// <summary>Once a month every unit is told whom its dormant offers could serve, and who would come with longer hours (沉睡资源提示).</summary>
internal sealed class DormantDigestEffect(CurrentWrite write, NoticeBook notices, Rulings rulings, TimeProvider clock) : ITimerEffect
{
    /// <summary>The one timer of the store.</summary>
    private const string Subject = "dormant";

    private const string CountWaiting = "select count(*) from timer where subject = @Subject and fired_at is null and stopped_at is null";

    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.DormantDigest];

    public void Fire(Escalation.Timer timer)
    {
        var (now, policy) = (clock.GetUtcNow(), rulings.Policy);
        var input = MatchInputQuery.Load(write.Session, rulings, now).Input;
        var asleep = input.Offers.Where(offer => !offer.Withdrawn && offer.PublishedAt is { } at && Dormancy.IsDormant(offer.LastUsedAt, at, now, policy.DormantDays)).ToList();
        var units = asleep.ToDictionary(offer => offer.Code, offer => offer.Unit, StringComparer.Ordinal);
        foreach (var reach in WidenedHours.Of(input, policy, asleep, policy.WidenUntil).Where(reach => reach.AsItIs.Count + reach.More.Count > 0))
            Tell(units[reach.Offer], reach, now);
        Timers.SetNext(write.Session, Subject, TimerKind.DormantDigest, Dormancy.NextDigest(now), now);
    }

    /// <summary>Sets the timer in a store that has none yet.</summary>
    public static bool Begin(Session session, DateTimeOffset now)
    {
        session.Execute(session.Dialect.StartLock);
        if (session.Scalar<long>(CountWaiting, new { Subject }) == 0)
            Timers.SetNext(session, Subject, TimerKind.DormantDigest, Dormancy.NextDigest(now), now);
        return true;
    }

    private void Tell(string unit, WidenedReach reach, DateTimeOffset now) => notices.Tell(write.Session,
        new NoticeDraft(NoticeKind.OfferDormant, string.Create(CultureInfo.InvariantCulture, $"dormant/{reach.Offer}/{ChinaTime.MonthOf(now)}"), reach.Offer, $"/offers/{reach.Offer}", now)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"Dormant.Reach|{reach.AsItIs.Count}|{OfferReachView.Clock(rulings.Policy.WidenUntil)}|{reach.More.Count}"),
        },
        new NoticeAudience { Unit = unit });
}
