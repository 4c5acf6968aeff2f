using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Core;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Matching.Api.Pages;

/// <summary>The form holds errors that its reading noted; nothing was sent.</summary>
internal sealed class FormFaultsException() : Exception("The form is to be mended.");

/// <summary>A form that was sent: what it held, and where its request goes.</summary>
internal sealed class FormPost(HttpContext http, FormState form, IFormFileCollection files, IMediator mediator, CallContext context)
{
    /// <summary>The hidden field whose value makes a form count once, however often it is sent; see <see cref="NewKey"/>.</summary>
    public const string KeyField = "__once";

    public HttpContext Http => http;

    public FormState Form => form;

    public IFormFileCollection Files => files;

    /// <summary>A value of the route, such as the code.</summary>
    public string Route(string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    public static bool IsKey(string text) => text is { Length: > 0 and <= 64 } && text.All(char.IsAsciiLetterOrDigit);

    public static string NewKey() => Guid.NewGuid().ToString("N");

    /// <summary>Stops here when reading found something to mend.</summary>
    /// <exception cref="FormFaultsException">It did.</exception>
    public void Check()
    {
        if (form.HasErrors)
            throw new FormFaultsException();
    }

    /// <summary>Sends a request unless something in the form is to be mended first.</summary>
    public Task<T> Send<T>(IRequest<T> request)
    {
        Check();
        return mediator.Send(request, http.RequestAborted);
    }

    /// <summary>Sends a command under the form's key: the same form sent twice is one act with one answer.</summary>
    /// <param name="part">Tells the commands of one form apart where it makes several.</param>
    public async Task<T> SendOnce<T>(IRequest<T> request, string part = "")
    {
        Check();
        context.IdempotencyKey = form.Value(KeyField) is var key && IsKey(key) ? $"form-{key}-{part}" : null;
        try
        {
            return await mediator.Send(request, http.RequestAborted);
        }
        finally
        {
            context.IdempotencyKey = null;
        }
    }
}

/// <summary>Answers to a form that was sent.</summary>
internal sealed class SeeOther(string path) : IResult
{
    /// <summary>303: the browser reads the next page by GET, so that reloading sends nothing again.</summary>
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Forms.IsLocal(path) ? path : "/";
        return Task.CompletedTask;
    }
}

/// <summary>Maps pages: those that are read, and forms that are sent.</summary>
internal static class PageRoutes
{
    private static readonly string[] GetOrHead = ["GET", "HEAD"];

    /// <summary>
    /// A page that is read; it states its policy as every endpoint does. Its arguments are bound by code that is made at its first request:
    /// a page's component is generated, so the compiler cannot bind it, and to make all pages' code at the start would take longer than all
    /// else there.
    /// </summary>
    public static IEndpointConventionBuilder MapPage(this IEndpointRouteBuilder routes, string path, Delegate show)
    {
        var names = RoutePatternFactory.Parse(path).Parameters.Select(parameter => parameter.Name);
        var bound = new Lazy<RequestDelegate>(() =>
            RequestDelegateFactory.Create(show, new RequestDelegateFactoryOptions { ServiceProvider = routes.ServiceProvider, RouteParameterNames = names }).RequestDelegate);
        return routes.MapMethods(path, GetOrHead, http => bound.Value(http)).ExcludeFromDescription();
    }

    /// <summary>
    /// A form that is sent. Its token is checked first. What a person can mend (a field's rule, a domain rule, an expired page) shows the
    /// form again by <paramref name="again"/> with status 422 (400 for an expired page), the values kept and the errors noted in the
    /// form's state; without <paramref name="again"/> it becomes an error page.
    /// </summary>
    /// <param name="act">Reads the form, sends its request and answers, usually by <see cref="SeeOther"/>.</param>
    public static RouteHandlerBuilder MapFormPost(this IEndpointRouteBuilder routes, string path, FormFields fields, Func<FormPost, Task<IResult>> act, Func<FormPost, Task<IResult>>? again) =>
        routes.MapPost(path, async (HttpContext http, IMediator mediator, IAntiforgery antiforgery, CallContext context) =>
        {
            if (!http.Request.HasFormContentType)
                return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            var isFresh = await antiforgery.IsRequestValidAsync(http);
            var sent = await http.Request.ReadFormAsync(http.RequestAborted);
            var post = new FormPost(http, FormState.Of(fields, sent), sent.Files, mediator, context);
            if (!isFresh)
                return await Expired(post, again);
            try
            {
                return await act(post);
            }
            catch (Exception mendable) when (again is not null && IsMendable(mendable))
            {
                Note(post.Form, mendable);
                http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return await again(post);
            }
        }).ExcludeFromDescription();

    private static async Task<IResult> Expired(FormPost post, Func<FormPost, Task<IResult>>? again)
    {
        if (again is null)
            throw new PageExpiredException();
        post.Form.Expire();
        post.Http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return await again(post);
    }

    private static bool IsMendable(Exception failed) => failed is FormFaultsException or ValidationException or RuleBrokenException or NotAllowedException
        or WeakPasswordException or ListException or ChangedMeanwhileException or KeyReusedException;

    private static void Note(FormState form, Exception failed)
    {
        if (failed is ValidationException invalid)
            form.FaultsOf(invalid);
        else if (failed is KeyReusedException)
            form.Fault(Words.Say("Form.SentAlready"));
        else if (failed is not FormFaultsException)
            form.Fault(ProblemHandler.Sentence(failed));
    }
}

/// <summary>A form's page was open too long; nothing was done.</summary>
internal sealed class PageExpiredException() : Exception("The page has expired.");
