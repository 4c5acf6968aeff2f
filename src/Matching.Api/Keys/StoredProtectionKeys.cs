using System.Xml.Linq;
using Matching.Api.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Matching.Api.Keys;

/// <summary>The framework's data-protection keys, sealed and in the store: servers of one store read one another's forms.</summary>
internal sealed class StoredProtectionKeys(Database database, GroupCommit writer, KeyRing ring) : IXmlRepository
{
    private const string SelectAll = "select id, xml from protection_key order by id";

    private const string Insert = "insert into protection_key (id, xml) values (@id, @xml)";

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. database.Read(session => session.Query<KeyRow>(SelectAll)).Select(row => XElement.Parse(ring.Open(Place(row.Id), row.Xml)))];

    public void StoreElement(XElement element, string friendlyName) => writer.Write(session =>
        session.Execute(Insert, new { id = friendlyName, xml = ring.Seal(Place(friendlyName), element.ToString(SaveOptions.DisableFormatting)) })).GetAwaiter().GetResult();

    private static string Place(string id) => $"protection_key/xml/{id}";

    private sealed record KeyRow
    {
        public string Id { get; init; } = "";

        public string Xml { get; init; } = "";
    }
}
