using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Publishes posts (发布岗位), one for each area named, with one place each.</summary>
public sealed record PublishPosts : ICommand<IReadOnlyList<PostView>>
{
    public required PostKind Kind { get; init; }

    /// <summary>2 to 60 characters.</summary>
    public required string Title { get; init; }

    public string Duties { get; init; } = "";

    /// <summary>1 to 300; estates or buildings, of volunteers' and teams' posts also communities.</summary>
    public required IReadOnlyList<string> Areas { get; init; }

    /// <summary>The first day of the term.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the term; at most three years after its first.</summary>
    public required DateOnly Until { get; init; }
}

internal sealed class PublishPostsRules : AbstractValidator<PublishPosts>
{
    private const int MostPosts = 300;
    private const int MostYears = 3;

    public PublishPostsRules(KnownAreas areas, TimeProvider clock)
    {
        RuleFor(publish => publish.Kind).IsInEnum();
        RuleFor(publish => publish.Title).PlainText(2, 60);
        RuleFor(publish => publish.Duties).PlainText(0, 1000);
        RuleFor(publish => publish.Areas).Must(places => places.Count is >= 1 and <= MostPosts).WithMessage(_ => Words.Say("Post.Areas", MostPosts));
        RuleForEach(publish => publish.Areas).Must(area => AreaCode.IsValid(area) && areas.Has(new AreaCode(area))).WithMessage((_, area) => Words.Say("Csv.UnknownArea", area));
        RuleForEach(publish => publish.Areas).Must((publish, area) => area is not null && area.Length >= (int)(publish.Kind is PostKind.Volunteer or PostKind.Team ? AreaLevel.Community : AreaLevel.Estate))
            .WithMessage(_ => Words.Say("Post.AreaLevel"));
        RuleFor(publish => publish.Until).Must((publish, until) => until >= publish.From && until <= publish.From.AddYears(MostYears)).WithMessage(_ => Words.Say("Post.Term", MostYears));
        RuleFor(publish => publish.Until).Must(until => until >= ChinaTime.DayOf(clock.GetUtcNow())).WithMessage(_ => Words.Say("Field.Past"));
    }
}

internal sealed class PublishPostsHandler(CurrentWrite write, CallContext context, EventLog events, PostViews views, TimeProvider clock) : IRequestHandler<PublishPosts, IReadOnlyList<PostView>>
{
    public Task<IReadOnlyList<PostView>> Handle(PublishPosts request, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<PostView>>([.. request.Areas.Distinct().Order(StringComparer.Ordinal).Select(area => Publish(request, area)).ToList()]);

    private PostView Publish(PublishPosts request, string area)
    {
        PostRoles.RefuseOutside(context, area);
        var now = clock.GetUtcNow();
        var post = new PostRow
        {
            Code = Codes.NextPost(write.Session, ChinaTime.Local(now).Year), Kind = request.Kind, Title = FreeText.Cleaned(request.Title),
            Duties = FreeText.Cleaned(request.Duties), Area = area, StartsAt = ChinaTime.StartOf(request.From), EndsAt = ChinaTime.StartOf(request.Until.AddDays(1)),
            State = PostState.Open, PublishedBy = context.Who, PublishedAt = now,
        };
        post.InsertInto(write.Session);
        events.Append(post.Subject, nameof(PostAct.Publish), null, post.StateName, "");
        Timers.Set(write.Session, post.Subject, TimerKind.PostEnds, 1, post.EndsAt, now);
        return views.Of(post);
    }
}
