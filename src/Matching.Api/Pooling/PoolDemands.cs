using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Pooling;

/// <summary>What makes one of several: the same matter, which one service ends for all; or a purchase or round that adds up what each needs.</summary>
public enum PoolKind { SameMatter, AddUp }

/// <summary>Accepts a proposal to pool in one act (并单): all of it or nothing. The same matter is merged into the demand that was filed
/// first; what adds up becomes a common demand of its own, in which each household keeps its list, its number and its contact.</summary>
/// <param name="Title">Of the common demand that adds up; one is made when it is left out.</param>
public sealed record PoolDemands(IReadOnlyList<string> Codes, PoolKind Kind, string? Title = null) : ICommand<DemandView>;

internal sealed class PoolDemandsRules : AbstractValidator<PoolDemands>
{
    private const int Most = 200;

    public PoolDemandsRules()
    {
        RuleFor(pool => pool.Kind).IsInEnum();
        RuleFor(pool => pool.Codes).Must(codes => codes.Distinct().Count() is >= 2 and <= Most).WithMessage(_ => Words.Say("Pool.TwoWanted", Most));
        RuleForEach(pool => pool.Codes).PlainText(1, 40);
        RuleFor(pool => pool.Title).PlainText(2, 200);
    }
}

internal sealed class PoolDemandsHandler(CurrentWrite write, CallContext context, DemandLedger demands, ClockBook clocks, PartBook parts, EventLog events, Rulings rulings, KnownAreas areas, TimeProvider clock)
    : IRequestHandler<PoolDemands, DemandView>
{
    private Session Session => write.Session;

    public Task<DemandView> Handle(PoolDemands request, CancellationToken stop)
    {
        var rows = request.Codes.Distinct().Order(StringComparer.Ordinal).Select(Seen).OrderBy(row => row.Seq).ToList();
        foreach (var row in rows)
            RefuseUnlike(row, rows[0], request.Kind);
        var into = request.Kind == PoolKind.AddUp ? Common(rows, request.Title) : rows[0];
        foreach (var row in request.Kind == PoolKind.AddUp ? rows : rows.Skip(1))
            parts.Join(row, DemandRow.ToChange(Session, into.Code, seenVersion: null), isCounted: request.Kind == PoolKind.AddUp);
        return Task.FromResult(DemandView.Of(DemandRow.Get(Session, into.Code), rulings));
    }

    private DemandRow Seen(string code) => context.Sight.SeesDemand(Session, code) ? DemandRow.ToChange(Session, code, seenVersion: null) : throw new NotThereException("Demand", code);

    private void RefuseUnlike(DemandRow row, DemandRow first, PoolKind kind)
    {
        if (row.Category != first.Category)
            throw new RuleBrokenException("merge-other-category", rulings.NameOf(row.Category), rulings.NameOf(first.Category));
        if (kind == PoolKind.AddUp && row.UnitOfQuantity != first.UnitOfQuantity)
            throw new RuleBrokenException("pool-other-unit", row.UnitOfQuantity, first.UnitOfQuantity);
        if (kind == PoolKind.AddUp && (row.Pooled || row.Held > 0))
            throw new RuleBrokenException("pool-has-order", row.Code);
    }

    /// <summary>The common demand before anybody joins it: where and when all of them can be served, on the highest of their rungs, due when the first of them is.</summary>
    private DemandRow Common(IReadOnlyList<DemandRow> rows, string? title)
    {
        var now = clock.GetUtcNow();
        var (from, until) = (rows.Max(row => row.FromAt), rows.Min(row => row.UntilAt));
        if (from >= until)
            throw new RuleBrokenException("pool-times-apart");
        var (first, area) = (rows[0], CommonArea(rows));
        var rung = rows.Select(row => row.Rung).Aggregate((highest, next) => Ladder.IsAbove(next, highest) ? next : highest);
        var row = FirstClocks.Opened(Session, new DemandRow
        {
            Code = Codes.NextDemand(Session, ChinaTime.Local(now).Year), Category = first.Category, CategoryConfirmed = true, Area = area,
            Title = title is null ? ChoiceWords.InChinese("Pool.Title", rulings.NameOf(first.Category), areas.PathOf(area), rows.Count) : FreeText.Cleaned(title),
            Quantity = rows.Sum(parts.AmountOf), UnitOfQuantity = first.UnitOfQuantity, FromAt = from, UntilAt = until, Urgency = rows.Max(member => member.Urgency),
            Vulnerable = rows.Any(member => member.Vulnerable), PartyUnits = ValueText.Join([.. rows.SelectMany(member => ValueText.Split(member.PartyUnits)).Distinct()]),
            Source = DemandSource.Staff, FiledBy = context.Who, FiledAt = rows.Min(member => member.FiledAt), Pooled = true,
        }, now, rung, rulings);
        row.InsertInto(Session, now, rulings);
        events.Append(row.Code, nameof(DemandAct.File), null, row.StateName, string.Join(' ', rows.Select(member => member.Code)));
        return WithEarliestDues(DemandRow.Get(Session, row.Code), rows);
    }

    /// <summary>Pooling wins nobody time: each clock ends when the first of theirs does, and who took one of them first has taken it.</summary>
    private DemandRow WithEarliestDues(DemandRow common, IReadOnlyList<DemandRow> rows)
    {
        var running = rows.SelectMany(row => ClockRow.Running(Session, row.Code)).Where(row => row.PausedAt is null).ToList();
        var taken = rows.FirstOrDefault(row => row.Taker is not null);
        var due = common with { Taker = taken?.Taker, TakenAt = taken?.TakenAt };
        foreach (var own in ClockRow.Running(Session, common.Code))
        {
            var earliest = running.Where(row => row.Kind == own.Kind).Select(row => (DateTimeOffset?)row.DueAt).Min();
            if (earliest < own.DueAt)
                due = WaitBook.WithDue(due, clocks.Turn(own, common, own.Face with { DueAt = earliest.Value }, ClockAct.Shorten, string.Join(' ', rows.Select(row => row.Code))));
        }
        return demands.Change(common, due, "Pool", "");
    }

    private static string CommonArea(IReadOnlyList<DemandRow> rows)
    {
        var shared = rows.Select(row => row.Area).Aggregate((common, area) => new string([.. common.TakeWhile((digit, i) => i < area.Length && area[i] == digit)]));
        var length = new[] { 18, 15, 12, 9 }.FirstOrDefault(length => shared.Length >= length);
        return length == 0 ? throw new RuleBrokenException("pool-places-apart") : shared[..length];
    }
}
