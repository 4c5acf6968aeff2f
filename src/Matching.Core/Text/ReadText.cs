namespace Matching.Core.Text;

/// <summary>A text whose features are taken once for all that look at them.</summary>
internal sealed class ReadText
{
    public ReadText(IReadOnlyList<TextField> fields)
    {
        Whole = fields.Count == 1 ? fields[0].Text : string.Join('\n', fields.Select(field => field.Text));
        Parts = new (List<ulong>, int)[fields.Count];
        for (var f = 0; f < fields.Count; f++)
            Parts[f] = (Features.Of(fields[f].Text), fields[f].Weight);
    }

    /// <summary>Its fields, each on its own line.</summary>
    public string Whole { get; }

    /// <summary>Each field's features, repeats kept, and how often the field counts.</summary>
    public (List<ulong> Features, int Weight)[] Parts { get; }

    /// <summary>All features, each field counting once.</summary>
    public List<ulong> All => Parts.Length == 1 ? [.. Parts[0].Features] : [.. Parts.SelectMany(part => part.Features)];
}
