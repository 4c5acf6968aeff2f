using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Offers;
using Matching.Core.Offers.Lines;

namespace Matching.Api.Offers;

/// <summary>Reads one line such as 周三晚有80座会议室 into the beginning of an offer, to be looked at and corrected. Nothing is written.</summary>
public sealed record ReadOfferLine(string Line) : IRequest<OfferLineView>;

/// <param name="Parts">What was read, in the order of the line, each with its words.</param>
/// <param name="Open">Fields that the line says nothing of, by the draft's names.</param>
/// <param name="Unread">Words that look like a day, an hour or an amount and were left to the person.</param>
public sealed record OfferLineView(IReadOnlyList<ReadPart> Parts, OfferKind? Kind, string? Title, int? Capacity, string? UnitOfCapacity,
    IReadOnlyList<SuggestedCategory> Categories, IReadOnlyList<ReadWindow> Windows, ReadWeekly? Weekly, IReadOnlyList<string> Open, IReadOnlyList<UnreadPart> Unread);

/// <param name="Usual">The words leave it open and what is usual was taken.</param>
public sealed record ReadPart(string Field, string Value, int Start, int Length, string Words, bool Usual);

public sealed record UnreadPart(int Start, int Length, string Words, string Reason);

/// <summary>A day, and its hours where the line tells them.</summary>
public sealed record ReadWindow(DateOnly Day, TimeOnly? From, TimeOnly? Until);

public sealed record ReadWeekly(IReadOnlyList<string> Days, TimeOnly? From, TimeOnly? Until, DateOnly? FirstDay, DateOnly? LastDay, bool SkipHolidays);

internal sealed class ReadOfferLineRules : AbstractValidator<ReadOfferLine>
{
    public ReadOfferLineRules() => RuleFor(read => read.Line).PlainText(2, OfferLine.MostLength);
}

internal sealed class ReadOfferLineHandler(Rulings rulings, TimeProvider clock) : IRequestHandler<ReadOfferLine, OfferLineView>
{
    private const int MostCategories = 3;

    public Task<OfferLineView> Handle(ReadOfferLine request, CancellationToken stop)
    {
        var read = OfferLine.Read(request.Line, clock.GetUtcNow());
        var categories = rulings.Suggest(read.Title?.Value ?? request.Line, MostCategories);
        var unit = read.Capacity is { } capacity ? UnitFor(capacity.Value.Unit, categories) : null;
        var (from, until) = (read.Hours?.Value.From, read.Hours?.Value.Until);
        return Task.FromResult(new OfferLineView(Parts(read, unit), read.Kind?.Value, read.Title?.Value, read.Capacity?.Value.Amount, unit,
            [.. categories.Select(found => new SuggestedCategory(found.Category.Code, found.Category.Name, (int)(1_000_000 * found.Certainty)))],
            [.. read.Days?.Value.Dates.Select(day => new ReadWindow(day, from, until)) ?? []],
            read.Days is { Value.Weekdays.Count: > 0 } weekly
                ? new ReadWeekly([.. weekly.Value.Weekdays.Select(WeeklyRule.CodeOf)], from, until, read.FirstDay?.Value, read.LastDay?.Value, weekly.Value.SkipsHolidays) : null,
            Open(read, categories.Count > 0),
            [.. read.Unread.Select(stretch => new UnreadPart(stretch.From.Start, stretch.From.Length, stretch.From.Text, Words.Of(stretch.Reason)))]));
    }

    /// <summary>Seats and persons are both counted in heads: 80人 for a meeting room are 80座.</summary>
    private static string UnitFor(string said, IReadOnlyList<(CategoryRow Category, double Certainty)> categories) =>
        said is "人次" or "座" && categories.Count > 0 && categories[0].Category.UnitOfQuantity is "人次" or "座" ? categories[0].Category.UnitOfQuantity : said;

    private static List<ReadPart> Parts(OfferReading read, string? unit)
    {
        var parts = new List<ReadPart>();
        void Add<T>(string field, Found<T>? found, Func<T, string> text)
        {
            if (found is { } part)
                parts.Add(new ReadPart(field, text(part.Value), part.From.Start, part.From.Length, part.From.Text, part.IsUsual));
        }
        Add("title", read.Title, title => title);
        Add("kind", read.Kind, kind => Words.Of(kind));
        Add("capacity", read.Capacity, capacity => $"{capacity.Amount} {unit}");
        Add("days", read.Days, DaysText);
        Add("hours", read.Hours, hours => $"{hours.From:HH:mm}–{hours.Until:HH:mm}");
        Add("firstDay", read.FirstDay, day => $"{day:yyyy-MM-dd}");
        Add("lastDay", read.LastDay, day => $"{day:yyyy-MM-dd}");
        return [.. parts.OrderBy(part => part.Start)];
    }

    private static string DaysText(ReadDays days) => days.Weekdays.Count > 0
        ? string.Join(Words.Say("Weekly.Comma"), days.Weekdays.Select(day => Words.Say($"DayOfWeek.{day}")))
        : string.Join(Words.Say("Weekly.Comma"), days.Dates.Select(day => $"{day:yyyy-MM-dd} {Words.Say($"DayOfWeek.{day.DayOfWeek}")}"));

    private static List<string> Open(OfferReading read, bool hasCategory)
    {
        var open = new List<string>();
        void Look(string field, bool isKnown)
        {
            if (!isKnown)
                open.Add(field);
        }
        Look("title", read.Title is not null);
        Look("kind", read.Kind is not null);
        Look("categories", hasCategory);
        Look("capacity", read.Capacity is not null);
        Look("days", read.Days is not null);
        Look("hours", read.Hours is { Value.Until: not null });
        Look("lastDay", read.Days is not { Value.Weekdays.Count: > 0 } || read.LastDay is not null);
        return open;
    }
}
