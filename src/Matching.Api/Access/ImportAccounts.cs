using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;

namespace Matching.Api.Access;

/// <summary>Adds accounts from an Excel list, all or none; the answer holds a slip for each, shown this once.</summary>
/// <param name="Workbook">An .xlsx file; its first sheet has one line for each role of an account.</param>
internal sealed record ImportAccounts(byte[] Workbook) : IRequest<IReadOnlyList<ActivationSlip>>;

internal sealed class ImportAccountsHandler(GroupCommit writer, CallContext context, Accounts accounts, TimeProvider clock) : IRequestHandler<ImportAccounts, IReadOnlyList<ActivationSlip>>
{
    private const string File = "accounts.xlsx";

    private static readonly (string, string[])[] Columns =
        [("name", ["账号"]), ("display", ["岗位", "名称"]), ("role", ["角色"]), ("area?", ["区域"]), ("theme?", ["工作室", "主题"]), ("unit?", ["单位"]), ("from?", ["开始"]), ("until?", ["结束"])];

    public Task<IReadOnlyList<ActivationSlip>> Handle(ImportAccounts request, CancellationToken stop)
    {
        var (errors, who, now) = (new List<ListError>(), context.Who, clock.GetUtcNow());
        var table = CsvTable.Of(File, UploadedSheets.Workbook(request.Workbook)[0].Rows, Columns, errors, _ => { });
        var lines = table.Lines.Select(line => (Name: line.Text("name", 40), Display: line.Text("display", 60), Grant: GrantOf(line))).ToList();
        if (errors.Count > 0)
            throw new ListException(errors);
        var language = System.Globalization.CultureInfo.CurrentUICulture;
        return writer.Write<IReadOnlyList<ActivationSlip>>(session =>
        {
            System.Globalization.CultureInfo.CurrentUICulture = language;
            foreach (var account in lines.GroupBy(line => line.Name, StringComparer.OrdinalIgnoreCase))
                accounts.Add(session, account.Key, account.First().Display, who);
            foreach (var line in lines)
                accounts.GrantTo(session, line.Grant.ToGrant(line.Name, who, now));
            return [.. lines.Select(line => line.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => accounts.NewSlip(session, AccountRow.ToChange(session, name)))];
        });
    }

    private static GrantDraft GrantOf(CsvLine line) => new()
    {
        Role = line.Choice<Role>("role"),
        Area = Optional(line.Raw("area")),
        Theme = Optional(line.Raw("theme")),
        Unit = Optional(line.Raw("unit")),
        From = line.Instant("from", endOfWindow: false),
        Until = line.Instant("until", endOfWindow: true),
    };

    private static string? Optional(string text) => text.Length == 0 ? null : text;
}
