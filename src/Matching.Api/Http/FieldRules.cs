using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Matching.Core;

namespace Matching.Api.Http;

/// <summary>Rules that many requests share.</summary>
internal static class FieldRules
{
    /// <summary>Null passes; else the length without blanks at the ends, and no forbidden characters.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int least, int most) => rule
        .Must(text => text is null || Http.PlainText.FirstForbidden(text) is null)
        .WithMessage((_, text) => Words.Say("Csv.Control", Http.PlainText.FirstForbidden(text!)!))
        .Must(text => text is null || (text.Trim().Length >= least && text.Length <= most))
        .WithMessage((_, text) => Words.Say("Field.Length", least, most, text!.Trim().Length));

    /// <summary>A word of a list: short, and without the semicolon that joins lists. It is shown wherever the row is, so that no phone or identity number may stand in it.</summary>
    public static IRuleBuilderOptions<T, string> Tag<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(tag => tag is { Length: > 0 and <= 40 } && !tag.Contains(';') && Http.PlainText.FirstForbidden(tag) is null)
        .WithMessage(_ => Words.Say("Field.Tag"))
        .Must(tag => tag is null || People.FreeText.Protect(tag).Numbers.Count == 0)
        .WithMessage(_ => Words.Say("Field.TagNumber"));
}

/// <summary>Reads a day at the end of a window as the end of that day.</summary>
public sealed class EndOfWindowConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();
        return ChinaTime.TryParse(text, endOfWindow: true, out var instant) ? instant : throw new JsonException(Words.Say("Csv.Time", text));
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture), options);
}

/// <summary>The same where an end must be given.</summary>
public sealed class EndInstantConverter : JsonConverter<DateTimeOffset>
{
    private static readonly EndOfWindowConverter Optional = new();

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        Optional.Read(ref reader, type, options) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => Optional.Write(writer, value, options);
}
