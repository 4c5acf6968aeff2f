using System.Runtime.InteropServices;

namespace Matching.Core.Text;

/// <summary>A thing that people name in many ways (飞线, 充电桩), as one row of <c>data/text/concepts.tsv</c>.</summary>
/// <param name="Name">What an explanation calls it.</param>
/// <param name="Categories">Names of the catalogue's categories that it speaks for; may be none.</param>
/// <param name="Expressions">Any of them calls the concept; see <see cref="ConceptLexicon"/> for their form.</param>
public sealed record Concept(string Name, IReadOnlyList<string> Categories, IReadOnlyList<string> Expressions);

/// <summary>
/// The reviewed table of concepts that bridge what shared characters can't (没地方歇脚 ↔ 驿站). An expression is a stretch of
/// normalised text; <c>a+b</c> asks for both anywhere in the text, <c>!a</c> for its absence: <c>充电+电动车!充电宝</c>. After <c>~</c>
/// stands what is too common to call the concept: the categories are learnt from it, nothing else.
/// </summary>
public sealed class ConceptLexicon
{
    private const char OnlyTaught = '~';

    private readonly Dictionary<long, int> steps = [];
    private readonly List<int> atomAt = [-1];
    private readonly Expression[] expressions;
    private readonly int[][] expressionsOf;

    /// <exception cref="ArgumentException">A concept has no name or no expression, or a name stands twice.</exception>
    public ConceptLexicon(IReadOnlyList<Concept> concepts)
    {
        Concepts = concepts;
        var (names, atoms) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var (all, byAtom) = (new List<Expression>(), new List<List<int>>());
        for (var c = 0; c < concepts.Count; c++)
        {
            if (concepts[c].Name.Length == 0 || concepts[c].Expressions.Count == 0 || !names.Add(concepts[c].Name))
                throw new ArgumentException($"Concept '{concepts[c].Name}' has no name or expression, or stands twice.");
            foreach (var text in concepts[c].Expressions.Where(Calls))
            {
                var expression = Parsed(c, text, atoms);
                while (byAtom.Count < atoms.Count)
                    byAtom.Add([]);
                byAtom[expression.All[0]].Add(all.Count);
                all.Add(expression);
            }
        }
        foreach (var (text, atom) in atoms)
            Grow(text, atom);
        (expressions, expressionsOf) = ([.. all], [.. byAtom.Select(list => list.ToArray())]);
    }

    public IReadOnlyList<Concept> Concepts { get; }

    /// <summary>Reads the table: concept, categories and expressions, the last two joined by <c>;</c>.</summary>
    public static ConceptLexicon Read(string table) =>
        new([.. TextTable.Rows(table, 3).Select(row => new Concept(row[0], Split(row[1]), Split(row[2])))]);

    /// <summary>An expression's words without its marks, each on its own line; what it asks to be absent is left out.</summary>
    internal static string WordsOf(string expression) => expression.TrimStart(OnlyTaught).Split('!')[0].Replace('+', '\n');

    /// <summary>Whether a text that holds the expression calls its concept.</summary>
    internal static bool Calls(string expression) => !expression.StartsWith(OnlyTaught);

    /// <summary>Positions of the concepts that the text calls, rising, each once.</summary>
    public int[] In(string text) => [.. Hits(text).Select(hit => hit.Concept).Distinct().Order()];

    /// <summary>Each expression that the text holds, with its concept, in the table's order.</summary>
    public IReadOnlyList<(int Concept, string Expression)> Hits(string text)
    {
        var plain = Normaliser.Of(text);
        var found = new HashSet<int>();
        for (var i = 0; i < plain.Length; i++)
        {
            for (int at = i, node = 0; at < plain.Length && steps.TryGetValue(Step(node, plain[at]), out node); at++)
            {
                if (atomAt[node] >= 0)
                    found.Add(atomAt[node]);
            }
        }
        var hits = new List<(int, string)>();
        foreach (var e in found.SelectMany(atom => expressionsOf[atom]).Order())
        {
            if (expressions[e].All.All(found.Contains) && !expressions[e].None.Any(found.Contains))
                hits.Add((expressions[e].Concept, expressions[e].Text));
        }
        return hits;
    }

    private static long Step(int node, char next) => (long)node << 16 | next;

    private static Expression Parsed(int concept, string text, Dictionary<string, int> atoms)
    {
        var parts = text.Split('!');
        int[] all = [.. parts[0].Split('+').Select(Atom)], none = [.. parts.Skip(1).Select(Atom)];
        return new Expression(concept, text, all, none);

        int Atom(string part)
        {
            var plain = Normaliser.Of(part);
            if (plain.Length == 0)
                throw new ArgumentException($"Expression '{text}' has an empty part.");
            ref var atom = ref CollectionsMarshal.GetValueRefOrAddDefault(atoms, plain, out var known);
            return known ? atom : atom = atoms.Count - 1;
        }
    }

    private void Grow(string atom, int number)
    {
        var node = 0;
        foreach (var next in atom)
        {
            if (!steps.TryGetValue(Step(node, next), out var child))
            {
                steps.Add(Step(node, next), child = atomAt.Count);
                atomAt.Add(-1);
            }
            node = child;
        }
        atomAt[node] = number;
    }

    internal static string[] Split(string cell) => cell.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed record Expression(int Concept, string Text, int[] All, int[] None);
}
