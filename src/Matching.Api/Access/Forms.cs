using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Matching.Api.Pages;

namespace Matching.Api.Access;

/// <summary>One input of a short form.</summary>
/// <param name="Hint">The browser's autocomplete token, such as <c>current-password</c>.</param>
public sealed record FormInput(string Name, FieldKind Kind = FieldKind.Text, string Hint = "off");

/// <summary>What the sign-in forms ask for.</summary>
internal static class Forms
{
    public static readonly FormFields SignInFields = new(("name", "Field.Account"), ("password", "Field.Password"));

    public static readonly FormFields CodeFields = new(("code", "Field.SecondFactorCode"));

    public static readonly FormFields ActivateFields = new(("code", "Field.SlipCode"), ("password", "Field.NewPassword"));

    public static readonly FormFields FirstFields = new(("name", "Field.Account"), ("password", "Field.NewPassword"));

    public static readonly FormFields PasswordFields = new(("old", "Field.OldPassword"), ("password", "Field.NewPassword"));

    public static readonly FormFields WorkbookFields = new(("workbook", "Field.Workbook"));

    private static readonly FormInput Password = new("password", FieldKind.Password, "current-password");

    private static readonly FormInput NewPassword = new("password", FieldKind.Password, "new-password");

    private static readonly FormInput Code = new("code", Hint: "one-time-code");

    /// <param name="failures">After how many wrong passwords a name has to wait.</param>
    public static IResult SignIn(FormState form, int failures) =>
        Form("Page.SignIn", "/sign-in", form, Words.Say("Form.SignInNote"), [new("name", Hint: "username"), Password], hidden: "then", afterFault: Words.Say("Form.SignInRetry", failures));

    public static IResult SecondFactor(FormState form) => Form("Page.SecondFactor", "/second-factor", form, Words.Say("Form.SecondFactorNote"), [Code]);

    public static IResult Activate(FormState form) => Form("Page.Activate", "/activate", form, Words.Say("Form.PasswordNote", Passwords.Least), [new("code"), NewPassword]);

    public static IResult FirstAdministrator(FormState form) =>
        Form("Page.FirstAdministrator", "/first-administrator", form, Words.Say("Form.PasswordNote", Passwords.Least), [new("name", Hint: "username"), NewPassword], hidden: "code");

    public static IResult ChangePassword(FormState form) =>
        Form("Page.ChangePassword", "/account/password", form, Words.Say("Form.PasswordNote", Passwords.Least), [Password with { Name = "old" }, NewPassword]);

    public static IResult EnrolSecondFactor(SecondFactorProposal proposal) => Form("Page.EnrolSecondFactor", "/account/second-factor", FormState.Blank(CodeFields, ("sealed", proposal.Sealed)),
        Words.Say("Form.EnrolNote", proposal.Secret), [Code], hidden: "sealed");

    public static IResult ImportAccounts(FormState form) => Form("Page.ImportAccounts", "/accounts/import", form, Words.Say("Form.ImportNote"), [new("workbook", FieldKind.File)]);

    /// <summary>A path of this site; never another host's.</summary>
    public static bool IsLocal(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Contains('\\') && path.All(c => c >= ' ');

    /// <summary>The token that this browser's next form must bring back.</summary>
    public static string TokenFor(HttpContext http) => http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http).RequestToken!;

    private static RazorComponentResult<FormPage> Form(string title, string action, FormState form, string note, FormInput[] inputs, string? hidden = null, string afterFault = "") => PageEndpoints.Page<FormPage>(new
    {
        Title = Words.Say(title), Action = action, Form = form, Note = note, Inputs = (IReadOnlyList<FormInput>)inputs, Hidden = hidden, AfterFault = afterFault,
    });
}
