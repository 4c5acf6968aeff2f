using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Access;

/// <summary>The accounts, by age; the cursor is the last one's number.</summary>
internal sealed record ListAccounts(string? Text, PageWanted Page) : IRequest<Page<AccountView>>;

internal sealed record GetAccount(string Name) : IRequest<AccountView>;

public sealed record GrantView(long Id, Role Role, string RoleName, string? Area, string? Theme, string? Unit, DateTimeOffset From, DateTimeOffset? Until, string GrantedBy)
{
    internal static GrantView Of(Grant grant) => new(grant.Id, grant.Role, Words.Of(grant.Role), grant.Area, grant.Theme, grant.Unit, grant.StartsAt, grant.EndsAt, grant.GrantedBy);
}

public sealed record AccountView(string Name, string Display, AccountState State, string StateName, bool SecondFactor, IReadOnlyList<GrantView> Grants)
{
    internal static AccountView Of(Session session, AccountRow row) => new(row.Name, row.Display, row.State, Words.Of(row.State), row.TotpSecret is not null, [.. Grant.Of(session, row.Name).Select(GrantView.Of)]);
}

internal sealed class ListAccountsHandler(Database database) : IRequestHandler<ListAccounts, Page<AccountView>>, IRequestHandler<GetAccount, AccountView>
{
    private const string Where = """

        where a.id > @After and (@Text is null or lower(a.name) like @Text escape '!' or lower(a.display) like @Text escape '!')
        order by a.id
        limit @Most
        """;

    public Task<Page<AccountView>> Handle(ListAccounts request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var rows = session.Query<AccountRow>(AccountRow.Select + Where, new { request.Page.After, Text = LikePattern.Containing(request.Text), Most = request.Page.Limit + 1 });
        return new Page<AccountView>([.. rows.Take(request.Page.Limit).Select(row => AccountView.Of(session, row))],
            rows.Count > request.Page.Limit ? rows[request.Page.Limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }));

    public Task<AccountView> Handle(GetAccount request, CancellationToken stop) => Task.FromResult(database.Read(session =>
        AccountView.Of(session, AccountRow.Find(session, request.Name) ?? throw new NotThereException("Account", request.Name))));
}
