using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Access;

/// <summary>Ends the session that the caller came with; its cookie is worthless from then on.</summary>
internal sealed record SignOut : IRequest<bool>;

internal sealed class SignOutHandler(GroupCommit writer, Sessions sessions, CallContext context) : IRequestHandler<SignOut, bool>
{
    public async Task<bool> Handle(SignOut request, CancellationToken stop) =>
        context.Caller is { Proof: Proof.Cookie, SecretHash: { } hash } && await writer.Write(session => sessions.End(session, hash)) > 0;
}
