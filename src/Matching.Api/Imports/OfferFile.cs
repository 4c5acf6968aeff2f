using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Core.Offers;

namespace Matching.Api.Imports;

/// <summary>A resource list (资源清单) with its slots (时段): of known offers the text may change, of known slots the capacity, never
/// below what is promised.</summary>
internal sealed class OfferFile(CallContext context, Rulings rulings, HistoryChain chain, TimeProvider clock) : IImportedFile
{
    private const string InSight = $"{OfferRow.Select}\nwhere o.code = @code and {Sight.OfOffers}";

    private const string CountCode = "select count(*) from offer where code = @code";

    private const string SlotOf = SlotRow.Select + "\nwhere offer = @Offer and start_at = @Start";

    private const string SelectUnit = "select unit from offer where code = @offer";

    private const string UpdateText = "update offer set title = @Title, detail = @Detail, version = version + 1 where code = @Code and version = @Version";

    public ImportKind Kind => ImportKind.Offers;

    public IEnumerable<CheckedRow> Check(Session session, IReadOnlyList<UploadedSheet> sheets, string mapping, Action<string> warn)
    {
        var lines = new ListLines(KnownCodesQuery.References(session), codesMayStand: true);
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sheet in sheets.Where(IsOffers))
        {
            foreach (var row in new CheckedTable(sheet, ListFiles.OfferColumns, warn).Rows(lines.Offer, (line, offer, problems) => OfferChecked(session, line, offer, StateIn(lines, offer), problems)))
            {
                if (row.Verdict == ImportVerdict.Wrong)
                    refused.Add(row.Code);
                yield return row;
            }
        }
        foreach (var sheet in sheets.Where(IsSlots))
        {
            foreach (var row in new CheckedTable(sheet, ListFiles.SlotColumns, warn).Rows(lines.Slot, (line, slot, problems) => SlotChecked(session, line, slot, refused, problems)))
                yield return row;
        }
        if (!sheets.Any(sheet => IsOffers(sheet) || IsSlots(sheet)))
            _ = new CheckedTable(sheets[0], ListFiles.OfferColumns, warn);
    }

    /// <summary>What a sheet is, its name says in our own workbooks, and its columns in others.</summary>
    private static bool IsOffers(UploadedSheet sheet) => sheet.Name == ListSheets.Offers || (!IsOurs(sheet) && HasColumns(sheet, ListFiles.OfferColumns));

    private static bool IsSlots(UploadedSheet sheet) => sheet.Name == ListSheets.Slots || (!IsOurs(sheet) && !HasColumns(sheet, ListFiles.OfferColumns) && HasColumns(sheet, ListFiles.SlotColumns));

    private static bool IsOurs(UploadedSheet sheet) => sheet.Name is ListSheets.Offers or ListSheets.Slots or ListSheets.Help;

    private static bool HasColumns(UploadedSheet sheet, (string Name, string[] Chinese)[] columns)
    {
        var heads = sheet.Rows.Count == 0 ? [] : sheet.Rows[0].Cells.Select(head => head.Trim().TrimStart('\uFEFF')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return columns.Where(column => !column.Name.EndsWith('?')).All(column => heads.Contains(column.Name) || column.Chinese.Any(heads.Contains));
    }

    /// <summary>Null where the row tells of none: a known offer then stays in its own.</summary>
    private static OfferState? StateIn(ListLines lines, Offer offer) => lines.OfferStates.TryGetValue(offer.Code, out var state) ? state : null;

    private CheckedRow OfferChecked(Session session, CsvLine line, Offer offer, OfferState? state, IReadOnlyList<CellProblem> problems)
    {
        if (problems.Count > 0)
            return CheckedRow.Wrong(line, offer.Code, problems);
        if (!MayPublishFor(offer.Unit))
            return CheckedRow.Wrong(line, offer.Code, [CheckedTable.Problem(line, "unit", "Rule.other-units-offer")]);
        if (session.One<OfferRow>(InSight, context.Sight.With(new { code = offer.Code })) is { } stored)
            return Compared(line, offer, state ?? stored.State, stored);
        if (session.Scalar<long>(CountCode, new { code = offer.Code }) > 0)
            return CheckedRow.Wrong(line, offer.Code, [CheckedTable.Problem(line, "code", "Import.NotYours", offer.Code)]);
        return CheckedRow.New(line, offer.Code, (write, why) =>
        {
            ListImport.RowOf(offer, state ?? OfferState.Published, rulings, clock.GetUtcNow()).InsertInto(write);
            Codes.Reserve(write, [offer.Code]);
            Tell(write, offer.Code, "Publish", null, state ?? OfferState.Published, why);
        });
    }

    private CheckedRow Compared(CsvLine line, Offer offer, OfferState state, OfferRow stored)
    {
        var incoming = ListImport.RowOf(offer, state, rulings, clock.GetUtcNow());
        var differences = CheckedTable.Differences(line, ListFiles.OfferColumns, ListCells.Of(stored, rulings), ListCells.Of(incoming, rulings)).ToList();
        var problems = differences.Where(difference => difference.Name is not ("title" or "detail") || stored.State == OfferState.Withdrawn)
            .Select(difference => new CellProblem(difference.Change.Column, Words.Say("Import.MayNotChange", difference.Change.Before))).ToList();
        return problems.Count > 0 ? CheckedRow.Wrong(line, stored.Code, problems) : CheckedRow.Of(line, stored.Code, [.. differences.Select(difference => difference.Change)], (write, why) =>
        {
            if (write.Execute(UpdateText, stored with { Title = incoming.Title, Detail = incoming.Detail }) != 1)
                throw new ChangedMeanwhileException(stored.Version);
            Tell(write, stored.Code, DemandAmendments.Act, stored.State, stored.State, why);
        });
    }

    private CheckedRow SlotChecked(Session session, CsvLine line, Slot? slot, HashSet<string> refused, IReadOnlyList<CellProblem> problems)
    {
        if (problems.Count > 0 || slot is null)
            return CheckedRow.Wrong(line, line.Raw("offer"), problems);
        if (refused.Contains(slot.Offer))
            return CheckedRow.Wrong(line, slot.Offer, [CheckedTable.Problem(line, "offer", "Import.OfferWrong", slot.Offer)]);
        var unit = session.One<string>(SelectUnit, new { offer = slot.Offer });
        if (unit is not null && (!MayPublishFor(unit) || session.One<OfferRow>(InSight, context.Sight.With(new { code = slot.Offer })) is null))
            return CheckedRow.Wrong(line, slot.Offer, [CheckedTable.Problem(line, "offer", "Import.NotYours", slot.Offer)]);
        if (session.One<SlotRow>(SlotOf, new { slot.Offer, slot.Start }) is { } stored)
            return Compared(line, slot, stored);
        return CheckedRow.New(line, slot.Offer, (write, why) =>
        {
            new SlotRow { Offer = slot.Offer, StartAt = slot.Start, EndAt = slot.End, Capacity = slot.Capacity }.InsertInto(write);
            TellAmended(write, slot.Offer, DemandAmendments.Act, why);
        });
    }

    private CheckedRow Compared(CsvLine line, Slot slot, SlotRow stored)
    {
        var promised = stored.Capacity - stored.Remaining;
        if (slot.End != stored.EndAt)
            return CheckedRow.Wrong(line, slot.Offer, [CheckedTable.Problem(line, "end", "Import.MayNotChange", ListCells.Time(stored.EndAt))]);
        if (slot.Capacity < promised)
            return CheckedRow.Wrong(line, slot.Offer, [CheckedTable.Problem(line, "capacity", "Import.BelowPromised", promised)]);
        var changes = slot.Capacity == stored.Capacity ? new List<CellChange>() : [new(line.Table.Shown("capacity"), ListCells.Number(stored.Capacity), ListCells.Number(slot.Capacity))];
        return CheckedRow.Of(line, slot.Offer, changes, (write, why) =>
        {
            if (!stored.TryToHold(write, slot.Capacity))
                throw new ChangedMeanwhileException(promised);
            TellAmended(write, slot.Offer, "ChangeCapacity", why);
        });
    }

    private bool MayPublishFor(string unit) => context.ActingRole != Role.Unit || context.Sight.SeesUnit(unit);

    private void TellAmended(Session write, string offer, string act, string why)
    {
        var state = OfferRow.Get(write, offer).State;
        Tell(write, offer, act, state, state, why);
    }

    private void Tell(Session write, string offer, string act, OfferState? from, OfferState to, string why) =>
        chain.Append(write, new EventDraft(offer, act, from?.ToString(), to.ToString(), clock.GetUtcNow(), context.Who, why));
}
