using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Matching.Faults;

/// <summary>A demand as its client filed it; the title is unique and the idempotency key.</summary>
internal sealed class Filing(string title, object body)
{
    public string Title => title;

    public object Body => body;

    /// <summary>The code that was acknowledged first; null while no answer said 201.</summary>
    public string? Code { get; set; }
}

/// <summary>A step that a client asked for, and the state it leads to.</summary>
internal sealed record Step(string Act, string Leads, object? Body);

/// <summary>An order as its client knows it; one client at a time has it.</summary>
internal sealed class HeldOrder(string code)
{
    public string Code => code;

    /// <summary>The last acknowledged state.</summary>
    public string State { get; set; } = "Proposed";

    /// <summary>Asked for, and not acknowledged.</summary>
    public Step? Unanswered { get; set; }
}

/// <summary>The clients' own list: what they asked for and what was acknowledged.</summary>
/// <param name="token">Begins every title of this test.</param>
internal sealed class Ledger(string token)
{
    public static readonly ParallelOptions Crowd = new() { MaxDegreeOfParallelism = 16 };

    private readonly ConcurrentQueue<Filing> filings = new();
    private readonly ConcurrentDictionary<string, HeldOrder> orders = new();
    private readonly ConcurrentQueue<HeldOrder> free = new();
    private readonly ConcurrentDictionary<int, int> answers = new();
    private readonly ConcurrentQueue<string> contradictions = new();
    private int filed;
    private int stepped;
    private int number;

    public string Token => token;

    /// <summary>How many answers were neither yes nor silence.</summary>
    public int Refusals => answers.Where(pair => pair.Key is not (0 or 200 or 201)).Sum(pair => pair.Value);

    public int Filed => filed;

    public int Stepped => stepped;

    public IReadOnlyCollection<Filing> Filings => filings;

    public IReadOnlyCollection<HeldOrder> Orders => [.. orders.Values];

    /// <summary>A second acknowledgement that did not say the same as the first.</summary>
    public IReadOnlyCollection<string> Contradictions => contradictions;

    public IReadOnlyList<string> AcknowledgedCodes => [.. filings.Select(filing => filing.Code).OfType<string>()];

    /// <param name="open">Filed by staff, so that the next run may match it; else a resident's, which waits for a nod.</param>
    public Filing NewFiling(bool open, string detail = "")
    {
        var title = $"{token}-{Interlocked.Increment(ref number):000000}";
        var filing = new Filing(title, new
        {
            title,
            detail,
            area = Supply.Area,
            category = Supply.Category,
            unitOfQuantity = Supply.UnitOfQuantity,
            source = open ? "Staff" : "Resident",
        });
        filings.Enqueue(filing);
        return filing;
    }

    /// <summary>Files that many new demands that the next run may match.</summary>
    public Task FileOpen(Client client, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), Crowd, async (_, _) => await Send(client, NewFiling(open: true)));

    /// <summary>Sends a filing, for the first time or again.</summary>
    public async Task<Answer> Send(Client client, Filing filing)
    {
        var answer = await client.Post("/api/demands", filing.Body, filing.Title);
        Count(answer);
        if (answer.Status == 201)
            Acknowledge(filing, answer.Text("code"));
        return answer;
    }

    public void Acknowledge(Filing filing, string code)
    {
        if (filing.Code is null)
            Interlocked.Increment(ref filed);
        else if (filing.Code != code)
            contradictions.Enqueue($"{filing.Title} was {filing.Code}, now {code}");
        filing.Code ??= code;
    }

    public void Hold(IEnumerable<string> codes)
    {
        foreach (var code in codes)
        {
            var order = new HeldOrder(code);
            if (orders.TryAdd(code, order))
                free.Enqueue(order);
        }
    }

    /// <summary>An order that no other client has and that can go on.</summary>
    public bool TryTake([NotNullWhen(true)] out HeldOrder? order) => free.TryDequeue(out order);

    /// <summary>Issues a proposed order; accepts three of five issued ones and declines the others.</summary>
    public static Step Next(HeldOrder order, Random random) => (order.State, random.Next(5)) switch
    {
        ("Proposed", _) => new Step("issue", "Issued", null),
        (_, < 3) => new Step("accept", "Accepted", null),
        _ => new Step("decline", "Declined", new { reason = "TimeConflict", note = "" }),
    };

    /// <summary>Sends a step, for the first time or again, and puts the order back when it can go on.</summary>
    public async Task<Answer> Send(Client client, HeldOrder order, Step step)
    {
        order.Unanswered = step;
        var answer = await client.Post($"/api/orders/{order.Code}/{step.Act}", step.Body, $"{token}/{order.Code}/{step.Act}");
        Count(answer);
        if (answer.Status != 200)
            return answer;
        if (answer.Text("state") != step.Leads)
            contradictions.Enqueue($"{order.Code} {step.Act} → {answer.Text("state")}");
        (order.State, order.Unanswered) = (step.Leads, null);
        Interlocked.Increment(ref stepped);
        if (order.State == "Issued")
            free.Enqueue(order);
        return answer;
    }

    public void Count(Answer answer) => answers.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);

    /// <summary>How often each status came; 0 is no answer.</summary>
    public string AnswersInWords => string.Join(", ", answers.OrderBy(pair => pair.Key).Select(pair => $"{(pair.Key == 0 ? "none" : pair.Key)}×{pair.Value}"));

    /// <exception cref="FaultException">Another status came, which no fault excuses.</exception>
    public void OnlyAnswered(params int[] statuses) =>
        Must.BeNone([.. answers.Keys.Where(status => status is not (0 or 200 or 201) && !statuses.Contains(status)).Select(status => $"{status}×{answers[status]}")], "unexpected answers");
}
