namespace Matching.Api.Http;

/// <summary>Who acts, for one request: the role and name that every event is signed with. Until accounts arrive the caller says
/// so in the <c>Acting-As</c> header, such as <c>lead/L-0012</c> or <c>unit/DW-0007</c>.</summary>
internal sealed class CallContext
{
    public static readonly IReadOnlyList<string> Roles = ["resident", "lead", "branch", "community", "unit", "street", "committee", "studio", "visitor", "system"];

    public string Role { get; private set; } = "street";

    public string Name { get; private set; } = "";

    public string Who => Name.Length == 0 ? Role : $"{Role}/{Name}";

    public string? IdempotencyKey { get; set; }

    /// <summary>The version that the caller saw (If-Match), or null.</summary>
    public int? SeenVersion { get; set; }

    /// <exception cref="BadHttpRequestException">The header is malformed.</exception>
    public void ActAs(string text)
    {
        var parts = text.Split('/', 2);
        if (!Roles.Contains(parts[0]) || (parts.Length > 1 && (parts[1].Length is 0 or > 64 || parts[1].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))))
            throw new BadHttpRequestException(Words.Say("Http.ActingAs", string.Join(", ", Roles)));
        (Role, Name) = (parts[0], parts.Length > 1 ? parts[1] : "");
    }
}
