using Matching.Api.Data;
using Matching.Api.Keys;

namespace Matching.Api.People;

/// <summary>A person as the store holds one: every field sealed with a data key of the person's own, which erasing destroys.</summary>
internal sealed record PersonRow
{
    public const string Select = "select p.id, p.data_key, p.master, p.name, p.phone, p.address, p.note, p.phone_index, p.created_at, p.erased_at from person p";

    public long Id { get; init; }

    public string? DataKey { get; init; }

    public string Master { get; init; } = "";

    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string? Address { get; init; }

    public string? Note { get; init; }

    public string? PhoneIndex { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Those persons by their numbers, which stand in the text itself: the two stores take lists of parameters differently.</summary>
    public static IReadOnlyDictionary<long, PersonRow> Among(Session session, IReadOnlyList<long> ids) => session.Query<PersonRow>(
        $"{Select}\nwhere p.id in ({string.Join(',', ids.DefaultIfEmpty(-1).Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)))})").ToDictionary(person => person.Id);

    public static PersonRow? Find(Session session, long? id) => id is null ? null : session.One<PersonRow>(Select + "\nwhere p.id = @id", new { id });
}

/// <summary>Keeps, opens and destroys what is known of people.</summary>
internal sealed class PersonRecords(KeyRing ring, TimeProvider clock)
{
    /// <summary>The version of the consents' texts, from 1 on; all are kept in Words.</summary>
    public const int ConsentText = 2;

    private const string Insert = "insert into person (master, created_at) values ('', @now) returning id";

    private const string Update = """
        update person
        set data_key = @DataKey, master = @Master, name = @Name, phone = @Phone, address = @Address, note = @Note, phone_index = @PhoneIndex
        where id = @Id
        """;

    private const string InsertConsent = """
        insert into consent (person, purpose, text_version, given_through, given_at)
        values (@person, @purpose, @version, @through, @now)
        """;

    private const string WithdrawConsents = "update consent set withdrawn_at = @now where person = @id and withdrawn_at is null";

    private const string WithdrawConsent = WithdrawConsents + " and purpose = @purpose";

    private const string CountWithdrawn = "select count(*) from consent where person = @id and purpose = @purpose and withdrawn_at is not null";

    private const string SelectConsents = "select purpose, text_version, given_at, withdrawn_at from consent where person = @id order by id";

    private const string Destroy = """
        update person
        set data_key = null, name = null, phone = null, address = null, note = null, phone_index = null, erased_at = @now
        where id = @id
        """;

    private const string WithPhone = PersonRow.Select + "\nwhere p.phone_index = @index and p.erased_at is null\norder by p.id";

    /// <param name="found">Numbers that stood in free text.</param>
    /// <param name="through">Who took the consent down.</param>
    /// <returns>Null when there is nothing to keep.</returns>
    public long? Keep(Session session, ContactDraft? contact, IReadOnlyList<string> found, string through)
    {
        if (contact is null && found.Count == 0)
            return null;
        var now = clock.GetUtcNow();
        var id = session.Scalar<long>(Insert, new { now });
        var (master, wrapped, key) = ring.NewPersonKey(id);
        var note = string.Join('\n', new[] { contact?.Note }.OfType<string>().Concat(found));
        session.Execute(Update, new
        {
            Id = id, DataKey = wrapped, Master = master, Name = Sealed(key, id, ContactField.Name, contact?.Name), Phone = Sealed(key, id, ContactField.Phone, contact?.Phone),
            Address = Sealed(key, id, ContactField.Address, contact?.Address), Note = Sealed(key, id, ContactField.Note, note), PhoneIndex = contact?.Phone is { } phone ? IndexOf(phone) : null,
        });
        if (contact is { Consent: true })
        {
            foreach (var purpose in Enum.GetValues<ConsentPurpose>())
                session.Execute(InsertConsent, new { person = id, purpose = purpose.ToString(), version = ConsentText, through, now });
        }
        return id;
    }

    /// <summary>Adds numbers that stood in a later note to what is kept of the person.</summary>
    public void AddNumbers(Session session, PersonRow person, IReadOnlyList<string> found)
    {
        if (person.DataKey is null)
            return;
        var note = string.Join('\n', new[] { Open(person, ContactField.Note) }.OfType<string>().Concat(found).Distinct());
        session.Execute(Update, person with { Note = Sealed(ring.PersonKey(person.Id, person.Master, person.DataKey), person.Id, ContactField.Note, note) });
    }

    public string? Open(PersonRow person, ContactField field)
    {
        var value = field switch { ContactField.Name => person.Name, ContactField.Phone => person.Phone, ContactField.Address => person.Address, _ => person.Note };
        return value is null || person.DataKey is null ? null
            : System.Text.Encoding.UTF8.GetString(Sealing.Open(ring.PersonKey(person.Id, person.Master, person.DataKey), Place(person.Id, field), value));
    }

    public ContactView? Masked(Session session, long? id) => PersonRow.Find(session, id) is { } person ? Masked(person) : null;

    public ContactView? Masked(PersonRow person) => person.DataKey is null ? null : new ContactView(
        Masks.Name(Open(person, ContactField.Name)), Masks.Phone(Open(person, ContactField.Phone)), Masks.Address(Open(person, ContactField.Address)), person.Note is not null);

    /// <summary>Whether the person has not taken this consent back.</summary>
    public bool Allows(Session session, long? id, ConsentPurpose purpose) => session.Scalar<long>(CountWithdrawn, new { id, purpose = purpose.ToString() }) == 0;

    /// <summary>The consents that were given, in their order.</summary>
    public IReadOnlyList<ConsentView> Consents(Session session, long? id) => session.Query<ConsentView>(SelectConsents, new { id });

    /// <returns>Whether it was given and stood until now.</returns>
    public bool Withdraw(Session session, long id, ConsentPurpose purpose) =>
        session.Execute(WithdrawConsent, new { id, purpose = purpose.ToString(), now = clock.GetUtcNow() }) > 0;

    /// <summary>The entry that has this phone number, of these.</summary>
    public PersonRow? WithThisPhone(IEnumerable<PersonRow> entries, string phone) => IndexOf(phone) is var index ? entries.FirstOrDefault(entry => entry.PhoneIndex == index) : null;

    /// <summary>The same person's other entries: the same phone number and name.</summary>
    public IReadOnlyList<PersonRow> SameAs(Session session, PersonRow person) => person.PhoneIndex is null ? [person]
        : [.. session.Query<PersonRow>(WithPhone, new { index = person.PhoneIndex }).Where(other => other.Id == person.Id || Open(other, ContactField.Name) == Open(person, ContactField.Name))];

    /// <summary>Destroys the person's key and fields; no backup of the store opens them once this was replayed.</summary>
    public void Forget(Session session, long id)
    {
        var now = clock.GetUtcNow();
        session.Execute(Destroy, new { id, now });
        session.Execute(WithdrawConsents, new { id, now });
    }

    private string IndexOf(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return ring.Mac("phone", digits.Length > 11 && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits);
    }

    private string? Sealed(byte[] key, long id, ContactField field, string? text) =>
        text is not { Length: > 0 } ? null : Sealing.Seal(key, Place(id, field), System.Text.Encoding.UTF8.GetBytes(text), ring.RandomBytes);

    private static string Place(long id, ContactField field) => $"person/{field}/{id}";
}
