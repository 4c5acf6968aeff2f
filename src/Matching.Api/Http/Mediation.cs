using FluentValidation;
using MediatR;

namespace Matching.Api.Http;

/// <summary>A request that changes something: its handler runs inside one write transaction.</summary>
internal interface ICommand<out T> : IRequest<T>;

/// <summary>Registers MediatR 5.1.0, its handlers and the validators by a scan of this assembly. The one place to change when
/// a later MediatR is to be had.</summary>
internal static class Mediation
{
    public static IServiceCollection AddMediation(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => type => provider.GetService(type)!);
        services.AddScoped<IMediator>(provider => new Mediator(provider.GetRequiredService<ServiceFactory>()));
        services.AddScoped<CallContext>();
        services.AddScoped<CurrentWrite>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidateRequest<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(WriteInOneTransaction<,>));
        foreach (var type in typeof(Mediation).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var handler in type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddTransient(handler, type);
        }
        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(typeof(Mediation).Assembly, includeInternalTypes: true))
            services.AddSingleton(found.InterfaceType, found.ValidatorType);
        return services;
    }
}
