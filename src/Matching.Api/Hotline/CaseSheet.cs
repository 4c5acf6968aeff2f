using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Imports;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Hotline;

/// <summary>
/// A 12345 work-order sheet, read by its mapping. A number that is new becomes a demand that waits for one nod; a known one changes the
/// demand it became. Whom to reach is kept sealed with the demand: a hotline passes it on by its own public duty, not by consent.
/// </summary>
internal sealed class CaseSheet(CallContext context, Rulings rulings, PersonRecords people, DemandAmendments amendments, HistoryChain chain, TimeProvider clock) : IImportedFile
{
    private const int MostTitle = 200;
    private const int TitleFromDetail = 50;

    private const string SelectAreas = "select code, name from area order by code";

    private const string SetPerson = "update demand set person = @person where code = @code";

    public ImportKind Kind => ImportKind.Hotline;

    public IEnumerable<CheckedRow> Check(Session session, IReadOnlyList<UploadedSheet> sheets, string mapping, Action<string> warn)
    {
        var columns = SheetMappings.Get(session, mapping);
        var places = session.Query<AreaName>(SelectAreas).ToLookup(area => area.Name, area => area.Code, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return new CheckedTable(sheets[0], columns.TableColumns, warn).Rows(line => CaseLine.Read(line, columns, rulings, places, seen, clock.GetUtcNow()),
            (line, row, problems) => Checked(session, line, mapping, row, problems));
    }

    private CheckedRow Checked(Session session, CsvLine line, string source, CaseLine row, IReadOnlyList<CellProblem> problems)
    {
        if (problems.Count > 0)
            return CheckedRow.Wrong(line, row.Number, problems);
        if (ForeignOrder.Find(session, source, row.Number) is { } known)
            return context.Sight.SeesDemand(session, known.Demand) ? Compared(session, line, row, known) : CheckedRow.Wrong(line, row.Number, [CheckedTable.Problem(line, nameof(CaseField.Number), "Import.NotYours", row.Number)]);
        if (!context.Sight.CoversArea(row.Area))
            return CheckedRow.Wrong(line, row.Number, [CheckedTable.Problem(line, nameof(CaseField.Area), "Import.OutsideArea", row.Area)]);
        return CheckedRow.New(line, row.Number, (write, why) => Add(write, source, row, why));
    }

    private void Add(Session session, string source, CaseLine row, string why)
    {
        var now = clock.GetUtcNow();
        var demand = new Demand(Codes.NextDemand(session, ChinaTime.Local(now).Year), row.Title, row.Detail, row.Category.Code, CategoryConfirmed: false, new AreaCode(row.Area), 1,
            row.Category.UnitOfQuantity, false, null, null, Urgency.Normal, false, [], row.CalledAt < now ? row.CalledAt.Value : now);
        var (filed, numbers) = ListImport.RowOf(demand, rulings, context.Who);
        (filed with { Person = people.Keep(session, row.Contact, numbers, context.Who) }).InsertInto(session, now, rulings);
        row.ToOrder(source, demand.Code, now).SaveTo(session);
        chain.Append(session, new EventDraft(demand.Code, DemandAct.File.ToString(), null, DemandState.Filed.ToString(), now, context.Who, $"{why} {source} {row.Number}"));
    }

    private CheckedRow Compared(Session session, CsvLine line, CaseLine row, ForeignOrder known)
    {
        var demand = DemandRow.Get(session, known.Demand);
        var person = PersonRow.Find(session, demand.Person);
        var (title, detail) = (FreeText.Protect(row.Title).Text, FreeText.Protect(row.Detail).Text);
        var texts = Differing(line, (CaseField.Title, demand.Title, title), (CaseField.Detail, demand.Detail, detail));
        if (texts.Count > 0 && !DemandAmendments.MayChange(demand))
            return CheckedRow.Wrong(line, row.Number, texts.Select(text => new CellProblem(text.Column, Words.Say("Import.TooLate", Words.Of(demand.State)))));
        var others = Differing(line, (CaseField.DueAt, ListCells.Time(known.DueAt), ListCells.Time(row.DueAt)), (CaseField.Kind, known.Kind, row.Kind), (CaseField.Unit, known.Unit, row.Unit));
        var contact = person is { ErasedAt: not null } ? [] : ContactChanges(line, row, person);
        return CheckedRow.Of(line, row.Number, [.. texts, .. others, .. contact], (write, why) =>
        {
            if (contact.Count > 0)
                demand = demand with { Person = NewContact(write, demand, row, person) };
            if (texts.Count > 0)
                amendments.Amend(write, demand, row.Title, row.Detail, why);
            row.ToOrder(known.Source, known.Demand, clock.GetUtcNow()).SaveTo(write);
        });
    }

    /// <summary>Cells that the sheet has and that differ; an empty title is made of the detail and counts with it.</summary>
    private static List<CellChange> Differing(CsvLine line, params (CaseField Field, string Before, string After)[] cells) =>
        [.. cells.Where(cell => (line.Table.Has(cell.Field.ToString()) || cell.Field == CaseField.Title) && cell.Before != cell.After).Select(cell => new CellChange(line.Table.Shown(cell.Field.ToString()), cell.Before, cell.After))];

    /// <summary>Shown masked, before and after.</summary>
    private List<CellChange> ContactChanges(CsvLine line, CaseLine row, PersonRow? person)
    {
        var changes = new List<CellChange>();
        foreach (var (field, kept, given, mask) in new (CaseField, ContactField, string?, Func<string?, string?>)[]
        {
            (CaseField.ContactName, ContactField.Name, row.Contact?.Name, Masks.Name), (CaseField.ContactPhone, ContactField.Phone, row.Contact?.Phone, Masks.Phone), (CaseField.Address, ContactField.Address, row.Contact?.Address, Masks.Address),
        })
        {
            var before = person is null ? null : people.Open(person, kept);
            if (given is not null && given != before && given != mask(before))
                changes.Add(new CellChange(line.Table.Shown(field.ToString()), mask(before) ?? "", mask(given) ?? ""));
        }
        return changes;
    }

    /// <summary>The contact with what changed in it, under a key of its own; the old one's is destroyed.</summary>
    private long? NewContact(Session session, DemandRow demand, CaseLine row, PersonRow? old)
    {
        var kept = row.Contact! with
        {
            Name = row.Contact.Name ?? Old(ContactField.Name), Phone = row.Contact.Phone ?? Old(ContactField.Phone), Address = row.Contact.Address ?? Old(ContactField.Address), Note = Old(ContactField.Note),
        };
        var person = people.Keep(session, kept, [], context.Who);
        session.Execute(SetPerson, new { person, code = demand.Code });
        if (old is not null)
            people.Forget(session, old.Id);
        return person;

        string? Old(ContactField field) => old is null ? null : people.Open(old, field);
    }

    private sealed record AreaName
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";
    }

