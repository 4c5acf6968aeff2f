using System.Text.Json;
using MediatR;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;

namespace Matching.Api.People;

/// <summary>How long things are kept, in days, as configured under <c>Retention</c>.</summary>
internal sealed record RetentionSettings
{
    /// <summary>A contact, after its demand ended.</summary>
    public int ContactDays { get; init; } = 180;

    /// <summary>A look-up code, after its demand ended.</summary>
    public int LookUpDays { get; init; } = 365;

    /// <summary>The lists that a match run read, with which it can be replayed.</summary>
    public int RunInputDays { get; init; } = 1095;

    /// <summary>The rows of a brought-in file, after it came.</summary>
    public int ImportDays { get; init; } = 30;
}

/// <summary>Applies the periods of retention; returns what it did.</summary>
internal sealed record ApplyRetention : ICommand<RetentionReport>;

public sealed record RetentionReport(int Contacts, int LookUpCodes, int RunInputs, int Sessions, int OneTimeCodes, int SignInFailures, int ImportRows = 0)
{
    internal int Sum => Contacts + LookUpCodes + RunInputs + Sessions + OneTimeCodes + SignInFailures + ImportRows;
}

internal sealed class ApplyRetentionHandler(CurrentWrite write, EventLog events, PersonRecords people, ErasureJournal journal, RetentionSettings settings, TimeProvider clock) : IRequestHandler<ApplyRetention, RetentionReport>
{
    private const int MostAtOnce = 500;

    private const string Ended = """
        d.state in ('Closed', 'Merged', 'Rejected', 'Withdrawn') and (select max(e.at) from event e where e.subject = d.code) < @before
        """;

    private const string PersonsDone = $"""
        select distinct p.id, p.master, p.created_at
        from person p
        join demand d on d.person = p.id
        where p.erased_at is null and {Ended}
            and not exists (select 1 from demand x where x.person = p.id and x.state not in ('Closed', 'Merged', 'Rejected', 'Withdrawn'))
            and not exists (select 1 from supporter s join demand x on x.code = s.demand where s.person = p.id and x.state not in ('Closed', 'Merged', 'Rejected', 'Withdrawn'))
        order by p.id
        limit @most
        """;

    private const string NomineesDone = """
        select p.id, p.master, p.created_at
        from person p
        join lead_nomination n on n.person = p.id
        where p.erased_at is null and ((n.state = 'Refused' and n.decided_at < @before) or (n.state = 'Ended' and n.ends_at < @before))
        order by p.id
        limit @most
        """;

    private const string PersonsSignedUp = """
        select p.id, p.master, p.created_at
        from person p
        join sign_up u on u.person = p.id
        join slot s on s.id = u.slot
        where p.erased_at is null and s.end_at < @before
        order by p.id
        limit @most
        """;

    private const string SendersDone = """
        select p.id, p.master, p.created_at
        from person p
        join mailbox_entry m on m.person = p.id
        where p.erased_at is null and ((m.state = 'Answered' and m.answered_at < @before)
            or (m.state = 'TakenUp' and not exists (select 1 from slot s where s.offer = m.offer and s.end_at >= @before)))
        order by p.id
        limit @most
        """;

    private const string PersonsSurveyed = """
        select p.id, p.master, p.created_at
        from person p
        join survey_answer u on u.person = p.id
        join survey s on s.id = u.survey
        where p.erased_at is null and s.closes_at < @before and not exists (select 1 from demand d where d.person = p.id) and not exists (select 1 from supporter x where x.person = p.id)
        order by p.id
        limit @most
        """;

    private const string PersonsVisited = """
        select p.id, p.master, p.created_at
        from person p
        join company_visit v on v.person = p.id
        where p.erased_at is null and v.at < @before and not exists (select 1 from demand d where d.person = p.id)
            and not exists (select 1 from follow_up f where f.visit = v.id and f.done_at is null)
        order by p.id
        limit @most
        """;

    private const string ForgetCodes = $"update demand set look_up_hash = null where look_up_hash is not null and code in (select d.code from demand d where {Ended})";

    private const string SelectOldRuns = "select id from match_run where started_at < @before and length(input) > 0 order by id limit @most";

    private const string ForgetInput = "update match_run set input = @nothing where id = @id";

    private const string EndSessions = "delete from signed_in where expires_at < @now";

    private const string EndCodes = "delete from one_time_code where expires_at < @now";

    private const string ForgetFailures = "delete from sign_in_failure where locked_until < @before";

