namespace Matching.Api.Lists;

/// <summary>One thing wrong in a list file: where it stands, what is wrong, what to do.</summary>
internal sealed record ListError(string File, long Line, string Column, string Problem)
{
    public override string ToString() =>
        Column.Length == 0 ? $"{File}:{Line}: {Problem}" : $"{File}:{Line}: {Column}: {Problem}";
}

/// <summary>List files that can't be used. Nothing of them was.</summary>
internal sealed class ListException(IReadOnlyList<ListError> errors)
    : Exception(TextOf(errors))
{
    private const int MostShown = 20;

    public IReadOnlyList<ListError> Errors { get; } = errors;

    private static string TextOf(IReadOnlyList<ListError> errors)
    {
        var lines = errors.Take(MostShown).Select(error => error.ToString());
        return string.Join(Environment.NewLine, errors.Count > MostShown ? lines.Append(Words.Say("Csv.More", errors.Count - MostShown)) : lines);
    }
}
