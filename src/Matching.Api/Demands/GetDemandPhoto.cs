using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Orders.Evidence;

namespace Matching.Api.Demands;

/// <summary>One photo that came with a demand.</summary>
internal sealed record GetDemandPhoto(string Code, long Id) : IRequest<ShownPhoto>;

internal sealed class GetDemandPhotoHandler(Database database, CallContext context, KeyRing ring) : IRequestHandler<GetDemandPhoto, ShownPhoto>
{
    public Task<ShownPhoto> Handle(GetDemandPhoto request, CancellationToken stop) => Task.FromResult(database.Read(session =>
        DemandPhotoRow.MaySee(session, context, request.Code) && DemandPhotoRow.Find(session, request.Code, request.Id) is { } row ? new ShownPhoto(row.Open(ring), row.MediaType)
            : throw new NotThereException("Photo", request.Id.ToString(CultureInfo.InvariantCulture))));
}