    private const string ForgetAnswers = "delete from answered_request where at < @before";

    private const string ForgetImports = "delete from import_row where batch in (select id from import_batch where at < @before)";

    private const string ForgetPhotos = $"delete from demand_photo where demand in (select d.code from demand d where {Ended})";

    private const string ForgetNotices = "delete from notice where at < @before";

    private const int NoticeDays = 365;

    /// <summary>Days for which a repeated idempotency key gets the first answer again.</summary>
    private const int AnswerDays = 30;

    private const string InsertReport = "insert into retention_report (at, body) values (@now, @body)";

    public Task<RetentionReport> Handle(ApplyRetention request, CancellationToken stop)
    {
        var (session, now) = (write.Session, clock.GetUtcNow());
        var done = new { before = now.AddDays(-settings.ContactDays), most = MostAtOnce };
        var persons = new[] { PersonsDone, NomineesDone, SendersDone, PersonsSignedUp, PersonsSurveyed, PersonsVisited }.SelectMany(sql => session.Query<PersonRow>(sql, done)).ToList();
        foreach (var person in persons)
        {
            journal.Add(ErasedThing.Contact, person.Id, person.CreatedAt);
            people.Forget(session, person.Id);
        }
        var codes = session.Execute(ForgetCodes, new { before = now.AddDays(-settings.LookUpDays) });
        var runs = session.Query<long>(SelectOldRuns, new { before = now.AddDays(-settings.RunInputDays), most = MostAtOnce });
        foreach (var run in runs)
        {
            session.Execute(ForgetInput, new { id = run, nothing = Array.Empty<byte>() });
            events.Append($"run/{run}", "ForgetInput", null, null, "retention");
        }
        session.Execute(ForgetAnswers, new { before = now.AddDays(-AnswerDays) });
        session.Execute(ForgetPhotos, new { before = now.AddDays(-settings.ContactDays) });
        session.Execute(ForgetNotices, new { before = now.AddDays(-NoticeDays) });
        var report = new RetentionReport(persons.Count, codes, runs.Count, session.Execute(EndSessions, new { now }), session.Execute(EndCodes, new { now }),
            session.Execute(ForgetFailures, new { before = now.AddDays(-1) }), session.Execute(ForgetImports, new { before = now.AddDays(-settings.ImportDays) }));
        var body = JsonSerializer.Serialize(report, Json.Options);
        session.Execute(InsertReport, new { now, body });
        events.Append("retention", "ApplyRetention", null, null, body);
        return Task.FromResult(report);
    }
}

/// <summary>Once a day, by the injected clock, applies the periods of retention.</summary>
internal sealed partial class RetentionLoop(IServiceProvider services, TimeProvider clock, ILogger<RetentionLoop> log) : BackgroundService
{
    private const string CountSince = "select count(*) from retention_report where at > @since";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!IsDue())
                    continue;
                await using var scope = services.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ApplyRetention(), stoppingToken);
            }
            catch (Exception failed) when (failed is StoreUnavailableException or StoreException or OverloadedException or IOException or System.Data.Common.DbException)
            {
                LogPutOff(failed);
            }
        }
    }

    private bool IsDue() => services.GetRequiredService<Database>().Read(session => session.Scalar<long>(CountSince, new { since = clock.GetUtcNow().AddDays(-1) })) == 0;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention is put off by an hour")]
    private partial void LogPutOff(Exception failed);
}

/// <summary>What the retention job did, newest first.</summary>
internal sealed record ListRetentionReports : IRequest<IReadOnlyList<DatedRetentionReport>>;

public sealed record DatedRetentionReport(DateTimeOffset At, RetentionReport Report);

internal sealed class ListRetentionReportsHandler(Database database) : IRequestHandler<ListRetentionReports, IReadOnlyList<DatedRetentionReport>>
{
    private const string SelectLast = "select at, body from retention_report order by id desc limit 100";

    public Task<IReadOnlyList<DatedRetentionReport>> Handle(ListRetentionReports request, CancellationToken stop) => Task.FromResult<IReadOnlyList<DatedRetentionReport>>(
        [.. database.Read(session => session.Query<ReportRow>(SelectLast)).Select(row => new DatedRetentionReport(row.At, JsonSerializer.Deserialize<RetentionReport>(row.Body, Json.Options)!))]);

    private sealed record ReportRow
    {
        public DateTimeOffset At { get; init; }

        public string Body { get; init; } = "";
    }
}
