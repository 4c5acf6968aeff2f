namespace Matching.Api.Pages;

/// <summary>The fields of a form in the order in which they stand, each with the key of its label in Words. A field is named like the
/// property of the request that it fills, such as <c>contact.phone</c>: a rule that refuses the property then speaks at the field.</summary>
public sealed class FormFields(params (string Name, string Label)[] fields)
{
    public static FormFields None { get; } = new();

    /// <summary>The label in the reader's language; empty for a name that is no field.</summary>
    public string LabelOf(string name) => Array.Find(fields, field => field.Name == name) is { Label: { } label } ? Words.Say(label) : "";

    /// <summary>The field's place, or one behind the last.</summary>
    public int PlaceOf(string name) => Array.FindIndex(fields, field => field.Name == name) is >= 0 and var place ? place : fields.Length;
}

/// <summary>One answer of a select, of radios or of check boxes.</summary>
public sealed record Option(string Value, string Text)
{
    /// <summary>A few words under the text.</summary>
    public string Hint { get; init; } = "";

    /// <summary>All values of an enum, in words.</summary>
    public static IReadOnlyList<Option> Of<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => new Option(value.ToString(), Words.Of(value)))];
}

/// <summary>What kind of input a field is.</summary>
public enum FieldKind { Text, LongText, Number, Phone, Password, Date, Time, DateTime, Select, Radios, Checks, Tick, File }

/// <summary>Something to mend in a form.</summary>
/// <param name="Name">The field, or empty for the form as a whole.</param>
public sealed record FormError(string Name, string Text);
