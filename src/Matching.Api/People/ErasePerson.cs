using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;

namespace Matching.Api.People;

/// <summary>The person takes their consent back and asks to be forgotten, by look-up code: what is open is withdrawn, everything that
/// tells who they are is destroyed, the figures stay.</summary>
public sealed record ErasePerson(string Code, string LookUpCode) : ICommand<ErasedView>;

public sealed record LookUpBody(string LookUpCode);

/// <param name="Demands">Those that were blanked.</param>
/// <param name="Elsewhere">How many entries of the same person lie outside the caller's area and stay until somebody there erases them.</param>
public sealed record ErasedView(IReadOnlyList<string> Demands, int Elsewhere = 0);

internal sealed class ErasePersonRules : AbstractValidator<ErasePerson>
{
    public ErasePersonRules() => RuleFor(erase => erase.LookUpCode).PlainText(1, 40);
}

internal sealed class ErasePersonHandler(CurrentWrite write, LookUpCodes lookUps, PersonRecords people, ForgetOnRequest forget) : IRequestHandler<ErasePerson, ErasedView>
{
    public Task<ErasedView> Handle(ErasePerson request, CancellationToken stop)
    {
        var (demand, supporter) = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        if (PersonRow.Find(write.Session, supporter is null ? demand.Person : supporter.Person) is { DataKey: not null } person)
        {
            var codes = forget.Entries(people.SameAs(write.Session, person), "");
            return Task.FromResult(new ErasedView(codes));
        }
        if (supporter is null)
            forget.Demand(demand, "");
        else
            forget.Supporter(supporter, "");
        return Task.FromResult(new ErasedView([demand.Code]));
    }
}
