using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Notices;
using Matching.Api.LiveMatching;
using Matching.Api.People;
using Matching.Api.Orders.Evidence;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Photos;

namespace Matching.Api.Demands;

/// <summary>Files a demand (提需求). A lead's or staff's is open at once; others wait for one nod.</summary>
public sealed record FileDemand : ICommand<DemandReceipt>
{
    /// <summary>One sentence, 2 to 200 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Estate, building or community that needs it.</summary>
    public required AreaCode Area { get; init; }

    public string Detail { get; init; } = "";

    /// <summary>Code or name; left out, it is suggested from the text and counts as not confirmed.</summary>
    public string? Category { get; init; }

    public int Quantity { get; init; } = 1;

    /// <summary>The category's own unit when left out.</summary>
    public string? UnitOfQuantity { get; init; }

    public bool Divisible { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>A day means its end.</summary>
    [JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? Until { get; init; }

    public Urgency Urgency { get; init; }

    public bool Vulnerable { get; init; }

    public IReadOnlyList<string> Audience { get; init; } = [];

    public DemandSource Source { get; init; }

    /// <summary>Units that are a party in the matter.</summary>
    public IReadOnlyList<string> PartyUnits { get; init; } = [];

    /// <summary>Whom to reach; kept apart and sealed. Needs the person's consent.</summary>
    public ContactDraft? Contact { get; init; }

    /// <summary>At most three, from the filing pages; kept without place, device and time, and sealed.</summary>
    [JsonIgnore]
    public IReadOnlyList<CleanPhoto> Photos { get; init; } = [];
}

/// <summary>What the person who filed takes away; the look-up code is shown this once.</summary>
/// <param name="CategoryCertainty">In millionths, where the category was suggested; null where it was given.</param>
public sealed record DemandReceipt(
    string Code, DemandState State, string StateName, string Category, string CategoryName, bool CategoryConfirmed,
    string LookUpCode, DateTimeOffset? RespondDue, DateTimeOffset? ResolveDue, string Next, int? CategoryCertainty)
{
    /// <summary>Who is likely to serve it, as things stand; null while it waits for the one nod.</summary>
    public ForecastView? Forecast { get; init; }
}

internal sealed class FileDemandRules : AbstractValidator<FileDemand>
{
    public const int MostPhotos = 3;

    /// <summary>The photos and what a form puts around them.</summary>
    public const int MostForm = MostPhotos * CompleteOrderRules.MostPhotoBytes + 64 * 1024;

    public FileDemandRules(Rulings rulings, KnownAreas areas, TimeProvider clock)
    {
        RuleFor(demand => demand.Title).PlainText(2, 200);
        RuleFor(demand => demand.Detail).PlainText(0, 4000);
        RuleFor(demand => demand.Area).Must(area => areas.Has(area)).WithMessage(demand => Words.Say("Csv.UnknownArea", demand.Area));
        RuleFor(demand => demand.Category).Must(category => category is null || rulings.Find(category) is not null).WithMessage(demand => Words.Say("Csv.UnknownCategory", demand.Category!));
        RuleFor(demand => demand.Quantity).InclusiveBetween(1, Lists.ListFiles.MostQuantity).WithMessage(demand => Words.Say("Field.Quantity", demand.Quantity, Lists.ListFiles.MostQuantity));
        RuleFor(demand => demand.UnitOfQuantity).PlainText(1, 10);
        RuleFor(demand => demand.Until).Must((demand, until) => !(demand.From >= until)).WithMessage(demand => Words.Say("Csv.Reversed", ChinaTime.Text(demand.From!.Value), ChinaTime.Text(demand.Until!.Value)));
        RuleFor(demand => demand.Until).Must(until => !(until <= clock.GetUtcNow())).WithMessage(_ => Words.Say("Field.Past"));
        RuleFor(demand => demand.Urgency).IsInEnum();
        RuleFor(demand => demand.Source).IsInEnum();
        RuleForEach(demand => demand.Audience).Tag();
        RuleForEach(demand => demand.PartyUnits).Tag();
        RuleFor(demand => demand.Audience.Count).LessThanOrEqualTo(20).WithMessage(_ => Words.Say("Field.TooMany", 20));
        RuleFor(demand => demand.Contact!).SetValidator(new ContactRules()).When(demand => demand.Contact is not null);
        RuleFor(demand => demand.Photos).Must(photos => photos.Count <= MostPhotos).WithMessage(demand => Words.Say("Field.Photos", MostPhotos, demand.Photos.Count));
        RuleFor(demand => demand.Photos).Must(photos => photos.All(photo => photo.Bytes.Length <= CompleteOrderRules.MostPhotoBytes))
            .WithMessage(_ => Words.Say("Field.PhotoSize", CompleteOrderRules.MostPhotoBytes / (1024 * 1024)));
        RuleFor(demand => demand.PartyUnits.Count).LessThanOrEqualTo(20).WithMessage(_ => Words.Say("Field.TooMany", 20));
    }
}

internal sealed class FileDemandHandler(CurrentWrite write, CallContext context, EventLog events, Rulings rulings, LookUpCodes lookUps, PersonRecords people, EventNotices notices, KeyRing ring, TimeProvider clock)
    : IRequestHandler<FileDemand, DemandReceipt>
{
    public Task<DemandReceipt> Handle(FileDemand request, CancellationToken stop)
    {
        if (context.ActingRole != Role.Resident && !context.Sight.CoversArea(request.Area.Value))
            throw new NotAllowedException("outside-your-area");
        var now = clock.GetUtcNow();
        var given = request.Category is { } name ? rulings.Find(name) : null;
        var suggested = given is null ? rulings.Suggest($"{request.Title}\n{request.Detail}", 1) : [];
        var category = given ?? suggested.Select(found => found.Category).FirstOrDefault() ?? throw new RuleBrokenException("category-needed");
        var isTrusted = (request.Source is DemandSource.Lead or DemandSource.Staff) && Roles.Grid.Contains(context.ActingRole);
        var code = Codes.NextDemand(write.Session, ChinaTime.Local(now).Year);
        var lookUp = lookUps.Next();
        var (title, detail) = (FreeText.Protect(PlainText.Clean(request.Title)), FreeText.Protect(PlainText.Clean(request.Detail)));
        var row = new DemandRow
        {
            Code = code,
            Title = title.Text,
            Detail = detail.Text,
            Category = category.Code,
            CategoryConfirmed = given is not null && isTrusted,
            Area = request.Area.Value,
            Quantity = request.Quantity,
            UnitOfQuantity = request.UnitOfQuantity is { } unit ? PlainText.Clean(unit) : category.UnitOfQuantity,
            Divisible = request.Divisible && request.Quantity > 1,
            FromAt = request.From,
            UntilAt = request.Until,
            Urgency = request.Urgency,
            Vulnerable = request.Vulnerable,
            Audience = ValueText.Join(request.Audience),
            PartyUnits = ValueText.Join(request.PartyUnits),
            Source = request.Source,
            FiledBy = context.Who,
            FiledAt = now,
            State = DemandState.Filed,
            LookUpHash = lookUps.Hash(code, lookUp),
            Person = people.Keep(write.Session, request.Contact, [.. title.Numbers, .. detail.Numbers], context.Who),
        };
        if (isTrusted)
            row = FirstClocks.Opened(write.Session, row, now, RungRoles.BeginningAs(context.ActingRole), rulings);
        row.InsertInto(write.Session, now, rulings);
        DemandPhotoRow.Keep(write.Session, ring, code, request.Photos, now);
        events.Append(code, DemandAct.File.ToString(), null, row.StateName, "");
        notices.TellOfFiling(write.Session, row, context.Who, now);
        return Task.FromResult(new DemandReceipt(code, row.State, Words.Of(row.State), category.Code, category.Name, row.CategoryConfirmed,
            lookUp, row.RespondDue, row.ResolveDue, Words.Say(isTrusted ? "Receipt.Open" : "Receipt.Filed"),
            given is null ? (int)(1_000_000 * suggested[0].Certainty) : null));
    }
}
