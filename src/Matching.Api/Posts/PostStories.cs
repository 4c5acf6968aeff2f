using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>The posts a newcomer starts with, from <c>data/seed</c>: to be had from the start on, for so many days.</summary>
internal static class PostStories
{
    public static async Task Play(IServiceProvider services, TimeProvider clock)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        var (mediator, today) = (scope.ServiceProvider.GetRequiredService<IMediator>(), ChinaTime.DayOf(clock.GetUtcNow()));
        foreach (var line in SeedLists.Table("posts.csv", "kind", "title", "duties", "areas", "days"))
        {
            await mediator.Send(new PublishPosts
            {
                Kind = Enum.Parse<PostKind>(line.Raw("kind")), Title = line.Raw("title"), Duties = line.Raw("duties"), Areas = ValueText.Split(line.Raw("areas")), From = today, Until = today.AddDays(line.Whole("days", 1, 1000)),
            });
        }
    }
}
