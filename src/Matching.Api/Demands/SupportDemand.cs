using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Pooling;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>"我也需要": joins a demand as a supporter, with a look-up code of one's own.</summary>
public sealed record SupportDemand(string Code, AreaCode? Area, string Note, ContactDraft? Contact, int Quantity = 1) : ICommand<SupportReceipt>;

public sealed record SupportBody
{
    public AreaCode? Area { get; init; }

    public string Note { get; init; } = "";

    public ContactDraft? Contact { get; init; }

    /// <summary>How much of it is for them, in the demand's unit.</summary>
    public int Quantity { get; init; } = 1;
}

/// <param name="Number">Of the supporter's own part; it is looked up like a demand's.</param>
public sealed record SupportReceipt(string Code, int Supporters, string LookUpCode, string Number);

internal sealed class SupportDemandRules : AbstractValidator<SupportDemand>
{
    public SupportDemandRules(KnownAreas areas)
    {
        RuleFor(support => support.Note).PlainText(0, 500);
        RuleFor(support => support.Quantity).InclusiveBetween(1, Lists.ListFiles.MostQuantity).WithMessage(support => Words.Say("Field.Quantity", support.Quantity, Lists.ListFiles.MostQuantity));
        RuleFor(support => support.Contact!).SetValidator(new ContactRules()).When(support => support.Contact is not null);
        RuleFor(support => support.Area).Must(area => area is not { } code || areas.Has(code)).WithMessage(support => Words.Say("Csv.UnknownArea", support.Area!));
    }
}

internal sealed class SupportDemandHandler(DemandLedger demands, PartBook parts, CurrentWrite write, CallContext context, LookUpCodes lookUps, PersonRecords people, TimeProvider clock)
    : IRequestHandler<SupportDemand, SupportReceipt>
{
    private const string Count = "select count(*) from supporter where demand = @code and left_at is null";

    public Task<SupportReceipt> Handle(SupportDemand request, CancellationToken stop)
    {
        var note = FreeText.Protect(PlainText.Clean(request.Note));
        var common = demands.ToChange(request.Code);
        PartBook.RefuseToGrow(common);
        var demand = parts.Grow(common, request.Quantity, "");
        var (now, lookUp) = (clock.GetUtcNow(), lookUps.Next());
        var number = Codes.NextDemand(write.Session, ChinaTime.Local(now).Year);
        new SupporterRow
        {
            Demand = demand.Code, Area = request.Area?.Value, Note = note.Text, Quantity = request.Quantity, FiledBy = context.Who, FiledAt = now, CodeOwner = number,
            LookUpHash = lookUps.Hash(number, lookUp), Person = people.Keep(write.Session, request.Contact, note.Numbers, context.Who),
        }.InsertInto(write.Session);
        return Task.FromResult(new SupportReceipt(demand.Code, (int)write.Session.Scalar<long>(Count, new { code = demand.Code }), lookUp, number));
    }
}
