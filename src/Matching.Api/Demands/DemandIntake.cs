using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Files demands that a person of the grid took down elsewhere, in a survey's answers or on a visit, inside the current write: each is open at once.</summary>
internal sealed class DemandIntake(CurrentWrite write, CallContext context, EventLog events, EventNotices notices, Rulings rulings, TimeProvider clock)
{
    /// <param name="category">Code; null = suggested from the words, and not confirmed then.</param>
    /// <param name="why">What it came from, for its history.</param>
    /// <returns>The demand's code.</returns>
    /// <exception cref="RuleBrokenException"><c>category-needed</c>: none can be told from the words.</exception>
    public string Open(string title, string detail, string? category, string area, int quantity, DemandSource source, long? person, string why)
    {
        var now = clock.GetUtcNow();
        var known = category is not null ? rulings.Find(category) : rulings.Suggest($"{title}\n{detail}", 1).Select(found => found.Category).FirstOrDefault();
        var kind = known ?? throw new RuleBrokenException("category-needed");
        var row = FirstClocks.Opened(write.Session, new DemandRow
        {
            Code = Codes.NextDemand(write.Session, ChinaTime.Local(now).Year), Title = title, Detail = detail, Category = kind.Code, CategoryConfirmed = category is not null, Area = area, Quantity = quantity,
            UnitOfQuantity = kind.UnitOfQuantity, Source = source, FiledBy = context.Who, FiledAt = now, Person = person,
        }, now, RungRoles.BeginningAs(context.ActingRole), rulings);
        row.InsertInto(write.Session, now, rulings);
        events.Append(row.Code, nameof(DemandAct.File), null, row.StateName, why);
        notices.TellOfFiling(write.Session, row, context.Who, now);
        return row.Code;
    }
}
