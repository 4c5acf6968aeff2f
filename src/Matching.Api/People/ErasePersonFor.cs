using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.People;

/// <summary>Forgets somebody who asked for it without their look-up code: their demand, and what else of theirs lies in the caller's area.
/// Who did it and why is an event.</summary>
/// <param name="Phone">Of a supporter; null for whoever filed the demand.</param>
public sealed record ErasePersonFor(string Code, string Reason, string? Phone) : ICommand<ErasedView>;

public sealed record ErasePersonForBody
{
    public required string Reason { get; init; }

    public string? Phone { get; init; }
}

internal sealed class ErasePersonForRules : AbstractValidator<ErasePersonFor>
{
    public ErasePersonForRules()
    {
        RuleFor(erase => erase.Reason).PlainText(2, 500);
        RuleFor(erase => erase.Phone).PlainText(5, 24);
    }
}

internal sealed class ErasePersonForHandler(CurrentWrite write, CallContext context, PersonRecords people, ForgetOnRequest forget) : IRequestHandler<ErasePersonFor, ErasedView>
{
    private const string SelectSupporters = PersonRow.Select + "\njoin supporter s on s.person = p.id\nwhere s.demand = @code and p.erased_at is null\norder by p.id";

    private const string SelectMatters = "select code from demand where person = @id union select demand from supporter where person = @id";

    private const string SelectPlaces = "select area from lead_nomination where person = @id union select area from mailbox_entry where person = @id";

    public Task<ErasedView> Handle(ErasePersonFor request, CancellationToken stop)
    {
        var demand = DemandRow.ToChange(write.Session, request.Code, seenVersion: null);
        var why = FreeText.Cleaned(request.Reason);
        var person = request.Phone is null ? PersonRow.Find(write.Session, demand.Person)
            : people.WithThisPhone(write.Session.Query<PersonRow>(SelectSupporters, new { code = demand.Code }), request.Phone) ?? throw new RuleBrokenException("no-such-supporter");
        if (person is { DataKey: not null })
        {
            var same = people.SameAs(write.Session, person).ToLookup(IsInSight);
            return Task.FromResult(new ErasedView(forget.Entries([.. same[true]], why), same[false].Count()));
        }
        if (demand.ErasedAt is not null)
            throw new RuleBrokenException("already-erased");
        forget.Demand(demand, why);
        return Task.FromResult(new ErasedView([demand.Code]));
    }

    /// <summary>Whether all that the entry is about is the caller's to see.</summary>
    private bool IsInSight(PersonRow entry) =>
        write.Session.Query<string>(SelectMatters, new { id = entry.Id }).All(code => context.Sight.SeesDemand(write.Session, code))
        && write.Session.Query<string>(SelectPlaces, new { id = entry.Id }).All(context.Sight.CoversArea);
}
