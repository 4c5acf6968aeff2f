using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Core.Activities;

namespace Matching.Api.Activities;

/// <summary>An activity: one slot of an event offer, with how it stands and what it counts.</summary>
internal sealed record ActivityRow
{
    /// <summary>States of an order that the unit said yes to and that still stands.</summary>
    private const string Accepted = "'Accepted', 'Scheduled', 'InService', 'Completed', 'Visited', 'Closed', 'Reopened'";

    public const string Select = $"""
        select s.id, s.offer, s.start_at, s.end_at, s.capacity, s.remaining, o.title, o.detail, o.unit, o.areas, o.categories, o.unit_of_capacity, o.audience, o.state as offer_state,
            u.name as unit_name, coalesce(a.state, 'Planned') as state, a.join_code, a.ended_at, a.ended_by, coalesce(a.why, '') as why,
            (select count(distinct x.demand) from service_order x where x.slot = s.id and x.state in ({Accepted})) as demands,
            (select coalesce(sum(p.people), 0) from sign_up p where p.slot = s.id and p.state = 'Signed') as signed,
            (select coalesce(sum(p.present), 0) from sign_up p where p.slot = s.id)
                + (select coalesce(sum(t.present), 0) from attendance t join service_order x on x.code = t.service_order where x.slot = s.id) as came
        from slot s
        join offer o on o.code = s.offer
        join unit u on u.code = o.unit
        left join activity a on a.slot = s.id
        where o.kind = 'Activity'
        """;

    private const string Hold = "select id from slot where id = @id";

    private const string Upsert = """
        insert into activity (slot, state, join_code, ended_at, ended_by, why)
        values (@Id, @StateName, @JoinCode, @EndedAt, @EndedBy, @Why)
        on conflict (slot) do update set state = @StateName, join_code = @JoinCode, ended_at = @EndedAt, ended_by = @EndedBy, why = @Why
        """;

    private const string Take = "update slot set remaining = remaining - @people where id = @Id and remaining >= @people";

    private const string Release = "update slot set remaining = remaining + @people where id = @Id";

    private const string Close = "update slot set capacity = capacity - remaining, remaining = 0 where id = @Id";

    private const string CountLive = """
        select count(*)
        from service_order x
        where x.slot = @Id and x.state not in ('Proposed', 'Declined', 'Expired', 'Failed', 'Cancelled')
        """;

    /// <summary>Of the slot.</summary>
    public long Id { get; init; }

    public string Offer { get; init; } = "";

    public DateTimeOffset StartAt { get; init; }

    public DateTimeOffset EndAt { get; init; }

    public int Capacity { get; init; }

    public int Remaining { get; init; }

    public string Title { get; init; } = "";

    public string Detail { get; init; } = "";

