using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Outbox;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>Text to paste into a chat group (贴到群里): nothing in it that somebody wrote, and no place nearer than the community.</summary>
internal sealed record DemandGroupText(string Code) : IRequest<string>;

internal sealed record OrderGroupText(string Code) : IRequest<string>;

/// <summary>What seeks a unit, as far as the caller sees it.</summary>
internal sealed record HallGroupText : IRequest<string>;

/// <summary>The caller's unread notices.</summary>
internal sealed record DigestGroupText : IRequest<string>;

internal sealed class GroupTextHandler(Database database, CallContext context, KnownAreas areas, Rulings rulings, OutgoingSettings settings, TimeProvider clock) :
    IRequestHandler<DemandGroupText, string>, IRequestHandler<OrderGroupText, string>, IRequestHandler<HallGroupText, string>, IRequestHandler<DigestGroupText, string>
{
    private const int MostLines = 30;
    private const int MostBytes = 6000;

    private const string Seeking = DemandRow.Select + $"""

        where {Sight.OfDemands} and d.state in ('Open', 'PartlyMatched', 'Escalated') and d.erased_at is null
        order by case d.urgency when 'Emergency' then 0 when 'Urgent' then 1 else 2 end, d.seq
        limit @MostLines
        """;

    private const string CountSeeking = $"select count(*) from demand d where {Sight.OfDemands} and d.state in ('Open', 'PartlyMatched', 'Escalated') and d.erased_at is null";

    private const string Unread = NoticeRow.Select + "\nwhere n.account = @Name and n.read_at is null\norder by n.id desc\nlimit @MostLines";

    public Task<string> Handle(DemandGroupText request, CancellationToken stop)
    {
        var row = database.Read(session => DemandRow.Get(session, request.Code));
        return Task.FromResult(Joined(Words.Say("GroupText.Demand", row.Code), Line(row), Words.Say("GroupText.State", Words.Of(row.State)), LinkTo($"/demands/{row.Code}")));
    }

    public Task<string> Handle(OrderGroupText request, CancellationToken stop)
    {
        var row = database.Read(session => OrderRow.Get(session, request.Code));
        var due = row.AnswerDue is { } answer && row.State is Core.Orders.OrderState.Issued or Core.Orders.OrderState.Acknowledged ? Words.Say("GroupText.AnswerBy", PageText.Time(row.AnswerDue!.Value)) : "";
        return Task.FromResult(Joined(Words.Say("GroupText.Order", row.Code, row.UnitName),
            Words.Say("GroupText.Line", rulings.NameOf(row.Category), PlaceOf(row.Area), row.Quantity, row.UnitOfQuantity), Words.Say("GroupText.Window", PageText.Window(row.SlotStart, row.SlotEnd)),
            Words.Say("GroupText.State", Words.Of(row.State)), due, LinkTo($"/orders/{row.Code}")));
    }

    public Task<string> Handle(HallGroupText request, CancellationToken stop)
    {
        var values = context.Sight.With(new { MostLines });
        var (rows, total) = database.Read(session => (session.Query<DemandRow>(Seeking, values), (int)session.Scalar<long>(CountSeeking, values)));
        return Task.FromResult(total == 0 ? Words.Say("GroupText.HallEmpty", PageText.Time(clock.GetUtcNow())) : DigestText.Compose(Words.Say("GroupText.Hall", total, PageText.Time(clock.GetUtcNow())),
            [.. rows.Select(row => $"· {row.Code} {Line(row)}")], count => Words.Say("Digest.More", count + total - rows.Count), Joined(total > rows.Count ? Words.Say("Digest.More", total - rows.Count) : "", LinkTo("/hall")), MostBytes));
    }

    public Task<string> Handle(DigestGroupText request, CancellationToken stop)
    {
        var rows = database.Read(session => session.Query<NoticeRow>(Unread, new { context.Name, MostLines }));
        return Task.FromResult(DigestText.Compose(Words.Say("Digest.Head", Words.Say("Page.Product"), rows.Count, PageText.Time(clock.GetUtcNow())),
            [.. rows.Select(row => $"· {row.Sentence(areas, rulings, AreaLevel.Community)}")], count => Words.Say("Digest.More", count), LinkTo("/inbox"), MostBytes));
    }

    private string Line(DemandRow row) => Words.Say("GroupText.Line", rulings.NameOf(row.Category), PlaceOf(row.Area), row.Quantity, row.UnitOfQuantity)
        + (row.Urgency == Core.Demands.Urgency.Normal ? "" : $" · {Words.Of(row.Urgency)}") + (row.UntilAt is { } until ? $" · {Words.Say("GroupText.Until", PageText.Time(until))}" : "");

    private string PlaceOf(string area) => areas.PathOf((new AreaCode(area).At(AreaLevel.Community) ?? new AreaCode(area)).Value);

    private string LinkTo(string path) => settings.Address.Length == 0 ? "" : settings.Address.TrimEnd('/') + path;

    private static string Joined(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
