using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.Offers;

/// <param name="End">A day means its end.</param>
public sealed record SlotDraft(DateTimeOffset Start, [property: JsonConverter(typeof(EndInstantConverter))] DateTimeOffset End, int Capacity);

/// <summary>An offer as a unit writes it, to be published or only previewed.</summary>
public sealed record OfferDraft
{
    /// <summary>Code of the unit that gives it.</summary>
    public required string Unit { get; init; }

    public required string Title { get; init; }

    public string Detail { get; init; } = "";

    public required OfferKind Kind { get; init; }

    /// <summary>Codes or names.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Grid nodes served with all below them; empty = everywhere.</summary>
    public IReadOnlyList<AreaCode> Areas { get; init; } = [];

    /// <summary>The first category's unit when left out.</summary>
    public string? UnitOfCapacity { get; init; }

    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>A day means its end.</summary>
    [JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? ValidUntil { get; init; }

    public int NoticeHours { get; init; }

    public IReadOnlyList<string> Audience { get; init; } = [];

    /// <summary>Single windows; at least one, here or by the week.</summary>
    public IReadOnlyList<SlotDraft> Slots { get; init; } = [];

    /// <summary>Windows by the week, beside the single ones.</summary>
    public WeeklyDraft? Weekly { get; init; }

    /// <summary>All windows in order of time: the single ones, and those of the pattern that don't begin where a single one does.</summary>
    internal IReadOnlyList<SlotDraft> AllSlots(Rulings rulings)
    {
        var starts = Slots.Select(slot => slot.Start).ToHashSet();
        var weekly = Weekly is null ? [] : Weekly.ToCore().Windows(rulings.IsHoliday, OfferDraftRules.MostSlots + 1).Where(window => !starts.Contains(window.Start))
            .Select(window => new SlotDraft(window.Start, window.End, Weekly.Capacity));
        return [.. Slots.Concat(weekly).OrderBy(slot => slot.Start)];
    }

    internal OfferRow ToRow(string code, DateTimeOffset now, Rulings rulings)
    {
        var categories = Categories.Select(name => rulings.Find(name)!).ToList();
        return new OfferRow
        {
            Code = code,
            Unit = Unit,
            Title = FreeText.Cleaned(Title),
            Detail = FreeText.Cleaned(Detail),
            Kind = Kind,
            Categories = ValueText.Join(categories.Select(category => category.Code)),
            Areas = ValueText.Join(Areas.Select(area => area.Value)),
            UnitOfCapacity = UnitOfCapacity is { } unit ? PlainText.Clean(unit) : categories[0].UnitOfQuantity,
            ValidFrom = ValidFrom,
            ValidUntil = ValidUntil,
            NoticeHours = NoticeHours,
            Audience = ValueText.Join(Audience),
            State = OfferState.Published,
            PublishedAt = now,
            Weekly = Weekly is null ? "" : JsonSerializer.Serialize(Weekly, Json.Options),
        };
    }

    internal IReadOnlyList<SlotRow> SlotRows(string code, Rulings rulings) =>
        [.. AllSlots(rulings).Select(slot => new SlotRow { Offer = code, StartAt = slot.Start, EndAt = slot.End, Capacity = slot.Capacity, Remaining = slot.Capacity })];
}

internal sealed class OfferDraftRules : AbstractValidator<OfferDraft>
{
    public const int MostSlots = 400;

    public OfferDraftRules(Rulings rulings, KnownAreas areas, Database database, IValidator<WeeklyDraft> weekly)
    {
        RuleFor(offer => offer.Weekly).SetValidator(weekly!);
        RuleFor(offer => offer.Unit).Cascade(CascadeMode.Stop).PlainText(1, 40).Must(unit => database.Read(session => session.One<string>("select code from unit where code = @unit", new { unit })) is not null)
            .WithMessage(offer => Words.Say("Csv.UnknownUnit", offer.Unit));
        RuleFor(offer => offer.Title).PlainText(2, 200);
        RuleFor(offer => offer.Detail).PlainText(0, 4000);
        RuleFor(offer => offer.Kind).IsInEnum();
        RuleFor(offer => offer.Categories.Count).InclusiveBetween(1, 20).OverridePropertyName("categories").WithMessage(_ => Words.Say("Field.Categories"));
        RuleForEach(offer => offer.Categories).Must(name => name is not null && rulings.Find(name) is not null).WithMessage((_, name) => Words.Say("Csv.UnknownCategory", name ?? ""));
        RuleForEach(offer => offer.Areas).Must(area => areas.Has(area)).WithMessage((_, area) => Words.Say("Csv.UnknownArea", area));
        RuleFor(offer => offer.UnitOfCapacity).PlainText(1, 10);
        RuleFor(offer => offer.ValidUntil).Must((offer, until) => !(offer.ValidFrom >= until)).WithMessage(offer => Words.Say("Csv.Reversed", ChinaTime.Text(offer.ValidFrom!.Value), ChinaTime.Text(offer.ValidUntil!.Value)));
        RuleFor(offer => offer.NoticeHours).InclusiveBetween(0, 8760).WithMessage(_ => Words.Say("Field.Notice"));
        RuleForEach(offer => offer.Audience).Tag();
        RuleFor(offer => offer.Slots).Must((offer, slots) => (slots.Count > 0 || offer.Weekly is not null) && slots.Count <= MostSlots).WithMessage(_ => Words.Say("Field.Slots", MostSlots));
        RuleFor(offer => offer.Weekly).Must((offer, pattern) => offer.AllSlots(rulings).Count is >= 1 and <= MostSlots)
            .When(offer => offer.Weekly is { } pattern && weekly.Validate(pattern).IsValid && offer.Slots.All(slot => slot is not null)).WithMessage(_ => Words.Say("Field.WeeklySlots", MostSlots));
        RuleFor(offer => offer.Slots).Must((offer, _) => offer.AllSlots(rulings) is var all && all.Zip(all.Skip(1)).All(pair => pair.First.End <= pair.Second.Start))
            .When(offer => offer.Weekly is { EachMinutes: not null } pattern && weekly.Validate(pattern).IsValid && offer.Slots.All(slot => slot is not null)).WithMessage(_ => Words.Say("Field.SlotsOverlap"));
        RuleForEach(offer => offer.Slots).Must(slot => slot is not null && slot.Start < slot.End)
            .WithMessage((_, slot) => slot is null ? Words.Say("Csv.Required") : Words.Say("Csv.Reversed", ChinaTime.Text(slot.Start), ChinaTime.Text(slot.End)));
        RuleForEach(offer => offer.Slots).Must(slot => slot is null || slot.Capacity is >= 0 and <= ListFiles.MostQuantity)
            .WithMessage((_, slot) => Words.Say("Field.Capacity", slot.Capacity, ListFiles.MostQuantity));
        RuleFor(offer => offer.Slots).Must(slots => slots.Where(slot => slot is not null).Select(slot => slot.Start).Distinct().Count() == slots.Count(slot => slot is not null)).WithMessage(_ => Words.Say("Field.SlotTwice"));
    }
}
