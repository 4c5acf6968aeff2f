using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Matching.Api.Data;
using Matching.Api.Keys;
using Matching.Api.Outbox;

namespace Matching.Api.Webhooks;

/// <summary>Makes a subscription's deliveries, signed as the Standard Webhooks specification says.</summary>
internal sealed class WebhookCalls(OutgoingCalls calls, KeyRing ring, TimeProvider clock) : IReceivers
{
    private const string SelectOne = WebhookRow.Select + "\nwhere w.id = @receiver";

    public string Table => "webhook";

    /// <summary><c>v1,</c> and the HMAC-SHA256 of id, timestamp and body under the secret, in base 64.</summary>
    public static string Signature(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    public Func<TakenDelivery, CancellationToken, Task<(bool Taken, string Answer)>> SenderTo(Session session, long receiver)
    {
        var webhook = session.One<WebhookRow>(SelectOne, new { receiver })!;
        var secret = ring.Open(WebhookRow.SecretPlace(receiver), webhook.Secret);
        return (row, stop) =>
        {
            var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
            return calls.Post(webhook.Url, row.Body,
                [("webhook-id", row.Id), ("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)), ("webhook-signature", Signature(secret, row.Id, timestamp, row.Body))], judge: null, stop);
        };
    }
}
