using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Pooling;

/// <summary>Reads one field of the contact of a part's person; who, which and what for is an event.</summary>
public sealed record RevealPart(string Code, long Part, ContactField Field, RevealPurpose Purpose) : ICommand<RevealedField>;

/// <summary>The delivery list (送货单) of an order with names, telephones and addresses, for the unit that accepted it, while it runs: each
/// household is an event.</summary>
public sealed record RevealDeliveries(string Order) : ICommand<IReadOnlyList<DeliveryLine>>;

/// <param name="Goods">What is to be brought, in the household's words.</param>
public sealed record DeliveryLine(long Part, string Number, string Place, string Goods, int Quantity, string? Name, string? Phone, string? Address);

internal sealed class RevealPartsHandler(CurrentWrite write, CallContext context, EventLog events, PersonRecords people, Grid.KnownAreas areas) :
    IRequestHandler<RevealPart, RevealedField>, IRequestHandler<RevealDeliveries, IReadOnlyList<DeliveryLine>>
{
    private Session Session => write.Session;

    public Task<RevealedField> Handle(RevealPart request, CancellationToken stop)
    {
        var common = DemandRow.Get(Session, request.Code);
        var part = SupporterRow.Get(Session, common.Code, request.Part);
        if (part.LeftAt is not null)
            throw new RuleBrokenException("contact-closed");
        if (!context.Caller.As(Roles.SignedIn).Any(grant => MayRead(grant, common, part)))
            throw new NotAllowedException("contact-not-yours");
        var person = PersonRow.Find(Session, part.Person) is { DataKey: not null } found ? found : throw new RuleBrokenException("no-contact");
        Tell(common, part, request.Field.ToString(), request.Purpose);
        return Task.FromResult(new RevealedField(request.Field, people.Open(person, request.Field)));
    }

    public Task<IReadOnlyList<DeliveryLine>> Handle(RevealDeliveries request, CancellationToken stop)
    {
        var order = OrderRow.Get(Session, request.Order);
        if (!IsServing(order) || !context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit))
            throw new NotAllowedException("contact-not-yours");
        var common = DemandRow.Get(Session, order.Demand);
        IReadOnlyList<DeliveryLine> lines = [.. SupporterRow.Of(Session, common.Code).Select(part => Line(common, part))];
        return Task.FromResult(lines);
    }

    private DeliveryLine Line(DemandRow common, SupporterRow part)
    {
        var person = PersonRow.Find(Session, part.Person) is { DataKey: not null } found ? found : null;
        if (person is not null)
            Tell(common, part, "Name,Phone,Address", RevealPurpose.Visit);
        string? Open(ContactField field) => person is null ? null : people.Open(person, field);
        return new DeliveryLine(part.Id, part.CodeOwner, areas.PathOf(part.Area ?? common.Area), string.Join('；', new[] { part.Note, part.Detail }.Where(text => text.Length > 0)), part.Quantity,
            Open(ContactField.Name), Open(ContactField.Phone), Open(ContactField.Address));
    }

    private void Tell(DemandRow common, SupporterRow part, string what, RevealPurpose purpose) =>
        events.Append(common.Code, "Reveal", common.StateName, common.StateName, RevealText.Of(what, purpose, part.CodeOwner));

    /// <summary>The lead who filed it; the unit, while its order runs; the rung now responsible.</summary>
    private bool MayRead(Grant grant, DemandRow common, SupporterRow part) => grant.Role switch
    {
        Role.Lead => context.IsSelf(part.FiledBy) && grant.Covers(part.Area ?? common.Area),
        Role.Unit => OrderRow.OfDemand(Session, common.Code).Any(order => order.Unit == grant.Unit && IsServing(order)),
        Role.Visitor => false,
        _ => RungRoles.Answers(grant, common),
    };

    private static bool IsServing(OrderRow order) => OrderLife.IsPinned(order.State) && !OrderLife.IsServed(order.State);
}
