using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Units;

namespace Matching.Api.Agreements;

/// <summary>One agreement with its plan and history.</summary>
internal sealed record GetAgreement(string Code) : IRequest<AgreementView>;

/// <param name="Until">The last day of the term.</param>
/// <param name="Paper">Where the paper with both signatures is kept; empty where it was signed here.</param>
public sealed record AgreementView(
    string Code, string Unit, string UnitName, string Community, string Place, string Title, DateOnly From, DateOnly Until, AgreementState State, string StateName, AgreementSide Side, string DraftedBy, DateTimeOffset DraftedAt,
    string? SignedBy, DateTimeOffset? SignedAt, string Paper, int Version, IReadOnlyList<PlanLineView> Lines, IReadOnlyList<EventView> History)
{
    /// <summary>The side that the caller stands on; null for who only reads.</summary>
    public AgreementSide? Mine { get; init; }
}

/// <param name="Done">Completed orders of the category in the term; null for a line that names no category.</param>
public sealed record PlanLineView(int Place, string What, string? Category, string CategoryName, int Times, DateOnly DueOn, int? Done);

internal sealed class GetAgreementHandler(Database database, AgreementViews views) : IRequestHandler<GetAgreement, AgreementView>
{
    public Task<AgreementView> Handle(GetAgreement request, CancellationToken stop) => Task.FromResult(database.Read(session => views.Of(session, request.Code)));
}

/// <summary>Reads agreements for who asks: both sides, and whoever sees the community whole.</summary>
internal sealed class AgreementViews(CallContext context, UnitViews units, KnownAreas areas, Rulings rulings)
{
    /// <exception cref="NotThereException">There is none, or it is not the caller's to read.</exception>
    public AgreementView Of(Session session, string code)
    {
        var row = AgreementRow.Get(session, code);
        if (!units.MaySee(row))
            throw new NotThereException("Agreement", code);
        return new AgreementView(row.Code, row.Unit, row.UnitName, row.Community, areas.PathOf(row.Community), row.Title, row.From, row.Until, row.State, Words.Of(row.State), row.Side, row.DraftedBy, row.DraftedAt,
            row.SignedBy, row.SignedAt, row.Paper, row.Version, [.. AgreementLineRow.Of(session, code).Select(Of)], [.. EventRow.Of(session, row.Subject).Select(EventView.Of)])
        {
            Mine = Side(row.Unit, row.Community),
        };
    }

    /// <exception cref="NotAllowedException"><c>agreement-not-yours</c>: the caller stands on neither side.</exception>
    public AgreementSide SideOf(string unit, string community) => Side(unit, community) ?? throw new NotAllowedException("agreement-not-yours");

    public static NoticeDraft About(AgreementRow row, NoticeKind kind, DateTimeOffset now) => new(kind, $"{row.Subject}/{kind}", row.Code, $"/agreements/{row.Code}", now) { Area = row.Community };

    private AgreementSide? Side(string unit, string community)
    {
        if (context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == unit))
            return AgreementSide.Unit;
        return UnitViews.MayManage(context, community) ? AgreementSide.Community : null;
    }

    private PlanLineView Of(AgreementLineRow row) =>
        new(row.Place, row.What, row.Category, row.Category is { } category ? rulings.NameOf(category) : "", row.Times, DateOnly.ParseExact(row.DueOn, "yyyy-MM-dd", CultureInfo.InvariantCulture), row.Category is null ? null : (int)row.Done);
}
