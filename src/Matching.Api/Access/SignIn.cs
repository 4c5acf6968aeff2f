using MediatR;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Core;

namespace Matching.Api.Access;

/// <summary>Signs in by name and password. An unknown name, a wrong password and a locked name are answered alike and after the same work.</summary>
internal sealed record SignIn(string Name, string Password) : IRequest<SignInAnswer>;

/// <summary>The session's secret; whether the second factor is still to be given, or a privileged role still has none.</summary>
internal sealed record SignInAnswer(string Secret, bool SecondFactorWanted, bool EnrolmentWanted = false);

/// <summary>Gives the second factor for the session that the caller came with.</summary>
internal sealed record GiveSecondFactor(string Code) : IRequest<SignInAnswer>;

internal sealed class SignInHandler(Database database, GroupCommit writer, Sessions sessions, FailedSignIns failures, Passwords passwords, KeyRing ring, CallContext context, TimeProvider clock)
    : IRequestHandler<SignIn, SignInAnswer>, IRequestHandler<GiveSecondFactor, SignInAnswer>
{
    public async Task<SignInAnswer> Handle(SignIn request, CancellationToken stop)
    {
        var (account, locked) = database.Read(session => (AccountRow.Find(session, request.Name), failures.IsLocked(session, request.Name)));
        var matches = await passwords.Matches(account?.PasswordHash, request.Password, stop);
        if (locked || !matches || account is not { State: AccountState.Active, Demo: false })
        {
            if (!locked)
                await writer.Write(session => failures.Count(session, request.Name, account?.Name));
            throw new NotAllowedException("wrong-name-or-password");
        }
        return await writer.Write(session =>
        {
            if (account.TotpSecret is null)
                failures.Forget(session, request.Name);
            var isPrivileged = Grant.InForce(session, account.Name, clock.GetUtcNow()).Any(grant => Roles.Privileged.Contains(grant.Role));
            return new SignInAnswer(sessions.Begin(session, account, secondFactor: false), account.TotpSecret is not null, isPrivileged && account.TotpSecret is null);
        });
    }

    public async Task<SignInAnswer> Handle(GiveSecondFactor request, CancellationToken stop)
    {
        var name = context.Caller is { Proof: Proof.Cookie, Name.Length: > 0 } caller ? caller.Name : throw new SignInNeededException();
        var answer = await writer.Write(session =>
        {
            var account = AccountRow.ToChange(session, name);
            if (failures.IsLocked(session, name))
                return null;
            var secret = account.TotpSecret is { } kept ? Convert.FromBase64String(ring.Open(account.TotpPlace, kept)) : throw new RuleBrokenException("no-second-factor");
            if (Totp.Match(secret, request.Code, clock.GetUtcNow(), account.TotpStep) is not { } step)
            {
                failures.Count(session, name, name);
                return null;
            }
            (account with { TotpStep = step }).SaveTo(session);
            failures.Forget(session, name);
            sessions.End(session, context.Caller.SecretHash!);
            return new SignInAnswer(sessions.Begin(session, account, secondFactor: true), SecondFactorWanted: false);
        });
        return answer ?? throw new NotAllowedException("wrong-second-factor");
    }
}

/// <summary>Signed-in browsers, one row each; the cookie holds the secret whose hash is the row's key.</summary>
internal sealed class Sessions(Secrets secrets, AccessSettings settings, TimeProvider clock)
{
    private const string Insert = """
        insert into signed_in (hash, account, stamp, second_factor, created_at, expires_at)
        values (@hash, @account, @stamp, @secondFactor, @now, @until)
        """;

    private const string Delete = "delete from signed_in where hash = @hash";

    public TimeSpan Life => TimeSpan.FromHours(settings.SessionHours);

    public string Begin(Session session, AccountRow account, bool secondFactor)
    {
        var secret = secrets.NewSession();
        session.Execute(Insert, new { hash = secrets.Hash(secret), account = account.Name, stamp = account.Stamp, secondFactor, now = clock.GetUtcNow(), until = clock.GetUtcNow() + Life });
        return secret;
    }

    public int End(Session session, string hash) => session.Execute(Delete, new { hash });
}

/// <summary>Failures by name, whether or not there is such an account: after five the name is locked, each time for longer.</summary>
internal sealed class FailedSignIns(Secrets secrets, HistoryChain chain, AccessSettings settings, TimeProvider clock)
{
    private const int LongestLockMinutes = 60;

    private const string Select = "select failures, locked_until from sign_in_failure where name_hash = @hash";

    private const string Upsert = """
        insert into sign_in_failure (name_hash, failures, locked_until)
        values (@hash, @failures, @until)
        on conflict (name_hash) do update set failures = @failures, locked_until = @until
        """;

    private const string Delete = "delete from sign_in_failure where name_hash = @hash";

    public bool IsLocked(Session session, string name) =>
        session.One<FailureRow>(Select, new { hash = secrets.HashOfName(name) }) is { } row && row.Failures >= settings.FailuresBeforeLock && row.LockedUntil > clock.GetUtcNow();

    /// <param name="account">The account's name, if there is one, for the history.</param>
    public int Count(Session session, string name, string? account)
    {
        var hash = secrets.HashOfName(name);
        var failures = (session.One<FailureRow>(Select, new { hash })?.Failures ?? 0) + 1;
        var beyond = failures - settings.FailuresBeforeLock;
        var minutes = beyond < 0 ? 0 : Math.Min(LongestLockMinutes, 1 << Math.Min(beyond, 10));
        session.Execute(Upsert, new { hash, failures, until = clock.GetUtcNow().AddMinutes(minutes) });
        if (minutes > 0 && account is not null)
            chain.Append(session, new EventDraft($"account/{account}", "Lock", null, null, clock.GetUtcNow(), "system", $"{failures} failures, {minutes} min"));
        return failures;
    }

    public void Forget(Session session, string name) => session.Execute(Delete, new { hash = secrets.HashOfName(name) });

    private sealed record FailureRow
    {
        public int Failures { get; init; }

        public DateTimeOffset LockedUntil { get; init; }
    }
}
