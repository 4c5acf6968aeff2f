using Matching.Api.Data;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>Stored runs made whole again from their inputs, so that they can be asked what would be otherwise. The one asked last is kept;
/// questions take turns.</summary>
internal sealed class ReplayedRuns(Database database)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private ReplayedRun? last;

    /// <exception cref="Http.NotThereException">No such run.</exception>
    /// <exception cref="RuleBrokenException"><c>run-outdated</c>: its lists or this version would pair otherwise today.</exception>
    public async Task<T> Ask<T>(long id, Func<ReplayedRun, T> question, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            return await Task.Run(() => question(last?.Id == id ? last : last = Replay(id, stop)), stop);
        }
        finally
        {
            turn.Release();
        }
    }

    private ReplayedRun Replay(long id, CancellationToken stop)
    {
        var (row, packed) = database.Read(session => (MatchRunRow.Get(session, id), session.One<byte[]>(MatchRunRow.SelectInput, new { id })!));
        var stored = StoredInput.Unpacked(packed);
        var run = MatchRun.Execute(stored.Input, stored.Policy, _ => stop.ThrowIfCancellationRequested(), stop);
        return StoredInput.PairsHash(run) == row.PairsHash ? new ReplayedRun(id, new RunQuestions(run)) : throw new RuleBrokenException("run-outdated", id);
    }
}

/// <summary>A run with the answers that were asked of it before.</summary>
internal sealed class ReplayedRun(long id, RunQuestions questions)
{
    private IReadOnlyList<SlotWorth>? worths;
    private IReadOnlyList<GapLine>? gaps;
    private Fairness? fairness;

    public long Id => id;

    public MatchRun Run => questions.Run;

    public RunQuestions Questions => questions;

    public IReadOnlyList<SlotWorth> Worths(CancellationToken stop) => worths ??= SlotWorth.Of(questions, stop);

    public IReadOnlyList<GapLine> Gaps(CancellationToken stop) => gaps ??= GapLine.Of(questions, stop);

    public Fairness Fairness(CancellationToken stop) => fairness ??= Core.Reports.Fairness.Of(Run, stop);
}
