using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Desk;

/// <summary>Sends a filed demand back for more words (退回补充): it stays filed, and its history tells the filer what is missing.</summary>
public sealed record ReturnDemand(string Code, string Reason) : ICommand<DemandView>;

internal sealed class ReturnDemandRules : AbstractValidator<ReturnDemand>
{
    public ReturnDemandRules() => RuleFor(back => back.Reason).PlainText(2, 500);
}

internal sealed class ReturnDemandHandler(DemandLedger demands, ProtectedNotes notes, Rulings rulings) : IRequestHandler<ReturnDemand, DemandView>
{
    public Task<DemandView> Handle(ReturnDemand request, CancellationToken stop) =>
        Task.FromResult(DemandView.Of(demands.Act(demands.ToChange(request.Code), DemandAct.Return, notes.Keep(request.Code, request.Reason)), rulings));
}
