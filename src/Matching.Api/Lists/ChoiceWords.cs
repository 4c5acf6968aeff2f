using System.Globalization;

namespace Matching.Api.Lists;

/// <summary>The Chinese words of coded columns, as the pages show them.</summary>
internal static class ChoiceWords
{
    public static string Chinese<T>(T value) where T : struct, Enum => InChinese($"{typeof(T).Name}.{value}");

    /// <summary>A text as documents hold it, whatever language the caller reads.</summary>
    public static string InChinese(string key, params object[] arguments)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Words.Chinese;
            return Words.Say(key, arguments);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
