using System.Globalization;
using Matching.Core;

namespace Matching.Api.Pages;

/// <summary>How values are written on pages.</summary>
internal static class PageText
{
    public static string Time(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string TimeOrOpen(DateTimeOffset? instant) => instant is { } at ? Time(at) : Words.Say("Field.Open");
}
