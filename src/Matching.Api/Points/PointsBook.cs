using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>Enters points inside the write of the deed itself, and sets them off when the deed is undone. Nobody earns by their own word.</summary>
internal sealed class PointsBook(CurrentWrite write, CallContext context, Rulings rulings, TimeProvider clock)
{
    private const int CommunityLength = 12;

    private const string CountStanding = """
        select count(*)
        from points_entry e
        where e.subject = @subject and e.deed = @deed and e.round = @round and e.holder_kind = @kind and e.holder = @holder and e.reverses is null
            and not exists (select 1 from points_entry r where r.reverses = e.id)
        """;

    private const string SumSoFar = """
        select coalesce(sum(case when day = @day then points else 0 end), 0) as day, coalesce(sum(case when day like @month then points else 0 end), 0) as month, coalesce(sum(points), 0) as year
        from points_entry
        where holder_kind = @kind and holder = @holder and deed = @deed and day like @year
        """;

    private const string Standing = PointsEntryRow.Select + """

        where e.subject = @subject and e.reverses is null and r.id is null
        order by e.id
        """;

    private Session Session => write.Session;

    /// <summary>The person said that an order solved it: points for the unit, and for who filed.</summary>
    public void Confirmed(OrderRow order)
    {
        Enter(PointsDeed.OrderConfirmed, PointsHolder.Unit, order.Unit, order.Code, 1, order.Area);
        foreach (var (number, filedBy) in FilingsOf(order))
        {
            if (filedBy.Contains('/'))
                Enter(PointsDeed.FilingConfirmed, PointsHolder.Account, filedBy[(filedBy.IndexOf('/') + 1)..], number, 1, order.Area);
        }
    }

    /// <summary>The person said that it is not solved after all.</summary>
    public void Undone(OrderRow order)
    {
        foreach (var subject in FilingsOf(order).Select(filing => filing.Number).Prepend(order.Code))
        {
            foreach (var entry in Session.Query<PointsEntryRow>(Standing, new { subject }))
                Reverse(entry, PointsCause.Undone);
        }
    }

    /// <summary>One month of a post was served.</summary>
    public void Served(string post, int month, string account, string area) => Enter(PointsDeed.PostMonth, PointsHolder.Account, account, post, month, area);

    /// <summary>Somebody else says that the member was there.</summary>
    public void ShiftServed(string post, long shift, string account, string area) => Enter(PointsDeed.ShiftServed, PointsHolder.Account, account, post, checked((int)shift), area);

    /// <summary>The member was not there after all.</summary>
    public void ShiftUndone(string post, long shift, string account)
    {
        foreach (var entry in Session.Query<PointsEntryRow>(Standing, new { subject = post }).Where(entry => entry.Deed == PointsDeed.ShiftServed && entry.Round == shift && entry.Holder == account))
            Reverse(entry, PointsCause.Undone);
    }

    /// <exception cref="RuleBrokenException"><c>points-reversed</c>: it was set off before, or sets off another.</exception>
    public long Reverse(PointsEntryRow entry, PointsCause cause)
    {
        if (entry.ReversedBy is not null || entry.Reverses is not null)
            throw new RuleBrokenException("points-reversed");
        return (entry with { Points = -entry.Points, Reverses = entry.Id, Cause = cause, Who = context.Who, At = clock.GetUtcNow() }).InsertInto(Session);
    }

    private void Enter(PointsDeed deed, PointsHolder kind, string holder, string subject, int round, string area)
    {
        if (rulings.Policy.Points.For(deed) is not { } rule || IsOwnWord(kind, holder) || (kind == PointsHolder.Account && AccountRow.Find(Session, holder) is null))
            return;
        var key = new { subject, deed = deed.ToString(), round, kind = kind.ToString(), holder };
        if (Session.Scalar<long>(CountStanding, key) > 0)
            return;
        var now = clock.GetUtcNow();
        var day = ChinaTime.DayOf(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var sums = Session.One<SumRow>(SumSoFar, new { key.kind, holder, key.deed, day, month = $"{day[..7]}%", year = $"{day[..4]}%" })!;
        new PointsEntryRow
        {
            HolderKind = kind, Holder = holder, Community = area[..Math.Min(area.Length, CommunityLength)], Deed = deed, Subject = subject, Round = round,
            Points = PointsReckoning.Earned(rule, new PointsSoFar((int)sums.Day, (int)sums.Month, (int)sums.Year)), Day = day, Policy = rulings.Policy.Version, Cause = PointsCause.Deed, Who = context.Who, At = now,
        }.InsertInto(Session);
    }

    private bool IsOwnWord(PointsHolder kind, string holder) => kind == PointsHolder.Account
        ? context.Name == holder
        : context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == holder);

    /// <summary>The demand's own filing; of a common demand that of each part.</summary>
    private IReadOnlyList<(string Number, string FiledBy)> FilingsOf(OrderRow order) => DemandRow.Get(Session, order.Demand).Pooled
        ? [.. SupporterRow.Of(Session, order.Demand).Select(part => (part.CodeOwner, part.FiledBy))]
        : [(order.Demand, order.FiledBy)];

    private sealed record SumRow
    {
        public long Day { get; init; }

        public long Month { get; init; }

        public long Year { get; init; }
    }
}
