using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.Access;

/// <summary>Signs in as the demo account of a role; only in the demo.</summary>
internal sealed record SignInToDemo(Role Role) : IRequest<SignInAnswer>;

/// <summary>A day's token of a role's demo account, for programs; only in the demo.</summary>
public sealed record MintDemoToken(Role Role) : ICommand<TokenReceipt>;

internal sealed class DemoAccountsHandler(GroupCommit writer, CurrentWrite write, Sessions sessions, Tokens tokens, DemoMode demo) : IRequestHandler<SignInToDemo, SignInAnswer>, IRequestHandler<MintDemoToken, TokenReceipt>
{
    public Task<SignInAnswer> Handle(SignInToDemo request, CancellationToken stop) => writer.Write(session =>
        new SignInAnswer(sessions.Begin(session, Account(session, request.Role), secondFactor: true), SecondFactorWanted: false));

    public Task<TokenReceipt> Handle(MintDemoToken request, CancellationToken stop) =>
        Task.FromResult(tokens.Mint(write.Session, Account(write.Session, request.Role).Name, "demo", Enum.GetValues<TokenScope>(), TimeSpan.FromDays(1), secondFactor: true));

    private AccountRow Account(Session session, Role role) => demo.IsOn && AccountRow.Find(session, DemoAccounts.NameOf(role)) is { Demo: true } account
        ? account : throw new NotThereException("Account", DemoAccounts.NameOf(role));
}

/// <summary>One account for each role, made by the demo start on the lists it finds. They have no password.</summary>
internal sealed class DemoAccounts(Accounts accounts, TimeProvider clock)
{
    private const string FirstOfLength = "select code from area where length(code) = @length order by code limit 2";

    private const string BusiestUnit = "select unit from service_order group by unit order by count(*) desc, unit limit 1";

    private const string FirstStudio = "select studio from category order by studio limit 1";

    private const string SetMark = "insert into store_mark (name, value) values ('demo', 'yes') on conflict (name) do nothing";

    private const string CountMark = "select count(*) from store_mark where name = 'demo'";

    /// <summary>The roles in the order in which their buttons stand.</summary>
    public static IReadOnlyList<Role> Order { get; } =
        [Role.Street, Role.Community, Role.Branch, Role.Lead, Role.Unit, Role.JointCommittee, Role.Studio, Role.Visitor, Role.Member, Role.Auditor, Role.Administrator];

    public static string NameOf(Role role) => $"demo-{role.Word()}";

    public static bool IsDemo(Session session) => session.Scalar<long>(CountMark) > 0;

    public bool Make(Session session)
    {
        session.Execute(SetMark);
        foreach (var role in Order.Where(role => AccountRow.Find(session, NameOf(role)) is null))
        {
            accounts.Add(session, NameOf(role), NameOf(role), "demo", demo: true);
            foreach (var grant in GrantsOf(session, role))
                accounts.GrantTo(session, grant with { Account = NameOf(role), Role = role, StartsAt = clock.GetUtcNow(), GrantedBy = "demo", GrantedAt = clock.GetUtcNow() });
        }
        return true;
    }

    private static IEnumerable<Grant> GrantsOf(Session session, Role role) => role switch
    {
        Role.Street => [On(session, 9)[0]],
        Role.Studio => [On(session, 9)[0] with { Theme = session.Scalar<string>(FirstStudio) }],
        Role.Community or Role.Visitor or Role.Member => [On(session, 12)[0]],
        Role.JointCommittee => On(session, 12),
        Role.Branch => [On(session, 15)[0]],
        Role.Lead => [On(session, 15)[0]],
        Role.Unit => session.One<string>(BusiestUnit) is { } unit ? [new Grant { Unit = unit }] : [],
        _ => [new Grant()],
    };

    private static IReadOnlyList<Grant> On(Session session, int length) => [.. session.Query<string>(FirstOfLength, new { length }).Select(area => new Grant { Area = area })];
}
