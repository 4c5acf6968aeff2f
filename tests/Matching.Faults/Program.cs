using System.CommandLine;
using System.Globalization;
using Matching.Faults;
using Matching.Faults.Simulation;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var shortForm = new Option<bool>("--short") { Description = "Few cycles, within six minutes on two quiet cores (the default)" };
var longForm = new Option<bool>("--long") { Description = "Many cycles" };
var only = new Option<string?>("--only") { Description = "One fault, such as F1, or one fault on one store, such as F1-postgres" };
var seed = new Option<int?>("--seed") { Description = "What the clients choose by; timing stays the machine's" };
var simulate = new Option<bool>("--simulate") { Description = "The lifecycle simulator alone: a story for each seed from --seed on" };
var seeds = new Option<int>("--seeds") { Description = "How many stories", DefaultValueFactory = _ => 100 };
var product = new Option<string?>("--product") { Description = "Another build of Matching.Api.dll to break" };
var root = new RootCommand("Starts the real product and breaks it") { shortForm, longForm, only, seed, simulate, seeds, product };
root.Validators.Add(given =>
{
    if (given.GetValue(shortForm) && given.GetValue(longForm))
        given.AddError("--short or --long, not both.");
    if ((given.GetValue(product) ?? Product.Built) is var dll && !File.Exists(dll))
        given.AddError($"There is no product at {dll}: build it first.");
    if (given.GetValue(seeds) is < 1 or > 10_000_000)
        given.AddError("--seeds is 1 to 10,000,000.");
    if (given.GetValue(only) is { } name && !FaultRun.Tests.Any(test => test.IsCalled(name)))
        given.AddError($"No fault is called {name}; there are {string.Join(", ", FaultRun.Tests.Select(test => test.Name))}.");
});
root.SetAction(parsed => parsed.GetValue(simulate) ? Simulator.Run(parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000), parsed.GetValue(seeds), Console.Out) : FaultRun.Run(
    new Wanted(parsed.GetValue(longForm), parsed.GetValue(only), parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000), Path.GetFullPath(parsed.GetValue(product) ?? Product.Built)),
    Console.Out));
return await root.Parse(args).InvokeAsync();
