using System.CommandLine;
using Matching.Api.Lists;
using Matching.Benchmarks;
using Matching.Benchmarks.Text;

var profile = new Option<SeedProfile>("--profile") { Description = "How large the lists are", DefaultValueFactory = _ => SeedProfile.S };
var repeat = Number("--repeat", "Timed runs after one warm-up", 5, 1);
var stages = new Command("stages", "Times each stage of a match run on grown seed lists") { profile, repeat };
stages.SetAction(parsed => Stages.Run(parsed.GetValue(profile), parsed.GetValue(repeat), Console.Out));

var offers = Number("--offers", "Offers of the grown lists; each has about 4.5 slots", 22_300, 160);
var demands = Number("--demands", "Demands of the grown lists", 100_000, 200);
var most = Number("--k", "Candidates asked for", 16, 1);
var sample = Number("--sample", "Demands for which every slot is tried too", 200, 1);
var candidates = new Command("candidates", "Times the candidate index beside a full scan") { offers, demands, most, sample };
candidates.SetAction(parsed => CandidateFigures.Run(parsed.GetValue(offers), parsed.GetValue(demands), parsed.GetValue(most), parsed.GetValue(sample), Console.Out));

var root = new RootCommand("Where the performance figures come from") { stages, candidates };
root.Add(Classification.Command());
root.Add(Ranking.Command());
root.Add(Grouping.Command());
root.Add(LexiconReview.Command());
root.Add(TextSpeed.Command());
root.Add(Evaluation.Command());
return root.Parse(args).Invoke();

static Option<int> Number(string name, string description, int usual, int least)
{
    var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
    option.Validators.Add(given =>
    {
        if (given.GetValue(option) < least)
            given.AddError($"{name} must be at least {least}.");
    });
    return option;
}
