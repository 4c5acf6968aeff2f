using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;

namespace Matching.Api.Access;

/// <summary>A role as an administrator gives it.</summary>
public sealed record GrantDraft
{
    public required Role Role { get; init; }

    /// <summary>Grid node; with all below it.</summary>
    public string? Area { get; init; }

    /// <summary>A studio's name, for role Studio.</summary>
    public string? Theme { get; init; }

    /// <summary>A unit's code, for role Unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Now when left out.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>A day means its end; left out, until it is ended.</summary>
    [System.Text.Json.Serialization.JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? Until { get; init; }

    internal Grant ToGrant(string account, string who, DateTimeOffset now) =>
        new() { Account = account, Role = Role, Area = Area, Theme = Theme, Unit = Unit, StartsAt = From ?? now, EndsAt = Until, GrantedBy = who, GrantedAt = now };
}

/// <summary>Adds an account with its roles; the answer holds its activation slip, shown this once.</summary>
public sealed record AddAccount : ICommand<ActivationSlip>
{
    public required string Name { get; init; }

    public required string Display { get; init; }

    public IReadOnlyList<GrantDraft> Grants { get; init; } = [];
}

/// <summary>Gives an account one more role.</summary>
public sealed record GrantRole(string Account, GrantDraft Grant) : ICommand<AccountView>;

/// <summary>Ends a role now.</summary>
public sealed record EndRole(string Account, long Grant) : ICommand<AccountView>;

/// <summary>Hands a role over: it ends for the one and begins for the other at the same instant.</summary>
public sealed record HandOverRole(string Account, long Grant, string To, DateTimeOffset? At) : ICommand<AccountView>;

public sealed record HandOverBody(string To, DateTimeOffset? At = null);

/// <summary>Disables an account: its sessions and tokens are dead at once.</summary>
public sealed record DisableAccount(string Account) : ICommand<AccountView>;

/// <summary>A new activation slip for a lost password; using it also removes the second factor's secret.</summary>
public sealed record RenewSlip(string Account) : ICommand<ActivationSlip>;

internal sealed class AddAccountRules : AbstractValidator<AddAccount>
{
    public AddAccountRules()
    {
        RuleFor(add => add.Name).Must(Accounts.IsName).WithMessage(_ => Words.Say("Rule.account-name"));
        RuleFor(add => add.Display).PlainText(1, 60);
        RuleFor(add => add.Grants.Count).LessThanOrEqualTo(40).OverridePropertyName("grants").WithMessage(_ => Words.Say("Field.TooMany", 40));
    }
}

internal sealed class ManageAccountsHandler(CurrentWrite write, CallContext context, Accounts accounts, Secrets secrets, TimeProvider clock) :
    IRequestHandler<AddAccount, ActivationSlip>, IRequestHandler<GrantRole, AccountView>, IRequestHandler<EndRole, AccountView>,
    IRequestHandler<HandOverRole, AccountView>, IRequestHandler<DisableAccount, AccountView>, IRequestHandler<RenewSlip, ActivationSlip>
{
    private const string SelectGrant = Grant.Select + "\nwhere g.id = @id and g.account = @account";

    public Task<ActivationSlip> Handle(AddAccount request, CancellationToken stop)
    {
        accounts.Add(write.Session, request.Name, FreeText.Cleaned(request.Display), context.Who);
        foreach (var grant in request.Grants)
            accounts.GrantTo(write.Session, grant.ToGrant(request.Name, context.Who, clock.GetUtcNow()));
        return Task.FromResult(accounts.NewSlip(write.Session, AccountRow.ToChange(write.Session, request.Name)));
    }

    public Task<AccountView> Handle(GrantRole request, CancellationToken stop)
    {
        var account = AccountRow.ToChange(write.Session, request.Account);
        RefuseOwn(account);
        accounts.GrantTo(write.Session, request.Grant.ToGrant(account.Name, context.Who, clock.GetUtcNow()));
        return Shown(account.Name);
    }

    public Task<AccountView> Handle(EndRole request, CancellationToken stop)
    {
        var account = AccountRow.ToChange(write.Session, request.Account);
        accounts.End(write.Session, Running(account.Name, request.Grant), clock.GetUtcNow(), context.Who);
        return Shown(account.Name);
    }

    public Task<AccountView> Handle(HandOverRole request, CancellationToken stop)
    {
        var (from, to) = (AccountRow.ToChange(write.Session, request.Account), AccountRow.ToChange(write.Session, request.To));
        RefuseOwn(to);
        var now = clock.GetUtcNow();
        var at = request.At ?? now;
        if (at < now || to.State == AccountState.Disabled || to.Name == from.Name)
            throw new RuleBrokenException("hand-over-not-possible");
        var grant = Running(from.Name, request.Grant);
        if (grant.EndsAt <= at)
            throw new RuleBrokenException("hand-over-not-possible");
        accounts.End(write.Session, grant, at, context.Who);
        accounts.GrantTo(write.Session, grant with { Account = to.Name, StartsAt = at, GrantedBy = context.Who, GrantedAt = now });
        return Shown(from.Name);
    }

    public Task<AccountView> Handle(DisableAccount request, CancellationToken stop)
    {
        var account = AccountRow.ToChange(write.Session, request.Account);
        RefuseOwn(account);
        (account with { State = AccountState.Disabled, PasswordHash = null, Stamp = secrets.NewStamp() }).SaveTo(write.Session);
        accounts.Tell(write.Session, account.Name, "DisableAccount", context.Who, "");
        return Shown(account.Name);
    }

    public Task<ActivationSlip> Handle(RenewSlip request, CancellationToken stop)
    {
        var account = AccountRow.ToChange(write.Session, request.Account);
        RefuseOwn(account);
        if (account.Demo)
            throw new RuleBrokenException("account-is-demo");
        (account with { State = AccountState.Waiting, PasswordHash = null, TotpSecret = null, Stamp = secrets.NewStamp() }).SaveTo(write.Session);
        accounts.Tell(write.Session, account.Name, "RenewSlip", context.Who, "");
        return Task.FromResult(accounts.NewSlip(write.Session, account));
    }

    private Task<AccountView> Shown(string name) => Task.FromResult(AccountView.Of(write.Session, AccountRow.ToChange(write.Session, name)));

    private Grant Running(string account, long id)
    {
        var grant = write.Session.One<Grant>(SelectGrant, new { id, account }) ?? throw new NotThereException("Grant", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return grant.EndsAt <= clock.GetUtcNow() ? throw new RuleBrokenException("grant-ended") : grant;
    }

    /// <summary>Nobody gives roles to themselves, or locks themselves out.</summary>
    private void RefuseOwn(AccountRow account)
    {
        if (account.Name == context.Name)
            throw new NotAllowedException("own-account");
    }
}
