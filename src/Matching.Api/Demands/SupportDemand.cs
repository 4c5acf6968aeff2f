using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>"我也需要": joins a demand as a supporter, with a look-up code of one's own.</summary>
public sealed record SupportDemand(string Code, AreaCode? Area, string Note, ContactDraft? Contact) : ICommand<SupportReceipt>;

public sealed record SupportBody
{
    public AreaCode? Area { get; init; }

    public string Note { get; init; } = "";

    public ContactDraft? Contact { get; init; }
}

public sealed record SupportReceipt(string Code, int Supporters, string LookUpCode);

internal sealed class SupportDemandRules : AbstractValidator<SupportDemand>
{
    public SupportDemandRules(KnownAreas areas)
    {
        RuleFor(support => support.Note).PlainText(0, 500);
        RuleFor(support => support.Contact!).SetValidator(new ContactRules()).When(support => support.Contact is not null);
        RuleFor(support => support.Area).Must(area => area is not { } code || areas.Has(code)).WithMessage(support => Words.Say("Csv.UnknownArea", support.Area!));
    }
}

internal sealed class SupportDemandHandler(DemandLedger demands, CurrentWrite write, CallContext context, LookUpCodes lookUps, PersonRecords people, TimeProvider clock)
    : IRequestHandler<SupportDemand, SupportReceipt>
{
    private const string Insert = """
        insert into supporter (demand, area, note, filed_by, filed_at, code_owner, look_up_hash, person)
        values (@Code, @Area, @Note, @FiledBy, @FiledAt, @Code, @LookUpHash, @Person)
        """;

    private const string Count = "select count(*) from supporter where demand = @code";

    public Task<SupportReceipt> Handle(SupportDemand request, CancellationToken stop)
    {
        var note = FreeText.Protect(PlainText.Clean(request.Note));
        var demand = demands.Act(demands.ToChange(request.Code), DemandAct.Support, "");
        var lookUp = lookUps.Next();
        write.Session.Execute(Insert, new
        {
            demand.Code, Area = request.Area?.Value, Note = note.Text, FiledBy = context.Who, FiledAt = clock.GetUtcNow(),
            LookUpHash = lookUps.Hash(demand.Code, lookUp), Person = people.Keep(write.Session, request.Contact, note.Numbers, context.Who),
        });
        return Task.FromResult(new SupportReceipt(demand.Code, (int)write.Session.Scalar<long>(Count, new { code = demand.Code }), lookUp));
    }
}
