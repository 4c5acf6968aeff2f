using System.CommandLine;
using Matching.Api.Lists;
using Matching.Benchmarks;
using Matching.Benchmarks.Text;

var profile = new Option<SeedProfile>("--profile") { Description = "How large the lists are", DefaultValueFactory = _ => SeedProfile.S };
var repeat = Number("--repeat", "Timed runs after one warm-up", 5, 1);
var stages = new Command("stages", "Times each stage of a match run on grown seed lists") { profile, repeat };
stages.SetAction(parsed => Stages.Run(parsed.GetValue(profile), parsed.GetValue(repeat), Console.Out));
var root = new RootCommand("Where the performance figures come from") { stages };
root.Add(Classification.Command());
root.Add(Ranking.Command());
root.Add(Grouping.Command());
root.Add(LexiconReview.Command());
root.Add(TextSpeed.Command());
root.Add(Evaluation.Command());
return root.Parse(args).Invoke();
