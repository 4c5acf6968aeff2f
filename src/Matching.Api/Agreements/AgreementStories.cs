using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Api.Agreements;

/// <summary>The agreements a newcomer starts with, from <c>data/seed</c>: drafted by the community, those with a paper signed.</summary>
internal static class AgreementStories
{
    public static async Task Play(IServiceProvider services, TimeProvider clock)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        var (mediator, today) = (scope.ServiceProvider.GetRequiredService<IMediator>(), ChinaTime.DayOf(clock.GetUtcNow()));
        foreach (var line in SeedLists.Table("agreements.csv", "unit", "community", "title", "days", "paper", "lines"))
        {
            var until = today.AddDays(line.Whole("days", 1, 1000));
            var drafted = await mediator.Send(new DraftAgreement
            {
                Unit = line.Raw("unit"), Community = line.Raw("community"), Title = line.Raw("title"), From = today, Until = until,
                Lines = [.. ValueText.Split(line.Raw("lines")).Select(text => text.Split('|')).Select(part => new PlanLine(part[0], int.Parse(part[1], CultureInfo.InvariantCulture), until, part[2].Length == 0 ? null : part[2]))],
            });
            if (line.Raw("paper") is { Length: > 0 } paper)
                await mediator.Send(new SignAgreement(drafted.Code, paper));
        }
    }
}