    public string Unit { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string Areas { get; init; } = "";

    public string Categories { get; init; } = "";

    public string UnitOfCapacity { get; init; } = "";

    public string Audience { get; init; } = "";

    public OfferState OfferState { get; init; }

    public ActivityState State { get; init; }

    /// <summary>What the poster's QR code holds; null while nobody may sign up by it.</summary>
    public string? JoinCode { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string Why { get; init; } = "";

    /// <summary>Recorded demands with an accepted order on it: with one, the activity is driven by demand.</summary>
    public long Demands { get; init; }

    /// <summary>Places held by direct sign-ups.</summary>
    public long Signed { get; init; }

    /// <summary>Person-times ticked so far.</summary>
    public long Came { get; init; }

    public string StateName => State.ToString();

    /// <exception cref="NotThereException">No such activity, or not in sight.</exception>
    public static ActivityRow Get(Session session, long id, Sight sight) =>
        session.One<ActivityRow>(Select + $" and s.id = @id and {Sight.OfOffers}", sight.With(new { id })) ?? throw Missing(id);

    /// <summary>The row, its slot held against other writers.</summary>
    /// <exception cref="NotThereException">No such activity, or not in sight.</exception>
    public static ActivityRow ToChange(Session session, long id, Sight sight)
    {
        session.OneToChange<long?>(Hold, new { id });
        return Get(session, id, sight);
    }

    /// <summary>The activity that a poster's code opens, or null.</summary>
    public static ActivityRow? ByCode(Session session, string code) => session.One<ActivityRow>(Select + " and a.join_code = @code", new { code });

    public bool Serves(string area) => Areas.Length == 0 || ValueText.Split(Areas).Any(node => area.StartsWith(node, StringComparison.Ordinal) || node.StartsWith(area, StringComparison.Ordinal));

    public void SaveTo(Session session) => session.Execute(Upsert, this);

    /// <summary>Holds places in one statement, so that of two that press at once one gets the last.</summary>
    public bool TryTake(Session session, int people) => session.Execute(Take, new { people, Id }) == 1;

    public void GiveBack(Session session, int people) => session.Execute(Release, new { people, Id });

    /// <summary>Nothing more is to be had of the slot.</summary>
    public void CloseSlot(Session session) => session.Execute(Close, this);

    /// <summary>Orders on it that its unit was asked for, whoever sees them.</summary>
    public int LiveOrders(Session session) => (int)session.Scalar<long>(CountLive, this);

    private static NotThereException Missing(long id) => new("Activity", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>A direct sign-up: places at an activity without a demand.</summary>
internal sealed record SignUpRow
{
    public const string Select = "select p.id, p.slot, p.number, p.people, p.area, p.person, p.state, p.present, p.look_up_hash, p.filed_by, p.at, p.ended_at from sign_up p";

    private const string InsertRow = """
        insert into sign_up (slot, number, people, area, person, state, present, look_up_hash, filed_by, at)
        values (@Slot, @Number, @People, @Area, @Person, @StateName, @Present, @LookUpHash, @FiledBy, @At)
        """;

    private const string Update = "update sign_up set state = @StateName, present = @Present, person = @Person, look_up_hash = @LookUpHash, ended_at = @EndedAt where id = @Id";

    public long Id { get; init; }

    public long Slot { get; init; }

    public string Number { get; init; } = "";

    public int People { get; init; }

    public string Area { get; init; } = "";

    public long? Person { get; init; }

    public SignUpState State { get; init; }

    public int? Present { get; init; }

    public string LookUpHash { get; init; } = "";

    public string FiledBy { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string StateName => State.ToString();

    public static IReadOnlyList<SignUpRow> Of(Session session, long slot) => session.Query<SignUpRow>(Select + "\nwhere p.slot = @slot\norder by p.id", new { slot });

    public static SignUpRow? Find(Session session, long slot, string number) => session.One<SignUpRow>(Select + "\nwhere p.slot = @slot and p.number = @number", new { slot, number });

    /// <exception cref="NotThereException">The activity has no such sign-up.</exception>
    public static SignUpRow Get(Session session, long slot, string number) => Find(session, slot, number) ?? throw new NotThereException("SignUp", number);

    public void InsertInto(Session session) => session.Execute(InsertRow, this);

    public SignUpRow SaveTo(Session session)
    {
        session.Execute(Update, this);
        return this;
    }
}

/// <summary>An order on an activity, with whether its people came.</summary>
internal sealed record GuestOrderRow
{
    public const string Select = """
        select o.code, o.demand, o.quantity, o.state, d.title, d.area, d.person, t.present
        from service_order o
        join demand d on d.code = o.demand
        left join attendance t on t.service_order = o.code
        where o.slot = @id and (o.state not in ('Proposed', 'Declined', 'Expired', 'Failed', 'Cancelled') or t.present is not null)
        """;

    private const string Mark = """
        insert into attendance (service_order, present, who, at)
        values (@code, @present, @who, @now)
        on conflict (service_order) do update set present = @present, who = @who, at = @now
        """;

    private const string Unmark = "delete from attendance where service_order = @code";

    public string Code { get; init; } = "";

    public string Demand { get; init; } = "";

    public int Quantity { get; init; }

    public Core.Orders.OrderState State { get; init; }

    public string Title { get; init; } = "";

    public string Area { get; init; } = "";

    public long? Person { get; init; }

    public int? Present { get; init; }

    /// <summary>Those that the caller sees, in their order.</summary>
    public static IReadOnlyList<GuestOrderRow> Of(Session session, long id, Sight sight) =>
        session.Query<GuestOrderRow>(Select + $" and {Sight.OfOrders}\norder by o.seq", sight.With(new { id }));

    /// <param name="present">Null takes the tick back.</param>
    public static void Tick(Session session, string code, int? present, string who, DateTimeOffset now) => session.Execute(present is null ? Unmark : Mark, new { code, present, who, now });
}
