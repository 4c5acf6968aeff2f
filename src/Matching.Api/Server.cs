using System.Text.Encodings.Web;
using System.Text.Unicode;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.MatchRuns;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Api.Search;
using Microsoft.AspNetCore.DataProtection;

namespace Matching.Api;

/// <summary>What the serving verb was told.</summary>
/// <param name="Store">A SQLite file or a PostgreSQL connection string.</param>
/// <param name="Empty">Start without the seed lists.</param>
internal sealed record ServeOptions(string Store, string Urls, bool Empty);

/// <summary>The product as a web application: services, pipeline, and the maps in the order of the flow.</summary>
internal static class Server
{
    private const int MostBody = 64 * 1024;

    /// <exception cref="StoreException">The store can't be used.</exception>
    public static async Task<WebApplication> Build(ServeOptions options, TimeProvider clock)
    {
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        var database = Database.At(options.Store);
        SchemaScripts.Apply(database, clock);

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = ["--urls", options.Urls] });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        });
        AddServices(builder.Services, database, clock);

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseMiddleware<ReadLanguage>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(ProblemHandler.ForEmptyAnswer);
        app.UseMiddleware<ReadCallContext>();

        app.MapStaticAssets();
        app.MapReferenceLists();
        app.MapDemands();
        app.MapSuggestions();
        app.MapOffers();
        app.MapMatchRuns();
        app.MapOrders();
        app.MapSearch();
        app.MapPages();
        app.MapHealth();
        app.MapOpenApi();

        await FirstStart.Prepare(app.Services, options.Empty, clock);
        return app;
    }

    private static void AddServices(IServiceCollection services, Database database, TimeProvider clock)
    {
        services.AddSingleton(database).AddSingleton(clock);
        services.AddSingleton<GroupCommit>().AddSingleton<Rulings>().AddSingleton<KnownAreas>().AddSingleton<OneRunAtATime>();
        services.AddSingleton(new LookUpCodes(System.Security.Cryptography.RandomNumberGenerator.GetBytes));
        services.AddScoped<EventLog>().AddScoped<DemandLedger>().AddScoped<OrderLedger>();
        services.AddMediation();
        services.AddHostedService<SweepLoop>();
        services.AddHostedService<LearnLoop>();
        services.AddSingleton<SearchedLists>();
        services.AddExceptionHandler<ProblemHandler>().AddProblemDetails();
        services.ConfigureHttpJsonOptions(json => Json.Strict(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOpenApi(options => options.DescribeProduct());
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRazorComponents();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
    }
}
