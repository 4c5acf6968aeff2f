using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Grid;
using Matching.Core.Orders;
using Matching.Core.PropertyRatings;
using Matching.Core.Reports;

namespace Matching.Api.PropertyRatings;

/// <summary>Every estate in sight in one quarter, the least content first, those without enough answers last.</summary>
internal sealed record ListPropertyRatings(string Quarter) : IRequest<IReadOnlyList<PropertyResult>>;

/// <summary>One estate, quarter by quarter, the newest first.</summary>
internal sealed record GetPropertyRating(string Estate) : IRequest<IReadOnlyList<PropertyResult>>;

/// <param name="Slips">Made for the quarter.</param>
/// <param name="N">Households that rated.</param>
/// <param name="IsHidden">Too few to show any figure but n.</param>
/// <param name="Overall">Of all answers; null when hidden. Its n counts answers, not households.</param>
public sealed record PropertyResult(string Estate, string Place, string Quarter, int Slips, int N, bool IsHidden, RateView? Overall, IReadOnlyList<PropertyQuestionResult> Questions);

public sealed record PropertyQuestionResult(string Text, RateView Rate);

/// <summary>A share with n and its 95 % interval by Wilson; fractions.</summary>
public sealed record RateView(double Value, double Low, double High, long N)
{
    internal static RateView? Of(Rate? rate) => rate is { Value: { } value, Low: { } low, High: { } high } ? new RateView(value, low, high, rate.N) : null;
}

internal sealed class ListPropertyRatingsHandler(Database database, CallContext context, KnownAreas areas) :
    IRequestHandler<ListPropertyRatings, IReadOnlyList<PropertyResult>>, IRequestHandler<GetPropertyRating, IReadOnlyList<PropertyResult>>
{
    private const string SelectSlips = """
        select s.estate, s.quarter, count(*) as slips, sum(s.used) as n
        from property_slip s
        where (@quarter is null or s.quarter = @quarter) and (@estate is null or s.estate = @estate)
        group by s.estate, s.quarter
        """;

    private const string SelectScores = """
        select c.estate, c.quarter, c.question, q.words, c.satisfaction
        from property_score c
        join property_question q on q.id = c.question
        where (@quarter is null or c.quarter = @quarter) and (@estate is null or c.estate = @estate)
        """;

    public Task<IReadOnlyList<PropertyResult>> Handle(ListPropertyRatings request, CancellationToken stop)
    {
        var asked = Read(request.Quarter, null).ToDictionary(result => result.Estate);
        return Task.FromResult<IReadOnlyList<PropertyResult>>([.. areas.All().Where(area => area.Code.Level == AreaLevel.Estate && context.Sight.CoversArea(area.Code.Value))
            .Select(area => asked.GetValueOrDefault(area.Code.Value) ?? new PropertyResult(area.Code.Value, areas.PathOf(area.Code.Value), request.Quarter, 0, 0, true, null, []))
            .OrderBy(result => result.Overall?.Value ?? 2).ThenBy(result => result.Estate, StringComparer.Ordinal)]);
    }

    public Task<IReadOnlyList<PropertyResult>> Handle(GetPropertyRating request, CancellationToken stop) =>
        AreaCode.IsValid(request.Estate) && new AreaCode(request.Estate) is { Level: AreaLevel.Estate } estate && areas.Has(estate) && context.Sight.CoversArea(request.Estate)
            ? Task.FromResult<IReadOnlyList<PropertyResult>>([.. Read(null, request.Estate).OrderByDescending(result => result.Quarter, StringComparer.Ordinal)])
            : throw new NotThereException("Area", request.Estate);

    private IEnumerable<PropertyResult> Read(string? quarter, string? estate) => database.Read(session =>
    {
        var scores = session.Query<ScoreRow>(SelectScores, new { quarter, estate }).ToLookup(score => (score.Estate, score.Quarter));
        return session.Query<SlipCount>(SelectSlips, new { quarter, estate }).Select(row => ResultOf(row, [.. scores[(row.Estate, row.Quarter)]])).ToList();
    });

    private PropertyResult ResultOf(SlipCount row, IReadOnlyList<ScoreRow> scores)
    {
        var isHidden = row.N < PropertyScores.LeastShown;
        return new PropertyResult(row.Estate, areas.PathOf(row.Estate), row.Quarter, (int)row.Slips, (int)row.N, isHidden,
            isHidden ? null : RateView.Of(PropertyScores.Shown([.. scores.Select(score => score.Satisfaction)])),
            isHidden ? [] : [.. scores.GroupBy(score => (score.Question, score.Words)).OrderBy(group => group.Key.Question)
                .Select(group => (group.Key.Words, Rate: RateView.Of(PropertyScores.Shown([.. group.Select(score => score.Satisfaction)])))).Where(pair => pair.Rate is not null)
                .Select(pair => new PropertyQuestionResult(pair.Words, pair.Rate!))]);
    }

    private sealed record SlipCount
    {
        public string Estate { get; init; } = "";

        public string Quarter { get; init; } = "";

        public long Slips { get; init; }

        public long N { get; init; }
    }

    private sealed record ScoreRow
    {
        public string Estate { get; init; } = "";

        public string Quarter { get; init; } = "";

        public long Question { get; init; }

        public string Words { get; init; } = "";

        public Satisfaction Satisfaction { get; init; }
    }
}
