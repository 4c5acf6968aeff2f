using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Wall;

/// <summary>
/// One reader of the history for all walls: it looks after each commit of this process and every few seconds for those of others, makes the
/// new wall once, and sends each client what changed. While nobody watches it reads nothing.
/// </summary>
internal sealed partial class WallBroadcast(WallQuery query, GroupCommit writer, TimeProvider clock, IHostApplicationLifetime life, ILogger<WallBroadcast> log) : BackgroundService
{
    /// <summary>A client that is so many messages behind is sent away: it comes again, and gets a snapshot.</summary>
    private const int MostBehind = 64;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    /// <summary>Under load the wall changes this often, not with every commit.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    /// <summary>Time alone makes a demand unmet: a wall older than this is read anew.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromMinutes(1);

    private readonly Lock held = new();
    private readonly List<Watcher> watchers = [];
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private (WallView Chinese, WallView English)? latest;

    public int Watching
    {
        get
        {
            lock (held)
                return watchers.Count;
        }
    }

    /// <summary>The wall as the store stands.</summary>
    public Task<WallView> Now(CancellationToken stop) => InTurn(() => In(latest!.Value, CultureInfo.CurrentUICulture), stop);

    /// <summary>A snapshot, then what changes, until the client leaves or the program stops.</summary>
    public async IAsyncEnumerable<SseItem<string>> Follow([EnumeratorCancellation] CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, life.ApplicationStopping);
        var watcher = new Watcher(CultureInfo.CurrentUICulture, Channel.CreateBounded<SseItem<string>>(MostBehind));
        try
        {
            var start = await InTurn(() => Joined(watcher), either.Token);
            yield return Item("snapshot", start.Event, start) with { ReconnectionInterval = Retry };
            while (await HasMore(watcher, either.Token))
            {
                while (watcher.Sent.Reader.TryRead(out var item))
                    yield return item;
            }
        }
        finally
        {
            lock (held)
                watchers.Remove(watcher);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(int writes, TimeSpan took) => wakes.Writer.TryWrite(false);
        await using var beats = clock.CreateTimer(_ => wakes.Writer.TryWrite(true), null, Beat, Beat);
        writer.Committed += Wake;
        try
        {
            await foreach (var isBeat in wakes.Reader.ReadAllAsync(stoppingToken))
            {
                await Look(isBeat, stoppingToken);
                await Task.Delay(Rest, clock, stoppingToken);
            }
        }
        finally
        {
            writer.Committed -= Wake;
        }
    }

    private static async Task<bool> HasMore(Watcher watcher, CancellationToken stop)
    {
        try
        {
            return await watcher.Sent.Reader.WaitToReadAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Look(bool isBeat, CancellationToken stop)
    {
        if (Watching == 0)
            return;
        try
        {
            var before = latest?.Chinese;
            var now = await InTurn(() => latest!.Value.Chinese, stop);
            if (isBeat && ReferenceEquals(before, now))
                Send(_ => Item("alive", now.Event, new { asOf = clock.GetUtcNow() }));
        }
        catch (Exception failed) when (failed is StoreException or System.Data.Common.DbException)
        {
            LogPutOff(failed);
        }
    }

    /// <summary>Brings the wall up to the store, tells those who watch, and asks.</summary>
    private async Task<T> InTurn<T>(Func<T> ask, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            await Task.Run(Refresh, stop);
            return ask();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Within the turn in which the wall was read: nothing is missed between the snapshot and the first change.</summary>
    private WallView Joined(Watcher watcher)
    {
        lock (held)
            watchers.Add(watcher);
        return In(latest!.Value, watcher.Language);
    }

    private void Refresh()
    {
        var now = clock.GetUtcNow();
        var before = latest;
        if (before is { } seen && now - seen.Chinese.AsOf < MostAge && query.Last() == seen.Chinese.Event)
            return;
        var read = query.Read(now);
        latest = read;
        if (before is not { } old)
            return;
        var (chinese, english) = (Item("change", read.Chinese.Event, read.Chinese.Since(old.Chinese)), Item("change", read.English.Event, read.English.Since(old.English)));
        Send(watcher => watcher.Language.Equals(Words.English) ? english : chinese);
    }

    private void Send(Func<Watcher, SseItem<string>> item)
    {
        lock (held)
        {
            foreach (var watcher in watchers)
            {
                if (!watcher.Sent.Writer.TryWrite(item(watcher)))
                    watcher.Sent.Writer.TryComplete();
            }
        }
    }

    private static WallView In((WallView Chinese, WallView English) wall, CultureInfo language) => language.Equals(Words.English) ? wall.English : wall.Chinese;

    private static SseItem<string> Item<T>(string name, long seq, T body) => new(JsonSerializer.Serialize(body, Json.Options), name) { EventId = seq.ToString(CultureInfo.InvariantCulture) };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The wall is put off")]
    private partial void LogPutOff(Exception failed);

    private sealed record Watcher(CultureInfo Language, Channel<SseItem<string>> Sent);
}
