using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Surveys;

namespace Matching.Api.Surveys;

/// <summary>Persisted: append only.</summary>
public enum SurveyState { Draft, Published, Closed }

/// <summary>What became of a need that somebody named in an answer. Persisted: append only.</summary>
public enum WishState { Waiting, Demand, Supported, Dismissed, Withdrawn }

/// <summary>A survey (需求调查) as the store holds it.</summary>
internal sealed record SurveyRow
{
    public const string Select = """
        select s.id, s.code, s.place, s.title, s.intro, s.state, s.answer_code, s.closes_at, s.made_by, s.made_at, (select count(*) from survey_answer a where a.survey = s.id) as answers,
            (select count(*) from survey_wish w where w.survey = s.id and w.state = 'Waiting') as waiting
        from survey s
        """;

    private const string Hold = "select id from survey where code = @code";

    private const string InsertRow = """
        insert into survey (code, place, title, intro, state, answer_code, closes_at, made_by, made_at)
        values (@Code, @Place, @Title, @Intro, @StateName, @AnswerCode, @ClosesAt, @MadeBy, @MadeAt)
        returning id
        """;

    private const string SaveState = "update survey set state = @StateName where id = @Id";

    public long Id { get; init; }

    public string Code { get; init; } = "";

    public string Place { get; init; } = "";

    public string Title { get; init; } = "";

    public string Intro { get; init; } = "";

    public SurveyState State { get; init; }

    /// <summary>What link and QR code hold.</summary>
    public string AnswerCode { get; init; } = "";

    /// <summary>From then on nobody answers.</summary>
    public DateTimeOffset ClosesAt { get; init; }

    public string MadeBy { get; init; } = "";

    public DateTimeOffset MadeAt { get; init; }

    public long Answers { get; init; }

    /// <summary>Needs named in answers that wait for a nod.</summary>
    public long Waiting { get; init; }

    public string StateName => State.ToString();

    public static SurveyRow? Find(Session session, string code) => session.One<SurveyRow>(Select + "\nwhere s.code = @code", new { code });

    public static SurveyRow? ByAnswerCode(Session session, string code) => session.One<SurveyRow>(Select + "\nwhere s.answer_code = @code", new { code });

    /// <summary>The row, held against other writers; null when there is none.</summary>
    public static SurveyRow? ToChange(Session session, string code)
    {
        session.OneToChange<long?>(Hold, new { code });
        return Find(session, code);
    }

    /// <returns>Its number.</returns>
    public long InsertInto(Session session) => session.Scalar<long>(InsertRow, this);

    public SurveyRow SaveTo(Session session)
    {
        session.Execute(SaveState, this);
        return this;
    }
}

/// <summary>A question of a survey, with its options.</summary>
internal sealed record QuestionRow
{
    private const string Select = "select q.id, q.survey, q.kind, q.words, q.required, q.asks from survey_question q where q.survey = @survey order by q.id";

    private const string SelectOptions = "select o.id, o.question, o.words, o.category from survey_option o join survey_question q on q.id = o.question where q.survey = @survey order by o.id";

    private const string InsertRow = "insert into survey_question (survey, kind, words, required, asks) values (@Survey, @KindName, @Words, @Required, @Asks) returning id";

    private const string InsertOption = "insert into survey_option (question, words, category) values (@question, @Words, @Category)";

    private const string DeleteOptions = "delete from survey_option where question = @Id";

    private const string Delete = "delete from survey_question where id = @Id";

    public long Id { get; init; }

    public long Survey { get; init; }

    public QuestionKind Kind { get; init; }

    public string Words { get; init; } = "";

    public bool Required { get; init; }

    /// <summary>Words that answer it name a need.</summary>
    public bool Asks { get; init; }

    public IReadOnlyList<OptionRow> Options { get; init; } = [];

    public string KindName => Kind.ToString();

    public static IReadOnlyList<QuestionRow> Of(Session session, long survey)
    {
        var options = session.Query<OptionRow>(SelectOptions, new { survey }).ToLookup(option => option.Question);
        return [.. session.Query<QuestionRow>(Select, new { survey }).Select(question => question with { Options = [.. options[question.Id]] })];
    }

    public SheetQuestion ToCore() => new(Id, Kind, Required, [.. Options.Select(option => option.Id)]);

