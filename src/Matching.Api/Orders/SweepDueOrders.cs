using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>What time does to orders: unanswered past its due instant → expired; completed and unanswered for 15 days → closed,
/// counted as 未回访; first answers kept for idempotency keys are forgotten after 30. Returns how many it moved.</summary>
internal sealed record SweepDueOrders : ICommand<int>;

internal sealed class SweepDueOrdersHandler(OrderLedger orders, CurrentWrite write, Rulings rulings, TimeProvider clock) : IRequestHandler<SweepDueOrders, int>
{
    private const int MostAtOnce = 500;

    private const string SelectUnanswered = """
        select code
        from service_order
        where state in ('Issued', 'Acknowledged') and answer_due <= @now
            and not exists (select 1 from counter_proposal c where c.service_order = service_order.code and c.state = 'Pending')
        order by seq
        limit @most
        """;

    private const string SelectUnvisited = """
        select code
        from service_order
        where state = 'Completed' and completed_at <= @completedBefore
        order by seq
        limit @most
        """;

    private const string ForgetAnswers = "delete from answered_request where at < @before";

    private const int AnswerDays = 30;

    public Task<int> Handle(SweepDueOrders request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        write.Session.Execute(ForgetAnswers, new { before = now.AddDays(-AnswerDays) });
        var unanswered = write.Session.Query<string>(SelectUnanswered, new { now, most = MostAtOnce });
        foreach (var code in unanswered)
            Move(code, OrderAct.Expire, "answer-due");
        var completedBefore = now.AddDays(-rulings.Policy.Clocks.CloseUnvisitedDays);
        var unvisited = write.Session.Query<string>(SelectUnvisited, new { completedBefore, most = MostAtOnce });
        foreach (var code in unvisited)
            Move(code, OrderAct.Close, "未回访");
        return Task.FromResult(unanswered.Count + unvisited.Count);
    }

    private void Move(string code, OrderAct act, string why)
    {
        var order = OrderRow.ToChange(write.Session, code, seenVersion: null);
        orders.Move(order, order.After(act), act, why);
    }
}
