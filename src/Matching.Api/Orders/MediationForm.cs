using MediatR;
using Matching.Api.Pages;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The outcome of a mediation on the pages that complete an order: asked for where it is one, and nowhere else.</summary>
internal static class MediationForm
{
    public static async Task<MediationOutcome?> Read(FormPost post) =>
        Read(post.Form, (await post.Http.RequestServices.GetRequiredService<IMediator>().Send(new GetOrder(post.Route("code")))).Order.Mediates);

    /// <summary>Null for an order of another kind; that a mediation needs one is noted at its field <c>mediation</c>.</summary>
    public static MediationOutcome? Read(FormState form, bool mediates)
    {
        if (!mediates)
            return null;
        form.Required("mediation");
        return form.Choice<MediationOutcome>("mediation");
    }
}
