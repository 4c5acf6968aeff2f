using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Marks a demand as unreasonable (不合理), with the reason that can be read: it is left out of every rate, and counted as left out.
/// What is under way for it goes on.</summary>
public sealed record MarkUnreasonable(string Code, string Reason) : ICommand<DemandView>;

/// <summary>Takes the mark back, with the reason; both stay in the history.</summary>
public sealed record UnmarkUnreasonable(string Code, string Reason) : ICommand<DemandView>;

internal sealed class MarkUnreasonableRules : AbstractValidator<MarkUnreasonable>
{
    public MarkUnreasonableRules() => RuleFor(mark => mark.Reason).PlainText(4, 500);
}

internal sealed class UnmarkUnreasonableRules : AbstractValidator<UnmarkUnreasonable>
{
    public UnmarkUnreasonableRules() => RuleFor(mark => mark.Reason).PlainText(4, 500);
}

internal sealed class MarkUnreasonableHandler(DemandLedger demands, CallContext context, ProtectedNotes notes, Rulings rulings, TimeProvider clock) :
    IRequestHandler<MarkUnreasonable, DemandView>, IRequestHandler<UnmarkUnreasonable, DemandView>
{
    public Task<DemandView> Handle(MarkUnreasonable request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (demand.UnreasonableAt is not null || DemandLife.IsEnded(demand.State) && demand.State != DemandState.Closed)
            throw new RuleBrokenException("not-to-be-marked", demand.Code);
        if (context.IsSelf(demand.FiledBy))
            throw new NotAllowedException("own-demand");
        var why = notes.Keep(demand.Code, request.Reason);
        var marked = demand with { UnreasonableAt = clock.GetUtcNow(), UnreasonableBy = context.Who, UnreasonableWhy = why };
        return Task.FromResult(DemandView.Of(demands.Change(demand, marked, nameof(MarkUnreasonable), why), rulings));
    }

    public Task<DemandView> Handle(UnmarkUnreasonable request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (demand.UnreasonableAt is null)
            throw new RuleBrokenException("not-marked", demand.Code);
        var cleared = demand with { UnreasonableAt = null, UnreasonableBy = null, UnreasonableWhy = null };
        return Task.FromResult(DemandView.Of(demands.Change(demand, cleared, nameof(UnmarkUnreasonable), notes.Keep(demand.Code, request.Reason)), rulings));
    }
}
