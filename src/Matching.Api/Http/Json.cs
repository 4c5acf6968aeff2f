using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Http;

/// <summary>How JSON is read and written: camelCase, strict, enums by name, instants without offset in China Standard Time.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } = Strict(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>The same with instants to the tick, for what must come back to the bit.</summary>
    public static JsonSerializerOptions Exact { get; } = ToTheTick();

    public static JsonSerializerOptions Strict(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 16;
        options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new AreaCodeConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNulls);
        return options;
    }

    /// <summary>Read from a stream, a type with a constructor takes null for its other properties whatever their annotation says (.NET 10.0).</summary>
    private static void RefuseNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property is { Set: not null, IsSetNullable: false } && !property.PropertyType.IsValueType))
        {
            var set = property.Set!;
            property.Set = (row, value) => set(row, value ?? throw new JsonException(null, $"$.{property.Name}", null, null));
        }
    }

    private static JsonSerializerOptions ToTheTick()
    {
        var options = Strict(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        options.Converters.Remove(options.Converters.Single(converter => converter is InstantConverter));
        return options;
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();
            return ChinaTime.TryParse(text, endOfWindow: false, out var instant) ? instant : throw new JsonException(Words.Say("Csv.Time", text));
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class AreaCodeConverter : JsonConverter<AreaCode>
    {
        public override AreaCode Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();
            return AreaCode.IsValid(text) ? new AreaCode(text) : throw new JsonException(Words.Say("Csv.Area", text));
        }

        public override void Write(Utf8JsonWriter writer, AreaCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
