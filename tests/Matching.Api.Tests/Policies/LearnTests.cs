using System.Text.Json.Nodes;
using Matching.Api.CommandLine;
using Matching.Api.Data;
using Matching.Api.Policies;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Policies;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class LearnTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Said = "咕咚机不响了";

    [Test]
    public async Task Learn_ConfirmedCategories_SuggestThemAfterwards()
    {
        var app = await Start();
        foreach (var title in new[] { "咕咚机不响了", "老咕咚机坏在半路", "咕咚机要换芯子" })
            await app.FileDemand(Given.Demand(title, "家电维修"));

        var learned = await Learn(app);

        Assert.That(learned, Is.EqualTo(new LearnedModel(1, 3, IsNew: true)));
        var answer = await Suggest(app);
        Assert.That(answer.Texts("categories", "name")[0], Is.EqualTo("家电维修"));
        Assert.That(answer.Number("modelVersion"), Is.EqualTo(1));
    }

    [Test]
    public async Task Learn_NothingNew_KeepsTheVersion()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand(Said, "家电维修"));
        await Learn(app);

        Assert.That(await Learn(app), Is.EqualTo(new LearnedModel(1, 1, IsNew: false)));
        Assert.That(Store.Count("select count(*) from text_model"), Is.EqualTo(1));
    }

    [Test]
    public async Task Learn_SuggestedCategories_AreNotLearntFrom()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand("家里断网了", category: null));

        Assert.That(await Learn(app), Is.EqualTo(new LearnedModel(0, 0, IsNew: false)));
    }

    [Test]
    public async Task Learn_EachNewConfirmation_IsANewVersionAndTheOldestGo()
    {
        var app = await Start();
        for (var n = 1; n <= 7; n++)
        {
            await app.FileDemand(Given.Demand($"{Said}{n}", "家电维修"));
            Assert.That((await Learn(app)).Version, Is.EqualTo(n));
        }

        Assert.That(Store.Count("select count(*) from text_model"), Is.EqualTo(5));
    }

    [Test]
    public async Task Learn_ByTheVerb_IsTakenAtTheNextStart()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand(Said, "家电维修"));
        var progress = new StringWriter();

        await new StoreVerbs(Store.Name, null, Clock, progress).Learn();
        app = await Restart(app);

        Assert.That((await Suggest(app)).Number("modelVersion"), Is.EqualTo(1));
        Assert.That(progress.ToString(), Does.Contain("1"));
    }

    [TestCase(-7, 0)]
    [TestCase(18.5, 1)]
    public async Task LearnLoop_AtATickOfTheClock_LearnsOnlyAtNight(double hours, int versions)
    {
        var app = await Start();
        await app.FileDemand(Given.Demand(Said, "家电维修"));
        Clock.Advance(TimeSpan.FromHours(hours));

        Clock.Tick();

        Assert.That(() => Store.Count("select count(*) from text_model"), Is.EqualTo(versions).After(versions == 0 ? 300 : 20_000, 50));
    }

    private static async Task<LearnedModel> Learn(App app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new LearnCategories());
    }

    private static async Task<Answer> Suggest(App app) =>
        (await app.Post("/api/demands/suggestions", new JsonObject { ["title"] = Said, ["area"] = Given.Estate })).Expect(200);
}
