using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;

namespace Matching.Api.Access;

/// <summary>Makes a personal access token for a program; it can do at most what its account may, and is shown this once.</summary>
public sealed record MintToken : ICommand<TokenReceipt>
{
    public required string Label { get; init; }

    /// <summary>Read alone when left out.</summary>
    public IReadOnlyList<TokenScope> Scopes { get; init; } = [TokenScope.Read];

    public int Days { get; init; } = 90;
}

public sealed record TokenReceipt(long Id, string Token, DateTimeOffset Until);

/// <summary>Makes a token of the caller's own worthless at once.</summary>
public sealed record RevokeToken(long Id) : ICommand<TokenView>;

internal sealed record ListTokens : IRequest<IReadOnlyList<TokenView>>;

public sealed record TokenView(long Id, string Label, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset Until, DateTimeOffset? RevokedAt);

internal sealed class MintTokenRules : AbstractValidator<MintToken>
{
    public MintTokenRules(AccessSettings settings)
    {
        RuleFor(mint => mint.Label).PlainText(1, 60);
        RuleFor(mint => mint.Scopes.Count).InclusiveBetween(1, 3).OverridePropertyName("scopes").WithMessage(_ => Words.Say("Field.Scopes"));
        RuleForEach(mint => mint.Scopes).IsInEnum();
        RuleFor(mint => mint.Days).InclusiveBetween(1, settings.MostTokenDays).WithMessage(mint => Words.Say("Csv.Whole", mint.Days, 1, settings.MostTokenDays));
    }
}

internal sealed class AccessTokensHandler(CurrentWrite write, Database database, CallContext context, Accounts accounts, Tokens tokens, TimeProvider clock) :
    IRequestHandler<MintToken, TokenReceipt>, IRequestHandler<RevokeToken, TokenView>, IRequestHandler<ListTokens, IReadOnlyList<TokenView>>
{
    public Task<TokenReceipt> Handle(MintToken request, CancellationToken stop)
    {
        if (context.Caller.Proof == Proof.Token)
            throw new NotAllowedException("token-by-token");
        var mayUsePrivileged = context.Caller.Grants.Any(grant => Roles.Privileged.Contains(grant.Role));
        var receipt = tokens.Mint(write.Session, context.Name, FreeText.Cleaned(request.Label), request.Scopes, TimeSpan.FromDays(request.Days), mayUsePrivileged);
        accounts.Tell(write.Session, context.Name, "MintToken", context.Who, $"{receipt.Id} {string.Join(' ', request.Scopes)}");
        return Task.FromResult(receipt);
    }

    public Task<TokenView> Handle(RevokeToken request, CancellationToken stop)
    {
        var row = TokenRow.Of(write.Session, context.Name).FirstOrDefault(row => row.Id == request.Id)
            ?? throw new NotThereException("Token", request.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        tokens.Revoke(write.Session, row.Id);
        accounts.Tell(write.Session, context.Name, "RevokeToken", context.Who, $"{row.Id}");
        return Task.FromResult((row with { RevokedAt = row.RevokedAt ?? clock.GetUtcNow() }).View());
    }

    public Task<IReadOnlyList<TokenView>> Handle(ListTokens request, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<TokenView>>(database.Read(session => TokenRow.Of(session, context.Name).Select(row => row.View()).ToList()));
}

/// <summary>Tokens as rows: the hash is kept, the token is not.</summary>
internal sealed class Tokens(Secrets secrets, TimeProvider clock)
{
    private const string Insert = """
        insert into access_token (account, label, hash, scopes, second_factor, created_at, expires_at)
        values (@account, @label, @hash, @scopes, @secondFactor, @now, @until)
        returning id
        """;

    private const string RevokeOne = "update access_token set revoked_at = @now where id = @id and revoked_at is null";

    /// <param name="secondFactor">Whether it was made with the second factor given, so that privileged roles count.</param>
    public TokenReceipt Mint(Session session, string account, string label, IReadOnlyList<TokenScope> scopes, TimeSpan life, bool secondFactor)
    {
        var token = secrets.NewToken();
        var now = clock.GetUtcNow();
        var id = session.Scalar<long>(Insert, new { account, label, hash = secrets.Hash(token), scopes = ValueText.Join(scopes.Distinct().Select(scope => scope.ToString())), secondFactor, now, until = now + life });
        return new TokenReceipt(id, token, now + life);
    }

    public void Revoke(Session session, long id) => session.Execute(RevokeOne, new { id, now = clock.GetUtcNow() });
}

internal sealed record TokenRow
{
    private const string OfAccount = "select id, label, scopes, created_at, expires_at, revoked_at from access_token where account = @account order by id";

    public long Id { get; init; }

    public string Label { get; init; } = "";

    public string Scopes { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public static IReadOnlyList<TokenRow> Of(Session session, string account) => session.Query<TokenRow>(OfAccount, new { account });

    public TokenView View() => new(Id, Label, ValueText.Split(Scopes), CreatedAt, ExpiresAt, RevokedAt);
}
