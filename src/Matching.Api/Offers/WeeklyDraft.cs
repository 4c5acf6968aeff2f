using System.Globalization;
using FluentValidation;
using Matching.Core.Offers;

namespace Matching.Api.Offers;

/// <summary>Windows by the week (RFC 5545, BYDAY and UNTIL): each of them becomes a slot of the given capacity.</summary>
public sealed record WeeklyDraft
{
    /// <summary>MO TU WE TH FR SA SU.</summary>
    public required IReadOnlyList<string> Days { get; init; }

    /// <summary>Hour in China, such as 15:00.</summary>
    public required TimeOnly From { get; init; }

    /// <summary>Later on the same day.</summary>
    public required TimeOnly Until { get; init; }

    public required DateOnly FirstDay { get; init; }

    /// <summary>Included.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>Leaves out public holidays, as the store's calendar knows them.</summary>
    public bool SkipHolidays { get; init; }

    public required int Capacity { get; init; }

    /// <summary>Cuts the hours into windows of so many minutes, each booked by itself: a room by the hour. Null = one window a day.</summary>
    public int? EachMinutes { get; init; }

    internal WeeklyRule ToCore() => new([.. Days.Select(day => WeeklyRule.DayOf(day)!.Value)], From, Until, FirstDay, LastDay, SkipHolidays) { EachMinutes = EachMinutes };

    /// <summary>The pattern in words, such as 每周二、周四 15:00–17:00.</summary>
    internal string InWords() => Words.Say("Weekly.Words", string.Join(Words.Say("Weekly.Comma"), ToCore().Days.OrderBy(day => ((int)day + 6) % 7).Select(day => Words.Say($"DayOfWeek.{day}"))), Clock(From), Clock(Until),
        FirstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Words.Say(SkipHolidays ? "Weekly.NotOnHolidays" : "Weekly.AlsoOnHolidays"))
        + (EachMinutes is { } minutes ? Words.Say("Weekly.Each", minutes) : "");

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

internal sealed class WeeklyDraftRules : AbstractValidator<WeeklyDraft>
{
    public const int LeastMinutes = 15;
    public const int MostMinutes = 720;
    private const int MostDays = 732;

    public WeeklyDraftRules()
    {
        RuleFor(weekly => weekly.Days).Must(days => days.Count is >= 1 and <= 7 && days.All(day => day is not null && WeeklyRule.DayOf(day) is not null) && days.Distinct().Count() == days.Count).WithMessage(_ => Words.Say("Field.WeeklyDays"));
        RuleFor(weekly => weekly.Until).GreaterThan(weekly => weekly.From).WithMessage(_ => Words.Say("Field.WeeklyHours"));
        RuleFor(weekly => weekly.LastDay).Must((weekly, last) => last >= weekly.FirstDay && last.DayNumber - weekly.FirstDay.DayNumber <= MostDays).WithMessage(_ => Words.Say("Field.WeeklyEnd", MostDays));
        RuleFor(weekly => weekly.EachMinutes).Must((weekly, minutes) => minutes is null || (minutes is >= LeastMinutes and <= MostMinutes && weekly.Until - weekly.From >= TimeSpan.FromMinutes(minutes.Value)))
            .WithMessage(_ => Words.Say("Field.WeeklyEach", LeastMinutes, MostMinutes));
        RuleFor(weekly => weekly.Capacity).InclusiveBetween(0, Lists.ListFiles.MostQuantity).WithMessage(weekly => Words.Say("Field.Capacity", weekly.Capacity, Lists.ListFiles.MostQuantity));
    }
}
