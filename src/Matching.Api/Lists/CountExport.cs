using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Lists;

/// <summary>How many rows a file would have.</summary>
internal sealed record CountExport(ListKind List, ExportFilter Filter) : IRequest<int>;

internal sealed class CountExportHandler(Database database, CallContext context) : IRequestHandler<CountExport, int>
{
    public Task<int> Handle(CountExport request, CancellationToken stop) => Task.FromResult((int)database.Read(session =>
        session.Scalar<long>($"select count(*) from ({ExportFilter.SelectOf(request.List)}) taken", request.Filter.Values(context.Sight, 0))));
}
