using Matching.Api.Http;

namespace Matching.Api.Access;

/// <summary>What the <c>{code}</c> of a route names; it is looked for in the caller's sight before the endpoint runs.</summary>
internal enum Subject { None, Demand, Order, Offer }

/// <summary>Who may call an endpoint, what its code names, and how often it may be called. Every endpoint states one.</summary>
/// <param name="InSight">Whether the subject must be in the caller's sight; not for what a look-up code opens.</param>
internal sealed record AccessPolicy(IReadOnlyList<Role> Roles, Subject Subject, Pace Pace, bool InSight = true);

internal static class AccessPolicies
{
    /// <summary>States who may call; the subject's <c>{code}</c> must be in the caller's sight.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role[] roles, Subject subject = Subject.None, Pace pace = Pace.Usual) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessPolicy(roles, subject, pace));

    /// <summary>For anybody, with or without an account.</summary>
    public static TBuilder ForAnybody<TBuilder>(this TBuilder endpoint, Pace pace = Pace.Usual) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessPolicy(Roles.Anybody, Subject.None, pace));

    /// <summary>For whoever holds the look-up code that the body carries, with or without an account.</summary>
    public static TBuilder ForLookUpCode<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessPolicy(Roles.Anybody, Subject.Demand, Pace.LookUp, InSight: false));

    public static AccessPolicy? PolicyOf(this Endpoint endpoint) => endpoint.Metadata.GetMetadata<AccessPolicy>();

    /// <summary>The endpoints that state no policy; there must be none.</summary>
    public static IReadOnlyList<string> Unstated(IEnumerable<Endpoint> endpoints) =>
        [.. endpoints.Where(endpoint => endpoint.PolicyOf() is null).Select(endpoint => endpoint.DisplayName ?? "?")];

    /// <summary>Looks at every endpoint. To look is to compile them all (0.3 s of processor time), so what was compiled is what then serves.</summary>
    /// <exception cref="InvalidOperationException">An endpoint states no policy.</exception>
    public static void RefuseUnstated(IEndpointRouteBuilder routes)
    {
        var compiled = new CompositeEndpointDataSource([.. routes.DataSources]);
        routes.DataSources.Clear();
        routes.DataSources.Add(compiled);
        var unstated = Unstated(compiled.Endpoints);
        if (unstated.Count > 0)
            throw new InvalidOperationException($"These endpoints state no access policy: {string.Join(", ", unstated)}");
    }
}
