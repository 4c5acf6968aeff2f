using System.Globalization;
using System.Text;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.Offers;

/// <summary>The form of an offer: filled from a line or from an offer of before, and read back as a draft.</summary>
internal static class OfferForm
{
    public const string Weekly = "weekly";
    public const string Once = "once";

    private const int MostCapacity = 1_000_000;

    /// <summary>Fields are named like the draft's properties, so that what its rules find is said at the field.</summary>
    public static readonly FormFields Fields = new(
        ("unit", "Thing.Unit"), ("title", "OfferForm.Title"), ("kind", "Field.Kind"), ("categories", "Field.Category"), ("moreCategories", "OfferForm.MoreCategories"), ("capacity", "OfferForm.Capacity"), ("unitOfCapacity", "OfferForm.UnitOfCapacity"),
        ("rhythm", "OfferForm.Rhythm"), ("slots", "OfferForm.Days"), ("weekly.days", "OfferForm.Weekdays"), ("weekly.firstDay", "OfferForm.FirstDay"), ("weekly.lastDay", "OfferForm.LastDay"),
        ("weekly.skipHolidays", "OfferForm.SkipHolidays"), ("weekly.eachMinutes", "OfferForm.EachMinutes"), ("from", "OfferForm.From"), ("until", "OfferForm.Until"), ("areas", "OfferForm.Area"), ("noticeHours", "OfferForm.Notice"),
        ("audience", "OfferForm.Audience"), ("validFrom", "OfferForm.ValidFrom"), ("validUntil", "OfferForm.ValidUntil"), ("detail", "Field.Detail"));

