using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>"我也需要": joins a demand as a supporter, with a look-up code of one's own.</summary>
public sealed record SupportDemand(string Code, AreaCode? Area, string Note) : ICommand<SupportReceipt>;

public sealed record SupportBody
{
    public AreaCode? Area { get; init; }

    public string Note { get; init; } = "";
}

public sealed record SupportReceipt(string Code, int Supporters, string LookUpCode);

internal sealed class SupportDemandRules : AbstractValidator<SupportDemand>
{
    public SupportDemandRules(KnownAreas areas)
    {
        RuleFor(support => support.Note).PlainText(0, 500);
        RuleFor(support => support.Area).Must(area => area is not { } code || areas.Has(code)).WithMessage(support => Words.Say("Csv.UnknownArea", support.Area!));
    }
}

internal sealed class SupportDemandHandler(DemandLedger demands, CurrentWrite write, CallContext context, LookUpCodes lookUps, TimeProvider clock)
    : IRequestHandler<SupportDemand, SupportReceipt>
{
    private const string Insert = """
        insert into supporter (demand, area, note, filed_by, filed_at, code_owner, look_up_hash)
        values (@Code, @Area, @Note, @FiledBy, @FiledAt, @Code, @LookUpHash)
        """;

    private const string Count = "select count(*) from supporter where demand = @code";

    public Task<SupportReceipt> Handle(SupportDemand request, CancellationToken stop)
    {
        var demand = demands.Act(demands.ToChange(request.Code), DemandAct.Support, PlainText.Clean(request.Note));
        var lookUp = lookUps.Next();
        write.Session.Execute(Insert, new
        {
            demand.Code, Area = request.Area?.Value, Note = PlainText.Clean(request.Note), FiledBy = context.Who, FiledAt = clock.GetUtcNow(),
            LookUpHash = LookUpCodes.Hash(demand.Code, lookUp),
        });
        return Task.FromResult(new SupportReceipt(demand.Code, (int)write.Session.Scalar<long>(Count, new { code = demand.Code }), lookUp));
    }
}
