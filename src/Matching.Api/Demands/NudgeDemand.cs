using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Asks whoever answers for the demand how it goes (催办): after the promised date, once a day.</summary>
public sealed record NudgeDemand(string Code) : ICommand<NudgeTaken>;

/// <summary>The same by the resident, with the look-up code.</summary>
public sealed record NudgeOwn(string Code, string LookUpCode) : ICommand<NudgeTaken>;

/// <param name="Asked">Who was asked: the accounts that answer for it now.</param>
public sealed record NudgeTaken(string Code, IReadOnlyList<string> Asked, int Times);

internal sealed class NudgeOwnRules : AbstractValidator<NudgeOwn>
{
    public NudgeOwnRules() => RuleFor(nudge => nudge.LookUpCode).PlainText(1, 40);
}

internal sealed class NudgeDemandHandler(CurrentWrite write, LookUpCodes lookUps, EventLog events, TimeProvider clock) : IRequestHandler<NudgeDemand, NudgeTaken>, IRequestHandler<NudgeOwn, NudgeTaken>
{
    public const string Act = "Nudge";

    private const string LastNudge = "select max(at) from event where subject = @code and act = 'Nudge'";

    private const string CountNudges = "select count(*) from event where subject = @code and act = 'Nudge'";

    private const string CountAnswered = "select count(*) from service_order where demand = @code and acknowledged_at is not null";

    public Task<NudgeTaken> Handle(NudgeDemand request, CancellationToken stop) => Task.FromResult(Nudged(request.Code));

    public Task<NudgeTaken> Handle(NudgeOwn request, CancellationToken stop) => Task.FromResult(Nudged(lookUps.Holder(write.Session, request.Code, request.LookUpCode).Demand.Code));

    /// <summary>Until when something was promised; null while nothing was.</summary>
    public static DateTimeOffset? PromisedBy(Session session, DemandRow demand) =>
        Nudge.PromisedBy(demand.State, demand.Taker is not null || session.Scalar<long>(CountAnswered, new { code = demand.Code }) > 0, demand.RespondDue, demand.ResolveDue);

    public static bool Allows(Session session, DemandRow demand, DateTimeOffset now)
    {
        try
        {
            Nudge.Refuse(PromisedBy(session, demand), LastOf(session, demand), now);
            return true;
        }
        catch (RuleBrokenException)
        {
            return false;
        }
    }

    private static DateTimeOffset? LastOf(Session session, DemandRow demand) =>
        session.One<string>(LastNudge, new { code = demand.Code }) is { } at ? DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) : null;

    private NudgeTaken Nudged(string code)
    {
        var demand = DemandRow.ToChange(write.Session, code, seenVersion: null);
        var now = clock.GetUtcNow();
        Nudge.Refuse(PromisedBy(write.Session, demand), LastOf(write.Session, demand), now);
        var asked = GetClocksHandler.Owners(write.Session, demand, now);
        events.Append(demand.Code, Act, demand.StateName, demand.StateName, string.Join('、', asked));
        return new NudgeTaken(demand.Code, asked, (int)write.Session.Scalar<long>(CountNudges, new { code = demand.Code }));
    }
}
