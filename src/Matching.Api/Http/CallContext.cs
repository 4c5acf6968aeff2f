using Matching.Api.Access;

namespace Matching.Api.Http;

/// <summary>One request: who asks, in which of their roles they act, and what they see. Every event is signed with role and name,
/// such as <c>lead/L-0012</c>.</summary>
internal sealed class CallContext
{
    private Grant? acting;

    public Caller Caller { get; private set; } = Caller.Nobody;

    /// <summary>What this request may see and touch; nothing until the endpoint's policy was checked.</summary>
    public Sight Sight { get; private set; } = Sight.Nothing;

    public Role ActingRole => acting?.Role ?? Access.Role.Resident;

    public string Role => ActingRole.Word();

    /// <summary>The account's name; empty for a resident and for the program itself.</summary>
    public string Name => Caller.Name;

    /// <summary>The unit that the caller acts for, or null.</summary>
    public string? Unit => acting?.Unit;

    /// <summary>The grid node that the caller acts on, or null.</summary>
    public string? Area => acting?.Area;

    public string Who => Name.Length == 0 ? Role : $"{Role}/{Name}";

    public string? IdempotencyKey { get; set; }

    /// <summary>The version that the caller saw (If-Match), or null.</summary>
    public int? SeenVersion { get; set; }

    public void ComeFrom(Caller caller) => Caller = caller;

    /// <summary>Acts in the first of these grants; sees by all of them.</summary>
    public void ActBy(IReadOnlyList<Grant> grants, Sight sight) => (acting, Sight) = (grants[0], sight);

    /// <summary>The program itself, for what time does.</summary>
    public void ActAsSystem()
    {
        Caller = Caller.Program;
        ActBy(Caller.Grants, Sight.Everything);
    }

    /// <summary>Whether an event's or filer's signature is this account's, in whatever role.</summary>
    public bool IsSelf(string? who) => Name.Length > 0 && who?[(who.IndexOf('/') + 1)..] == Name;
}