    private static readonly string[] DayFormats = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];

    /// <summary>What a line told; what it left open stays empty.</summary>
    public static FormState Of(OfferLineView read, string unit)
    {
        var (from, until) = read.Weekly is { } weekly ? (weekly.From, weekly.Until) : read.Windows.Count > 0 ? (read.Windows[0].From, read.Windows[0].Until) : (null, null);
        return FormState.Blank(Fields, [("unit", unit), ("title", read.Title), ("kind", read.Kind?.ToString()), ("categories", read.Categories.FirstOrDefault()?.Code),
            ("capacity", read.Capacity?.ToString(CultureInfo.InvariantCulture)), ("unitOfCapacity", read.UnitOfCapacity), ("rhythm", read.Weekly is null ? Once : Weekly),
            ("slots", string.Join(' ', read.Windows.Select(window => Text(window.Day)))), .. (read.Weekly?.Days ?? []).Select(day => ("weekly.days", (string?)day)),
            ("weekly.firstDay", read.Weekly?.FirstDay is { } first ? Text(first) : null), ("weekly.lastDay", read.Weekly?.LastDay is { } last ? Text(last) : null),
            ("weekly.skipHolidays", read.Weekly is { SkipHolidays: true } ? "yes" : null), ("from", Text(from)), ("until", Text(until))]);
    }

    /// <summary>An offer of before, moved ahead.</summary>
    public static FormState Of(OfferDraft draft, Func<string, string> codeOf)
    {
        var first = draft.Slots.FirstOrDefault();
        var (from, until) = draft.Weekly is { } weekly ? (weekly.From, weekly.Until) : first is null ? ((TimeOnly?)null, (TimeOnly?)null) : (HourOf(first.Start), HourOf(first.End));
        return FormState.Blank(Fields, [("unit", draft.Unit), ("title", draft.Title), ("kind", draft.Kind.ToString()), ("categories", draft.Categories.Select(codeOf).FirstOrDefault()),
            .. draft.Categories.Skip(1).Select(name => ("moreCategories", (string?)codeOf(name))), ("capacity", (draft.Weekly?.Capacity ?? first?.Capacity)?.ToString(CultureInfo.InvariantCulture)), ("unitOfCapacity", draft.UnitOfCapacity), ("rhythm", draft.Weekly is null ? Once : Weekly),
            ("slots", draft.Weekly is null ? string.Join(' ', draft.Slots.Select(slot => Text(ChinaTime.DayOf(slot.Start))).Distinct()) : null), .. (draft.Weekly?.Days ?? []).Select(day => ("weekly.days", (string?)day)),
            ("weekly.firstDay", draft.Weekly is null ? null : Text(draft.Weekly.FirstDay)), ("weekly.lastDay", draft.Weekly is null ? null : Text(draft.Weekly.LastDay)),
            ("weekly.skipHolidays", draft.Weekly is { SkipHolidays: true } ? "yes" : null), ("weekly.eachMinutes", draft.Weekly?.EachMinutes?.ToString(CultureInfo.InvariantCulture)), ("from", Text(from)), ("until", Text(until)), .. draft.Areas.Select(area => ("areas", (string?)area.Value)),
            ("validFrom", draft.ValidFrom is { } since ? Text(ChinaTime.DayOf(since)) : null), ("validUntil", LastDayOf(draft.ValidUntil)), ("noticeHours", draft.NoticeHours.ToString(CultureInfo.InvariantCulture)), ("audience", string.Join(' ', draft.Audience)), ("detail", draft.Detail)]);
    }

    /// <summary>The draft that the form holds; faults are noted in the form.</summary>
    /// <param name="today">A weekly pattern begins then where no first day is named.</param>
    public static OfferDraft Read(FormState form, string unit, DateOnly today)
    {
        var capacity = form.Whole("capacity", 0, MostCapacity);
        var (from, until) = (Hour(form, "from"), Hour(form, "until"));
        if (until <= from)
            form.Fault("until", Words.Say("Field.WeeklyHours"));
        var isWeekly = form.Value("rhythm") == Weekly;
        return new OfferDraft
        {
            Unit = unit,
            Title = form.Required("title"),
            Detail = form.Text("detail"),
            Kind = Kind(form),
            Categories = form.Values("categories").Concat(form.Values("moreCategories")).Where(code => code.Length > 0).Distinct().ToList() is { Count: > 0 } chosen ? chosen : Missing(form, "categories"),
            UnitOfCapacity = form.Given("unitOfCapacity"),
            Areas = [.. form.Values("areas").Where(AreaCode.IsValid).Distinct().Select(code => new AreaCode(code))],
            NoticeHours = form.Whole("noticeHours", 0, 8760, otherwise: 0),
            Audience = form.Text("audience").Split([' ', '、', '，', ',', '；', ';', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ValidFrom = form.Instant("validFrom"),
            ValidUntil = form.Instant("validUntil", endOfWindow: true),
            Slots = isWeekly ? [] : [.. Days(form).Select(day => new SlotDraft(At(day, from), At(day, until), capacity))],
            Weekly = isWeekly ? Pattern(form, from, until, capacity, today) : null,
        };
    }

    /// <summary>The last day of a validity, as a date field shows it; null for an open end.</summary>
    public static string? LastDayOf(DateTimeOffset? until) => until is { } end ? Text(ChinaTime.DayOf(end.AddMilliseconds(-1))) : null;

    private static WeeklyDraft Pattern(FormState form, TimeOnly from, TimeOnly until, int capacity, DateOnly today)
    {
        if (form.Values("weekly.days").Count == 0)
            Missing(form, "weekly.days");
        return new WeeklyDraft
        {
            Days = form.Values("weekly.days"), From = from, Until = until, FirstDay = form.Day("weekly.firstDay") ?? today, LastDay = Day(form, "weekly.lastDay"),
            SkipHolidays = form.Ticked("weekly.skipHolidays"), Capacity = capacity,
            EachMinutes = form.Given("weekly.eachMinutes") is null ? null : form.Whole("weekly.eachMinutes", WeeklyDraftRules.LeastMinutes, WeeklyDraftRules.MostMinutes),
        };
    }

    private static List<DateOnly> Days(FormState form)
    {
        var days = new List<DateOnly>();
        foreach (var word in form.Text("slots").Normalize(NormalizationForm.FormKC).Split([' ', '、', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (DateOnly.TryParseExact(word, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                days.Add(day);
            else
                form.Fault("slots", Words.Say("Form.Day", form.LabelOf("slots")));
        }
        if (days.Count == 0)
            Missing(form, "slots");
        return days;
    }

    private static OfferKind Kind(FormState form)
    {
        if (form.Choice<OfferKind>("kind") is { } kind)
            return kind;
        Missing(form, "kind");
        return default;
    }

    private static DateOnly Day(FormState form, string name)
    {
        if (form.Day(name) is { } day)
            return day;
        Missing(form, name);
        return default;
    }

    private static TimeOnly Hour(FormState form, string name)
    {
        if (form.TimeOfDay(name) is { } hour)
            return hour;
        Missing(form, name);
        return name == "from" ? TimeOnly.MinValue : TimeOnly.MaxValue;
    }

    private static string[] Missing(FormState form, string name)
    {
        form.Fault(name, Words.Say("Form.Required", form.LabelOf(name)));
        return [];
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly hour) => (ChinaTime.StartOf(day) + hour.ToTimeSpan()).ToUniversalTime();

    private static TimeOnly HourOf(DateTimeOffset instant) => TimeOnly.FromDateTime(ChinaTime.Local(instant).DateTime);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(TimeOnly? hour) => hour?.ToString("HH:mm", CultureInfo.InvariantCulture);
}
