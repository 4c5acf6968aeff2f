using System.CommandLine;
using System.Text.Json;

namespace Matching.Benchmarks.Tests;

public class ArrivalsTests
{
    private string _file = "";

    [SetUp]
    public void File() => _file = Path.GetTempFileName();

    [TearDown]
    public void NoFile() => System.IO.File.Delete(_file);

    [Test]
    public void Arrivals_SolvedInstance_TimesEachKindOfChange()
    {
        Generate.Command().Parse(["--demands", "300", "--quantity", "small", "--out", _file]).Invoke();
        var (exit, output, _) = Arrivals("--count", "50");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exit, Is.Zero);
            Assert.That(output.Select(line => line.GetProperty("change").GetString()), Is.EqualTo(["arrival", "cancellation"]));
            Assert.That(output.Select(line => line.GetProperty("count").GetInt32()), Is.All.EqualTo(50));
            Assert.That(output.Select(line => line.GetProperty("mean_us").GetDouble()), Is.All.Positive);
            Assert.That(output.Select(line => line.GetProperty("worst_us").GetDouble() - line.GetProperty("p99_us").GetDouble()), Is.All.Not.Negative);
        }
    }

    [Test]
    public void Arrivals_NoDemands_AreRefused()
    {
        System.IO.File.WriteAllText(_file, "0 1 0 b 5");

        Assert.That(Arrivals().Errors, Does.Contain("no demand"));
    }

    [Test]
    public void Arrivals_IndivisibleDemands_AreRefused()
    {
        System.IO.File.WriteAllText(_file, "1 1 1 g 5 1 0 0 7 2");
        var (exit, _, errors) = Arrivals();

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("divisible"));
    }

    private (int Exit, JsonElement[] Output, string Errors) Arrivals(params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = Benchmarks.Arrivals.Command().Parse([_file, .. options]).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (exit, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))], errors.ToString());
    }
}
