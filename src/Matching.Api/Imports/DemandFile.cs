using FluentValidation;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Notices;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Imports;

/// <summary>A demand list (需求清单): new rows wait as filed for one nod; of known ones, title and detail may change while nobody has
/// been asked.</summary>
internal sealed class DemandFile(CallContext context, Rulings rulings, PersonRecords people, DemandAmendments amendments, HistoryChain chain, EventNotices notices, IValidator<ContactDraft> contacts, TimeProvider clock) : IImportedFile
{
    private const string InSight = $"{DemandRow.Select}\nwhere d.code = @code and {Sight.OfDemands}";

    private const string CountCode = "select count(*) from demand where code = @code";

    public ImportKind Kind => ImportKind.Demands;

    public IEnumerable<CheckedRow> Check(Session session, IReadOnlyList<UploadedSheet> sheets, string mapping, Action<string> warn)
    {
        var sheet = sheets.FirstOrDefault(sheet => sheet.Name == ListSheets.Demands) ?? sheets[0];
        var lines = new ListLines(KnownCodesQuery.References(session), codesMayStand: true);
        return new CheckedTable(sheet, ListSheets.DemandColumns, warn).Rows(line => (lines.Demand(line, clock.GetUtcNow()), ContactOf(line)),
            (line, row, problems) => Checked(session, line, row.Item1, row.Item2, problems));
    }

    private CheckedRow Checked(Session session, CsvLine line, Demand? demand, ContactDraft? contact, IReadOnlyList<CellProblem> problems)
    {
        var code = line.Raw("code");
        if (problems.Count > 0 || demand is null)
            return CheckedRow.Wrong(line, code, problems);
        if (code.Length > 0 && session.One<DemandRow>(InSight, context.Sight.With(new { code })) is { } stored)
            return Compared(session, line, demand, stored);
        if (code.Length > 0 && session.Scalar<long>(CountCode, new { code }) > 0)
            return CheckedRow.Wrong(line, code, [CheckedTable.Problem(line, "code", "Import.NotYours", code)]);
        return Added(line, demand, contact);
    }

    private CheckedRow Added(CsvLine line, Demand demand, ContactDraft? contact)
    {
        var problems = new List<CellProblem>();
        if (!context.Sight.CoversArea(demand.Area.Value))
            problems.Add(CheckedTable.Problem(line, "area", "Import.OutsideArea", demand.Area.Value));
        if (line.Choice<DemandState>("state", DemandState.Filed) != DemandState.Filed)
            problems.Add(CheckedTable.Problem(line, "state", "Import.NewState"));
        if (demand.Until <= clock.GetUtcNow())
            problems.Add(CheckedTable.Problem(line, "until", "Field.Past"));
        if (contact is not null)
            problems.AddRange(contacts.Validate(contact).Errors.Select(error => new CellProblem(line.Table.Shown(error.PropertyName switch
            {
                nameof(ContactDraft.Name) => "contactName", nameof(ContactDraft.Phone) => "contactPhone", _ => "consent",
            }), error.ErrorMessage)));
        if (problems.Count > 0)
            return CheckedRow.Wrong(line, demand.Code, problems);
        return CheckedRow.New(line, demand.Code, (session, why) => Add(session, demand, contact, why));
    }

    private void Add(Session session, Demand demand, ContactDraft? contact, string why)
    {
        var now = clock.GetUtcNow();
        var (row, numbers) = ListImport.RowOf(demand, rulings, context.Who);
        if (row.Code.Length == 0)
            row = row with { Code = Codes.NextDemand(session, Core.ChinaTime.Local(now).Year) };
        else
            Codes.Reserve(session, [row.Code]);
        (row with { Person = people.Keep(session, contact, numbers, context.Who) }).InsertInto(session, now, rulings);
        chain.Append(session, new EventDraft(row.Code, DemandAct.File.ToString(), null, row.StateName, now, context.Who, why));
        notices.TellOfFiling(session, row, context.Who, now);
    }

    private CheckedRow Compared(Session session, CsvLine line, Demand demand, DemandRow stored)
    {
        var (incoming, _) = ListImport.RowOf(demand, rulings, context.Who);
        var told = incoming with { State = line.Raw("state").Length == 0 ? stored.State : line.Choice<DemandState>("state", stored.State), FiledAt = line.Raw("filedAt").Length == 0 ? stored.FiledAt : incoming.FiledAt };
        var differences = CheckedTable.Differences(line, ListSheets.DemandColumns, ListCells.Of(stored, rulings), ListCells.Of(told, rulings)).ToList();
        var problems = differences.Where(difference => difference.Name is not ("title" or "detail"))
            .Select(difference => new CellProblem(difference.Change.Column, Words.Say(difference.Name == "state" ? "Import.StateByActs" : "Import.MayNotChange", difference.Change.Before))).ToList();
        if (differences.Count > problems.Count && !DemandAmendments.MayChange(stored))
            problems.AddRange(differences.Where(difference => difference.Name is "title" or "detail").Select(difference => new CellProblem(difference.Change.Column, Words.Say("Import.TooLate", Words.Of(stored.State)))));
        problems.AddRange(ContactProblems(session, line, stored));
        return problems.Count > 0 ? CheckedRow.Wrong(line, stored.Code, problems)
            : CheckedRow.Of(line, stored.Code, [.. differences.Select(difference => difference.Change)], (write, why) => amendments.Amend(write, stored, demand.Title, demand.Detail, why));
    }

    /// <summary>A contact that is kept already is not changed by a list; its mask may stand there.</summary>
    private IEnumerable<CellProblem> ContactProblems(Session session, CsvLine line, DemandRow stored)
    {
        if (line.Raw("contactName").Length == 0 && line.Raw("contactPhone").Length == 0)
            yield break;
        var kept = people.Masked(session, stored.Person);
        foreach (var (column, mask) in new[] { ("contactName", kept?.Name), ("contactPhone", kept?.Phone) })
        {
            if (line.Raw(column) is { Length: > 0 } text && text != mask)
                yield return CheckedTable.Problem(line, column, "Import.ContactStays");
        }
    }

    private static ContactDraft? ContactOf(CsvLine line)
    {
        var (name, phone) = (line.Text("contactName", 60, required: false), line.Text("contactPhone", 24, required: false));
        return name.Length == 0 && phone.Length == 0 ? null : new ContactDraft
        {
            Name = name.Length == 0 ? null : name, Phone = phone.Length == 0 ? null : phone, Consent = line.Flag("consent"),
        };
    }
}
