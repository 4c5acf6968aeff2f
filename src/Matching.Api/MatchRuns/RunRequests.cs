using System.Collections.Concurrent;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Machines;
using Matching.Core;

namespace Matching.Api.MatchRuns;

/// <summary>Which queued request a run answers; 0 for none.</summary>
internal sealed class AnsweredRunRequest
{
    public long Id { get; set; }
}

/// <summary>
/// Runs asked for where the streets are not led: a row in the store, done by whoever leads them, waited for here. Done is written in the
/// run's own transaction, so that a leader that dies leaves either both or neither, and the next one goes on.
/// </summary>
internal sealed partial class RunRequests(Database database, GroupCommit writer, Leadership leadership, RunWatch watch, IServiceProvider services, TimeProvider clock, ILogger<RunRequests> log)
{
    private const string CalledOff = "run-called-off";
    private const string Broken = "broken";

    private const string Insert = """
        insert into run_request (shard, account, role, key, asked_at)
        values (@Shard, @Account, @Role, @Key, @Now)
        returning id
        """;

    private const string ForgetOld = "delete from run_request where done_at < @old";

    private const string Waiting = "select id, shard, account, role, key, called_off, run, failure from run_request where done_at is null order by id";

    private const string Done = "select id, shard, account, role, key, called_off, run, failure from run_request where done_at is not null and id >= @oldest";

    private const string CallOff = "update run_request set called_off = 1 where id = @id and done_at is null";

    private const string Fail = "update run_request set failure = @failure, done_at = @now where id = @id and done_at is null";

    public const string Finish = "update run_request set run = @run, done_at = @now where id = @id and done_at is null";

    private readonly ConcurrentDictionary<long, TaskCompletionSource<RequestRow>> waiting = new();
    private readonly ConcurrentDictionary<long, bool> underWay = new();

    /// <summary>Queues a run and waits until it was written elsewhere. Who goes away does not cancel it.</summary>
    /// <exception cref="RuleBrokenException">It was called off.</exception>
    public async Task<long> Ask(int shard, CallContext context, CancellationToken stop)
    {
        var calledOff = watch.Begin();
        var now = clock.GetUtcNow();
        var answer = new TaskCompletionSource<RequestRow>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = await writer.Write(session =>
        {
            session.Execute(ForgetOld, new { old = now.AddDays(-1) });
            return session.Scalar<long>(Insert, new { Shard = shard, Account = context.Name, Role = context.ActingRole.ToString(), Key = context.IdempotencyKey, Now = now });
        });
        waiting[id] = answer;
        try
        {
            await using var registered = calledOff.Register(() => _ = writer.Write(session => session.Execute(CallOff, new { id })));
            var row = await answer.Task.WaitAsync(stop);
            return row.Run ?? throw (row.Failure == CalledOff ? new RuleBrokenException(CalledOff) : new InvalidOperationException($"The leading process could not run the match: {row.Failure}"));
        }
        finally
        {
            waiting.TryRemove(id, out _);
            watch.End();
        }
    }

    /// <summary>Starts what was asked of this process, stops what was called off, and answers whoever waits here.</summary>
    public void Round()
    {
        var oldest = waiting.Keys.DefaultIfEmpty(long.MaxValue).Min();
        var (asked, done) = database.Read(session => (session.Query<RequestRow>(Waiting), session.Query<RequestRow>(Done, new { oldest })));
        foreach (var row in done)
        {
            if (waiting.TryGetValue(row.Id, out var answer))
                answer.TrySetResult(row);
        }
        foreach (var row in asked.Where(row => leadership.EpochOf(row.Shard) is not null))
        {
            if (underWay.TryAdd(row.Id, true))
                _ = Task.Run(() => Run(row));
            else if (row.CalledOff)
                watch.CallOff();
        }
    }

    private async Task Run(RequestRow row)
    {
        try
        {
            if (row.CalledOff)
                await GiveUp(row, CalledOff);
            else
                await Send(row);
        }
        catch (RuleBrokenException broken)
        {
            await GiveUp(row, broken.Rule);
        }
        catch (Exception putOff) when (putOff is StoreException or StoreUnavailableException or OverloadedException or LeadershipLostException or System.Data.Common.DbException)
        {
            LogPutOff(row.Id, putOff);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // Nobody awaits this task: the reason goes to whoever asked.
            LogFailed(row.Id, failed);
            await GiveUp(row, Broken);
        }
        finally
        {
            underWay.TryRemove(row.Id, out _);
        }
    }

    private async Task Send(RequestRow row)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        var caller = new Caller(row.Account, [new Grant { Account = row.Account, Role = row.Role }], Proof.Inside);
        context.ComeFrom(caller);
        context.ActBy(caller.Grants, Sight.Everything);
        context.IdempotencyKey = row.Key;
        scope.ServiceProvider.GetRequiredService<AnsweredRunRequest>().Id = row.Id;
        var run = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunMatch(row.Shard));
        // A run that had been written under the same key before finished no request.
        await writer.Write(session => session.Execute(Finish, new { id = row.Id, run = run.Id, now = clock.GetUtcNow() }));
    }

    private async Task GiveUp(RequestRow row, string failure)
    {
        try
        {
            await writer.Write(session => session.Execute(Fail, new { id = row.Id, failure, now = clock.GetUtcNow() }));
        }
        catch (Exception putOff) when (putOff is StoreUnavailableException or OverloadedException)
        {
            LogPutOff(row.Id, putOff);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The run asked for by request {Id} is put off until the store and the leader are there")]
    private partial void LogPutOff(long id, Exception failed);

    [LoggerMessage(Level = LogLevel.Error, Message = "The run asked for by request {Id} came to nothing")]
    private partial void LogFailed(long id, Exception failed);

    private sealed record RequestRow
    {
        public long Id { get; init; }

        public int Shard { get; init; }

        public string Account { get; init; } = "";

        public Role Role { get; init; }

        public string? Key { get; init; }

        public bool CalledOff { get; init; }

        public long? Run { get; init; }

        public string? Failure { get; init; }
    }
}
