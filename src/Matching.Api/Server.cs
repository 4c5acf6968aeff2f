using System.Net;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Matching.Api.Access;
using Matching.Api.Activities;
using Matching.Api.Agreements;
using Matching.Api.CompanyVisits;
using Matching.Api.Coverage;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Desk;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.Help;
using Matching.Api.History;
using Matching.Api.Hotline;
using Matching.Api.Http;
using Matching.Api.Imports;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Api.Leads;
using Matching.Api.LiveMatching;
using Matching.Api.Machines;
using Matching.Api.Mailbox;
using Matching.Api.MatchRuns;
using Matching.Api.Notices;
using Matching.Api.Meetings;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Orders.Calendar;
using Matching.Api.Orders.Links;
using Matching.Api.Outbox;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Points;
using Matching.Api.Policies;
using Matching.Api.Pooling;
using Matching.Api.Posts;
using Matching.Api.PropertyRatings;
using Matching.Api.Reports;
using Matching.Api.Search;
using Matching.Api.Surveys;
using Matching.Api.Telemetry;
using Matching.Api.Units;
using Matching.Api.Visits;
using Matching.Api.Wall;
using Matching.Api.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;

namespace Matching.Api;

/// <summary>What the serving verb was told.</summary>
/// <param name="Store">A SQLite file or a PostgreSQL connection string.</param>
/// <param name="Empty">Start without the seed lists, also in the demo.</param>
internal sealed record ServeOptions(string Store, string Urls, bool Empty)
{
    /// <summary>The file of the master key; see <see cref="MasterKeys"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Demo, or anything else; what the process's environment says when left out, and Production when that says nothing.</summary>
    public string? Environment { get; init; }

    /// <summary>Settings over those of file and environment.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Routes beside the product's own.</summary>
    public Action<IEndpointRouteBuilder>? MoreRoutes { get; init; }
}

/// <summary>The product as a web application: services, pipeline, and the maps in the order of the flow.</summary>
internal static class Server
{
    internal const int MostBody = 64 * 1024;

