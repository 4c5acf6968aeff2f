using System.Globalization;

namespace Matching.Api.Data;

/// <summary>Codes that people can read out on the phone, such as XQ-2026-000123: one row of numbers per kind and year, each given
/// once and never again.</summary>
internal static class Codes
{
    private const string TakeNext = """
        insert into code_counter (name, next)
        values (@name, 2)
        on conflict (name) do update set next = code_counter.next + 1
        returning next - 1
        """;

    private const string MovePast = """
        insert into code_counter (name, next)
        values (@name, @next)
        on conflict (name) do update set next = @next
        where code_counter.next < @next
        """;

    public static string NextDemand(Session session, int year) => Next(session, $"XQ-{year}");

    public static string NextOffer(Session session, int year) => Next(session, $"ZY-{year}");

    public static string NextOrder(Session session, int year) => Next(session, $"FW-{year}");

    public static string NextMeeting(Session session, int year) => Next(session, $"HY-{year}");

    public static string NextPost(Session session, int year) => Next(session, $"GW-{year}");

    public static string NextNomination(Session session, int year) => Next(session, $"TX-{year}");

    public static string NextMail(Session session, int year) => Next(session, $"XX-{year}");

    public static string NextAgreement(Session session, int year) => Next(session, $"ZR-{year}");

    /// <summary>Of a resident who is a small unit.</summary>
    public static string NextNeighbour(Session session, int year) => Next(session, $"LJ-{year}");
    public static string NextSurvey(Session session, int year) => Next(session, $"DC-{year}");

    public static string NextCompanyVisit(Session session, int year) => Next(session, $"ZF-{year}");

    public static string NextAnswer(Session session, int year) => Next(session, $"WJ-{year}");

    public static string NextSignUp(Session session, int year) => Next(session, $"BM-{year}");

    /// <summary>Keeps codes that came from elsewhere from being given again.</summary>
    public static void Reserve(Session session, IEnumerable<string> codes)
    {
        var highest = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var code in codes)
        {
            var dash = code.LastIndexOf('-');
            if (dash > 0 && int.TryParse(code.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                highest[code[..dash]] = Math.Max(number, highest.GetValueOrDefault(code[..dash]));
        }
        foreach (var (name, number) in highest)
            session.Execute(MovePast, new { name, next = number + 1 });
    }

    private static string Next(Session session, string name) =>
        $"{name}-{session.Scalar<long>(TakeNext, new { name }):000000}";
}
