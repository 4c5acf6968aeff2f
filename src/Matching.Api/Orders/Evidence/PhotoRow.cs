using System.Globalization;
using Matching.Api.Data;
using Matching.Api.Keys;

namespace Matching.Api.Orders.Evidence;

public sealed record PhotoView(long Id, string MediaType, DateTimeOffset At);

/// <summary>A photo of what was done: cleaned, sealed, bound to its order and place.</summary>
internal sealed record PhotoRow
{
    private const string OfOrder = "select id, service_order, position, media_type, who, at from evidence where service_order = @order order by position";

    private const string SelectOne = "select id, service_order, position, media_type, sealed, who, at from evidence where service_order = @order and id = @id";

    private const string Insert = """
        insert into evidence (service_order, position, media_type, sealed, who, at)
        values (@ServiceOrder, @Position, @MediaType, @Sealed, @Who, @At)
        """;

    public long Id { get; init; }

    public string ServiceOrder { get; init; } = "";

    public int Position { get; init; }

    public string MediaType { get; init; } = "";

    public byte[] Sealed { get; init; } = [];

    public string Who { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>Without the pictures themselves.</summary>
    public static IReadOnlyList<PhotoRow> Of(Session session, string order) => session.Query<PhotoRow>(OfOrder, new { order });

    public static PhotoRow? Find(Session session, string order, long id) => session.One<PhotoRow>(SelectOne, new { order, id });

    public static string PlaceOf(string order, int position) => $"evidence/sealed/{order}/{position.ToString(CultureInfo.InvariantCulture)}";

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <exception cref="StoreException">It was altered or moved.</exception>
    public byte[] Open(KeyRing ring) => ring.OpenBytes(PlaceOf(ServiceOrder, Position), Sealed);

    public PhotoView View() => new(Id, MediaType, At);
}
