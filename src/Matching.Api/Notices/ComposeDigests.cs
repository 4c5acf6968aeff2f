using System.Globalization;
using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Outbox;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>A message as the outbox holds it; each kind of channel wraps it in its own way when it is sent.</summary>
internal sealed record DigestBody(string Head, string Text)
{
    private const string Insert = """
        insert into delivery (id, notice_channel, place, body, state, next_try_at, made_at)
        select @id, @channel, coalesce(max(place), 0) + 1, @body, 'Waiting', @now, @now
        from delivery
        where notice_channel = @channel
        """;

    public static void Put(Session session, long channel, string id, DateTimeOffset now, Func<string, DigestBody> body) =>
        session.Execute(Insert, new { id, channel, body = JsonSerializer.Serialize(body(id), Json.Options), now });
}

/// <summary>Puts the notices that are due for a channel together into one message, which waits in the outbox from then on.</summary>
internal sealed class ComposeDigests(GroupCommit writer, KnownAreas areas, Rulings rulings, KeyRing ring, OutgoingSettings settings, TimeProvider clock)
{
    private const int MostAtOnce = 1000;
    private const int DaysKept = 30;

    private const string CountDue = "select count(*) from notice_item i join notice_channel c on c.id = i.channel where i.delivery is null and i.due_at <= @now and c.state = 'Active'";

    private const string SelectDue = """
        select i.id, i.channel, c.kind as channel_kind, i.kind, i.subject, i.path, i.category, i.area, i.detail, i.deadline as due_at, i.emergency, i.at
        from notice_item i
        join notice_channel c on c.id = i.channel
        where i.delivery is null and i.due_at <= @now and c.state = 'Active'
        order by i.channel, i.id
        limit @most
        """;

    private const string Take = "update notice_item set delivery = @id where channel = @channel and delivery is null and due_at <= @now and id <= @last";

    private const string ForgetItems = "delete from notice_item where at < @old and (delivery is not null or channel in (select id from notice_channel where state <> 'Active'))";

    /// <returns>How many messages it made.</returns>
    public Task<int> Once()
    {
        var now = clock.GetUtcNow();
        return writer.Write(session =>
        {
            if (session.Scalar<long>(CountDue, new { now }) == 0)
                return 0;
            session.Execute(ForgetItems, new { old = now.AddDays(-DaysKept) });
            var channels = session.Query<ItemRow>(SelectDue, new { now, most = MostAtOnce }).GroupBy(row => row.Channel).ToList();
            foreach (var items in channels)
            {
                var id = DeliveryRow.NewId(ring.RandomBytes);
                DigestBody.Put(session, items.Key, id, now, _ => Compose([.. items], id, now));
                session.Execute(Take, new { id, channel = items.Key, now, last = items.Max(item => item.Id) });
            }
            return channels.Count;
        });
    }

    /// <summary>The paper a chat group is given: numbers, categories, communities, what happened, links.</summary>
    private DigestBody Compose(IReadOnlyList<ItemRow> items, string id, DateTimeOffset now)
    {
        CultureInfo.CurrentUICulture = Words.Chinese;
        var head = Words.Say("Digest.Head", Words.Say("Page.Product"), items.Count, PageText.Time(now));
        var lines = items.Select(item => $"· {item.Notice.Sentence(areas, rulings, AreaLevel.Community)}{LinkTo(item.Path)}").ToList();
        var foot = Words.Say("Digest.Foot", id) + LinkTo("/inbox");
        return new DigestBody(head, DigestText.Compose(head, lines, count => Words.Say("Digest.More", count), foot, Robots.MostBytes(items[0].ChannelKind)));
    }

    private string LinkTo(string path) => settings.Address.Length == 0 ? "" : $" {settings.Address.TrimEnd('/')}{path}";

    private sealed record ItemRow
    {
        public long Id { get; init; }

        public long Channel { get; init; }

        public ChannelKind ChannelKind { get; init; }

        public NoticeKind Kind { get; init; }

        public string Subject { get; init; } = "";

        public string Path { get; init; } = "";

        public string Category { get; init; } = "";

        public string Area { get; init; } = "";

        public string Detail { get; init; } = "";

        public DateTimeOffset? DueAt { get; init; }

        public bool Emergency { get; init; }

        public DateTimeOffset At { get; init; }

        public NoticeRow Notice => new() { Kind = Kind, Subject = Subject, Path = Path, Category = Category, Area = Area, Detail = Detail, DueAt = DueAt, Emergency = Emergency, At = At };
    }
}
