using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Pooling;

/// <summary>Ticks a part of a common demand as served, or says why it was not (送达、未送达). Who was missed goes on as a demand of their own
/// once the order is reported as done.</summary>
public sealed record MarkPart(string Code, long Part, bool Served, string Note) : ICommand<DemandView>;

public sealed record MarkPartBody
{
    public required bool Served { get; init; }

    public string Note { get; init; } = "";
}

/// <summary>Takes a part out of a common demand (拆单), with the reason; it goes on under its own number.</summary>
/// <returns>The demand that it goes on as.</returns>
public sealed record SplitPart(string Code, long Part, string Reason) : ICommand<DemandView>;

internal sealed class MarkPartRules : AbstractValidator<MarkPart>
{
    public MarkPartRules()
    {
        RuleFor(mark => mark.Note).PlainText(0, 500);
        RuleFor(mark => mark.Note).Must((mark, note) => mark.Served || note.Trim().Length >= 2).WithMessage(_ => Words.Say("Part.ReasonWanted"));
    }
}

internal sealed class SplitPartRules : AbstractValidator<SplitPart>
{
    public SplitPartRules() => RuleFor(split => split.Reason).PlainText(2, 500);
}

internal sealed class MarkPartHandler(CurrentWrite write, CallContext context, DemandLedger demands, PartBook parts, ProtectedNotes notes, Rulings rulings) :
    IRequestHandler<MarkPart, DemandView>, IRequestHandler<SplitPart, DemandView>
{
    public Task<DemandView> Handle(MarkPart request, CancellationToken stop)
    {
        var common = demands.ToChange(request.Code);
        PartAccess.RefuseStranger(write.Session, context, common.Code);
        if (common.Held == 0)
            throw new RuleBrokenException("parts-without-order", common.Code);
        parts.Mark(common, SupporterRow.Get(write.Session, common.Code, request.Part), request.Served ? PartMark.Served : PartMark.NotServed, notes.Keep(common.Code, request.Note));
        return Task.FromResult(DemandView.Of(DemandRow.Get(write.Session, common.Code), rulings));
    }

    public Task<DemandView> Handle(SplitPart request, CancellationToken stop)
    {
        var common = demands.ToChange(request.Code);
        if (DemandLife.IsEnded(common.State) && common.State != DemandState.Closed)
            throw new RuleBrokenException("demand-act-not-allowed", DemandAct.Split, common.State);
        var into = parts.Leave(common, SupporterRow.Get(write.Session, common.Code, request.Part), notes.Keep(common.Code, request.Reason));
        return Task.FromResult(DemandView.Of(into, rulings));
    }
}
