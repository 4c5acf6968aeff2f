using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FluentValidation;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.Pages;

/// <summary>
/// What somebody typed into a form, and what is to be mended in it. Values are kept as they were typed; reading accepts full-width
/// digits, blanks and units such as "１２ 人". Each reading that fails notes a sentence that names the field and says what to do.
/// </summary>
public sealed partial class FormState
{
    private readonly FormFields fields;
    private readonly Dictionary<string, string[]> values;
    private readonly List<FormError> errors = [];

    private FormState(FormFields fields, Dictionary<string, string[]> values) => (this.fields, this.values) = (fields, values);

    /// <summary>The errors in the order of their fields; those of the whole form last.</summary>
    public IReadOnlyList<FormError> Errors => [.. errors.OrderBy(error => fields.PlaceOf(error.Name))];

    public bool HasErrors => errors.Count > 0;

    /// <summary>The page was open so long, or in such a way, that its token no longer counts: nothing was done.</summary>
    public bool IsExpired { get; private set; }

    /// <summary>A form to fill in, with what is known already.</summary>
    public static FormState Blank(FormFields fields, params (string Name, string? Value)[] known) =>
        new(fields, known.Where(pair => !string.IsNullOrEmpty(pair.Value)).GroupBy(pair => pair.Name).ToDictionary(group => group.Key, group => group.Select(pair => pair.Value!).ToArray()));

    internal static FormState Of(FormFields fields, IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> sent) =>
        new(fields, sent.ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => value ?? "").ToArray()));

    /// <summary>The same values without errors, to be read on trial.</summary>
    internal FormState Copy() => new(fields, new Dictionary<string, string[]>(values));

    public string LabelOf(string name) => fields.LabelOf(name);

    /// <summary>As it was typed; empty when it was not.</summary>
    public string Value(string name) => values.GetValueOrDefault(name)?.FirstOrDefault() ?? "";

    public IReadOnlyList<string> Values(string name) => values.GetValueOrDefault(name) ?? [];

    public bool IsChosen(string name, string option) => Values(name).Contains(option);

    /// <summary>Puts a value in, such as a suggestion where nothing was typed.</summary>
    public void Put(string name, string value) => values[name] = [value];

    public string? ErrorOf(string name) => errors.Find(error => error.Name == name)?.Text;

    /// <summary>Notes what is to be mended at a field; the first error of a field stands.</summary>
    public void Fault(string name, string sentence)
    {
        if (!errors.Exists(error => error.Name == name && (name.Length > 0 || error.Text == sentence)))
            errors.Add(new FormError(name, sentence));
    }

    /// <summary>Notes what stands in the way of the form as a whole.</summary>
    public void Fault(string sentence) => Fault("", sentence);

    /// <summary>Without blanks at the ends.</summary>
    public string Text(string name) => Value(name).Trim();

    /// <summary>The text, or null when there is none.</summary>
    public string? Given(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>The text; none is an error.</summary>
    public string Required(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            Fault(name, Words.Say("Form.Required", LabelOf(name)));
        return text;
    }

    /// <summary>A whole number, with or without a unit behind it.</summary>
    /// <param name="otherwise">Where nothing was typed; null makes that an error.</param>
    public int Whole(string name, int least, int most, int? otherwise = null)
    {
        var text = Narrow(name);
        if (text.Length == 0 && otherwise is { } known)
            return known;
        if (Number().Match(text) is { Success: true } match && int.TryParse(match.Groups[1].Value.Replace(",", ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        Fault(name, Words.Say("Form.Whole", LabelOf(name), least, most));
        return least;
    }

    /// <summary>A day, as 2026-12-05, 2026/12/5 or 2026年12月5日; null when nothing was typed.</summary>
    public DateOnly? Day(string name)
    {
        var text = Narrow(name);
        if (text.Length == 0)
            return null;
        var match = DayText().Match(text);
        if (match.Success && DateOnly.TryParseExact($"{match.Groups[1].Value}-{match.Groups[2].Value}-{match.Groups[3].Value}", "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Fault(name, Words.Say("Form.Day", LabelOf(name)));
        return null;
    }

    /// <summary>A time of day, as 14:30 or 14点30分; null when nothing was typed.</summary>
    public TimeOnly? TimeOfDay(string name)
    {
        var text = Narrow(name);
        if (text.Length == 0)
            return null;
        var match = TimeText().Match(text);
        var minutes = match.Groups[2].Value is { Length: > 0 } given ? given : "0";
        if (match.Success && TimeOnly.TryParseExact($"{match.Groups[1].Value}:{minutes}", "H:m", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        Fault(name, Words.Say("Form.Time", LabelOf(name)));
        return null;
    }

    /// <summary>A day or a minute in China; null when nothing was typed.</summary>
    /// <param name="endOfWindow">A day means its end.</param>
    public DateTimeOffset? Instant(string name, bool endOfWindow = false)
    {
        var text = Narrow(name);
        if (text.Length == 0)
            return null;
        if (ChinaTime.TryParse(text, endOfWindow, out var instant))
            return instant;
        Fault(name, Words.Say("Form.Day", LabelOf(name)));
        return null;
    }

    /// <summary>A coded value; null when nothing was chosen.</summary>
    public T? Choice<T>(string name) where T : struct, Enum
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (Array.Exists(Enum.GetNames<T>(), known => known == text))
            return Enum.Parse<T>(text);
        Fault(name, Words.Say("Form.Choice", LabelOf(name)));
        return null;
    }

    public bool Ticked(string name) => Value(name).Length > 0;

    /// <summary>Notes what a request's rules found, each at the field that fills the property.</summary>
    internal void FaultsOf(ValidationException refused)
    {
        foreach (var failure in refused.Errors)
        {
            var name = string.Join('.', failure.PropertyName.Split('.').Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));
            var (label, indexed) = (LabelOf(name), name.IndexOf('['));
            if (label.Length == 0 && indexed > 0)
                (name, label) = (name[..indexed], LabelOf(name[..indexed]));
            Fault(label.Length > 0 ? name : "", label.Length > 0 ? Words.Say("Form.Fault", label, failure.ErrorMessage) : failure.ErrorMessage);
        }
    }

    internal void Expire()
    {
        IsExpired = true;
        Fault(Words.Say("Form.Expired"));
    }

    /// <summary>In half-width characters and without blanks inside.</summary>
    private string Narrow(string name) => string.Concat(Text(name).Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));

    [GeneratedRegex(@"^(\d{1,3}(?:,\d{3})+|\d{1,9})\p{L}{0,4}$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")]
    private static partial Regex DayText();

    [GeneratedRegex(@"^(\d{1,2})[:点时](?:(\d{1,2})分?)?$")]
    private static partial Regex TimeText();
}
