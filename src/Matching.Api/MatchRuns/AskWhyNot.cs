using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Machines;
using Matching.Core;
using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>Why a run does not serve a demand at a slot, and what it would cost if somebody put it there (改派的代价).</summary>
/// <param name="Run">Null = the last.</param>
internal sealed record AskWhyNot(string Demand, SlotName Slot, long? Run) : IRequest<WhyNotView>
{
    /// <exception cref="BadHttpRequestException">A part is missing, or the start can't be read.</exception>
    public static AskWhyNot From(string demand, string? offer, string? start, long? run)
    {
        if (string.IsNullOrWhiteSpace(offer) || string.IsNullOrWhiteSpace(start))
            throw new BadHttpRequestException(Words.Say("WhyNot.Wanted"));
        return ChinaTime.TryParse(start, endOfWindow: false, out var instant) ? new AskWhyNot(demand, new SlotName(offer, instant), run)
            : throw new BadHttpRequestException(Words.Say("Csv.Time", start));
    }
}

/// <param name="Status">Forbidden by a rule; Holds already; else how well the cost is known: Exact, Bounded between two ends, or Relaxed (as if
/// all demands could be split).</param>
/// <param name="Units">How much of the demand would be fixed there.</param>
/// <param name="Levels">Change of units of level served; negative = lost. <paramref name="Points"/> the same of soft points, in millionths.</param>
/// <param name="AtLeast">In points as the solver sees them (level × unit + soft points), as <paramref name="AtMost"/>: the ends of the true change.</param>
/// <param name="Shifts">Every pair that would hold another amount.</param>
public sealed record WhyNotView(
    long Run, string Demand, string Offer, DateTimeOffset SlotStart, string Status, int Units, long Levels, long Points, long AtLeast, long AtMost,
    IReadOnlyList<string> Broken, IReadOnlyList<ShiftView> Shifts, string Text, string Quality);

public sealed record ShiftView(string Demand, string Offer, DateTimeOffset SlotStart, int Before, int After);

internal sealed class AskWhyNotHandler(ReplayedRuns runs, Database database, KnownAreas areas, StreetShards shards) : IRequestHandler<AskWhyNot, WhyNotView>
{
    private const string SelectArea = "select area from demand where code = @demand";

    public Task<WhyNotView> Handle(AskWhyNot request, CancellationToken stop) => runs.Ask(request.Run ?? LastRun(request.Demand), replayed =>
    {
        var lists = replayed.Run.Lists;
        var demand = Array.FindIndex(lists.Demands, row => row.Code == request.Demand);
        if (demand < 0)
            throw new NotThereException("Demand", request.Demand);
        var slot = lists.SlotPosition(request.Slot);
        if (slot < 0)
            throw new NotThereException("Slot", $"{request.Slot.Offer} {ChinaTime.Text(request.Slot.Start)}");
        return View(replayed.Id, replayed.Run, replayed.Questions.WhyNot(demand, slot));
    }, stop);

    private long LastRun(string demand) => database.Read(session => MatchRunRow.LastOf(session, shards.NumberOf(session.One<string>(SelectArea, new { demand }))))?.Id
        ?? throw new NotThereException("MatchRun", "");

    private WhyNotView View(long id, MatchRun run, WhyNot answer)
    {
        var effect = answer.Outcome?.Effect;
        var slot = run.Lists.Slots[answer.Slot];
        var says = new Consequences(run, CultureInfo.CurrentUICulture, area => areas.PathOf(area.Value));
        return new WhyNotView(id, run.Lists.Demands[answer.Demand].Code, slot.Offer, slot.Start,
            answer.Broken != HardRules.None ? "Forbidden" : effect?.Status.ToString() ?? "Holds", answer.Units,
            answer.Outcome?.Levels ?? 0, answer.Outcome?.Soft ?? 0, effect?.AtLeast ?? 0, effect?.AtMost ?? 0,
            [.. Enum.GetValues<HardRules>().Where(rule => rule != HardRules.None && answer.Broken.HasFlag(rule)).Select(rule => rule.ToString())],
            [.. (effect?.Shifts ?? []).Select(shift => new ShiftView(run.Lists.Demands[shift.Demand].Code, run.Lists.Slots[shift.Slot].Offer, run.Lists.Slots[shift.Slot].Start, shift.Before, shift.After))],
            says.Of(answer), Consequences.Quality(run, CultureInfo.CurrentUICulture));
    }
}
