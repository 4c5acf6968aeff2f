using System.CommandLine;
using System.Globalization;
using Matching.Faults;
using Matching.Faults.Measuring;
using Matching.Faults.Simulation;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var shortForm = new Option<bool>("--short") { Description = "Few cycles, within six minutes on two quiet cores (the default)" };
var longForm = new Option<bool>("--long") { Description = "Many cycles" };
var only = new Option<string?>("--only") { Description = "One fault, such as F1, or one fault on one store, such as F1-postgres" };
var seed = new Option<int?>("--seed") { Description = "What the clients choose by; timing stays the machine's" };
var simulate = new Option<bool>("--simulate") { Description = "The lifecycle simulator alone: a story for each seed from --seed on" };
var seeds = new Option<int>("--seeds") { Description = "How many stories", DefaultValueFactory = _ => 100 };
var load = new Option<bool>("--load") { Description = "The load generator alone: paced by a timetable, then a soak's memory, then five times as much" };
var rate = new Option<double>("--rate") { Description = "Requests a second under --load; half of what the machine does when left out" };
var seconds = new Option<int>("--seconds") { Description = "Of each part under --load", DefaultValueFactory = _ => 60 };
var rounds = new Option<int>("--rounds") { Description = "How often memory is noted under --load", DefaultValueFactory = _ => 6 };
var product = new Option<string?>("--product") { Description = "Another build of Matching.Api.dll to break" };
foreach (var (number, most) in new[] { (seeds, 10_000_000), (seconds, 86_400), (rounds, 1000) })
{
    number.Validators.Add(given =>
    {
        if (given.GetValueOrDefault<int>() is var value && (value < 1 || value > most))
            given.AddError($"{number.Name} is 1 to {most}.");
    });
}
var root = new RootCommand("Starts the real product and breaks it") { shortForm, longForm, only, seed, simulate, seeds, load, rate, seconds, rounds, product };
root.Validators.Add(given =>
{
    if (given.GetValue(shortForm) && given.GetValue(longForm))
        given.AddError("--short or --long, not both.");
    if ((given.GetValue(product) ?? Product.Built) is var dll && !File.Exists(dll))
        given.AddError($"There is no product at {dll}: build it first.");
    if (given.GetValue(only) is { } name && !FaultRun.Tests.Any(test => test.IsCalled(name)))
        given.AddError($"No fault is called {name}; there are {string.Join(", ", FaultRun.Tests.Select(test => test.Name))}.");
});
root.SetAction(parsed =>
{
    var (first, dll) = (parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000), Path.GetFullPath(parsed.GetValue(product) ?? Product.Built));
    if (parsed.GetValue(simulate))
        return Simulator.Run(first, parsed.GetValue(seeds), Console.Out);
    return parsed.GetValue(load)
        ? LoadRun.Run(new LoadWanted(parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(rounds), first, dll), Console.Out)
        : FaultRun.Run(new Wanted(parsed.GetValue(longForm), parsed.GetValue(only), first, dll), Console.Out);
});
return await root.Parse(args).InvokeAsync();
