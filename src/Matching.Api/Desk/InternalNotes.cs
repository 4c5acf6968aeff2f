using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.People;

namespace Matching.Api.Desk;

/// <summary>Notes a word among staff (内部备注) on a demand: neither the lead nor the resident nor any unit reads it.</summary>
public sealed record AddInternalNote(string Code, string Note) : ICommand<IReadOnlyList<InternalNoteView>>;

public sealed record NoteText(string Note);

/// <summary>What staff noted on a demand, oldest first.</summary>
internal sealed record ListInternalNotes(string Code) : IRequest<IReadOnlyList<InternalNoteView>>;

public sealed record InternalNoteView(string Note, string Who, DateTimeOffset At);

internal sealed class AddInternalNoteRules : AbstractValidator<AddInternalNote>
{
    public AddInternalNoteRules() => RuleFor(add => add.Note).PlainText(2, 1000);
}

internal sealed class AddInternalNoteHandler(CurrentWrite write, CallContext context, ProtectedNotes notes, TimeProvider clock) : IRequestHandler<AddInternalNote, IReadOnlyList<InternalNoteView>>
{
    private const string Insert = "insert into internal_note (demand, note, who, at) values (@Code, @Note, @Who, @Now)";

    public Task<IReadOnlyList<InternalNoteView>> Handle(AddInternalNote request, CancellationToken stop)
    {
        write.Session.Execute(Insert, new { request.Code, Note = notes.Keep(request.Code, request.Note), context.Who, Now = clock.GetUtcNow() });
        return Task.FromResult(ListInternalNotesHandler.Of(write.Session, request.Code));
    }
}

internal sealed class ListInternalNotesHandler(Database database) : IRequestHandler<ListInternalNotes, IReadOnlyList<InternalNoteView>>
{
    private const string Select = "select note, who, at from internal_note where demand = @code order by id";

    public Task<IReadOnlyList<InternalNoteView>> Handle(ListInternalNotes request, CancellationToken stop) => Task.FromResult(database.Read(session => Of(session, request.Code)));

    public static IReadOnlyList<InternalNoteView> Of(Session session, string code) =>
        [.. session.Query<NoteRow>(Select, new { code }).Select(row => new InternalNoteView(row.Note, row.Who, row.At))];

    private sealed record NoteRow
    {
        public string Note { get; init; } = "";

        public string Who { get; init; } = "";

        public DateTimeOffset At { get; init; }
    }
}
