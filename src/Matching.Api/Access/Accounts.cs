using System.Text.RegularExpressions;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Access;

/// <summary>Makes accounts and grants inside the current write, an event for each.</summary>
internal sealed partial class Accounts(Secrets secrets, OneTimeCodes codes, HistoryChain chain, AccessSettings settings, KnownAreas areas, TimeProvider clock)
{
    private const string InsertGrant = """
        insert into role_grant (account, role, area, theme, unit, starts_at, ends_at, granted_by, granted_at)
        values (@Account, @Role, @Area, @Theme, @Unit, @StartsAt, @EndsAt, @GrantedBy, @GrantedAt)
        returning id
        """;

    private const string EndGrant = "update role_grant set ends_at = @at where id = @id";

    private const string CountUnit = "select count(*) from unit where code = @unit";

    private const string CountTheme = "select count(*) from category where studio = @theme";

    /// <summary>Letters, digits, dash, dot and underscore; a letter first; a post rather than a person's name, since the history keeps it.</summary>
    public static bool IsName(string name) => NameForm().IsMatch(name);

    /// <exception cref="RuleBrokenException">The name is malformed or taken.</exception>
    public void Add(Session session, string name, string display, string who, bool demo = false)
    {
        if (!IsName(name))
            throw new RuleBrokenException("account-name");
        if (AccountRow.Find(session, name) is not null)
            throw new RuleBrokenException("account-taken", name);
        new AccountRow { Name = name, Display = display, State = demo ? AccountState.Active : AccountState.Waiting, Stamp = secrets.NewStamp(), Demo = demo, CreatedAt = clock.GetUtcNow() }.InsertInto(session);
        Tell(session, name, "AddAccount", who, "");
    }

    /// <exception cref="RuleBrokenException">The grant is not tied to what its role needs, or its term is reversed.</exception>
    public Grant GrantTo(Session session, Grant grant)
    {
        RefuseLoose(session, grant);
        if (grant.EndsAt <= grant.StartsAt)
            throw new RuleBrokenException("term-reversed");
        var id = session.Scalar<long>(InsertGrant, new
        {
            grant.Account, Role = grant.Role.ToString(), grant.Area, grant.Theme, grant.Unit, grant.StartsAt, grant.EndsAt, grant.GrantedBy, grant.GrantedAt,
        });
        Tell(session, grant.Account, "Grant", grant.GrantedBy, Describe(grant));
        return grant with { Id = id };
    }

    public void End(Session session, Grant grant, DateTimeOffset at, string who)
    {
        session.Execute(EndGrant, new { id = grant.Id, at });
        Tell(session, grant.Account, "EndGrant", who, $"{Describe(grant)} {ChinaTime.Text(at)}");
    }

    /// <summary>A new activation slip; the old password, sessions and tokens go when it is used.</summary>
    public ActivationSlip NewSlip(Session session, AccountRow account) => new(account.Name, account.Display,
        codes.New(session, OneTimePurpose.Activation, account.Name, TimeSpan.FromDays(settings.SlipDays)), clock.GetUtcNow().AddDays(settings.SlipDays));

    public void Tell(Session session, string account, string act, string who, string why) =>
        chain.Append(session, new EventDraft($"account/{account}", act, null, null, clock.GetUtcNow(), who, why));

    private void RefuseLoose(Session session, Grant grant)
    {
        if (grant.Role is Role.Resident or Role.System)
            throw new RuleBrokenException("role-not-granted", grant.Role);
        if (grant.Role.NeedsArea() && grant.Area is null)
            throw new RuleBrokenException("grant-needs-area", grant.Role);
        if (grant.Area is { } area && !(AreaCode.IsValid(area) && areas.Has(new AreaCode(area))))
            throw new RuleBrokenException("grant-unknown-area", area);
        if (grant.Role == Role.Unit && (grant.Unit is null || session.Scalar<long>(CountUnit, new { unit = grant.Unit }) == 0))
            throw new RuleBrokenException("grant-needs-unit");
        if (grant.Role == Role.Studio && (grant.Theme is null || session.Scalar<long>(CountTheme, new { theme = grant.Theme }) == 0))
            throw new RuleBrokenException("grant-needs-theme");
        if ((grant.Role != Role.Unit && grant.Unit is not null) || (grant.Role != Role.Studio && grant.Theme is not null) || (grant.Role is Role.Unit or Role.Administrator && grant.Area is not null))
            throw new RuleBrokenException("grant-too-much", grant.Role);
    }

    private static string Describe(Grant grant) => string.Join(' ', new[] { grant.Role.ToString(), grant.Area, grant.Theme, grant.Unit }.OfType<string>());

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._-]{1,39}$")]
    private static partial Regex NameForm();
}

/// <summary>What is printed and handed over: whoever has it sets the account's password, once.</summary>
public sealed record ActivationSlip(string Name, string Display, string Code, DateTimeOffset Until);
