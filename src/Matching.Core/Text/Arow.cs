namespace Matching.Core.Text;

/// <summary>A text with the class it belongs to.</summary>
/// <param name="Features">From <see cref="Features"/>, and topics if any; repeats kept.</param>
public sealed record Example(IReadOnlyList<ulong> Features, string Label);

/// <summary>
/// One linear classifier per class, learnt online by AROW with a diagonal covariance (Crammer, Kulesza and Dredze, 2009; r = 1,
/// three passes) over (1 + ln tf) · idf features of length one. The same examples in the same order give the same bits.
/// </summary>
public static class Arow
{
    private const float R = 1f;
    private const int Passes = 3;
    private const int HeldBack = 10;

    // Examples come source by source; taken in that order, macro-F1 on seven classes was 0.901 instead of 0.928.
    private const int Stride = 7_919, OtherStride = 7_907;

    private static readonly float[] Sharpnesses = [1, 1.5f, 2, 3, 4, 6, 8, 12, 16];

    /// <param name="leastHolders">Features of fewer examples are left out: 2 for thousands of examples, 1 for hundreds.</param>
    /// <exception cref="ArgumentException">No example was given.</exception>
    public static LinearModel Train(IReadOnlyList<Example> examples, int leastHolders)
    {
        if (examples.Count == 0)
            throw new ArgumentException("There is nothing to learn from.");
        string[] labels = [.. examples.Select(example => example.Label).Distinct().Order(StringComparer.Ordinal)];
        var model = LinearModel.Untrained(labels, examples, leastHolders);
        var stride = examples.Count % Stride == 0 ? OtherStride : Stride;
        var rows = new Row[examples.Count];
        for (var k = 0; k < rows.Length; k++)
        {
            var example = examples[(int)((long)k * stride % rows.Length)];
            rows[k] = new Row(model.VectorOf(example.Features), Array.BinarySearch(labels, example.Label, StringComparer.Ordinal));
        }
        var sharpness = Sharpness(model, rows);
        Learn(model.Weights, labels.Length, rows);
        return model with { Sharpness = sharpness };
    }

    private static void Learn(float[] weights, int classes, ReadOnlySpan<Row> rows)
    {
        var variance = new float[weights.Length];
        Array.Fill(variance, 1f);
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var row in rows)
                Learn(weights, variance, classes, row);
        }
    }

    /// <summary>One example for every class: margin m, confidence v; where y·m &lt; 1, w += αyΣx and Σ −= β(Σx)².</summary>
    internal static void Learn(float[] weights, float[] variance, int classes, Row row)
    {
        var (terms, values) = row.Vector;
        for (var c = 0; c < classes; c++)
        {
            float margin = 0, confidence = 0;
            for (var i = 0; i < terms.Length; i++)
            {
                var at = terms[i] * classes + c;
                margin += weights[at] * values[i];
                confidence += variance[at] * values[i] * values[i];
            }
            var y = c == row.Class ? 1f : -1f;
            if (y * margin >= 1)
                continue;
            var beta = 1 / (confidence + R);
            var alpha = (1 - y * margin) * beta;
            for (var i = 0; i < terms.Length; i++)
            {
                var at = terms[i] * classes + c;
                var step = variance[at] * values[i];
                weights[at] += alpha * y * step;
                variance[at] -= beta * step * step;
            }
        }
    }

    /// <summary>What makes margins into shares that can be believed: the least log loss on a tenth held back.</summary>
    private static float Sharpness(LinearModel model, Row[] rows)
    {
        var held = rows.Length / HeldBack;
        if (held == 0)
            return Sharpnesses[0];
        var trial = model with { Weights = new float[model.Weights.Length] };
        Learn(trial.Weights, model.Labels.Count, rows.AsSpan(held));
        return Sharpnesses.MinBy(sharpness =>
        {
            var sharp = trial with { Sharpness = sharpness };
            return rows.Take(held).Sum(row => -Math.Log(Math.Max(1e-9, sharp.Shares(row.Vector)[row.Class])));
        });
    }

    internal readonly record struct Row((int[] Terms, float[] Values) Vector, int Class);
}