    /// <summary>A row of the sheet as it was read.</summary>
    private sealed record CaseLine(string Number, string Title, string Detail, CategoryRow Category, string Area, DateTimeOffset? CalledAt, DateTimeOffset? DueAt, string Kind, string Unit, ContactDraft? Contact)
    {
        public static CaseLine Read(CsvLine line, SheetMapping mapping, Rulings rulings, ILookup<string, string> places, HashSet<string> seen, DateTimeOffset now)
        {
            var number = line.Text(nameof(CaseField.Number), 60);
            if (number.Length > 0 && !seen.Add(number))
                line.Fail(nameof(CaseField.Number), "Csv.Twice", number);
            var detail = line.Text(nameof(CaseField.Detail), CsvLine.MostText, required: false);
            var title = line.Text(nameof(CaseField.Title), MostTitle, required: detail.Length == 0);
            if (title.Length == 0)
                title = detail[..Math.Min(TitleFromDetail, detail.Length)];
            var kind = line.Text(nameof(CaseField.Kind), 60, required: false);
            return new CaseLine(number, title, detail, CategoryOf(line, mapping, rulings, kind, $"{title}\n{detail}"), AreaOf(line, mapping, places), Instant(line, CaseField.CalledAt, now), line.Instant(nameof(CaseField.DueAt), true),
                kind, line.Text(nameof(CaseField.Unit), 100, required: false), ContactOf(line));
        }

        public ForeignOrder ToOrder(string source, string demand, DateTimeOffset now) =>
            new() { Source = source, Number = Number, Demand = demand, CalledAt = CalledAt, DueAt = DueAt, Kind = Kind, Unit = Unit, ImportedAt = now };

        private static DateTimeOffset? Instant(CsvLine line, CaseField field, DateTimeOffset now)
        {
            var instant = line.Instant(field.ToString(), endOfWindow: false);
            if (instant > now)
                line.Fail(field.ToString(), "Hotline.Future");
            return instant;
        }

        /// <summary>By the mapping, by its own name, or as the text suggests.</summary>
        private static CategoryRow CategoryOf(CsvLine line, SheetMapping mapping, Rulings rulings, string kind, string text)
        {
            var category = mapping.Kinds.TryGetValue(kind, out var mapped) ? rulings.Find(mapped) : rulings.Find(kind);
            category ??= rulings.Suggest(text, 1).Select(found => found.Category).FirstOrDefault();
            if (category is null)
                line.Fail(nameof(CaseField.Kind), "Rule.category-needed");
            return category ?? rulings.Categories[0];
        }

        private static string AreaOf(CsvLine line, SheetMapping mapping, ILookup<string, string> places)
        {
            var text = line.Raw(nameof(CaseField.Area));
            var codes = mapping.Areas.TryGetValue(text, out var mapped) ? [mapped] : places[text].Concat(places.SelectMany(place => place).Where(code => code == text)).Distinct().ToList();
            if (codes.Count != 1)
                line.Fail(nameof(CaseField.Area), text.Length == 0 ? "Csv.Required" : codes.Count == 0 ? "Hotline.NoPlace" : "Hotline.ManyPlaces", text);
            return codes.Count == 1 ? codes[0] : "";
        }

        private static ContactDraft? ContactOf(CsvLine line)
        {
            var (name, phone, address) = (Optional(line, CaseField.ContactName, 60), Optional(line, CaseField.ContactPhone, 40), Optional(line, CaseField.Address, 200));
            return name is null && phone is null && address is null ? null : new ContactDraft { Name = name, Phone = phone, Address = address };
        }

        private static string? Optional(CsvLine line, CaseField field, int most) => line.Text(field.ToString(), most, required: false) is { Length: > 0 } text ? text : null;
    }
}
