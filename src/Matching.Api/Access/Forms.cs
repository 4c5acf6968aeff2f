using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Matching.Api.Pages;

namespace Matching.Api.Access;

/// <summary>One input of a form.</summary>
/// <param name="Hint">The browser's autocomplete token, such as <c>current-password</c>.</param>
public sealed record FormField(string Name, string Label, string Type = "text", string Hint = "off", string Value = "");

/// <summary>What the sign-in forms ask for.</summary>
internal static class Forms
{
    public static IResult SignIn(HttpContext http, string? then, string? fault) => Form(http, "Page.SignIn", "/sign-in", fault, Words.Say("Form.SignInNote"),
        new FormField("name", Words.Say("Field.Account"), Hint: "username"), Password("password", "Field.Password", "current-password"), Hidden("then", IsLocal(then) ? then! : ""));

    public static IResult SecondFactor(HttpContext http, string? fault) => Form(http, "Page.SecondFactor", "/second-factor", fault, Words.Say("Form.SecondFactorNote"), Code());

    public static IResult Activate(HttpContext http, string? fault) => Form(http, "Page.Activate", "/activate", fault, Words.Say("Form.PasswordNote", Passwords.Least),
        new FormField("code", Words.Say("Field.SlipCode")), Password("password", "Field.NewPassword", "new-password"));

    public static IResult FirstAdministrator(HttpContext http, string code, string? fault) => Form(http, "Page.FirstAdministrator", "/first-administrator", fault, Words.Say("Form.PasswordNote", Passwords.Least),
        Hidden("code", code), new FormField("name", Words.Say("Field.Account"), Hint: "username"), Password("password", "Field.NewPassword", "new-password"));

    public static IResult ChangePassword(HttpContext http, string? fault) => Form(http, "Page.ChangePassword", "/account/password", fault, Words.Say("Form.PasswordNote", Passwords.Least),
        Password("old", "Field.OldPassword", "current-password"), Password("password", "Field.NewPassword", "new-password"));

    public static IResult EnrolSecondFactor(HttpContext http, SecondFactorProposal proposal, string? fault) => Form(http, "Page.EnrolSecondFactor", "/account/second-factor", fault,
        Words.Say("Form.EnrolNote", proposal.Secret), Code(), Hidden("sealed", proposal.Sealed));

    public static IResult ImportAccounts(HttpContext http, string? fault) => Form(http, "Page.ImportAccounts", "/accounts/import", fault, Words.Say("Form.ImportNote"),
        new FormField("workbook", Words.Say("Field.Workbook"), "file"));

    /// <summary>A path of this site; never another host's.</summary>
    public static bool IsLocal(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Contains('\\') && path.All(c => c >= ' ');

    private static RazorComponentResult<FormPage> Form(HttpContext http, string title, string action, string? fault, string note, params FormField[] fields) => PageEndpoints.Page<FormPage>(new
    {
        Title = Words.Say(title), Action = action, Fault = fault, Note = note, Fields = (IReadOnlyList<FormField>)fields, Token = TokenFor(http),
    });

    /// <summary>The token that this browser's next form must bring back.</summary>
    public static string TokenFor(HttpContext http) => http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http).RequestToken!;

    private static FormField Password(string name, string label, string hint) => new(name, Words.Say(label), "password", hint);

    private static FormField Code() => new("code", Words.Say("Field.SecondFactorCode"), Hint: "one-time-code");

    private static FormField Hidden(string name, string value) => new(name, "", "hidden", Value: value);
}
