using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Orders;

/// <summary>What a unit looks at: what suits it, all that is open, its own.</summary>
public enum OrderTab { Recommended, Open, Mine }

/// <summary>The service list; <paramref name="Tab"/> is null for those who are no unit, and they see the orders alone.</summary>
public sealed record OrderListModel(OrderTab? Tab, FormState Form, Recommendations? Recommended, Page<DemandView>? Open, Page<OrderView>? Orders)
{
    internal static readonly FormFields Fields = new(("q", "Field.Search"), ("state", "Field.State"));
}
