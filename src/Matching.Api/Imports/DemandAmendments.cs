using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Demands;

namespace Matching.Api.Imports;

/// <summary>Changes what a demand says, as long as nobody was asked to serve it.</summary>
internal sealed class DemandAmendments(CallContext context, PersonRecords people, HistoryChain chain, TimeProvider clock)
{
    /// <summary>Persisted in events.</summary>
    public const string Act = "Amend";

    private const string Update = """
        update demand
        set title = @Title, detail = @Detail, person = @Person, version = version + 1
        where code = @Code and version = @Version
        """;

    public static bool MayChange(DemandRow demand) => demand.State is DemandState.Filed or DemandState.Open && demand.ErasedAt is null;

    /// <summary>Numbers in the new text go to what is kept of the demand's person.</summary>
    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public void Amend(Session session, DemandRow demand, string title, string detail, string why)
    {
        var (newTitle, newDetail) = (FreeText.Protect(title), FreeText.Protect(detail));
        IReadOnlyList<string> numbers = [.. newTitle.Numbers, .. newDetail.Numbers];
        var person = demand.Person;
        if (numbers.Count > 0 && PersonRow.Find(session, person) is { } kept)
            people.AddNumbers(session, kept, numbers);
        else if (numbers.Count > 0)
            person = people.Keep(session, null, numbers, context.Who);
        if (session.Execute(Update, demand with { Title = newTitle.Text, Detail = newDetail.Text, Person = person }) != 1)
            throw new ChangedMeanwhileException(demand.Version);
        chain.Append(session, new EventDraft(demand.Code, Act, demand.StateName, demand.StateName, clock.GetUtcNow(), context.Who, why));
    }
}
