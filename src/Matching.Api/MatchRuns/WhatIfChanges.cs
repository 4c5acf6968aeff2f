using System.Text.Json.Serialization;
using FluentValidation;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.MatchRuns;

/// <summary>An offer with other rules; what is left out stays.</summary>
public sealed record OfferChange(string Offer, IReadOnlyList<AreaCode>? Areas = null, int? NoticeHours = null, IReadOnlyList<string>? Audience = null);

/// <summary>A slot of an offer that is in the lists.</summary>
public sealed record SlotPlace(string Offer, DateTimeOffset Start);

/// <param name="End">A day means its end.</param>
public sealed record SlotAddition(string Offer, DateTimeOffset Start, [property: JsonConverter(typeof(EndInstantConverter))] DateTimeOffset End, int Capacity);

/// <param name="Capacity">The whole capacity; what accepted orders hold of it stays held.</param>
public sealed record SlotCapacity(string Offer, DateTimeOffset Start, int Capacity);

/// <summary>A demand that could come; filed now, its category confirmed.</summary>
public sealed record DemandDraft
{
    public required string Title { get; init; }

    /// <summary>Code or name.</summary>
    public required string Category { get; init; }

    public required AreaCode Area { get; init; }

    public int Quantity { get; init; } = 1;

    /// <summary>The category's own unit when left out.</summary>
    public string? UnitOfQuantity { get; init; }

    public bool Divisible { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>A day means its end.</summary>
    [JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? Until { get; init; }

    public Urgency Urgency { get; init; }

    public bool Vulnerable { get; init; }

    public IReadOnlyList<string> Audience { get; init; } = [];
}

/// <summary>A demand as it could be; what is left out stays.</summary>
public sealed record DemandChange(string Demand, int? Quantity = null, bool? Divisible = null, Urgency? Urgency = null, bool? Vulnerable = null)
{
    public DateTimeOffset? From { get; init; }

    /// <summary>A day means its end.</summary>
    [JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? Until { get; init; }
}

internal sealed class TryWhatIfRules : AbstractValidator<TryWhatIf>
{
    private const int MostRows = 50;
    public const int MostWeight = 1_000;

    public TryWhatIfRules(IValidator<OfferDraft> offers, Rulings rulings, KnownAreas areas)
    {
        RuleForEach(whatIf => whatIf.Weights).Must(weight => Enum.IsDefined(weight.Key) && weight.Value is >= 0 and <= MostWeight)
            .OverridePropertyName("weights").WithMessage((_, weight) => Words.Say("WhatIf.Weight", weight.Value, MostWeight));
        Few(whatIf => whatIf.AddOffers, "addOffers");
        Few(whatIf => whatIf.RemoveOffers, "removeOffers");
        Few(whatIf => whatIf.ChangeOffers, "changeOffers");
        Few(whatIf => whatIf.AddSlots, "addSlots");
        Few(whatIf => whatIf.RemoveSlots, "removeSlots");
        Few(whatIf => whatIf.Capacities, "capacities");
        Few(whatIf => whatIf.AddDemands, "addDemands");
        Few(whatIf => whatIf.RemoveDemands, "removeDemands");
        Few(whatIf => whatIf.ChangeDemands, "changeDemands");
        RuleForEach(whatIf => whatIf.AddOffers).SetValidator(offers);
        RuleForEach(whatIf => whatIf.ChangeOffers).SetValidator(new OfferChangeRules(areas));
        RuleForEach(whatIf => whatIf.AddDemands).SetValidator(new DemandDraftRules(rulings, areas));
        RuleForEach(whatIf => whatIf.ChangeDemands).SetValidator(new DemandChangeRules());
        RuleForEach(whatIf => whatIf.AddSlots).Must(slot => slot is null || slot.Start < slot.End)
            .WithMessage((_, slot) => Words.Say("Csv.Reversed", ChinaTime.Text(slot.Start), ChinaTime.Text(slot.End)));
        RuleForEach(whatIf => whatIf.AddSlots).Must(slot => slot is null || IsCapacity(slot.Capacity)).WithMessage((_, slot) => Words.Say("Field.Capacity", slot.Capacity, ListFiles.MostQuantity));
        RuleForEach(whatIf => whatIf.Capacities).Must(slot => slot is null || IsCapacity(slot.Capacity)).WithMessage((_, slot) => Words.Say("Field.Capacity", slot.Capacity, ListFiles.MostQuantity));
    }

    private void Few<T>(System.Linq.Expressions.Expression<Func<TryWhatIf, IEnumerable<T>>> list, string name)
    {
        var rows = list.Compile();
        RuleFor(whatIf => rows(whatIf).Count()).LessThanOrEqualTo(MostRows).OverridePropertyName(name).WithMessage(_ => Words.Say("Field.TooMany", MostRows));
        RuleForEach(list).Must(row => row is not null).WithMessage(_ => Words.Say("Csv.Required"));
    }

    private static bool IsCapacity(int capacity) => capacity is >= 0 and <= ListFiles.MostQuantity;
}

internal sealed class OfferChangeRules : AbstractValidator<OfferChange>
{
    public OfferChangeRules(KnownAreas areas)
    {
        RuleForEach(offer => offer.Areas).Must(area => areas.Has(area)).WithMessage((_, area) => Words.Say("Csv.UnknownArea", area));
        RuleFor(offer => offer.NoticeHours).Must(hours => hours is null or (>= 0 and <= 8760)).WithMessage(_ => Words.Say("Field.Notice"));
        RuleForEach(offer => offer.Audience).Tag();
    }
}

internal sealed class DemandDraftRules : AbstractValidator<DemandDraft>
{
    public DemandDraftRules(Rulings rulings, KnownAreas areas)
    {
        RuleFor(demand => demand.Title).PlainText(2, 200);
        RuleFor(demand => demand.Category).Must(category => rulings.Find(category) is not null).WithMessage(demand => Words.Say("Csv.UnknownCategory", demand.Category));
        RuleFor(demand => demand.Area).Must(area => areas.Has(area)).WithMessage(demand => Words.Say("Csv.UnknownArea", demand.Area));
        RuleFor(demand => demand.Quantity).InclusiveBetween(1, ListFiles.MostQuantity).WithMessage(demand => Words.Say("Field.Quantity", demand.Quantity, ListFiles.MostQuantity));
        RuleFor(demand => demand.UnitOfQuantity).PlainText(1, 10);
        RuleFor(demand => demand.Until).Must((demand, until) => !(demand.From >= until)).WithMessage(demand => Words.Say("Csv.Reversed", ChinaTime.Text(demand.From!.Value), ChinaTime.Text(demand.Until!.Value)));
        RuleFor(demand => demand.Urgency).IsInEnum();
        RuleForEach(demand => demand.Audience).Tag();
    }
}

internal sealed class DemandChangeRules : AbstractValidator<DemandChange>
{
    public DemandChangeRules()
    {
        RuleFor(demand => demand.Quantity).Must(quantity => quantity is null or (>= 1 and <= ListFiles.MostQuantity))
            .WithMessage(demand => Words.Say("Field.Quantity", demand.Quantity!, ListFiles.MostQuantity));
        RuleFor(demand => demand.Urgency).IsInEnum();
    }
}
