using Matching.Faults.Stores;

namespace Matching.Faults;

/// <summary>Holds the store against the clients' own list, then has the clients repeat what was never answered.</summary>
internal sealed class Judge(Store store, Ledger ledger)
{
    private const int MostRepeats = 50;

    private int repeated;

    /// <summary>How many requests without an acknowledgement were sent again.</summary>
    public int Repeated => repeated;

    /// <exception cref="FaultException">Something acknowledged is not there, or something is there twice.</exception>
    public async Task Check(Client client, Random random)
    {
        Must.BeNone(ledger.Contradictions, "answers that contradict the first");
        NothingLost();
        await Repeat(client, random);
        NothingLost();
        Must.BeNone([.. ledger.Filings.Where(filing => filing.Code is null).Select(filing => filing.Title)], "filings without a code after the repeat");
        Must.BeNone([.. Unanswered().Select(order => order.Code)], "steps without an answer after the repeat");
        Must.BeNone(ledger.Contradictions, "answers that contradict the first");
        NoStepTwice();
    }

    private void NothingLost()
    {
        var stored = Stored();
        var lost = ledger.Filings.Where(filing => filing.Code is { } code && !stored[filing.Title].Contains(code));
        Must.BeNone([.. lost.Select(filing => $"{filing.Title} {filing.Code}")], "acknowledged filings lost");
        Must.BeNone([.. stored.Where(rows => rows.Count() > 1).Select(rows => $"{rows.Key}: {string.Join(' ', rows)}")], "filings stored twice");
        Must.BeNone([.. ledger.AcknowledgedCodes.GroupBy(code => code).Where(same => same.Count() > 1).Select(same => same.Key)], "codes given twice");
        var states = store.Rows("select code, state from service_order", row => (Code: row.GetString(0), State: row.GetString(1))).ToDictionary(row => row.Code, row => row.State);
        var takenBack = TakenBack();
        var wrong = ledger.Orders.Where(order => !takenBack.Contains(order.Code) && states.GetValueOrDefault(order.Code) is var state && state != order.State
            && (order.Unanswered is null || state != order.Unanswered.Leads));
        Must.BeNone([.. ledger.Orders.Where(order => takenBack.Contains(order.Code) && order.State == "Accepted").Select(order => order.Code)], "accepted orders that a run took back");
        Must.BeNone([.. wrong.Select(order => $"{order.Code} acknowledged {order.State}, stored {states.GetValueOrDefault(order.Code, "nothing")}")], "acknowledged steps lost");
    }

    /// <summary>All that was left without an acknowledgement, and some that was not.</summary>
    private async Task Repeat(Client client, Random random)
    {
        var before = Stored();
        var filings = ledger.Filings.ToArray();
        random.Shuffle(filings);
        await Parallel.ForEachAsync(filings.Where(filing => filing.Code is null).ToList(), Ledger.Crowd, async (filing, _) =>
        {
            var answer = await ledger.Send(client, filing);
            Must.Hold(answer.Status == 201, $"a repeat of {filing.Title} was refused: {answer.Status} {answer.Body}");
            Must.Hold(!before[filing.Title].Any() || before[filing.Title].Contains(filing.Code), $"{filing.Title} was stored as {before[filing.Title].FirstOrDefault()}, its repeat got {filing.Code}");
            Interlocked.Increment(ref repeated);
        });
        await Parallel.ForEachAsync(Unanswered(), Ledger.Crowd, async (order, _) =>
        {
            var answer = await ledger.Send(client, order, order.Unanswered!);
            Must.Hold(answer.Status == 200, $"a repeat of {order.Code} was refused: {answer.Status} {answer.Body}");
            Interlocked.Increment(ref repeated);
        });
        await Parallel.ForEachAsync(filings.Take(MostRepeats), Ledger.Crowd, async (filing, _) => await ledger.Send(client, filing));
    }

    /// <summary>What a run took back can't be repeated.</summary>
    private List<HeldOrder> Unanswered()
    {
        var takenBack = TakenBack();
        return [.. ledger.Orders.Where(order => order.Unanswered is not null && !takenBack.Contains(order.Code))];
    }

    /// <summary>Orders that nobody had accepted when a later run paired their demand better: their clients were not asked.</summary>
    private HashSet<string> TakenBack() => [.. store.Rows("select subject from event where act = 'Cancel' and why like 'run/%'", row => row.GetString(0))];

    private void NoStepTwice()
    {
        var mine = ledger.Orders.Select(order => order.Code).ToHashSet();
        var twice = store.Rows("select subject, act, count(*) from event group by subject, act having count(*) > 1", row => (Order: row.GetString(0), Act: row.GetString(1)))
            .Where(step => mine.Contains(step.Order));
        Must.BeNone([.. twice], "steps done twice");
    }

    private ILookup<string, string> Stored() => store
        .Rows($"select title, code from demand where title like '{ledger.Token}-%'", row => (Title: row.GetString(0), Code: row.GetString(1)))
        .ToLookup(row => row.Title, row => row.Code);
}
