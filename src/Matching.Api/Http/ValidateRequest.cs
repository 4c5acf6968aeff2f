using FluentValidation;
using MediatR;

namespace Matching.Api.Http;

/// <summary>Runs a request's rules before its handler.</summary>
internal sealed class ValidateRequest<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> rules) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, CancellationToken stop, RequestHandlerDelegate<TResponse> next)
    {
        var failures = rules.SelectMany(rule => rule.Validate(request).Errors).ToList();
        return failures.Count == 0 ? next() : throw new ValidationException(failures);
    }
}
