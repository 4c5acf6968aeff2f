using System.Security.Cryptography;
using System.Text;
using MediatR;
using Matching.Api.Data;
using Matching.Core.Text;

namespace Matching.Api.Policies;

/// <summary>Learns the categories anew from the starting text and the store's own confirmed demands; a new version when they changed.</summary>
internal sealed record LearnCategories : IRequest<LearnedModel>;

/// <param name="Version">The version that now suggests; 0 = the starting model.</param>
/// <param name="Examples">Confirmed demands that it learnt from.</param>
/// <param name="IsNew">Whether there was anything new to learn.</param>
internal sealed record LearnedModel(int Version, int Examples, bool IsNew);

internal sealed class LearnCategoriesHandler(Database database, GroupCommit writer, Rulings rulings, TimeProvider clock) : IRequestHandler<LearnCategories, LearnedModel>
{
    private const string SelectConfirmed = """
        select c.name as category, d.title, d.detail
        from demand d
        join category c on c.code = d.category
        where d.category_confirmed = @confirmed and d.state not in ('Merged', 'Rejected', 'Withdrawn')
        order by d.seq desc
        limit @most
        """;

    private const int MostExamples = 20_000;

    public async Task<LearnedModel> Handle(LearnCategories request, CancellationToken stop)
    {
        var (confirmed, newest) = database.Read(session => (session.Query<ConfirmedRow>(SelectConfirmed, new { confirmed = true, most = MostExamples }), TextModelRow.Newest(session)));
        var hash = HashOf(confirmed);
        if (newest?.ExamplesHash == hash || (newest is null && confirmed.Count == 0))
            return new LearnedModel(newest?.Version ?? 0, confirmed.Count, IsNew: false);
        var model = StartingModel.Learn(TextModel.Shipped, confirmed.Select(row => (row.Category, row.Text)));
        var learned = new TextModelRow { LearnedAt = clock.GetUtcNow(), Examples = confirmed.Count, ExamplesHash = hash, Body = LinearModelBytes.Write(model) };
        var version = await writer.Write(session =>
        {
            var next = (TextModelRow.Newest(session)?.Version ?? 0) + 1;
            (learned with { Version = next }).InsertInto(session);
            return next;
        });
        rulings.Forget();
        return new LearnedModel(version, confirmed.Count, IsNew: true);
    }

    private static string HashOf(IReadOnlyList<ConfirmedRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows)
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Category}\t{row.Text}\0"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed record ConfirmedRow
    {
        public string Category { get; init; } = "";

        public string Title { get; init; } = "";

        public string Detail { get; init; } = "";

        public string Text => $"{Title}\n{Detail}";
    }
}
