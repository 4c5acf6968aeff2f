using System.Globalization;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Units;

namespace Matching.Api.Agreements;

/// <summary>Drafts an agreement between a unit and a community that are paired, by either side.</summary>
public sealed record DraftAgreement : ICommand<AgreementView>
{
    public required string Unit { get; init; }

    public required string Community { get; init; }

    /// <summary>2 to 60 characters.</summary>
    public required string Title { get; init; }

    /// <summary>The first day of the term.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the term; at most three years after its first.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>1 to 40.</summary>
    public required IReadOnlyList<PlanLine> Lines { get; init; }
}

/// <param name="What">2 to 200 characters.</param>
/// <param name="Times">How often, 1 to 1,000.</param>
/// <param name="DueOn">By which day, within the term.</param>
/// <param name="Category">Name or code of the category whose completed orders count; null for work that no order records.</param>
public sealed record PlanLine(string What, int Times, DateOnly DueOn, string? Category = null);

internal sealed class DraftAgreementRules : AbstractValidator<DraftAgreement>
{
    public const int MostLines = 40;
    public const int MostTimes = 1000;
    private const int MostYears = 3;

    public DraftAgreementRules(Rulings rulings, TimeProvider clock)
    {
        RuleFor(draft => draft.Title).PlainText(2, 60);
        RuleFor(draft => draft.Until).Must((draft, until) => until > draft.From && until <= draft.From.AddYears(MostYears)).WithMessage(_ => Words.Say("Post.Term", MostYears));
        RuleFor(draft => draft.Until).Must(until => until >= ChinaTime.DayOf(clock.GetUtcNow())).WithMessage(_ => Words.Say("Field.Past"));
        RuleFor(draft => draft.Lines).Must(lines => lines.Count is >= 1 and <= MostLines).WithMessage(_ => Words.Say("Agreement.Lines", MostLines));
        RuleForEach(draft => draft.Lines).ChildRules(line =>
        {
            line.RuleFor(row => row.What).NotEmpty().PlainText(2, 200);
            line.RuleFor(row => row.Times).InclusiveBetween(1, MostTimes).WithMessage(row => Words.Say("Csv.Whole", row.Times, 1, MostTimes));
            line.RuleFor(row => row.Category).Must(name => name is null || rulings.Find(name) is not null).WithMessage(row => Words.Say("Agreement.NoCategory", row.Category!));
        });
        RuleForEach(draft => draft.Lines).Must((draft, line) => line.DueOn >= draft.From && line.DueOn <= draft.Until).WithMessage((_, line) => Words.Say("Agreement.DueOn", line.What));
    }
}

internal sealed class DraftAgreementHandler(CurrentWrite write, CallContext context, EventLog events, NoticeBook notices, AgreementViews views, KnownAreas areas, Rulings rulings, TimeProvider clock) : IRequestHandler<DraftAgreement, AgreementView>
{
    private const string CountDrafts = "select count(*) from agreement where unit = @Unit and community = @Community and state = 'Draft'";

    public Task<AgreementView> Handle(DraftAgreement request, CancellationToken stop)
    {
        var side = views.SideOf(request.Unit, request.Community);
        if (PairingRow.Find(write.Session, request.Unit, request.Community) is null)
            throw new RuleBrokenException("agreement-needs-pairing", areas.PathOf(request.Community));
        if (write.Session.Scalar<long>(CountDrafts, request) > 0)
            throw new RuleBrokenException("agreement-drafted");
        var now = clock.GetUtcNow();
        var row = new AgreementRow
        {
            Code = Codes.NextAgreement(write.Session, ChinaTime.Local(now).Year), Unit = request.Unit, Community = request.Community, Title = FreeText.Cleaned(request.Title),
            StartsAt = ChinaTime.StartOf(request.From), EndsAt = ChinaTime.StartOf(request.Until.AddDays(1)), State = AgreementState.Draft, Side = side, DraftedBy = context.Who, DraftedAt = now,
        };
        row.InsertInto(write.Session);
        foreach (var (line, place) in request.Lines.Select((line, n) => (line, n + 1)))
        {
            new AgreementLineRow
            {
                Agreement = row.Code, Place = place, What = FreeText.Cleaned(line.What), Category = line.Category is { } name ? rulings.Find(name)!.Code : null, Times = line.Times,
                DueOn = line.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }.InsertInto(write.Session);
        }
        events.Append(row.Subject, nameof(AgreementAct.Draft), null, row.StateName, "");
        if (side == AgreementSide.Community)
            notices.Tell(write.Session, AgreementViews.About(row, NoticeKind.AgreementDrafted, now), new NoticeAudience { Unit = row.Unit, Except = context.Name });
        return Task.FromResult(views.Of(write.Session, row.Code));
    }
}
