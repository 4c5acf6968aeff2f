using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Refuses a demand (不予受理), with the reason that the person will read.</summary>
public sealed record RejectDemand(string Code, string Reason) : ICommand<DemandView>;

public sealed record ReasonBody(string Reason);

internal sealed class RejectDemandRules : AbstractValidator<RejectDemand>
{
    public RejectDemandRules() => RuleFor(reject => reject.Reason).PlainText(2, 500);
}

internal sealed class RejectDemandHandler(DemandLedger demands, ProtectedNotes notes, Rulings rulings) : IRequestHandler<RejectDemand, DemandView>
{
    public Task<DemandView> Handle(RejectDemand request, CancellationToken stop) =>
        Task.FromResult(DemandView.Of(demands.Act(demands.ToChange(request.Code), DemandAct.Reject, notes.Keep(request.Code, request.Reason)), rulings));
}
