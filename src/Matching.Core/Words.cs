using System.Globalization;
using System.Resources;

namespace Matching.Core;

/// <summary>Sentences of the Core, from its resource files: Chinese by default, English second.</summary>
public static class Words
{
    private static readonly ResourceManager Resources = new("Matching.Core.Words", typeof(Words).Assembly);

    /// <summary>The text of <paramref name="key"/> with its places filled.</summary>
    /// <exception cref="MissingManifestResourceException">No language holds the key: a defect.</exception>
    public static string Get(CultureInfo language, string key, params object[] arguments)
    {
        var text = Resources.GetString(key, language) ?? throw new MissingManifestResourceException(key);
        return arguments.Length == 0 ? text : string.Format(language, text, arguments);
    }

    public static string Of<T>(CultureInfo language, T value) where T : struct, Enum =>
        Get(language, $"{typeof(T).Name}.{value}");
}
