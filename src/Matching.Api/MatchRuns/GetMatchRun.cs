using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

internal sealed record GetMatchRun(long Id) : IRequest<MatchRunView>;

internal sealed record GetMatchReport(long Id) : IRequest<MatchReport>;

internal sealed class GetMatchRunHandler(Database database, CallContext context) : IRequestHandler<GetMatchRun, MatchRunView>, IRequestHandler<GetMatchReport, MatchReport>
{
    public Task<MatchRunView> Handle(GetMatchRun request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => MatchRunRow.Get(session, request.Id)).View());

    public Task<MatchReport> Handle(GetMatchReport request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => MatchRunRow.Report(session, request.Id, context.Sight)));
}
