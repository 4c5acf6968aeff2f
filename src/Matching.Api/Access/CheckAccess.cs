using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Access;

/// <summary>Nobody is signed in, and somebody must be.</summary>
internal sealed class SignInNeededException() : Exception("Sign-in is needed.");

/// <summary>Holds every request to the policy of its endpoint: who may call, and whether what the route names is theirs to see. What is
/// not theirs is answered like what is not there.</summary>
internal sealed class CheckAccess(RequestDelegate next, Database database, Rulings rulings)
{
    public Task InvokeAsync(HttpContext http, CallContext context)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
            return next(http);
        var policy = endpoint.PolicyOf() ?? throw new InvalidOperationException($"{endpoint.DisplayName} states no access policy.");
        var grants = context.Caller.As(policy.Roles);
        if (!TokenAllows(context.Caller, http.Request.Method, policy))
            throw new NotAllowedException("token-scope");
        if (grants.Count == 0)
            throw context.Caller.IsSignedIn ? new NotAllowedException("not-your-role") : new SignInNeededException();
        context.ActBy(grants, Sight.By(grants, rulings));
        if (policy is { InSight: true, Subject: not Subject.None } && http.Request.RouteValues["code"] is string code)
            ActBySeeing(context, grants, policy.Subject, code);
        return next(http);
    }

    /// <summary>Acts in the first role that sees the subject; a lead who also stands for a unit acts in the one that fits.</summary>
    /// <exception cref="NotThereException">None of them does.</exception>
    private void ActBySeeing(CallContext context, IReadOnlyList<Grant> grants, Subject subject, string code)
    {
        var seeing = database.Read(session => grants.Where(grant => Sees(session, Sight.By([grant], rulings), subject, code)).ToList());
        if (seeing.Count == 0)
            throw new NotThereException(subject.ToString(), code);
        context.ActBy(seeing, context.Sight);
    }

    private static bool Sees(Session session, Sight sight, Subject subject, string code) => subject switch
    {
        Subject.Demand => sight.SeesDemand(session, code),
        Subject.Order => sight.SeesOrder(session, code),
        Subject.Offer => sight.SeesOffer(session, code),
        _ => throw new ArgumentOutOfRangeException(nameof(subject), subject, "Not a subject with a code."),
    };

    private static bool TokenAllows(Caller caller, string method, AccessPolicy policy)
    {
        if (caller.Scopes is not { } scopes)
            return true;
        if (policy.Roles is [Role.Administrator])
            return scopes.Contains(TokenScope.Accounts);
        return scopes.Contains(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? TokenScope.Read : TokenScope.Write);
    }
}
