using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>The posts a newcomer starts with, from <c>data/seed</c>: to be had from the start on, for so many days; a team's with its shifts.</summary>
internal static class PostStories
{
    public static async Task Play(IServiceProvider services, TimeProvider clock)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        var (mediator, today) = (scope.ServiceProvider.GetRequiredService<IMediator>(), ChinaTime.DayOf(clock.GetUtcNow()));
        var posts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in SeedLists.Table("posts.csv", "kind", "title", "duties", "areas", "days"))
        {
            var published = await mediator.Send(new PublishPosts
            {
                Kind = Enum.Parse<PostKind>(line.Raw("kind")), Title = line.Raw("title"), Duties = line.Raw("duties"), Areas = ValueText.Split(line.Raw("areas")), From = today, Until = today.AddDays(line.Whole("days", 1, 1000)),
            });
            posts[line.Raw("title")] = published[0].Code;
        }
        foreach (var line in SeedLists.Table("shifts.csv", "post", "inDays", "from", "until", "places", "weeks"))
        {
            var day = ChinaTime.StartOf(today.AddDays(line.Whole("inDays", 1, 365)));
            DateTimeOffset At(string hour) => day + TimeOnly.Parse(line.Raw(hour), CultureInfo.InvariantCulture).ToTimeSpan();
            await mediator.Send(new AddShifts(posts[line.Raw("post")], At("from"), At("until"), line.Whole("places", 1, AddShiftsRules.MostPlaces), line.Whole("weeks", 1, AddShiftsRules.MostWeeks)));
        }
    }
}
