using System.Globalization;
using System.Resources;

namespace Matching.Api;

/// <summary>Texts of pages, messages and commands, from the resource files: Chinese by default, English second.</summary>
internal static class Words
{
    public static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    public static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private static readonly ResourceManager Resources = new("Matching.Api.Words", typeof(Words).Assembly);

    /// <summary>The text of <paramref name="key"/> in the current request's or command's language.</summary>
    public static string Say(string key, params object[] arguments)
    {
        var language = CultureInfo.CurrentUICulture;
        var text = Resources.GetString(key, language) ?? throw new MissingManifestResourceException(key);
        return arguments.Length == 0 ? text : string.Format(language, text, arguments);
    }

    public static string Of<T>(T value) where T : struct, Enum => Say($"{typeof(T).Name}.{value}");

    public static bool Has(string key) => Resources.GetString(key, CultureInfo.CurrentUICulture) is not null;
}
