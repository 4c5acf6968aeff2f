using System.Collections.Concurrent;
using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests;

/// <summary>Accounts for tests, made when first needed, each with a token: a test says who acts by role and name.</summary>
internal sealed class Actors(IServiceProvider services)
{
    public const string Street = "street/S-1";
    public const string Visitor = "visitor/V-1";

    private const string Streets = "select code from area where length(code) = 9 order by code";

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> tokens = new();

    /// <summary>Who does it when a test does not say: the street, but what is a visitor's or a resident's own.</summary>
    public static string UsualFor(string path) => path.EndsWith("/return-visit", StringComparison.Ordinal) ? Visitor : path.EndsWith("/confirm", StringComparison.Ordinal) ? "resident" : Street;

    /// <summary>One key for all stores of a run.</summary>
    public static string KeyFile { get; } = NewKeyFile();

    /// <summary>What tests set, so that neither limits nor slow hashing are in their way.</summary>
    public static Dictionary<string, string?> Settings(IReadOnlyDictionary<string, string?>? over)
    {
        const string many = "100000000";
        var settings = new Dictionary<string, string?>
        {
            ["Access:PasswordIterations"] = "100", ["Limits:UsualPerAccount"] = many, ["Limits:UsualPerAddress"] = many, ["Limits:FilingPerAccount"] = many,
            ["Limits:FilingPerAddress"] = many, ["Limits:LookUpPerAddress"] = many, ["Limits:LookUpPerDemand"] = many, ["Limits:SignInPerAddress"] = many,
        };
        foreach (var (name, value) in over ?? new Dictionary<string, string?>())
            settings[name] = value;
        return settings;
    }

    /// <param name="actor">Such as <c>lead/L-0012@440605001001001</c> or <c>unit/DW-0001</c>; a unit's name is its code unless <c>@code</c> says another.</param>
    /// <returns>Null for a resident, who has no account.</returns>
    public async Task<string?> Token(string actor) =>
        actor.StartsWith("resident", StringComparison.Ordinal) ? null : await tokens.GetOrAdd(actor, _ => new Lazy<Task<string>>(() => Mint(actor))).Value;

    private Task<string> Mint(string actor) => services.GetRequiredService<GroupCommit>().Write(session =>
    {
        var role = Enum.Parse<Role>(actor[..actor.IndexOf('/')], ignoreCase: true);
        var (name, place) = actor[(actor.IndexOf('/') + 1)..].Split('@') is [var first, var second] ? (first, second) : (actor[(actor.IndexOf('/') + 1)..], null);
        var accounts = services.GetRequiredService<Accounts>();
        if (AccountRow.Find(session, name) is null)
        {
            accounts.Add(session, name, name, "test");
            (AccountRow.ToChange(session, name) with { State = AccountState.Active }).SaveTo(session);
        }
        if (Grant.Of(session, name).All(grant => grant.Role != role))
        {
            foreach (var grant in Grants(session, role, name, place))
                accounts.GrantTo(session, grant with { Account = name, Role = role, StartsAt = DateTimeOffset.UnixEpoch, GrantedBy = "test" });
        }
        return services.GetRequiredService<Tokens>().Mint(session, name, "test", Enum.GetValues<TokenScope>(), TimeSpan.FromDays(3650), secondFactor: true).Token;
    });

    private static IEnumerable<Grant> Grants(Session session, Role role, string name, string? place)
    {
        if (role == Role.Unit)
            return [new Grant { Unit = place ?? name }];
        if (role == Role.Studio && place?.Split(':') is [var area, var theme])
            return [new Grant { Area = area, Theme = theme }];
        if (place is not null || !role.NeedsArea())
            return [new Grant { Area = role.NeedsArea() ? place : null }];
        return session.Query<string>(Streets).Select(street => new Grant { Area = street });
    }

    private static string NewKeyFile()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("threelists-key-").FullName, "test.key");
        Keys.MasterKeys.WriteNew(file, System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return file;
    }
}
