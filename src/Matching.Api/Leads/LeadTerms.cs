using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Leads;

/// <summary>Begins and ends a lead's or a member's term inside the current write: the role comes and goes with it, and what a lead had on their hands
/// goes to the next holder of the place, or up the ladder where there is none.</summary>
internal sealed class LeadTerms(CurrentWrite write, CallContext context, Accounts accounts, DemandLedger demands, LadderBook ladder, TimeProvider clock)
{
    private const string SelectGrant = Grant.Select + "\nwhere g.id = @id";

    private const string InHand = DemandRow.Select + """

        where d.area like @Area || '%' and d.state in ('Filed', 'Open', 'PartlyMatched', 'Matched', 'Escalated') and (d.taker = @Account or d.rung = 'Lead')
        order by d.seq
        """;

    private Session Session => write.Session;

    /// <returns>The number of the role.</returns>
    public long Begin(string account, Role role, string area, DateTimeOffset from, DateTimeOffset until) => accounts.GrantTo(Session, new Grant
    {
        Account = account, Role = role, Area = area, StartsAt = from, EndsAt = until, GrantedBy = context.Who, GrantedAt = clock.GetUtcNow(),
    }).Id;

    /// <summary>Ends the role now unless it has ended by itself, and hands a lead's demands over.</summary>
    public void End(long role)
    {
        var (grant, now) = (Session.One<Grant>(SelectGrant, new { id = role })!, clock.GetUtcNow());
        if (!(grant.EndsAt <= now))
            accounts.End(Session, grant, now, context.Who);
        if (grant.Role != Role.Lead)
            return;
        foreach (var demand in Session.Query<DemandRow>(InHand, grant))
            HandOver(demand, grant.Account, now);
    }

    private void HandOver(DemandRow demand, string from, DateTimeOffset now)
    {
        var holders = RungRoles.Around(Session, demand.Area, now);
        var next = Ladder.Owners(demand.Rung, new AreaCode(demand.Area), holders);
        if (demand.Taker == from && !holders.Any(holder => holder.Account == from))
        {
            var to = demand.Rung == Rung.Lead ? next.FirstOrDefault() : null;
            demand = demands.Change(demand, demand with { Taker = to, TakenAt = to is null ? null : now }, "HandOver", $"{from} → {to ?? "—"}");
        }
        if (demand.Rung == Rung.Lead && next.Count == 0 && demand.WaitingSince is null && DemandLife.IsUnserved(demand.State) && demand.State != DemandState.Filed)
            ladder.Climb(demand, ChinaTime.DayOf(now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), null);
    }
}
