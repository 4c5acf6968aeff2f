using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;

namespace Matching.Api.Orders.Evidence;

/// <summary>One photo of an order, for those who may see the order.</summary>
internal sealed record GetPhoto(string Code, long Id) : IRequest<ShownPhoto>;

internal sealed record ShownPhoto(byte[] Bytes, string MediaType);

internal sealed class GetPhotoHandler(Database database, KeyRing ring) : IRequestHandler<GetPhoto, ShownPhoto>
{
    public Task<ShownPhoto> Handle(GetPhoto request, CancellationToken stop) => Task.FromResult(database.Read(session =>
        PhotoRow.Find(session, request.Code, request.Id) is { } row ? new ShownPhoto(row.Open(ring), row.MediaType)
            : throw new NotThereException("Photo", request.Id.ToString(CultureInfo.InvariantCulture))));
}
