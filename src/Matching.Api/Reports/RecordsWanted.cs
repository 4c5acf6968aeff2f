using System.Globalization;
using Matching.Api.Http;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>All that a rate counts, only what its numerator does, or what it does not count whole.</summary>
public enum RatePart { All, Numerator, Rest }

/// <summary>What an address asks of the records, as it stands there.</summary>
internal sealed record RecordsAsked
{
    public string? Rate { get; init; }

    public string? Part { get; init; }

    public string? LeftOut { get; init; }

    public string? Kind { get; init; }

    public string? Standing { get; init; }

    public string? Community { get; init; }

    public string? Week { get; init; }

    public string? Form { get; init; }

    public string? Mark { get; init; }

    public string? First { get; init; }

    public string? Second { get; init; }

    public bool? Served { get; init; }

    public bool? Quick { get; init; }

    public bool? Mediations { get; init; }

    public string? Mediation { get; init; }

    /// <exception cref="BadHttpRequestException">A value is not one of those there are.</exception>
    public RecordsWanted Wanted() => new(
        Choice.Of<RateName>(Rate), Choice.Of<RatePart>(Part), Choice.Of<LeftOut>(LeftOut), Choice.Of<OfferKind>(Kind), Choice.Of<DemandStanding>(Standing), Community,
        string.IsNullOrEmpty(Week) ? null : DateOnly.TryParseExact(Week, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var monday) ? monday
            : throw new BadHttpRequestException(Words.Say("Csv.Time", Week)))
    {
        Served = Served, Form = Choice.Of<SavedForm>(Form), Mark = Choice.Of<MarkKind>(Mark), First = First, Second = Second, Quick = Quick, Mediations = Mediations, Mediation = Choice.Of<MediationOutcome>(Mediation),
    };
}

/// <summary>Which number: a rate's n or numerator, what was left out, orders accepted on one kind of offer, forms saved, confirmations that
/// were marked, mediations, or else demands.</summary>
internal sealed record RecordsWanted(RateName? Rate, RatePart? Part, LeftOut? LeftOut, OfferKind? Kind, DemandStanding? Standing, string? Community, DateOnly? Week)
{
    public bool? Served { get; init; }

    public SavedForm? Form { get; init; }

    /// <summary>The pair of accounts or unit that a mark is about.</summary>
    public MarkKind? Mark { get; init; }

    public string? First { get; init; }

    public string? Second { get; init; }

    public bool? Quick { get; init; }

    /// <summary>Mediations that were completed; <see cref="Mediation"/> of one outcome.</summary>
    public bool? Mediations { get; init; }

    public MediationOutcome? Mediation { get; init; }

    public bool IsOfMarks => Mark is not null || Quick is not null;

    /// <summary>The same as the query of an address.</summary>
    public string Query(ReportScope scope) => scope.Query(("rate", Rate), ("part", Part), ("leftOut", LeftOut), ("kind", Kind), ("standing", Standing), ("community", Community),
        ("week", Week is { } week ? DemandGroups.TextOf(week) : null), ("served", Served), ("form", Form), ("mark", Mark), ("first", First), ("second", Second), ("quick", Quick), ("mediations", Mediations), ("mediation", Mediation));

    public bool Asks(DemandFact demand, DateTimeOffset asOf) => demand.LeftOut == LeftOut
        && (Standing is null || demand.Standing(asOf) == Standing)
        && (Community is null || demand.Community == Community)
        && (Week is null || ReportPeriod.WeekOf(demand.FiledAt) == Week)
        && (Served is null || demand.IsServed == Served);

    public bool Marks(Confirmation row) => (Quick is null || row.IsQuick == Quick) && (Mark is not { } kind || row.Pair(kind) == (First ?? "", Second ?? ""));
}
