using System.Globalization;

namespace Matching.Api.Lists;

/// <summary>The Chinese words of coded columns, as the pages show them.</summary>
internal static class ChoiceWords
{
    public static string Chinese<T>(T value) where T : struct, Enum
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Words.Chinese;
            return Words.Of(value);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
