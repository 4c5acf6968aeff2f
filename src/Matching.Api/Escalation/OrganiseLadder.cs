using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>Names the committee member who stands for an estate (挂钩联系) and owns first what comes up from it.</summary>
public sealed record NameEstateContact(string Estate, string Account) : ICommand<EstateContactView>;

public sealed record EstateContactBody(string Account);

public sealed record EstateContactView(string Estate, string Account, string SetBy, DateTimeOffset SetAt);

/// <summary>Makes a joint committee (联合党委) of several communities.</summary>
public sealed record MakeJointCommittee(string Name, IReadOnlyList<string> Communities) : ICommand<JointCommitteeView>;

public sealed record JointCommitteeView(long Id, string Name, IReadOnlyList<string> Communities);

/// <summary>Closes a community on a day of its own, or opens it again. Clocks that run already keep their due instants.</summary>
public sealed record SetClosingDay(string Community, DateOnly Day, string Note, bool IsClosed) : ICommand<ClosingDayView>;

public sealed record ClosingDayBody(DateOnly Day)
{
    public string Note { get; init; } = "";

    /// <summary>False opens the day again.</summary>
    public bool Closed { get; init; } = true;
}

public sealed record ClosingDayView(string Community, DateOnly Day, string Note, bool Closed);

internal sealed class MakeJointCommitteeRules : AbstractValidator<MakeJointCommittee>
{
    public MakeJointCommitteeRules()
    {
        RuleFor(make => make.Name).PlainText(2, 60);
        RuleFor(make => make.Communities.Distinct().Count()).InclusiveBetween(2, 40).OverridePropertyName("communities").WithMessage(make => Words.Say("Csv.Whole", make.Communities.Count, 2, 40));
    }
}

internal sealed class SetClosingDayRules : AbstractValidator<SetClosingDay>
{
    public SetClosingDayRules() => RuleFor(set => set.Note).PlainText(0, 100);
}

