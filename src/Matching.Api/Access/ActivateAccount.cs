using MediatR;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.Access;

/// <summary>Sets the first or a new password by an activation slip's one-time code, and activates the account.</summary>
internal sealed record ActivateAccount(string Code, string Password) : IRequest<string>;

/// <summary>Makes the first administrator by the one-time code of the first start.</summary>
internal sealed record MakeFirstAdministrator(string Code, string Name, string Password) : IRequest<string>;

internal sealed class ActivateAccountHandler(GroupCommit writer, OneTimeCodes codes, Passwords passwords, Secrets secrets, Accounts accounts, HistoryChain chain, TimeProvider clock)
    : IRequestHandler<ActivateAccount, string>, IRequestHandler<MakeFirstAdministrator, string>
{
    private const string CountAdministrators = "select count(*) from role_grant where role = 'Administrator'";

    public async Task<string> Handle(ActivateAccount request, CancellationToken stop)
    {
        var named = await writer.Write(session => codes.AccountOf(session, request.Code)) ?? throw new NotAllowedException("wrong-slip");
        Judge(request.Password, named);
        var hash = await passwords.Hash(request.Password, stop);
        return await writer.Write(session =>
        {
            var name = codes.Use(session, OneTimePurpose.Activation, request.Code)?.Account ?? throw new NotAllowedException("wrong-slip");
            var account = AccountRow.ToChange(session, name);
            if (account.State == AccountState.Disabled)
                throw new NotAllowedException("wrong-slip");
            (account with { State = AccountState.Active, PasswordHash = hash, Stamp = secrets.NewStamp() }).SaveTo(session);
            chain.Append(session, new EventDraft($"account/{name}", "Activate", null, null, clock.GetUtcNow(), $"account/{name}", ""));
            return name;
        });
    }

    public async Task<string> Handle(MakeFirstAdministrator request, CancellationToken stop)
    {
        if (!Accounts.IsName(request.Name))
            throw new RuleBrokenException("account-name");
        Judge(request.Password, request.Name);
        var hash = await passwords.Hash(request.Password, stop);
        return await writer.Write(session =>
        {
            if (codes.Use(session, OneTimePurpose.FirstAdministrator, request.Code) is null || session.Scalar<long>(CountAdministrators) > 0)
                throw new NotAllowedException("wrong-first-link");
            accounts.Add(session, request.Name, request.Name, "first-start");
            accounts.GrantTo(session, new Grant { Account = request.Name, Role = Role.Administrator, StartsAt = clock.GetUtcNow(), GrantedBy = "first-start", GrantedAt = clock.GetUtcNow() });
            (AccountRow.ToChange(session, request.Name) with { State = AccountState.Active, PasswordHash = hash, Stamp = secrets.NewStamp() }).SaveTo(session);
            return request.Name;
        });
    }

    private void Judge(string password, string name)
    {
        if (passwords.Fault(password, name) is { } fault)
            throw new WeakPasswordException(fault);
    }
}

/// <summary>A new password will not do; the key of Words says why.</summary>
internal sealed class WeakPasswordException(string fault) : Exception(fault)
{
    public string Fault { get; } = fault;
}

/// <summary>What a one-time code opens. Persisted by name: append only.</summary>
internal enum OneTimePurpose { Activation, FirstAdministrator }

/// <summary>Codes that open one door once.</summary>
internal sealed class OneTimeCodes(Secrets secrets, TimeProvider clock)
{
    private const string Insert = """
        insert into one_time_code (hash, purpose, account, expires_at)
        values (@hash, @purpose, @account, @until)
        """;

    private const string Revoke = "delete from one_time_code where purpose = @purpose and (account = @account or @account is null)";

    private const string Select = """
        select account
        from one_time_code
        where hash = @hash and purpose = 'Activation' and used_at is null and expires_at > @now
        """;

    private const string TakeOne = """
        update one_time_code
        set used_at = @now
        where hash = @hash and purpose = @purpose and used_at is null and expires_at > @now
        returning coalesce(account, '') as account
        """;

    /// <summary>A new code; those of the same purpose and account from before no longer open anything.</summary>
    public string New(Session session, OneTimePurpose purpose, string? account, TimeSpan life)
    {
        var code = secrets.NewSlipCode();
        session.Execute(Revoke, new { purpose = purpose.ToString(), account });
        session.Execute(Insert, new { hash = secrets.HashOfSlipCode(code), purpose = purpose.ToString(), account, until = clock.GetUtcNow() + life });
        return code;
    }

    public string? AccountOf(Session session, string code) => session.One<string>(Select, new { hash = secrets.HashOfSlipCode(code), now = clock.GetUtcNow() });

    /// <summary>Uses a code up; null when it opens nothing.</summary>
    public UsedCode? Use(Session session, OneTimePurpose purpose, string code) =>
        session.One<UsedCode>(TakeOne, new { hash = secrets.HashOfSlipCode(code), purpose = purpose.ToString(), now = clock.GetUtcNow() });
}

internal sealed record UsedCode
{
    public string Account { get; init; } = "";
}
