using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;

namespace Matching.Api.Access;

/// <summary>A new secret for an authenticator app; it counts only once a code made from it was given.</summary>
internal sealed record ProposeSecondFactor : IRequest<SecondFactorProposal>;

/// <param name="Sealed">The same secret, sealed, to be sent back with the first code.</param>
internal sealed record SecondFactorProposal(string Secret, string Link, string Sealed);

internal sealed record EnrolSecondFactor(string Sealed, string Code) : IRequest<SignInAnswer>;

internal sealed class EnrolSecondFactorHandler(GroupCommit writer, KeyRing ring, CallContext context, Sessions sessions, Accounts accounts, TimeProvider clock)
    : IRequestHandler<ProposeSecondFactor, SecondFactorProposal>, IRequestHandler<EnrolSecondFactor, SignInAnswer>
{
    private string Place => $"totp-proposal/{context.Name}";

    public Task<SecondFactorProposal> Handle(ProposeSecondFactor request, CancellationToken stop)
    {
        if (context.Caller.Proof != Proof.Cookie)
            throw new SignInNeededException();
        var secret = ring.RandomBytes(Totp.SecretBytes);
        var shown = Totp.ToBase32(secret);
        return Task.FromResult(new SecondFactorProposal(shown, $"otpauth://totp/ThreeLists:{context.Name}?secret={shown}&issuer=ThreeLists", ring.Seal(Place, Convert.ToBase64String(secret))));
    }

    public Task<SignInAnswer> Handle(EnrolSecondFactor request, CancellationToken stop)
    {
        if (context.Caller.Proof != Proof.Cookie)
            throw new SignInNeededException();
        return writer.Write(session =>
        {
            var account = AccountRow.ToChange(session, context.Name);
            var secret = Opened(request.Sealed);
            if (account.TotpSecret is not null || account.Demo || Totp.Match(Convert.FromBase64String(secret), request.Code, clock.GetUtcNow(), 0) is not { } step)
                throw new NotAllowedException("wrong-second-factor");
            (account with { TotpSecret = ring.Seal(account.TotpPlace, secret), TotpStep = step }).SaveTo(session);
            accounts.Tell(session, account.Name, "EnrolSecondFactor", context.Who, "");
            sessions.End(session, context.Caller.SecretHash!);
            return new SignInAnswer(sessions.Begin(session, account, secondFactor: true), SecondFactorWanted: false);
        });
    }

    private string Opened(string value)
    {
        try
        {
            return ring.Open(Place, value);
        }
        catch (StoreException)
        {
            throw new NotAllowedException("wrong-second-factor");
        }
    }
}
