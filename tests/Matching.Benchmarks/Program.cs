using System.CommandLine;
using Matching.Benchmarks;
using Matching.Benchmarks.Scale;
using Matching.Benchmarks.Text;

return new RootCommand("Where the performance figures come from")
{
    Stages.Command(),
    Workbooks.Command(),
    CandidateFigures.Command(),
    Solve.Command(),
    Arrivals.Command(),
    Filings.Command(),
    Generate.Command(),
    WriteTables.Command(),
    WriteScale.Command(),
    Classification.Command(),
    Ranking.Command(),
    Grouping.Command(),
    LexiconReview.Command(),
    TextSpeed.Command(),
    Evaluation.Command(),
}.Parse(args).Invoke();