    /// <exception cref="StoreException">The store can't be used.</exception>
    public static async Task<WebApplication> Build(ServeOptions options, TimeProvider clock)
    {
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory, Args = ["--urls", options.Urls], EnvironmentName = options.Environment,
        });
        builder.Configuration.AddInMemoryCollection(options.Settings);
        var isDemo = builder.Environment.IsEnvironment(DemoMode.Environment);
        var database = Database.At(options.Store);
        SchemaScripts.Apply(database, clock);
        if (database.IsPostgres && clock == TimeProvider.System)
            clock = new StoreClock(database, clock);
        var storeClock = clock as StoreClock;
        var instant = new InstantOfWrite(clock);
        clock = instant;
        var masters = MasterKeys.For(database, options.Key, makeBeside: isDemo, RandomNumberGenerator.GetBytes);
        var ring = KeyRing.Open(database, masters, RandomNumberGenerator.GetBytes);

        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        });
        if (storeClock is not null)
            builder.Services.AddSingleton(storeClock);
        AddProduct(builder.Services, builder.Configuration, database, instant, ring, masters);

        var app = builder.Build();
        UsePipeline(app);
        Map(app);
        options.MoreRoutes?.Invoke(app);
        AccessPolicies.RefuseUnstated(app);

        await app.Services.GetRequiredService<LeaderLoop>().StartAsync(CancellationToken.None);
        await FirstStart.Prepare(app.Services, isDemo, options.Empty, clock);
        return app;
    }

    /// <summary>Everything that answers a request, around one store.</summary>
    public static void AddProduct(IServiceCollection services, IConfiguration configuration, Database database, InstantOfWrite clock, KeyRing ring, MasterKeys masters)
    {
        services.AddSingleton(database).AddSingleton<TimeProvider>(clock).AddSingleton(clock).AddSingleton(ring);
        services.AddSingleton(new ErasureJournal(ErasureJournal.FileFor(database, masters, configuration[ErasureJournal.Setting]), ring));
        AddServices(services, configuration);
        AddAccess(services, configuration);
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseResponseCompression();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ReadLanguage>();
        app.UseMiddleware<ReadTypeSize>();
        app.UseMiddleware<LogRequest>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(ProblemHandler.ForEmptyAnswer);
        app.UseMiddleware<ReadCallContext>();
        app.UseMiddleware<ReadCaller>();
        app.UseMiddleware<LimitRequests>();
        app.UseMiddleware<CheckAccess>();
    }

    private static void Map(WebApplication app)
    {
        app.MapStaticAssets().ForAnybody(Pace.Free);
        app.MapReferenceLists();
        app.MapDemands();
        app.MapSuggestions();
        app.MapPooling();
        app.MapOffers();
        app.MapMatchRuns();
        app.MapInsight();
        app.MapLiveMatching();
        app.MapOrders();
        app.MapExports();
        app.MapImports();
        app.MapDesk();
        app.MapReports();
        app.MapCoverage();
        app.MapTiles();
        app.MapWall();
        app.MapUnitSide();
        app.MapImportPages();
        app.MapExportPages();
        app.MapHotline();
        app.MapWebhooks();
        app.MapNotices();
        app.MapEscalation();
        app.MapHall();
        app.MapLimits();
        app.MapSurge();
        app.MapVisits();
        app.MapMeetings();
        app.MapPosts();
        app.MapShifts();
        app.MapUnits();
        app.MapAgreements();
        app.MapLeads();
        app.MapMailbox();
        app.MapPoints();
        app.MapActivities();
        app.MapCalendars();
        app.MapSurveys();
        app.MapCompanyVisits();
        app.MapPropertyRatings();
        app.MapSearch();
        app.MapPeople();
        app.MapAccess();
        app.MapPages();
        app.MapDemandPages();
        app.MapFilingPages();
        app.MapCourierPages();
        app.MapPastePages();
        app.MapLookUpPages();
        app.MapErasePages();
        app.MapOfferPages();
        app.MapOrderPages();
        app.MapLinkPages();
        app.MapCalendarFeedPages();
        app.MapRunPages();
        app.MapWeightPages();
        app.MapMatchPages();
        app.MapNoMatchPages();
        app.MapDeskPages();
        app.MapReportPages();
        app.MapSettingsPages();
        app.MapHelpPages();
        app.MapEscalationPages();
        app.MapNoticePages();
        app.MapLimitPages();
        app.MapActPages();
        app.MapPoolPages();
        app.MapDeliveryPages();
        app.MapVisitPages();
        app.MapMeetingPages();
        app.MapMeetingRulesPages();
        app.MapWebhookPages();
        app.MapMappingPages();
        app.MapPostPages();
        app.MapShiftPages();
        app.MapUnitPages();
        app.MapAgreementPages();
        app.MapLeadPages();
        app.MapMailboxPages();
        app.MapPointsPages();
        app.MapActivityPages();
        app.MapCalendarPages();
        app.MapSurveyPages();
        app.MapAnswerPages();
        app.MapCompanyVisitPages();
        app.MapPropertyPages();
        app.MapJoinPages();
        app.MapAccessPages();
        app.MapErrorPages();
        app.MapStatesPage();
        app.MapHealth();
        app.MapOpenApi().ForAnybody(Pace.Free);
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Store").Get<StoreSettings>() ?? new StoreSettings()).AddSingleton<GroupCommit>().AddSingleton<Rulings>().AddSingleton<KnownAreas>().AddSingleton<OneRunAtATime>().AddSingleton<LiveBoards>();
        services.AddSingleton<WallQuery>().AddSingleton<WallBroadcast>().AddHostedService(provider => provider.GetRequiredService<WallBroadcast>());
        services.AddSingleton<RunWatch>().AddSingleton<StartRun>().AddSingleton<RunRequests>().AddScoped<RunHere>().AddScoped<AnsweredRunRequest>();
        services.AddSingleton(configuration.GetSection("Matching").Get<MatchingSettings>() ?? new MatchingSettings()).AddSingleton<StreetShards>().AddSingleton<Leadership>().AddSingleton<LeaderLoop>().AddHostedService(provider => provider.GetRequiredService<LeaderLoop>());
        services.AddSingleton<ReplayedRuns>().AddSingleton<OneWhatIfAtATime>();
        services.AddSingleton<LookUpCodes>().AddSingleton<HistoryChain>().AddSingleton<NoticeBook>().AddSingleton<EventNotices>().AddSingleton<PersonRecords>().AddSingleton<Erasure>().AddSingleton<ReplayErasures>();
        services.AddScoped<ShowForecast>().AddScoped<ProtectedNotes>().AddScoped<ForgetOnRequest>().AddScoped<EventLog>().AddScoped<DemandLedger>().AddScoped<OrderLedger>().AddScoped<OfferLedger>();
        services.AddScoped<ClockBook>().AddScoped<LadderBook>().AddScoped<WaitBook>().AddScoped<RingBook>().AddScoped<SurgeBook>().AddScoped<PartBook>().AddScoped<VisitBook>().AddScoped<VisitViews>().AddScoped<OrderCompletion>().AddScoped<ServiceRecords>();
        services.AddScoped<MeetingBook>().AddScoped<AgendaNeeds>().AddScoped<AgendaDrafts>().AddScoped<TaskBook>().AddScoped<MeetingViews>().AddSingleton<MeetingBodies>();
        services.AddScoped<PointsBook>().AddScoped<LeadTerms>().AddScoped<NominationViews>().AddScoped<MailViews>().AddScoped<PostBook>().AddScoped<PostViews>().AddScoped<ShiftBook>().AddScoped<ShiftViews>();
        services.AddScoped<ActivityBook>().AddScoped<ActivityViews>().AddScoped<EventPlans>().AddScoped<CalendarViews>().AddScoped<SurveyViews>().AddScoped<DemandIntake>().AddScoped<CompanyVisitViews>().AddScoped<ITimerEffect, FollowUpEffect>();
        services.AddScoped<UnitViews>().AddScoped<AgreementViews>().AddScoped<AgreementBook>();
        services.AddScoped<ITimerEffect, WarnEffect>().AddScoped<ITimerEffect, RunOutEffect>().AddScoped<ITimerEffect, WaitOverEffect>().AddScoped<ITimerEffect, StartClocksEffect>()
            .AddScoped<ITimerEffect, OrderEffect>().AddScoped<ITimerEffect, WidenRingEffect>().AddScoped<ITimerEffect, VisitDueEffect>()
            .AddScoped<ITimerEffect, PlanMeetingsEffect>().AddScoped<ITimerEffect, DraftAgendaEffect>().AddScoped<ITimerEffect, MeetingOverEffect>().AddScoped<ITimerEffect, TaskEffect>()
            .AddScoped<ITimerEffect, PostEndsEffect>().AddScoped<ITimerEffect, PostMonthEffect>().AddScoped<ITimerEffect, LeadTermEndsEffect>()
            .AddScoped<ITimerEffect, AgreementEndsEffect>().AddScoped<ITimerEffect, DormantDigestEffect>();
        services.AddSingleton(configuration.GetSection("Retention").Get<RetentionSettings>() ?? new RetentionSettings());
        services.AddMediation();
        services.AddScoped<DemandAmendments>().AddScoped<IImportedFile, DemandFile>().AddScoped<IImportedFile, OfferFile>().AddScoped<IImportedFile, CaseSheet>();
        services.AddSingleton(configuration.GetSection("Outgoing").Get<OutgoingSettings>() ?? new OutgoingSettings());
        services.AddSingleton<OutgoingAddresses>().AddSingleton<OutgoingCalls>().AddSingleton<IReceivers, WebhookCalls>().AddSingleton<IReceivers, ChannelSender>();
        services.AddSingleton<ComposeDigests>().AddSingleton<DeliverOutbox>().AddHostedService<OutboxLoop>();
        services.AddHostedService<TimerLoop>().AddHostedService<RetentionLoop>().AddHostedService<WarmBoard>().AddHostedService<LearnLoop>();
        services.AddSingleton<SearchedLists>();
        services.AddExceptionHandler<ProblemHandler>().AddProblemDetails();
        services.ConfigureHttpJsonOptions(json => Json.Strict(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOpenApi(options => options.DescribeProduct());
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddResponseCompression(compression => compression.EnableForHttps = false);
        services.AddSingleton<ProductMetrics>().AddHostedService<ExportTelemetry>();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }

    private static void AddAccess(IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection("Access").Get<AccessSettings>() ?? new AccessSettings();
        services.AddSingleton(settings).AddSingleton(configuration.GetSection("Limits").Get<RateLimitSettings>() ?? new RateLimitSettings());
        services.AddSingleton<DemoMode>().AddSingleton<Secrets>().AddSingleton<Passwords>().AddSingleton<RateLimits>().AddSingleton<Callers>();
        services.AddSingleton<Sessions>().AddSingleton<FailedSignIns>().AddSingleton<OneTimeCodes>().AddSingleton<Accounts>().AddSingleton<Tokens>();
        services.AddSingleton<SealedCookies>().AddSingleton<DemoAccounts>().AddSingleton<OrderLinks>().AddSingleton<FirstAdministrator>();
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<StoredProtectionKeys>();
        services.AddDataProtection().SetApplicationName("ThreeLists");
        services.AddOptions<KeyManagementOptions>().Configure<StoredProtectionKeys>((keys, stored) => keys.XmlRepository = stored);
        services.AddJwt(settings.Jwt);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = settings.TrustedProxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var proxy in settings.TrustedProxies)
                forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
        });
    }
}
