using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.People;

/// <summary>Cleans what people write about a demand; numbers in it go to the sealed part of the demand's person.</summary>
internal sealed class ProtectedNotes(CurrentWrite write, PersonRecords people, CallContext context)
{
    private const string SelectPerson = "select person from demand where code = @demand";

    private const string SetPerson = "update demand set person = @person where code = @demand";

    public string Keep(string demand, string text)
    {
        var kept = FreeText.Protect(PlainText.Clean(text));
        if (kept.Numbers.Count == 0)
            return kept.Text;
        if (PersonRow.Find(write.Session, write.Session.One<long?>(SelectPerson, new { demand })) is { } person)
            people.AddNumbers(write.Session, person, kept.Numbers);
        else
            write.Session.Execute(SetPerson, new { person = people.Keep(write.Session, null, kept.Numbers, context.Who), demand });
        return kept.Text;
    }
}
