using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>Pairs a unit with a community in one of its rings (结对，一核双圈); of a pair that is, changes the ring.</summary>
public sealed record PairUnit(string Unit, string Community, Ring Ring) : ICommand<UnitDetail>;

public sealed record PairUnitBody(string Community, Ring Ring);

/// <summary>Ends a pairing, with a reason. One with a running agreement stands until that has ended.</summary>
public sealed record EndPairing(string Unit, string Community, string Reason) : ICommand<UnitDetail>;

public sealed record EndPairingBody(string Community, string Reason);

/// <summary>Persisted in events: append only.</summary>
public enum PairingAct { Pair, SetRing, EndPairing }

internal sealed class PairUnitRules : AbstractValidator<PairUnit>
{
    public PairUnitRules(KnownAreas areas)
    {
        RuleFor(pair => pair.Ring).IsInEnum();
        RuleFor(pair => pair.Community).Must(area => AreaCode.IsValid(area) && areas.Has(new AreaCode(area)) && area.Length == (int)AreaLevel.Community).WithMessage(_ => Words.Say("Unit.CommunityWanted"));
    }
}

internal sealed class EndPairingRules : AbstractValidator<EndPairing>
{
    public EndPairingRules() => RuleFor(end => end.Reason).PlainText(2, 500);
}

internal sealed class PairUnitHandler(CurrentWrite write, CallContext context, EventLog events, KnownAreas areas, UnitViews views) : IRequestHandler<PairUnit, UnitDetail>, IRequestHandler<EndPairing, UnitDetail>
{
    private const string HoldUnit = "select code from unit where code = @code";

    private const string CountRunning = "select count(*) from agreement where unit = @Unit and community = @Community and state in ('Draft', 'Signed')";

    private Session Session => write.Session;

    public Task<UnitDetail> Handle(PairUnit request, CancellationToken stop)
    {
        var now = Held(request.Unit, request.Community);
        if (now is null)
            Put(new PairingRow { Unit = request.Unit, Community = request.Community, Ring = request.Ring }, PairingAct.Pair, null);
        else if (now.Ring != request.Ring)
            Put(now with { Ring = request.Ring }, PairingAct.SetRing, now.RingName);
        return Task.FromResult(views.Detail(Session, request.Unit));
    }

    public Task<UnitDetail> Handle(EndPairing request, CancellationToken stop)
    {
        var now = Held(request.Unit, request.Community) ?? throw new NotThereException("Pairing", request.Community);
        if (Session.Scalar<long>(CountRunning, now) > 0)
            throw new RuleBrokenException("pairing-has-agreement");
        now.DeleteFrom(Session);
        events.Append(PairingRow.SubjectOf(now.Unit), nameof(PairingAct.EndPairing), now.RingName, null, $"{areas.PathOf(now.Community)} {FreeText.Cleaned(request.Reason)}");
        return Task.FromResult(views.Detail(Session, request.Unit));
    }

    /// <summary>The pair as it is, its unit held against other writers; null where there is none.</summary>
    /// <exception cref="NotAllowedException">The community is not the caller's.</exception>
    private PairingRow? Held(string unit, string community)
    {
        if (!UnitViews.MayManage(context, community))
            throw new NotAllowedException("outside-your-area");
        if (Session.OneToChange<string>(HoldUnit, new { code = unit }) is null)
            throw new NotThereException("Unit", unit);
        return PairingRow.Find(Session, unit, community);
    }

    private void Put(PairingRow row, PairingAct act, string? from)
    {
        row.PutInto(Session);
        events.Append(PairingRow.SubjectOf(row.Unit), act.ToString(), from, row.RingName, areas.PathOf(row.Community));
    }
}
