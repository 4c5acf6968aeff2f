using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Adds shifts to a team's post: one, or the same every week.</summary>
/// <param name="Places">How many members it takes, 1 to 500.</param>
/// <param name="Weeks">How often it comes back, 1 to 26.</param>
public sealed record AddShifts(string Post, DateTimeOffset Start, DateTimeOffset End, int Places, int Weeks = 1) : ICommand<IReadOnlyList<ShiftView>>;

public sealed record AddShiftsBody(DateTimeOffset Start, DateTimeOffset End, int Places, int Weeks = 1);

internal sealed class AddShiftsRules : AbstractValidator<AddShifts>
{
    public const int MostPlaces = 500;
    public const int MostWeeks = 26;
    private const int MostHours = 12;

    public AddShiftsRules(TimeProvider clock)
    {
        RuleFor(add => add.Start).Must(start => start > clock.GetUtcNow()).WithMessage(_ => Words.Say("Field.Past"));
        RuleFor(add => add.End).Must((add, end) => end > add.Start && end - add.Start <= TimeSpan.FromHours(MostHours)).WithMessage(_ => Words.Say("Shift.Hours", MostHours));
        RuleFor(add => add.Places).InclusiveBetween(1, MostPlaces).WithMessage(add => Words.Say("Csv.Whole", add.Places, 1, MostPlaces));
        RuleFor(add => add.Weeks).InclusiveBetween(1, MostWeeks).WithMessage(add => Words.Say("Csv.Whole", add.Weeks, 1, MostWeeks));
    }
}

internal sealed class AddShiftsHandler(CurrentWrite write, CallContext context, PostBook posts, ShiftBook shifts, ShiftViews views, TimeProvider clock) : IRequestHandler<AddShifts, IReadOnlyList<ShiftView>>
{
    private const int MostComing = 400;

    private Session Session => write.Session;

    public Task<IReadOnlyList<ShiftView>> Handle(AddShifts request, CancellationToken stop)
    {
        var post = posts.ToChange(request.Post);
        PostRoles.RefuseOutside(context, post.Area);
        PostLife.RefuseShifts(post.Kind);
        if (post.State != PostState.Open)
            throw new RuleBrokenException("post-over");
        var windows = ShiftRules.Weekly(request.Start.ToUniversalTime(), request.End.ToUniversalTime(), request.Weeks);
        Check(post, windows);
        foreach (var (start, end) in windows)
        {
            var shift = new ShiftRow { Post = post.Code, StartAt = start, EndAt = end, Places = request.Places, State = ShiftState.Open, AddedBy = context.Who, AddedAt = clock.GetUtcNow() };
            shift.InsertInto(Session);
            shifts.Note(post, shift, ShiftAct.AddShifts, $"× {request.Places}");
        }
        return Task.FromResult(views.Of(Session, post));
    }

    /// <exception cref="RuleBrokenException">Outside the post's term: <c>shift-outside-term</c>; one begins then already: <c>shift-twice</c>; <c>shift-too-many</c>.</exception>
    private void Check(PostRow post, IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End)> windows)
    {
        if (windows.Any(window => window.Start < post.StartsAt || window.End > post.EndsAt))
            throw new RuleBrokenException("shift-outside-term", $"{ChinaTime.DayOf(post.StartsAt):yyyy-MM-dd} – {ChinaTime.DayOf(post.EndsAt.AddTicks(-1)):yyyy-MM-dd}");
        var coming = ShiftRow.OfPost(Session, post.Code, clock.GetUtcNow());
        if (windows.FirstOrDefault(window => coming.Any(shift => shift.StartAt == window.Start)) is { Start: var twice } && twice != default)
            throw new RuleBrokenException("shift-twice", ChinaTime.Text(twice));
        if (coming.Count + windows.Count > MostComing)
            throw new RuleBrokenException("shift-too-many", MostComing);
    }
}
