using System.CommandLine;
using System.Text.Json;

namespace Matching.Benchmarks.Tests;

public class SolveTests
{
    private const string Keys = "solver file status score bound gap assigned read_s build_s solve_s solve_cpu_s peak_mb";
    private string _folder = "";

    [SetUp]
    public void Folder() => _folder = Directory.CreateTempSubdirectory("solve-").FullName;

    [TearDown]
    public void NoFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Solve_Divisible_PrintsTheOptimumWithExactlyTheKeys()
    {
        var file = Given("two.txt", "2 2 4 b 1 2 2 2 0 0 10 0 1 7 1 0 9 1 1 1");
        var (exit, output, _) = Solve(file);

        var line = JsonElement.Parse(output.Single());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exit, Is.Zero);
            Assert.That(line.EnumerateObject().Select(property => property.Name), Is.EqualTo(Keys.Split(' ')));
            Assert.That(line.GetProperty("status").GetString(), Is.EqualTo("optimal"));
            Assert.That(line.GetProperty("score").GetInt64(), Is.EqualTo(23));
            Assert.That(line.GetProperty("bound").GetInt64(), Is.EqualTo(23));
            Assert.That(line.GetProperty("assigned").GetInt32(), Is.EqualTo(2));
            Assert.That(line.GetProperty("file").GetString(), Is.EqualTo(file));
        }
    }

    [Test]
    public void Solve_WithSol_WritesPairsWithAmounts()
    {
        var pairs = Path.Combine(_folder, "pairs.txt");
        Solve(Given("two.txt", "2 2 4 b 1 2 2 2 0 0 10 0 1 7 1 0 9 1 1 1"), "--sol", pairs);

        Assert.That(File.ReadAllLines(pairs), Is.EqualTo(["0 1 2", "1 0 1"]));
    }

    [Test]
    public void Solve_SeveralFiles_OneLineEachAlsoAfterABadOne()
    {
        var (good, bad) = (Given("good.txt", "1 1 1 b 1 1 0 0 5"), Given("bad.txt", "1 1 1 b\n1\n1\n0 7 5"));
        var (exit, output, errors) = Solve(good, bad, Path.Combine(_folder, "none.txt"), good, "--repeat", "3");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exit, Is.EqualTo(1));
            Assert.That(output, Has.Length.EqualTo(2));
            Assert.That(errors, Has.Length.EqualTo(2));
            Assert.That(errors[0], Is.EqualTo($"{bad}:4: A slot is 7; it must be 0 to 0."));
            Assert.That(errors[1], Does.Contain("none.txt"));
        }
    }

    [Test]
    public void Solve_ScoresBeyondTheRange_SaysSo()
    {
        var file = Given("huge.txt", $"2 1 2 b 2 1 1 0 0 {long.MaxValue} 1 0 {long.MaxValue}");

        Assert.That(Solve(file).Errors, Is.EqualTo([$"{file}: the scores could add up to more than 2^61."]));
    }

    [Test]
    public void Solve_NothingToPair_IsOptimalAtZero([Values("0 0 0 b", "1 1 0 b 0 1", "1 1 1 b 0 1 0 0 5", "1 1 1 b 1 0 0 0 5")] string text)
    {
        var line = JsonElement.Parse(Solve(Given("empty.txt", text)).Output.Single());

        Assert.That(line.GetProperty("status").GetString(), Is.EqualTo("optimal"));
        Assert.That(line.GetProperty("bound").GetInt64(), Is.Zero);
    }

    [TestCase("--repeat", "0", "--repeat must be at least 1.")]
    [TestCase("--repeat", "x", "Cannot parse argument 'x' for option '--repeat'")]
    [TestCase("--time-limit", "-1", "--time-limit must be 0 to 1,000,000 seconds.")]
    public void Solve_OptionOutOfRange_IsRefusedWithItsRule(string option, string value, string message)
    {
        var (exit, output, errors) = Solve(Given("good.txt", "1 1 1 b 1 1 0 0 5"), option, value);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(errors.First(), Does.StartWith(message));
    }

    [Test]
    public void Solve_SolForSeveralFiles_IsRefused()
    {
        var good = Given("good.txt", "1 1 1 b 1 1 0 0 5");

        Assert.That(Solve(good, good, "--sol", Path.Combine(_folder, "pairs.txt")).Errors, Does.Contain("--sol takes the pairs of one FILE."));
    }

    private string Given(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Exit, string[] Output, string[] Errors) Solve(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = Benchmarks.Solve.Command().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (exit, Lines(output), Lines(errors));
    }

    private static string[] Lines(StringWriter text) => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