internal sealed class OrganiseLadderHandler(CurrentWrite write, CallContext context, EventLog events, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<NameEstateContact, EstateContactView>, IRequestHandler<MakeJointCommittee, JointCommitteeView>, IRequestHandler<SetClosingDay, ClosingDayView>
{
    private const string SaveContact = """
        insert into estate_contact (estate, account, set_by, set_at)
        values (@Estate, @Account, @Who, @Now)
        on conflict (estate) do update set account = @Account, set_by = @Who, set_at = @Now
        """;

    private const string InsertCommittee = "insert into joint_committee (name, made_by, made_at) values (@Name, @Who, @Now) returning id";

    private const string InsertMember = "insert into joint_member (committee, community) values (@id, @community)";

    private const string CountName = "select count(*) from joint_committee where name = @Name";

    private const string CountMember = "select count(*) from joint_member where community = @community";

    private const string SaveClosing = """
        insert into closing_day (community, day, note)
        values (@Community, @Day, @Note)
        on conflict (community, day) do update set note = @Note
        """;

    private const string DeleteClosing = "delete from closing_day where community = @Community and day = @Day";

    public Task<EstateContactView> Handle(NameEstateContact request, CancellationToken stop)
    {
        Refuse(request.Estate, AreaLevel.Estate);
        var now = clock.GetUtcNow();
        var account = AccountRow.Find(write.Session, request.Account) is { State: AccountState.Active } found ? found : throw new NotThereException("Account", request.Account);
        if (!Grant.InForce(write.Session, account.Name, now).Any(grant => grant.Role == Role.Community && grant.Covers(request.Estate)))
            throw new RuleBrokenException("not-of-this-rung", account.Name);
        var contact = new EstateContactView(request.Estate, account.Name, context.Who, now);
        write.Session.Execute(SaveContact, new { contact.Estate, contact.Account, context.Who, Now = now });
        events.Append($"estate/{contact.Estate}", "NameContact", null, null, account.Name);
        return Task.FromResult(contact);
    }

    public Task<JointCommitteeView> Handle(MakeJointCommittee request, CancellationToken stop)
    {
        var communities = request.Communities.Distinct().Order(StringComparer.Ordinal).ToList();
        communities.ForEach(community => Refuse(community, AreaLevel.Community));
        var name = FreeText.Cleaned(request.Name);
        if (write.Session.Scalar<long>(CountName, new { Name = name }) > 0 || communities.Any(community => write.Session.Scalar<long>(CountMember, new { community }) > 0))
            throw new RuleBrokenException("joint-committee-taken");
        var id = write.Session.Scalar<long>(InsertCommittee, new { Name = name, context.Who, Now = clock.GetUtcNow() });
        foreach (var community in communities)
            write.Session.Execute(InsertMember, new { id, community });
        events.Append($"joint-committee/{id}", "MakeJointCommittee", null, null, string.Join(' ', communities));
        return Task.FromResult(new JointCommitteeView(id, name, communities));
    }

    public Task<ClosingDayView> Handle(SetClosingDay request, CancellationToken stop)
    {
        Refuse(request.Community, AreaLevel.Community);
        var day = request.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var note = FreeText.Cleaned(request.Note);
        write.Session.Execute(request.IsClosed ? SaveClosing : DeleteClosing, new { request.Community, Day = day, Note = note });
        Rulings.Touch(write.Session);
        events.Append($"closing/{request.Community}", request.IsClosed ? "CloseDay" : "OpenDay", null, null, day);
        return Task.FromResult(new ClosingDayView(request.Community, request.Day, note, request.IsClosed));
    }

    /// <exception cref="NotThereException">There is no such node of that level.</exception>
    /// <exception cref="NotAllowedException">It is not the caller's.</exception>
    private void Refuse(string area, AreaLevel level)
    {
        if (!AreaCode.IsValid(area) || new AreaCode(area) is var code && (code.Level != level || !areas.Has(code)))
            throw new NotThereException("Area", area);
        if (!context.Sight.CoversArea(area))
            throw new NotAllowedException("outside-your-area");
    }
}

/// <summary>How the ladder is organised: estates' contacts, joint committees, communities' closing days, as far as the caller sees.</summary>
internal sealed record GetLadder : IRequest<LadderView>;

public sealed record LadderView(IReadOnlyList<EstateContactView> Contacts, IReadOnlyList<JointCommitteeView> JointCommittees, IReadOnlyList<ClosingDayView> ClosingDays);

internal sealed class GetLadderHandler(Database database, CallContext context) : IRequestHandler<GetLadder, LadderView>
{
    private const string SelectContacts = "select estate, account, set_by, set_at from estate_contact order by estate";

    private const string SelectMembers = "select c.id, c.name, m.community from joint_committee c join joint_member m on m.committee = c.id order by c.id, m.community";

    private const string SelectClosings = "select community, day, note from closing_day order by community, day";

    public Task<LadderView> Handle(GetLadder request, CancellationToken stop) => Task.FromResult(database.Read(session => new LadderView(
        [.. session.Query<ContactRow>(SelectContacts).Where(row => context.Sight.CoversArea(row.Estate)).Select(row => new EstateContactView(row.Estate, row.Account, row.SetBy, row.SetAt))],
        [.. session.Query<MemberRow>(SelectMembers).GroupBy(row => (row.Id, row.Name)).Where(members => members.Any(member => context.Sight.CoversArea(member.Community)))
            .Select(members => new JointCommitteeView(members.Key.Id, members.Key.Name, [.. members.Select(member => member.Community)]))],
        [.. session.Query<ClosingRow>(SelectClosings).Where(row => context.Sight.CoversArea(row.Community))
            .Select(row => new ClosingDayView(row.Community, DateOnly.ParseExact(row.Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), row.Note, Closed: true))])));

    private sealed record ContactRow
    {
        public string Estate { get; init; } = "";

        public string Account { get; init; } = "";

        public string SetBy { get; init; } = "";

        public DateTimeOffset SetAt { get; init; }
    }

    private sealed record MemberRow
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string Community { get; init; } = "";
    }

    private sealed record ClosingRow
    {
        public string Community { get; init; } = "";

        public string Day { get; init; } = "";

        public string Note { get; init; } = "";
    }
}
