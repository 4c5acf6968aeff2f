using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Faults.Simulation;

/// <summary>Somebody who acts, in one role.</summary>
internal sealed record Actor(Role Role, string Name, string? Area = null, string? Unit = null)
{
    public Caller Caller { get; } = Role == Role.Resident
        ? Caller.Nobody
        : new Caller(Name, [new Grant { Account = Name, Role = Role, Area = Area, Unit = Unit }], Proof.Inside);

    public override string ToString() => Name.Length == 0 ? "resident" : Name;
}

/// <summary>The lists every story begins with: a street of two communities, three units, few places, so that everything collides.</summary>
internal static class SmallGrid
{
    public const string Street = "440605001";
    public const string Category = "独居探访";
    private const string Community = Street + "001";

    /// <summary>Monday, 9 in the morning in China.</summary>
    public static readonly DateTimeOffset Begins = new DateTimeOffset(2026, 11, 23, 9, 0, 0, ChinaTime.Offset).ToUniversalTime();

    public static readonly string[] Places = [Community, Community + "001", Community + "001001", Community + "002", Street + "002001"];

    public static readonly string[] Units = ["DW-0001", "DW-0002", "DW-0003"];

    public static readonly Actor Office = new(Role.Street, "S-1", Street);
    public static readonly Actor Committee = new(Role.Community, "C-1", Community);
    public static readonly Actor Lead = new(Role.Lead, "L-1", Community + "001");
    public static readonly Actor Visitor = new(Role.Visitor, "V-1", Street);
    public static readonly Actor Resident = new(Role.Resident, "");

    public static Actor Of(string unit) => new(Role.Unit, $"U-{unit}", Unit: unit);

    public static ListSet Lists()
    {
        var (first, second) = (new AreaCode(Community), new AreaCode(Street + "002"));
        return new ListSet(
            [new(new AreaCode(Street), "湖畔街道"), new(first, "湖心社区"), new(second, "云溪社区"), .. Places[1..].Select((code, i) => new Area(new AreaCode(code), $"望湖苑{i + 1}"))],
            [Unit(Units[0], first, cap: null), Unit(Units[1], first, cap: 2), Unit(Units[2], second, cap: null)],
            [],
            [Offer(1, Units[0], []), Offer(2, Units[1], [first]), Offer(3, Units[2], [])],
            [Slot(1, 24, 1), Slot(1, 50, 3), Slot(2, 26, 2), Slot(2, 800, 1), Slot(3, 48, 1), Slot(3, 170, 2)],
            [],
            new Dictionary<SlotName, string>());
    }

    public static bool AddAccounts(Session session, Accounts accounts)
    {
        Actor[] all = [Office, Committee, Lead, Visitor, new(Role.Administrator, "A-1"), .. Units.Select(Of)];
        foreach (var actor in all)
        {
            accounts.Add(session, actor.Name, actor.Name, "simulation");
            (AccountRow.ToChange(session, actor.Name) with { State = AccountState.Active }).SaveTo(session);
            accounts.GrantTo(session, actor.Caller.Grants[0] with { StartsAt = DateTimeOffset.UnixEpoch, GrantedBy = "simulation" });
        }
        return true;
    }

    private static PartnerUnit Unit(string code, AreaCode area, int? cap) => new(code, $"志愿队{code[^1]}", UnitKind.SocialOrganization, area, cap, []);

    private static Offer Offer(int number, string unit, AreaCode[] areas) =>
        new($"ZY-2026-00000{number}", unit, "上门探访", "两人一组", OfferKind.Skill, [Category], [.. areas], "次", null, null, 0, []);

    private static Slot Slot(int offer, double hours, int capacity) =>
        new($"ZY-2026-00000{offer}", Begins.AddHours(hours), Begins.AddHours(hours + 3), capacity, capacity);
}
