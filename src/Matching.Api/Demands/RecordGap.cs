using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Api.Demands;

/// <summary>Says that nothing fits (无合适资源) and what is missing: the demand counts as unmet from now on, before its limit is past. It goes
/// on seeking; a unit's yes makes it met again.</summary>
public sealed record RecordGap(string Code, GapKind Gap, string Note) : ICommand<DemandView>;

public sealed record RecordGapBody
{
    public required GapKind Gap { get; init; }

    public string Note { get; init; } = "";
}

internal sealed class RecordGapRules : AbstractValidator<RecordGap>
{
    /// <summary>What a person can find missing; the others follow from what units did.</summary>
    public static readonly IReadOnlyList<GapKind> Recordable =
        [GapKind.NoOffer, GapKind.Capacity, GapKind.Time, GapKind.Area, GapKind.Eligibility, GapKind.OfferEnded, GapKind.Information];

    public RecordGapRules()
    {
        RuleFor(record => record.Gap).Must(gap => Recordable.Contains(gap)).WithMessage(_ => Words.Say("Gap.NotRecordable"));
        RuleFor(record => record.Note).PlainText(0, 500);
    }
}

internal sealed class RecordGapHandler(CurrentWrite write, DemandLedger demands, EventLog events, ProtectedNotes notes, Rulings rulings, TimeProvider clock) : IRequestHandler<RecordGap, DemandView>
{
    public const string Act = "RecordGap";

    private const string SetGap = "update demand set gap = @gap, gap_at = @now where code = @code";

    public Task<DemandView> Handle(RecordGap request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (!DemandLife.IsSeeking(demand.State))
            throw new RuleBrokenException("demand-not-seeking", demand.State);
        write.Session.Execute(SetGap, new { code = demand.Code, gap = request.Gap.ToString(), now = clock.GetUtcNow() });
        var noted = DemandRow.ToChange(write.Session, demand.Code, seenVersion: null).SaveTo(write.Session);
        events.Append(demand.Code, Act, demand.StateName, noted.StateName, $"{Words.Of(request.Gap)} {notes.Keep(demand.Code, request.Note)}".TrimEnd());
        return Task.FromResult(DemandView.Of(noted, rulings));
    }
}
