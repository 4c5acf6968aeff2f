using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Matching.Api.Access;

/// <summary>Bearer tokens of the organisation's own identity provider, where one is configured: it says who somebody is, the accounts
/// here say what they may.</summary>
internal static class Jwt
{
    public static void AddJwt(this IServiceCollection services, JwtSettings settings)
    {
        if (!settings.IsOn)
            return;
        services.AddAuthentication().AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = settings.Issuer,
                ValidAudience = settings.Audience,
                RequireExpirationTime = true,
                RequireSignedTokens = true,
                ClockSkew = TimeSpan.FromMinutes(1),
            };
            if (settings.Key.Length > 0)
                bearer.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(settings.Key));
            else
                bearer.Authority = settings.Authority;
        });
    }
}
