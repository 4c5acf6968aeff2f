using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.Offers;

/// <summary>Sets when an offer ends; from then on it leaves matching and is shown as 已过期.</summary>
/// <param name="ValidUntil">Null = open end.</param>
public sealed record ChangeValidity(string Code, DateTimeOffset? ValidUntil) : ICommand<OfferDetail>;

public sealed record ValidityBody
{
    /// <summary>A day means its end.</summary>
    [JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? ValidUntil { get; init; }
}

internal sealed class ChangeValidityHandler(OfferLedger offers) : IRequestHandler<ChangeValidity, OfferDetail>
{
    public Task<OfferDetail> Handle(ChangeValidity request, CancellationToken stop)
    {
        var offer = offers.ToChange(request.Code);
        if (offer.ValidFrom >= request.ValidUntil)
            throw new RuleBrokenException("validity-reversed", ChinaTime.Text(offer.ValidFrom.Value));
        return Task.FromResult(offers.Save(offer, offer with { ValidUntil = request.ValidUntil }, "ChangeValidity", request.ValidUntil is { } until ? ChinaTime.Text(until) : ""));
    }
}
