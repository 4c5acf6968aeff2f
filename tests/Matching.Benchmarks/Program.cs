using System.CommandLine;
using Matching.Benchmarks;

return new RootCommand("Where the performance figures come from")
{
    Stages.Command(),
    CandidateFigures.Command(),
    Solve.Command(),
    Arrivals.Command(),
    Generate.Command(),
    WriteTables.Command(),
}.Parse(args).Invoke();
