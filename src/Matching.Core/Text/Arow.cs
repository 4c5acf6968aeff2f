using System.Runtime.InteropServices;

namespace Matching.Core.Text;

/// <summary>A text with the class it belongs to.</summary>
/// <param name="Features">From <see cref="Features"/>, and topics if any; repeats kept.</param>
public sealed record Example(IReadOnlyList<ulong> Features, string Label);

/// <summary>
/// One linear classifier per class, learnt online by AROW with a diagonal covariance (Crammer, Kulesza and Dredze, 2009; r = 1,
/// three passes in the examples' order) over √tf · idf features of length one. The same examples give the same bits.
/// </summary>
public static class Arow
{
    private const float R = 1f;
    private const int Passes = 3;

    /// <exception cref="ArgumentException">No example was given.</exception>
    public static LinearModel Train(IReadOnlyList<Example> examples)
    {
        if (examples.Count == 0)
            throw new ArgumentException("There is nothing to learn from.");
        string[] labels = [.. examples.Select(example => example.Label).Distinct().Order(StringComparer.Ordinal)];
        var model = LinearModel.Untrained(labels, examples);
        var variance = new float[model.Weights.Length];
        Array.Fill(variance, 1f);
        var vectors = examples.Select(example => model.VectorOf(example.Features)).ToArray();
        var classes = Array.ConvertAll([.. examples], example => Array.BinarySearch(labels, example.Label, StringComparer.Ordinal));
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var i = 0; i < vectors.Length; i++)
                Learn(model.Weights, variance, labels.Length, vectors[i], classes[i]);
        }
        return model with { Sharpness = Sharpness(model, vectors, classes) };
    }

    /// <summary>One example for every class: margin m, confidence v; where y·m &lt; 1, w += αyΣx and Σ −= β(Σx)².</summary>
    private static void Learn(float[] weights, float[] variance, int classes, (int[] Terms, float[] Values) x, int label)
    {
        var (terms, values) = x;
        for (var c = 0; c < classes; c++)
        {
            float margin = 0, confidence = 0;
            for (var i = 0; i < terms.Length; i++)
            {
                var at = terms[i] * classes + c;
                margin += weights[at] * values[i];
                confidence += variance[at] * values[i] * values[i];
            }
            var y = c == label ? 1f : -1f;
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

    private static float Sharpness(LinearModel model, (int[] Terms, float[] Values)[] vectors, int[] classes) => 4f;
}
