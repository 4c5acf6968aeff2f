using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>A holder's entries of a calendar year, newest first: the holder's own, or for a committee those of its places.</summary>
internal sealed record GetPointsSheet(PointsHolder Kind, string Holder, int? Year) : IRequest<PointsSheet>;

/// <param name="Years">Those with entries, and this one; newest first.</param>
/// <param name="Balance">Of all entries of the year that the reader may see.</param>
public sealed record PointsSheet(PointsHolder Kind, string Holder, string Name, int Year, IReadOnlyList<int> Years, int Balance, IReadOnlyList<PointsEntryView> Entries);

/// <param name="Path">Where what was done is read.</param>
/// <param name="MayReverse">Whether the reader may set it off.</param>
public sealed record PointsEntryView(
    long Id, PointsDeed Deed, string DeedName, string Subject, string Path, int Points, string Day, string Place, PointsCause Cause, string CauseName, long? Reverses, long? ReversedBy, string Who, DateTimeOffset At, bool MayReverse)
{
    /// <summary>What was said of a correction.</summary>
    public string Reason { get; init; } = "";
}

internal static class PointsRoles
{
    public static bool IsMine(CallContext context, PointsHolder kind, string holder) => kind == PointsHolder.Account
        ? context.Name == holder
        : context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == holder);

    public static bool MayManage(CallContext context, string community) => context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role) && grant.Covers(community));
}

internal sealed class GetPointsSheetHandler(Database database, CallContext context, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetPointsSheet, PointsSheet>
{
    private const string Select = PointsEntryRow.Select + "\nwhere e.holder_kind = @kind and e.holder = @holder\norder by e.id desc";

    private const string AccountName = "select display from account where name = @holder";

    private const string UnitName = "select name from unit where code = @holder";

    public Task<PointsSheet> Handle(GetPointsSheet request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (holder, year) = (request.Holder, request.Year ?? ChinaTime.Local(clock.GetUtcNow()).Year);
        var isMine = PointsRoles.IsMine(context, request.Kind, holder);
        var seen = session.Query<PointsEntryRow>(Select, new { kind = request.Kind.ToString(), holder }).Where(entry => isMine || PointsRoles.MayManage(context, entry.Community)).ToList();
        var name = session.One<string>(request.Kind == PointsHolder.Account ? AccountName : UnitName, new { holder });
        if (name is null || (!isMine && seen.Count == 0))
            throw new NotThereException("PointsSheet", holder);
        var ofYear = seen.Where(entry => YearOf(entry) == year).ToList();
        return new PointsSheet(request.Kind, holder, name, year, [.. seen.Select(YearOf).Append(ChinaTime.Local(clock.GetUtcNow()).Year).Distinct().OrderDescending()], ofYear.Sum(entry => entry.Points),
            [.. ofYear.Select(entry => Shown(session, entry, isMine))]);
    }));

    private PointsEntryView Shown(Session session, PointsEntryRow entry, bool isMine) => new(
        entry.Id, entry.Deed, Words.Of(entry.Deed), entry.Subject, PathOf(entry), entry.Points, entry.Day, areas.PathOf(entry.Community), entry.Cause, Words.Of(entry.Cause), entry.Reverses, entry.ReversedBy, entry.Who, entry.At,
        !isMine && entry.Reverses is null && entry.ReversedBy is null && PointsRoles.MayManage(context, entry.Community))
    {
        Reason = entry.Cause == PointsCause.Corrected ? EventRow.Of(session, entry.EventSubject).Select(step => step.Why).FirstOrDefault() ?? "" : "",
    };

    private static string PathOf(PointsEntryRow entry) => entry.Deed switch
    {
        PointsDeed.OrderConfirmed => $"/orders/{entry.Subject}",
        PointsDeed.PostMonth or PointsDeed.ShiftServed => $"/posts/{entry.Subject}",
        _ => $"/demands/{entry.Subject}",
    };

    private static int YearOf(PointsEntryRow entry) => int.Parse(entry.Day.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
}
