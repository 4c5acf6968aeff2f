using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Api.Pooling;

namespace Matching.Api.Demands;

/// <summary>Merges a demand into a common one (并单): the person keeps a supporter's place there, and the look-up code goes along.</summary>
public sealed record MergeDemand(string Code, string Into) : ICommand<DemandView>;

public sealed record MergeBody(string Into);

internal sealed class MergeDemandRules : AbstractValidator<MergeDemand>
{
    public MergeDemandRules() => RuleFor(merge => merge.Into).PlainText(1, 40).Must((merge, into) => into != merge.Code).WithMessage(_ => Words.Say("Field.IntoItself"));
}

internal sealed class MergeDemandHandler(DemandLedger demands, PartBook parts, CurrentWrite write, CallContext context, Rulings rulings) : IRequestHandler<MergeDemand, DemandView>
{
    public Task<DemandView> Handle(MergeDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (!context.Sight.SeesDemand(write.Session, request.Into))
            throw new NotThereException("Demand", request.Into);
        var into = DemandRow.ToChange(write.Session, request.Into, seenVersion: null);
        return Task.FromResult(DemandView.Of(parts.Join(demand, into), rulings));
    }
}