    public void InsertInto(Session session)
    {
        var question = session.Scalar<long>(InsertRow, this);
        foreach (var option in Options)
            session.Execute(InsertOption, new { question, option.Words, option.Category });
    }

    public void Remove(Session session)
    {
        session.Execute(DeleteOptions, this);
        session.Execute(Delete, this);
    }
}

internal sealed record OptionRow
{
    public long Id { get; init; }

    public long Question { get; init; }

    public string Words { get; init; } = "";

    /// <summary>The category of the need that it names; null for none.</summary>
    public string? Category { get; init; }
}

/// <summary>Somebody's answer.</summary>
internal sealed record AnswerRow
{
    public const string Select = "select a.id, a.survey, a.number, a.once, a.area, a.person, a.look_up_hash, a.at from survey_answer a";

    private const string InsertRow = """
        insert into survey_answer (survey, number, once, area, person, look_up_hash, at)
        values (@Survey, @Number, @Once, @Area, @Person, @LookUpHash, @At)
        on conflict (survey, once) do nothing
        returning id
        """;

    private const string InsertReply = "insert into survey_reply (answer, question, choice, words) values (@answer, @question, @choice, @words)";

    private const string Forget = "update survey_answer set person = null, look_up_hash = '' where id = @Id";

    private const string BlankReplies = "update survey_reply set words = '' where answer = @Id";

    public long Id { get; init; }

    public long Survey { get; init; }

    public string Number { get; init; } = "";

    /// <summary>One answer for each: a keyed hash of the browser's own secret.</summary>
    public string Once { get; init; } = "";

    public string Area { get; init; } = "";

    public long? Person { get; init; }

    public string LookUpHash { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public static AnswerRow? Find(Session session, long survey, string number) => session.One<AnswerRow>(Select + "\nwhere a.survey = @survey and a.number = @number", new { survey, number });

    /// <returns>Its number; null when that browser has answered before.</returns>
    public long? InsertInto(Session session) => session.Query<long>(InsertRow, this) is [var id, ..] ? id : null;

    public static void Reply(Session session, long answer, long question, long? choice, string words) => session.Execute(InsertReply, new { answer, question, choice, words });

    /// <summary>What was chosen stays as a count; words, contact and code are gone.</summary>
    public void Blank(Session session)
    {
        session.Execute(Forget, this);
        session.Execute(BlankReplies, this);
    }
}

/// <summary>A need that an answer named, until somebody decides on it.</summary>
internal sealed record WishRow
{
    public const string Select = """
        select w.id, w.answer, w.survey, w.category, w.words, w.area, w.state, w.demand, w.decided_by, w.decided_at, w.why, a.number, a.person, a.at
        from survey_wish w
        join survey_answer a on a.id = w.answer
        """;

    private const string InsertRow = "insert into survey_wish (answer, survey, category, words, area, state) values (@Answer, @Survey, @Category, @Words, @Area, @StateName)";

    private const string Update = "update survey_wish set category = @Category, words = @Words, state = @StateName, demand = @Demand, decided_by = @DecidedBy, decided_at = @DecidedAt, why = @Why where id = @Id";

    public long Id { get; init; }

    public long Answer { get; init; }

    public long Survey { get; init; }

    public string Category { get; init; } = "";

    public string Words { get; init; } = "";

    public string Area { get; init; } = "";

    public WishState State { get; init; }

    public string? Demand { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string Why { get; init; } = "";

    /// <summary>Of the answer.</summary>
    public string Number { get; init; } = "";

    public long? Person { get; init; }

    public DateTimeOffset At { get; init; }

    public string StateName => State.ToString();

    public static IReadOnlyList<WishRow> Of(Session session, long survey) => session.Query<WishRow>(Select + "\nwhere w.survey = @survey\norder by w.id", new { survey });

    public static IReadOnlyList<WishRow> OfAnswer(Session session, long answer) => session.Query<WishRow>(Select + "\nwhere w.answer = @answer\norder by w.id", new { answer });

    public void InsertInto(Session session) => session.Execute(InsertRow, this);

    public void SaveTo(Session session) => session.Execute(Update, this);

    /// <exception cref="NotThereException">The survey has no such need.</exception>
    public static WishRow Get(Session session, long survey, long id) => session.One<WishRow>(Select + "\nwhere w.survey = @survey and w.id = @id", new { survey, id })
        ?? throw new NotThereException("Wish", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
