using System.CommandLine;
using Matching.Api.Lists;
using Matching.Benchmarks;

var profile = new Option<SeedProfile>("--profile") { Description = "How large the lists are", DefaultValueFactory = _ => SeedProfile.S };
var repeat = new Option<int>("--repeat") { Description = "Timed runs after one warm-up", DefaultValueFactory = _ => 5 };
repeat.Validators.Add(given =>
{
    if (given.GetValue(repeat) < 1)
        given.AddError("--repeat must be at least 1.");
});
var stages = new Command("stages", "Times each stage of a match run on grown seed lists") { profile, repeat };
stages.SetAction(parsed => Stages.Run(parsed.GetValue(profile), parsed.GetValue(repeat), Console.Out));
return new RootCommand("Where the performance figures come from") { stages }.Parse(args).Invoke();
