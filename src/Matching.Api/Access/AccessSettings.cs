namespace Matching.Api.Access;

/// <summary>How sign-in works here, as configured under <c>Access</c>.</summary>
internal sealed record AccessSettings
{
    /// <summary>Rounds of PBKDF2-SHA512 for a password.</summary>
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>Failures before an account name is locked; each further one doubles the time, from one minute to an hour.</summary>
    public int FailuresBeforeLock { get; init; } = 5;

    public int SessionHours { get; init; } = 12;

    public int SlipDays { get; init; } = 30;

    /// <summary>How long the code on a printed order opens it.</summary>
    public int OrderLinkDays { get; init; } = 30;

    /// <summary>How long a browser that opened it may go on.</summary>
    public int OrderLinkMinutes { get; init; } = 30;

    public int MostTokenDays { get; init; } = 366;

    /// <summary>Addresses of reverse proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public JwtSettings Jwt { get; init; } = new();
}

/// <summary>Bearer tokens of the organisation's own identity provider; off unless an issuer is named.</summary>
internal sealed record JwtSettings
{
    public string Issuer { get; init; } = "";

    public string Audience { get; init; } = "threelists";

    /// <summary>The provider's address, from which its keys are read; not needed with <see cref="Key"/>.</summary>
    public string Authority { get; init; } = "";

    /// <summary>A shared key in base64, at least 32 bytes.</summary>
    public string Key { get; init; } = "";

    /// <summary>The claim that holds the account's name here.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    public bool IsOn => Issuer.Length > 0;
}

/// <summary>Whether this is the demo: the environment named Demo, on a store that the demo start itself filled.</summary>
internal sealed class DemoMode
{
    public const string Environment = "Demo";

    public const string Mark = "demo";

    public bool IsOn { get; set; }
}
