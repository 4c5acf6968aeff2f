namespace Matching.Benchmarks.Instances;

/// <summary>Which slots a demand is joined to, and what decides the scores.</summary>
public enum GraphKind
{
    /// <summary>Demands and slots stand in estates, communities and streets; candidates are mostly near, scores are those of soft factors.</summary>
    Clustered,

    /// <summary>Any slots, scores evenly from one to a million.</summary>
    Random,

    /// <summary>Any slots, score falls with the product of both positions: the worst case of Machol and Wien (1976) for shortest paths.</summary>
    MacholWien,

    /// <summary>Any slots, score = value of the demand + value of the slot + little of its own: many nearly equal optima.</summary>
    Correlated,
}

public enum QuantityKind
{
    /// <summary>One unit each (mode b).</summary>
    Unit,

    /// <summary>One to four units, divisible (mode b).</summary>
    Small,

    /// <summary>One to twelve units, indivisible (mode g).</summary>
    Whole,
}

public enum ScoreKind
{
    Plain,

    /// <summary>Rounded to ten values, so that most are equal.</summary>
    Ties,

    /// <summary>A level of 10¹² above the factors, as urgent demands have.</summary>
    Wide,
}

/// <summary>What decides an instance; the same recipe gives the same bytes.</summary>
internal sealed record GraphRecipe(int Demands)
{
    /// <summary>Candidates of each demand.</summary>
    public int K { get; init; } = 16;

    /// <summary>Units demanded per unit of capacity.</summary>
    public double Scarcity { get; init; } = 1.2;

    public QuantityKind Quantity { get; init; }

    public ScoreKind Scores { get; init; }

    public GraphKind Graph { get; init; }

    /// <summary>Capacities of slots are drawn evenly from this range.</summary>
    public (int Least, int Most) Capacity { get; init; } = UsualCapacity(QuantityKind.Unit);

    /// <summary>Caps over runs of neighbouring slots, every two of them under one more; 0 = none.</summary>
    public int Caps { get; init; }

    public int Seed { get; init; } = 1;

    public static (int Least, int Most) UsualCapacity(QuantityKind quantity) => quantity == QuantityKind.Whole ? (10, 50) : (1, 9);
}
