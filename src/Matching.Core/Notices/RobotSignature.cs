using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Core.Notices;

/// <summary>Signatures of chat groups' robots, as their makers publish them.</summary>
public static class RobotSignature
{
    /// <summary>DingTalk (钉钉自定义机器人加签): HMAC-SHA256 under the secret over timestamp, line feed and secret, in base 64; the address carries it URL-encoded.</summary>
    /// <param name="milliseconds">Unix time; DingTalk takes what is less than an hour off.</param>
    public static string DingTalk(string secret, long milliseconds) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Signed(secret, milliseconds))));

    /// <summary>Feishu (飞书自定义机器人签名校验): HMAC-SHA256 over nothing, under timestamp, line feed and secret as the key, in base 64.</summary>
    /// <param name="seconds">Unix time; Feishu takes what is less than an hour off.</param>
    public static string Feishu(string secret, long seconds) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Signed(secret, seconds)), Array.Empty<byte>()));

    private static string Signed(string secret, long timestamp) => $"{timestamp.ToString(CultureInfo.InvariantCulture)}\n{secret}";
}
