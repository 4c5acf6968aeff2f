using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Outbox;

namespace Matching.Api.Notices;

/// <summary>Makes a channel's deliveries: as a letter by the street's mail server, or to a chat group's robot.</summary>
internal sealed class ChannelSender(OutgoingCalls calls, OutgoingAddresses addresses, KeyRing ring, TimeProvider clock) : IReceivers
{
    private const string SelectOne = ChannelRow.Select + "\nwhere c.id = @receiver";

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    public string Table => "notice_channel";

    public Func<TakenDelivery, CancellationToken, Task<(bool Taken, string Answer)>> SenderTo(Session session, long receiver)
    {
        var channel = session.One<ChannelRow>(SelectOne, new { receiver })!;
        var target = ring.Open(ChannelRow.TargetPlace(receiver), channel.Target);
        if (channel.Kind != ChannelKind.Mail)
        {
            var secret = ring.Open(ChannelRow.SecretPlace(receiver), channel.Secret);
            return (row, stop) => Post(channel.Kind, target, secret, row, stop);
        }
        if (MailServerRow.Find(session, channel.Street) is not { } server)
            return (_, _) => Task.FromResult((false, "NoMailServer"));
        var password = server.Password.Length == 0 ? "" : ring.Open(MailServerRow.PasswordPlace(server.Street), server.Password);
        return (row, stop) => Mail(server, password, target, row, stop);
    }

    private Task<(bool, string)> Post(ChannelKind kind, string url, string secret, TakenDelivery row, CancellationToken stop)
    {
        var (now, body) = (clock.GetUtcNow(), Read(row));
        return calls.Post(Robots.AddressOf(kind, url, secret, now), Robots.BodyOf(kind, body.Text, secret, now), [("webhook-id", row.Id)], Robots.Judge, stop);
    }

    /// <summary>The server's name was judged, then is looked up again by the client, which needs it to check the certificate: whoever sets
    /// a street's mail server is trusted so far.</summary>
    private async Task<(bool, string)> Mail(MailServerRow server, string password, string to, TakenDelivery row, CancellationToken stop)
    {
        var body = Read(row);
        using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Encrypted };
        if (server.UserName.Length > 0)
            client.Credentials = new System.Net.NetworkCredential(server.UserName, password);
        using var letter = new MailMessage(server.Sender, to, body.Head, body.Text) { SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8 };
        letter.Headers.Add("Message-ID", $"<{row.Id}@{letter.From!.Host}>");
        letter.Headers.Add("Auto-Submitted", "auto-generated");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(MostTime);
        try
        {
            await addresses.LookUp(server.Host, patience.Token);
            await client.SendMailAsync(letter, patience.Token);
            return (true, "SMTP 250");
        }
        catch (AddressRefusedException)
        {
            return (false, "AddressRefused");
        }
        catch (SocketException failed)
        {
            return (false, failed.SocketErrorCode.ToString());
        }
        catch (SmtpException failed)
        {
            return (false, failed.StatusCode == SmtpStatusCode.GeneralFailure ? failed.InnerException?.GetType().Name ?? "SMTP" : $"SMTP {(int)failed.StatusCode}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (false, "Timeout");
        }
    }

    private static DigestBody Read(TakenDelivery row) => JsonSerializer.Deserialize<DigestBody>(row.Body, Json.Options)!;
}
