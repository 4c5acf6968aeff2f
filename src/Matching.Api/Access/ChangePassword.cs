using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Access;

/// <summary>Changes the caller's own password; all their sessions end, this one goes on anew.</summary>
internal sealed record ChangePassword(string Old, string New) : IRequest<SignInAnswer>;

internal sealed class ChangePasswordHandler(Database database, GroupCommit writer, Passwords passwords, Secrets secrets, Sessions sessions, FailedSignIns failures, Accounts accounts, CallContext context)
    : IRequestHandler<ChangePassword, SignInAnswer>
{
    public async Task<SignInAnswer> Handle(ChangePassword request, CancellationToken stop)
    {
        if (context.Caller.Proof != Proof.Cookie)
            throw new SignInNeededException();
        var (account, locked) = database.Read(session => (AccountRow.Find(session, context.Name)!, failures.IsLocked(session, context.Name)));
        if (locked || !await passwords.Matches(account.PasswordHash, request.Old, stop))
        {
            await writer.Write(session => failures.Count(session, context.Name, context.Name));
            throw new NotAllowedException("wrong-name-or-password");
        }
        if (passwords.Fault(request.New, account.Name) is { } fault)
            throw new WeakPasswordException(fault);
        var hash = await passwords.Hash(request.New, stop);
        var hasSecondFactor = account.TotpSecret is not null;
        return await writer.Write(session =>
        {
            var changed = AccountRow.ToChange(session, account.Name) with { PasswordHash = hash, Stamp = secrets.NewStamp() };
            changed.SaveTo(session);
            accounts.Tell(session, account.Name, "ChangePassword", context.Who, "");
            return new SignInAnswer(sessions.Begin(session, changed, hasSecondFactor), SecondFactorWanted: false);
        });
    }
}
