using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Notices;

/// <summary>Says which mail server sends for a street and the units and communities in it.</summary>
public sealed record SetMailServer : ICommand<MailServerView>
{
    public required string Street { get; init; }

    public required string Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>STARTTLS is demanded; without it, nothing is sent in the clear.</summary>
    public bool Encrypted { get; init; } = true;

    public required string Sender { get; init; }

    public string UserName { get; init; } = "";

    /// <summary>Left empty, the one that is there stays.</summary>
    public string Password { get; init; } = "";
}

internal sealed record GetMailServer(string Street) : IRequest<MailServerView?>;

/// <summary>The server without its password.</summary>
public sealed record MailServerView(string Street, string Host, int Port, bool Encrypted, string Sender, string UserName, bool HasPassword, DateTimeOffset ChangedAt)
{
    internal static MailServerView Of(MailServerRow row) => new(row.Street, row.Host, row.Port, row.Encrypted, row.Sender, row.UserName, row.Password.Length > 0, row.ChangedAt);
}

internal sealed record MailServerRow
{
    private const string Select = "select street, host, port, encrypted, sender, user_name, password, changed_at from mail_server where street = @street";

    private const string Save = """
        insert into mail_server (street, host, port, encrypted, sender, user_name, password, changed_by, changed_at)
        values (@Street, @Host, @Port, @Encrypted, @Sender, @UserName, @Password, @ChangedBy, @ChangedAt)
        on conflict (street) do update set host = @Host, port = @Port, encrypted = @Encrypted, sender = @Sender, user_name = @UserName, password = @Password,
            changed_by = @ChangedBy, changed_at = @ChangedAt
        """;

    public string Street { get; init; } = "";

    public string Host { get; init; } = "";

    public int Port { get; init; }

    public bool Encrypted { get; init; }

    public string Sender { get; init; } = "";

    public string UserName { get; init; } = "";

    /// <summary>Sealed; empty for none.</summary>
    public string Password { get; init; } = "";

    public string ChangedBy { get; init; } = "";

    public DateTimeOffset ChangedAt { get; init; }

    public static string PasswordPlace(string street) => $"mail_server/password/{street}";

    public static MailServerRow? Find(Session session, string street) => session.One<MailServerRow>(Select, new { street });

    public void SaveTo(Session session) => session.Execute(Save, this);
}

internal sealed class SetMailServerRules : AbstractValidator<SetMailServer>
{
    public SetMailServerRules()
    {
        RuleFor(server => server.Host).Must(host => Uri.CheckHostName(host) is not UriHostNameType.Unknown and not UriHostNameType.Basic).WithMessage(_ => Words.Say("Mail.HostForm"));
        RuleFor(server => server.Port).InclusiveBetween(1, 65535).WithMessage(server => Words.Say("Csv.Whole", server.Port, 1, 65535));
        RuleFor(server => server.Sender).Must(MakeChannelRules.IsMail).WithMessage(_ => Words.Say("Channel.MailForm"));
        RuleFor(server => server.UserName).PlainText(0, 200);
        RuleFor(server => server.Password).PlainText(0, 200);
    }
}

internal sealed class MailServerHandler(Database database, CurrentWrite write, CallContext context, KnownAreas areas, KeyRing ring, TimeProvider clock) :
    IRequestHandler<SetMailServer, MailServerView>, IRequestHandler<GetMailServer, MailServerView?>
{
    public Task<MailServerView> Handle(SetMailServer request, CancellationToken stop)
    {
        Refuse(request.Street);
        var before = MailServerRow.Find(write.Session, request.Street);
        var row = new MailServerRow
        {
            Street = request.Street, Host = request.Host.Trim(), Port = request.Port, Encrypted = request.Encrypted, Sender = request.Sender.Trim(), UserName = request.UserName.Trim(),
            Password = request.Password.Length > 0 ? ring.Seal(MailServerRow.PasswordPlace(request.Street), request.Password) : SameServer(before, request) ? before!.Password : "",
            ChangedBy = context.Who, ChangedAt = clock.GetUtcNow(),
        };
        row.SaveTo(write.Session);
        return Task.FromResult(MailServerView.Of(row));
    }

    public Task<MailServerView?> Handle(GetMailServer request, CancellationToken stop)
    {
        Refuse(request.Street);
        return Task.FromResult(database.Read(session => MailServerRow.Find(session, request.Street)) is { } row ? MailServerView.Of(row) : null);
    }

    /// <summary>A password that was given for one server and account is never sent to another.</summary>
    private static bool SameServer(MailServerRow? before, SetMailServer request) => before is not null && before.Host == request.Host.Trim() && before.UserName == request.UserName.Trim();

    private void Refuse(string street)
    {
        if (!AreaCode.IsValid(street) || new AreaCode(street) is var code && (code.Level != AreaLevel.Street || !areas.Has(code)))
            throw new NotThereException("Area", street);
        if (!context.Sight.CoversArea(street))
            throw new NotAllowedException("outside-your-area");
    }
}
