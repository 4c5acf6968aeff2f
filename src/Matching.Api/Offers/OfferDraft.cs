using System.Text.Json.Serialization;
using FluentValidation;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Lists;
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

    public required IReadOnlyList<SlotDraft> Slots { get; init; }

    internal OfferRow ToRow(string code, DateTimeOffset now, Rulings rulings)
    {
        var categories = Categories.Select(name => rulings.Find(name)!).ToList();
        return new OfferRow
        {
            Code = code,
            Unit = Unit,
            Title = PlainText.Clean(Title),
            Detail = PlainText.Clean(Detail),
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
        };
    }

    internal IReadOnlyList<SlotRow> SlotRows(string code) =>
        [.. Slots.OrderBy(slot => slot.Start).Select(slot => new SlotRow { Offer = code, StartAt = slot.Start, EndAt = slot.End, Capacity = slot.Capacity, Remaining = slot.Capacity })];
}

internal sealed class OfferDraftRules : AbstractValidator<OfferDraft>
{
    private const int MostSlots = 400;

    public OfferDraftRules(Rulings rulings, KnownAreas areas, Database database)
    {
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
        RuleFor(offer => offer.Slots.Count).InclusiveBetween(1, MostSlots).OverridePropertyName("slots").WithMessage(_ => Words.Say("Field.Slots", MostSlots));
        RuleForEach(offer => offer.Slots).Must(slot => slot is not null && slot.Start < slot.End)
            .WithMessage((_, slot) => slot is null ? Words.Say("Csv.Required") : Words.Say("Csv.Reversed", ChinaTime.Text(slot.Start), ChinaTime.Text(slot.End)));
        RuleForEach(offer => offer.Slots).Must(slot => slot is null || slot.Capacity is >= 0 and <= ListFiles.MostQuantity)
            .WithMessage((_, slot) => Words.Say("Field.Capacity", slot.Capacity, ListFiles.MostQuantity));
        RuleFor(offer => offer.Slots).Must(slots => slots.Where(slot => slot is not null).Select(slot => slot.Start).Distinct().Count() == slots.Count(slot => slot is not null)).WithMessage(_ => Words.Say("Field.SlotTwice"));
    }
}
