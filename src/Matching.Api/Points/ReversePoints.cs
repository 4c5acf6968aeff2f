using FluentValidation;
using MediatR;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>Sets an entry off with a reason, by a counter-entry; whose points they are may not.</summary>
public sealed record ReversePoints(long Entry, string Reason) : ICommand<PointsReversal>;

public sealed record ReversePointsBody(string Reason);

/// <param name="Entry">The number of the counter-entry.</param>
public sealed record PointsReversal(long Entry, long Reverses, int Points, PointsHolder Kind, string Holder);

internal sealed class ReversePointsRules : AbstractValidator<ReversePoints>
{
    public ReversePointsRules() => RuleFor(reverse => reverse.Reason).PlainText(2, 500);
}

internal sealed class ReversePointsHandler(CurrentWrite write, CallContext context, PointsBook points, EventLog events) : IRequestHandler<ReversePoints, PointsReversal>
{
    public Task<PointsReversal> Handle(ReversePoints request, CancellationToken stop)
    {
        var entry = PointsEntryRow.Get(write.Session, request.Entry);
        if (!PointsRoles.MayManage(context, entry.Community))
            throw new NotThereException("PointsEntry", $"{request.Entry}");
        if (PointsRoles.IsMine(context, entry.HolderKind, entry.Holder))
            throw new NotAllowedException("own-points");
        var id = points.Reverse(entry, PointsCause.Corrected);
        events.Append($"points/{id}", nameof(ReversePoints), null, null, FreeText.Cleaned(request.Reason));
        return Task.FromResult(new PointsReversal(id, entry.Id, -entry.Points, entry.HolderKind, entry.Holder));
    }
}
