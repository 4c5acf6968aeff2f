using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Core;
using Matching.Core.Orders;
using Matching.Core.PropertyRatings;
using Matching.Core.Reports;

namespace Matching.Api.PropertyRatings;

/// <summary>The ballot behind a household's slip.</summary>
internal sealed record LookAtBallot(string SlipCode) : IRequest<BallotView>;

/// <param name="IsUsed">The household has rated.</param>
public sealed record BallotView(string SlipCode, string Place, string Quarter, bool IsUsed, IReadOnlyList<PropertyQuestion> Questions);

public sealed record PropertyQuestion(long Id, string Text);

/// <summary>Rates the property service by a household's slip: once, every question. Nothing ties the scores to the slip.</summary>
public sealed record RateProperty(string SlipCode, IReadOnlyList<PropertyScore> Scores) : ICommand<string>;

public sealed record PropertyScore
{
    public required long Question { get; init; }

    public required Satisfaction Satisfaction { get; init; }
}

public sealed record BallotBody(IReadOnlyList<PropertyScore> Scores);

internal sealed class RatePropertyRules : AbstractValidator<RateProperty>
{
    public RatePropertyRules()
    {
        RuleFor(rate => rate.Scores).Must(scores => scores is { Count: > 0 and <= 50 } && scores.All(score => score is not null)).WithMessage(_ => Words.Say("Property.AllWanted"));
        RuleForEach(rate => rate.Scores).Must(score => score is null || Enum.IsDefined(score.Satisfaction)).WithMessage(_ => Words.Say("Property.AllWanted"));
    }
}

/// <summary>A household's slip for one estate and quarter; only a keyed hash of its code is kept.</summary>
internal sealed record SlipRow
{
    private const string Select = "select s.id, s.estate, s.quarter, s.used from property_slip s where s.hash = @hash";

    private const string Insert = "insert into property_slip (estate, quarter, hash, made_by, made_at) values (@estate, @quarter, @hash, @who, @now)";

    private const string MarkUsed = "update property_slip set used = 1 where id = @Id and used = 0";

    public long Id { get; init; }

    public string Estate { get; init; } = "";

    public string Quarter { get; init; } = "";

    public bool Used { get; init; }

    public static string HashOf(KeyRing ring, string code) => ring.Mac("property-slip", code.Trim().ToUpperInvariant());

    /// <exception cref="NotThereException">No such slip.</exception>
    public static SlipRow Get(Session session, KeyRing ring, string code) => session.One<SlipRow>(Select, new { hash = HashOf(ring, code) }) ?? throw new NotThereException("Slip", code);

    public static void Add(Session session, string estate, string quarter, string hash, string who, DateTimeOffset now) => session.Execute(Insert, new { estate, quarter, hash, who, now });

    /// <summary>False when somebody was faster.</summary>
    public bool TryUse(Session session) => session.Execute(MarkUsed, this) == 1;
}

internal sealed class RatePropertyHandler(Database database, CurrentWrite write, KeyRing ring, KnownAreas areas, TimeProvider clock) : IRequestHandler<LookAtBallot, BallotView>, IRequestHandler<RateProperty, string>
{
    public const string Questions = "select q.id, q.words from property_question q where q.retired_at is null order by q.id";

    private const string InsertScore = "insert into property_score (estate, quarter, question, satisfaction) values (@Estate, @Quarter, @Question, @satisfaction)";

    public Task<BallotView> Handle(LookAtBallot request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var slip = SlipRow.Get(session, ring, request.SlipCode);
        return new BallotView(request.SlipCode, areas.PathOf(slip.Estate), slip.Quarter, slip.Used, Asked(session));
    }));

    public Task<string> Handle(RateProperty request, CancellationToken stop)
    {
        var slip = SlipRow.Get(write.Session, ring, request.SlipCode);
        if (ReportPeriod.TryParse(slip.Quarter, out var quarter))
            PropertyScores.RefuseOutside(quarter, clock.GetUtcNow());
        if (!Asked(write.Session).Select(question => question.Id).Order().SequenceEqual(request.Scores.Select(score => score.Question).Order()))
            throw new RuleBrokenException("rating-incomplete");
        if (!slip.TryUse(write.Session))
            throw new RuleBrokenException("rating-done");
        foreach (var score in request.Scores)
            write.Session.Execute(InsertScore, new { slip.Estate, slip.Quarter, score.Question, satisfaction = score.Satisfaction.ToString() });
        return Task.FromResult(slip.Quarter);
    }

    public static IReadOnlyList<PropertyQuestion> Asked(Session session) => [.. session.Query<QuestionRow>(Questions).Select(row => new PropertyQuestion(row.Id, row.Words))];

    private sealed record QuestionRow
    {
        public long Id { get; init; }

        public string Words { get; init; } = "";
    }
}
