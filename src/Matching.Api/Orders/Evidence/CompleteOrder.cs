using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Orders;
using Matching.Core.Photos;

namespace Matching.Api.Orders.Evidence;

/// <summary>Completes an order (办结) with what was done, in words and in at most five photos; they are kept without place, device and time,
/// and sealed.</summary>
/// <param name="Mediation">How a mediation (调解) ended; null for any other order.</param>
public sealed record CompleteOrder(string Code, string Note, IReadOnlyList<CleanPhoto> Photos, MediationOutcome? Mediation = null) : ICommand<OrderView>;

internal sealed class CompleteOrderRules : AbstractValidator<CompleteOrder>
{
    public const int MostPhotos = 5;
    public const int MostPhotoBytes = 6 * 1024 * 1024;

    /// <summary>The photos, the note and what a form puts around them.</summary>
    public const int MostForm = MostPhotos * MostPhotoBytes + 64 * 1024;

    public CompleteOrderRules()
    {
        RuleFor(complete => complete.Note).PlainText(2, 1000);
        RuleFor(complete => complete.Mediation).IsInEnum();
        RuleFor(complete => complete.Photos).Must(photos => photos.Count <= MostPhotos).WithMessage(complete => Words.Say("Field.Photos", MostPhotos, complete.Photos.Count));
        RuleForEach(complete => complete.Photos).Must(photo => photo.Bytes.Length <= MostPhotoBytes).WithMessage(_ => Words.Say("Field.PhotoSize", MostPhotoBytes / (1024 * 1024)));
    }
}

internal sealed class CompleteOrderHandler(OrderLedger orders, OrderCompletion completion, ProtectedNotes notes, CurrentWrite write, CallContext context, KeyRing ring, TimeProvider clock) : IRequestHandler<CompleteOrder, OrderView>
{
    public Task<OrderView> Handle(CompleteOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        MediationRule.Check(order.Mediates, request.Mediation);
        var position = PhotoRow.Of(write.Session, order.Code).Count;
        if (position + request.Photos.Count > CompleteOrderRules.MostPhotos)
            throw new RuleBrokenException("too-many-photos", CompleteOrderRules.MostPhotos);
        var now = clock.GetUtcNow();
        var completed = completion.Complete(order, notes.Keep(order.Demand, request.Note), request.Mediation);
        foreach (var photo in request.Photos)
        {
            position++;
            new PhotoRow
            {
                ServiceOrder = order.Code, Position = position, MediaType = photo.MediaType, Sealed = ring.SealBytes(PhotoRow.PlaceOf(order.Code, position), photo.Bytes), Who = context.Who, At = now,
            }.InsertInto(write.Session);
        }
        return Task.FromResult(OrderView.Of(completed));
    }
}

/// <summary>Reads note and photos from a multipart form; photos are cleaned here, before any write.</summary>
internal static class CompletionForm
{
    /// <exception cref="BadHttpRequestException">The form's parts can't be told apart, or it is too large.</exception>
    public static async Task<IFormCollection> ReadSent(HttpRequest request)
    {
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException broken)
        {
            throw new BadHttpRequestException(Words.Say("Http.BodyWanted"), broken);
        }
    }

    /// <exception cref="RuleBrokenException">A photo is none, or broken.</exception>
    public static async Task<CompleteOrder> Read(string code, IFormCollection form, CancellationToken stop) => new(code, form["note"].ToString(), await Photos(form.Files, stop), Choice.Of<MediationOutcome>(form["mediation"]));

    /// <summary>The photos of a page's form; what is wrong with them is noted at its field <c>photos</c>.</summary>
    public static async Task<IReadOnlyList<CleanPhoto>> Photos(FormPost post)
    {
        try
        {
            return await Photos(post.Files, post.Http.RequestAborted);
        }
        catch (RuleBrokenException broken)
        {
            post.Form.Fault("photos", ProblemHandler.Sentence(broken));
            return [];
        }
    }

    /// <exception cref="RuleBrokenException">A photo is none, or broken.</exception>
    public static async Task<IReadOnlyList<CleanPhoto>> Photos(IFormFileCollection files, CancellationToken stop)
    {
        var photos = new List<CleanPhoto>();
        foreach (var file in files.Where(file => file.Length > 0))
        {
            using var copy = new MemoryStream();
            await file.CopyToAsync(copy, stop);
            photos.Add(CleanPhoto.Of(copy.GetBuffer().AsSpan(0, (int)copy.Length)));
        }
        return photos;
    }
}
