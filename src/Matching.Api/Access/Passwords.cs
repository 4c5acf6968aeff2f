using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Matching.Api.Access;

/// <summary>Hashes and judges passwords. Hashing is slow by design, so that only two run at once and sign-in can't starve the rest.</summary>
internal sealed class Passwords
{
    public const int Least = 10;
    public const int Most = 128;

    private const int AtOnce = 2;

    private readonly SemaphoreSlim turns = new(AtOnce, AtOnce);
    private readonly PasswordHasher<string> hasher;
    private readonly IReadOnlySet<string> common;
    private readonly Lazy<string> nobodys;

    public Passwords(AccessSettings settings)
    {
        hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = settings.PasswordIterations }));
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Matching.Api.Access.CommonPasswords.txt")!);
        common = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        nobodys = new Lazy<string>(() => hasher.HashPassword("", "nobody has this password"));
    }

    public async Task<string> Hash(string password, CancellationToken stop)
    {
        await turns.WaitAsync(stop);
        try
        {
            return await Task.Run(() => hasher.HashPassword("", password), stop);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Takes as long for an account that is not there or has no password.</summary>
    public async Task<bool> Matches(string? hash, string password, CancellationToken stop)
    {
        await turns.WaitAsync(stop);
        try
        {
            var verdict = await Task.Run(() => hasher.VerifyHashedPassword("", hash ?? nobodys.Value, password), stop);
            return hash is not null && verdict != PasswordVerificationResult.Failed;
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>What is wrong with a new password, as a key of Words; null when it will do.</summary>
    public string? Fault(string password, string name)
    {
        if (password.Length is < Least or > Most)
            return "Password.Length";
        if (name.Length > 2 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
            return "Password.Name";
        var letters = string.Concat(password.Where(char.IsLetter));
        if (common.Contains(password) || common.Contains(letters) || common.Contains(password.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.', '@', '#')) || IsRun(password))
            return "Password.Common";
        return null;
    }

    /// <summary>One character over and over, or each the next of the one before, as in 1234567890.</summary>
    private static bool IsRun(string password)
    {
        var steps = password.Zip(password.Skip(1), (before, after) => after - before).Distinct().ToList();
        return steps.Count == 1 || password.Distinct().Count() < 4 || (steps.Count == 2 && steps.All(step => step is 1 or -9));
    }
}
