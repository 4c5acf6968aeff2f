using System.Text;
using Matching.Api.Access;
using Matching.Api.Pages;

namespace Matching.Api.People;

/// <summary>Remembers for half an hour, in a sealed cookie of its own pages, the look-up code that a browser gave for a number.</summary>
/// <param name="name">Of the cookie.</param>
/// <param name="path">The pages that it is for.</param>
internal sealed class OwnCode(string name, string path)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public void Remember(HttpContext http, string number, string code) => http.RequestServices.GetRequiredService<SealedCookies>().Set(http, name, path, Life, number, code);

    /// <summary>The code for that number, or null.</summary>
    public string? For(HttpContext http, string number) =>
        http.RequestServices.GetRequiredService<SealedCookies>().Read(http, name, path) is [var known, var code] && known == number ? code : null;

    /// <summary>Finds an entry by the number and the code of a form, remembers the code and leads to the entry's own page.</summary>
    /// <param name="field">Of the number; the code's is lookUpCode.</param>
    /// <param name="find">The number under which the entry is known.</param>
    public async Task<IResult> Follow(FormPost post, string field, Func<string, string, Task<string>> find)
    {
        var (number, code) = (Narrow(post.Form.Required(field)), Narrow(post.Form.Required("lookUpCode")));
        post.Check();
        var services = post.Http.RequestServices;
        services.GetRequiredService<RateLimits>().Take($"look-up of {number}", services.GetRequiredService<RateLimitSettings>().LookUpPerDemand);
        var known = await find(number, code);
        Remember(post.Http, known, code);
        return new SeeOther($"{path}/{known}");
    }

    /// <summary>As people type numbers and codes: full-width or half-width, with blanks, in either case.</summary>
    private static string Narrow(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}
