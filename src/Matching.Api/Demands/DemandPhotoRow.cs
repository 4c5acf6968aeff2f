using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Orders;
using Matching.Api.Orders.Evidence;
using Matching.Core.Orders;
using Matching.Core.Photos;

namespace Matching.Api.Demands;

/// <summary>A photo that came with a demand: cleaned, sealed, bound to its demand and place.</summary>
internal sealed record DemandPhotoRow
{
    private const string OfDemand = "select id, demand, position, media_type, at from demand_photo where demand = @demand order by position";

    private const string SelectOne = "select id, demand, position, media_type, sealed, at from demand_photo where demand = @demand and id = @id";

    private const string Insert = """
        insert into demand_photo (demand, position, media_type, sealed, at)
        values (@Demand, @Position, @MediaType, @Sealed, @At)
        """;

    public long Id { get; init; }

    public string Demand { get; init; } = "";

    public int Position { get; init; }

    public string MediaType { get; init; } = "";

    public byte[] Sealed { get; init; } = [];

    public DateTimeOffset At { get; init; }

    /// <summary>Those who answer for its place, and the unit that said yes; nobody else, since a photo may show a home.</summary>
    public static bool MaySee(Session session, CallContext context, string demand) => Roles.Grid.Contains(context.ActingRole)
        || (context.ActingRole == Role.Unit && OrderRow.OfDemand(session, demand).Any(order => context.Sight.SeesUnit(order.Unit) && OrderLife.IsPinned(order.State)));

    /// <summary>Without the pictures themselves.</summary>
    public static IReadOnlyList<PhotoView> Of(Session session, string demand) =>
        [.. session.Query<DemandPhotoRow>(OfDemand, new { demand }).Select(row => new PhotoView(row.Id, row.MediaType, row.At))];

    public static DemandPhotoRow? Find(Session session, string demand, long id) => session.One<DemandPhotoRow>(SelectOne, new { demand, id });

    public static void Keep(Session session, KeyRing ring, string demand, IReadOnlyList<CleanPhoto> photos, DateTimeOffset at)
    {
        for (var position = 1; position <= photos.Count; position++)
        {
            var photo = photos[position - 1];
            session.Execute(Insert, new DemandPhotoRow { Demand = demand, Position = position, MediaType = photo.MediaType, Sealed = ring.SealBytes(PlaceOf(demand, position), photo.Bytes), At = at });
        }
    }

    /// <exception cref="StoreException">It was altered or moved.</exception>
    public byte[] Open(KeyRing ring) => ring.OpenBytes(PlaceOf(Demand, Position), Sealed);

    private static string PlaceOf(string demand, int position) => $"demand_photo/sealed/{demand}/{position.ToString(CultureInfo.InvariantCulture)}";
}
