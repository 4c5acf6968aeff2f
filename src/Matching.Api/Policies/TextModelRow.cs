using Matching.Api.Data;
using Matching.Core.Text;

namespace Matching.Api.Policies;

/// <summary>A version of the classifier that the store has learnt from its own confirmed categories.</summary>
internal sealed record TextModelRow
{
    private const string SelectNewest = """
        select version, learned_at, examples, examples_hash, body
        from text_model
        order by version desc
        limit 1
        """;

    private const string Insert = """
        insert into text_model (version, learned_at, examples, examples_hash, body)
        values (@Version, @LearnedAt, @Examples, @ExamplesHash, @Body)
        """;

    private const string DeleteOlder = "delete from text_model where version <= @oldest";
    private const int Kept = 5;

    public int Version { get; init; }

    public DateTimeOffset LearnedAt { get; init; }

    public int Examples { get; init; }

    public string ExamplesHash { get; init; } = "";

    public byte[] Body { get; init; } = [];

    public LinearModel Model => LinearModelBytes.Read(Body);

    public static TextModelRow? Newest(Session session) => session.One<TextModelRow>(SelectNewest);

    /// <summary>Adds the version and lets go of those that are five older.</summary>
    public void InsertInto(Session session)
    {
        session.Execute(Insert, this);
        session.Execute(DeleteOlder, new { oldest = Version - Kept });
    }
}
