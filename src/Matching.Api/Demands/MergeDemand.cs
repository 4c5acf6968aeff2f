using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Merges a demand into a common one (并单): the person keeps a supporter's place there, and the look-up code goes along.</summary>
public sealed record MergeDemand(string Code, string Into) : ICommand<DemandView>;

public sealed record MergeBody(string Into);

internal sealed class MergeDemandRules : AbstractValidator<MergeDemand>
{
    public MergeDemandRules() => RuleFor(merge => merge.Into).PlainText(1, 40).Must((merge, into) => into != merge.Code).WithMessage(_ => Words.Say("Field.IntoItself"));
}

internal sealed class MergeDemandHandler(DemandLedger demands, CurrentWrite write, CallContext context, Rulings rulings) : IRequestHandler<MergeDemand, DemandView>
{
    private const string KeepAsSupporter = """
        insert into supporter (demand, area, note, filed_by, filed_at, code_owner, look_up_hash, person)
        values (@Into, @Area, @Title, @FiledBy, @FiledAt, @Code, @LookUpHash, @Person)
        """;

    private const string MoveSupporters = "update supporter set demand = @into where demand = @code";

    public Task<DemandView> Handle(MergeDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (!context.Sight.SeesDemand(write.Session, request.Into))
            throw new NotThereException("Demand", request.Into);
        var into = DemandRow.ToChange(write.Session, request.Into, seenVersion: null);
        if (DemandLife.IsEnded(into.State))
            throw new RuleBrokenException("merge-into-ended", into.Code, into.State);
        if (into.Category != demand.Category)
            throw new RuleBrokenException("merge-other-category", rulings.NameOf(demand.Category), rulings.NameOf(into.Category));
        var merged = demands.Act(demand, DemandAct.Merge, into.Code, row => row with { MergedInto = into.Code });
        write.Session.Execute(KeepAsSupporter, new { Into = into.Code, demand.Area, demand.Code, demand.Title, demand.FiledBy, demand.FiledAt, demand.Person, LookUpHash = demand.LookUpHash ?? "" });
        write.Session.Execute(MoveSupporters, new { into = into.Code, code = demand.Code });
        demands.Act(into, DemandAct.Support, demand.Code);
        return Task.FromResult(DemandView.Of(merged, rulings));
    }
}
