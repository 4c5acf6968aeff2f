using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matching.Api.Http;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>How each chat group's robot wants a message, and how it says that it took one.</summary>
internal static class Robots
{
    /// <summary>Longest text in bytes: WeCom's robot takes 2,048, DingTalk's and Feishu's 20,000; a letter is kept readable.</summary>
    public static int MostBytes(ChannelKind kind) => kind switch { ChannelKind.WeCom => 2048, ChannelKind.Mail => 60_000, _ => 18_000 };

    /// <summary>The address to post to: DingTalk carries its signature there.</summary>
    public static string AddressOf(ChannelKind kind, string url, string secret, DateTimeOffset now)
    {
        if (kind != ChannelKind.DingTalk || secret.Length == 0)
            return url;
        var milliseconds = now.ToUnixTimeMilliseconds();
        var signature = Uri.EscapeDataString(RobotSignature.DingTalk(secret, milliseconds));
        return string.Create(CultureInfo.InvariantCulture, $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timestamp={milliseconds}&sign={signature}");
    }

    /// <summary>The JSON to post: Feishu carries its signature there.</summary>
    public static string BodyOf(ChannelKind kind, string text, string secret, DateTimeOffset now)
    {
        if (kind != ChannelKind.Feishu)
            return new JsonObject { ["msgtype"] = "text", ["text"] = new JsonObject { ["content"] = text } }.ToJsonString(Json.Options);
        var body = new JsonObject { ["msg_type"] = "text", ["content"] = new JsonObject { ["text"] = text } };
        if (secret.Length > 0)
        {
            var seconds = now.ToUnixTimeSeconds();
            body["timestamp"] = seconds.ToString(CultureInfo.InvariantCulture);
            body["sign"] = RobotSignature.Feishu(secret, seconds);
        }
        return body.ToJsonString(Json.Options);
    }

    /// <summary>Robots answer 200 also to what they refuse; <c>errcode</c> (WeCom, DingTalk), <c>code</c> or <c>StatusCode</c> (Feishu) says which.</summary>
    public static (bool Taken, string Answer) Judge(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            foreach (var name in new[] { "errcode", "code", "StatusCode" })
            {
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt64(out var number))
                    return (number == 0, $"{name} {number.ToString(CultureInfo.InvariantCulture)}");
            }
        }
        catch (JsonException)
        {
            return (false, "NoJson");
        }
        return (false, "NoCode");
    }
}
