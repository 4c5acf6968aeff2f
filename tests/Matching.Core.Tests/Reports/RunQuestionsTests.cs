using System.Globalization;
using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Pairing;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

/// <summary>What a finished run answers, against runs over the changed lists from scratch.</summary>
[Parallelizable(ParallelScope.All)]
public class RunQuestionsTests
{
    private static readonly CultureInfo Chinese = new("zh-CN");
    private static readonly CultureInfo English = new("en");

    [Test]
    public void OneMore_AnySlotWithSomethingLeft_IsTheGainOfAFreshRun()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var input = RandomLists.Exact(seed);
            var run = MatchRun.Execute(input, RandomLists.Policy);
            var questions = new RunQuestions(run);
            for (var s = 0; s < run.Lists.Slots.Length; s++)
            {
                if (run.Lists.Slots[s].Remaining == 0)
                    continue;
                var roomier = input with { Slots = [.. input.Slots.Select(slot => ReferenceEquals(slot, run.Lists.Slots[s]) ? slot with { Capacity = slot.Capacity + 1, Remaining = slot.Remaining + 1 } : slot)] };

                var outcome = questions.OneMore(s);

                Assert.That(outcome.Effect.Status, Is.EqualTo(EffectStatus.Exact));
                Assert.That(outcome.Effect.Points, Is.EqualTo(MatchRun.Execute(roomier, RandomLists.Policy).Pairing.Objective - run.Pairing.Objective), $"seed {seed} slot {s}");
                Assert.That(outcome.Effect.Points, Is.LessThanOrEqualTo(run.Pairing.SlotPrice[s]), "the price is only a bound");
            }
        }
    }

    [Test]
    public void WhyNot_AnyPair_CostsWhatAFreshRunWithThePairFixedLacks()
    {
        var asked = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var input = RandomLists.Exact(seed);
            var run = MatchRun.Execute(input, RandomLists.Policy);
            var questions = new RunQuestions(run);
            for (var d = 0; d < run.Lists.Demands.Length; d++)
            {
                foreach (var ranked in run.Index.Every(run.Index.Ask(d)))
                {
                    var answer = questions.WhyNot(d, ranked.Slot);
                    if (answer.Holds)
                        continue;
                    var rest = MatchRun.Execute(Fixed(input, run.Lists.Demands[d], run.Lists.Slots[ranked.Slot], answer.Units), RandomLists.Policy);

                    Assert.That(answer.Outcome!.Effect.Points, Is.EqualTo(ranked.Score * answer.Units + rest.Pairing.Objective - run.Pairing.Objective), $"seed {seed} {d} {ranked.Slot}");
                    Assert.That(answer.Outcome.Effect.Points, Is.LessThanOrEqualTo(0));
                    asked++;
                }
            }
        }
        Assert.That(asked, Is.GreaterThan(60));
    }

    [Test]
    public void WhyNot_BrokenRule_NamesItAndItsCure()
    {
        var run = MatchRun.Execute(Given.Input(slots: [Given.Slot(capacity: 0)]), Given.Policy());

        var answer = new RunQuestions(run).WhyNot(0, 0);

        Assert.That((answer.Broken, answer.Outcome), Is.EqualTo((HardRules.Capacity, (Outcome?)null)));
        Assert.That(new Consequences(run, Chinese).Of(answer), Is.EqualTo(" D1（health）不能由街道卫生院「义诊」2026-03-03 09:00–11:00服务：需要 1人次，只剩 0人次；只要余量再加 1人次，就可以").IgnoreCase);
    }

    [Test]
    public void WhyNot_PlaceOfAMoreUrgentDemand_SaysWhoWouldLose()
    {
        var run = MatchRun.Execute(Given.Input(demands: [Given.Demand("D1", urgency: Urgency.Urgent), Given.Demand("D2")], slots: [Given.Slot(capacity: 1)]), Given.Policy());

        var answer = new RunQuestions(run).WhyNot(1, 0);

        Assert.That((answer.Outcome!.Levels, answer.Outcome.Served, answer.Outcome.Units), Is.EqualTo((-2L, 0, 0L)));
        Assert.That(new Consequences(run, English).Of(answer), Does.StartWith("Fixing 1 人次 of D2 (health) at 街道卫生院").And.Contain("costs 2 levels").And.Contain("exact").And.Contain("D1 (health) loses 1 人次"));
        Assert.That(new Consequences(run, Chinese).Of(answer), Does.Contain("总分少 2 级").And.Contain("D1（health）少 1人次"));
    }

    [Test]
    public void WhyNot_HeldAlready_SaysSo()
    {
        var run = MatchRun.Execute(Given.Input(), Given.Policy());

        Assert.That(new RunQuestions(run).WhyNot(0, 0).Holds, Is.True);
        Assert.That(new Consequences(run, English).Of(new RunQuestions(run).WhyNot(0, 0)), Does.Contain("already"));
    }

    [Test]
    public void GapLines_AnyLists_GainWhatAFreshRunWithTheSlotGains()
    {
        var (lines, solved) = (0, 0);
        for (var seed = 0; seed < 120; seed++)
        {
            var input = RandomLists.Exact(seed);
            var run = MatchRun.Execute(input, RandomLists.PairwisePolicy);
            foreach (var line in GapLine.Of(new RunQuestions(run), CancellationToken.None))
            {
                var fresh = MatchRun.Execute(input with { Offers = [.. input.Offers, line.Offer], Slots = [.. input.Slots, line.Slot] }, RandomLists.PairwisePolicy);

                Assert.That(line.Outcome.Effect.Points, Is.EqualTo(fresh.Pairing.Objective - run.Pairing.Objective), $"seed {seed}");
                Assert.That(line.Outcome.Units, Is.EqualTo(fresh.Orders.Sum(order => order.Quantity) - run.Orders.Sum(order => order.Quantity)).And.Positive, $"seed {seed}");
                Assert.That(line.Waiting, Is.Positive);
                (lines, solved) = (lines + 1, solved + line.Outcome.Solved);
            }
        }
        Assert.That((lines, solved), Is.GreaterThan((60, 60)));
    }

    [Test]
    public void GapLines_TwoWaitOnTheSameWeekend_ProposesThatTimeAndSolvesBoth()
    {
        var run = MatchRun.Execute(Given.Input(
            demands: [.. new[] { "D1", "D2" }.Select(code => Given.Demand(code, from: Given.At(24 * 5), until: Given.At(24 * 5 + 3)))],
            slots: [Given.Slot(start: Given.At(24), capacity: 4)]), Given.Policy());

        var line = GapLine.Of(new RunQuestions(run), CancellationToken.None).Single();

        Assert.That((line.Band, line.Slot.Capacity, line.Waiting, line.Outcome.Solved), Is.EqualTo((new TimeBand(DayKind.Weekend, DayPart.Morning), 4, 2, 2)));
        Assert.That(new Consequences(run, Chinese).Of(line), Is.EqualTo("440605001001：health在周末上午再加一个 4人次的时段，可多解决 2 件（这里有 2 件在等），多服务 2人次（精确值）"));
    }

    [Test]
    public void SlotWorths_MoreThanAreAsked_TheRestSayThatTheyAreBounds()
    {
        var slots = Enumerable.Range(0, SlotWorth.MostAsked + 3).Select(i => Given.Slot($"O{i:00}", capacity: 1)).ToArray();
        var run = MatchRun.Execute(Given.Input(
            demands: [.. Enumerable.Range(0, 60).Select(i => Given.Demand($"D{i:00}", filedAt: Given.At(-24 * (i / 2))))],
            offers: [.. slots.Select(slot => Given.Offer(slot.Offer))], slots: slots), Given.Policy());

        var worths = SlotWorth.Of(new RunQuestions(run), CancellationToken.None);

        Assert.That(worths.Select(worth => worth.Outcome is null), Is.EqualTo(Enumerable.Repeat(false, SlotWorth.MostAsked).Concat([true, true, true])));
        Assert.That(worths.Take(SlotWorth.MostAsked).Select(worth => worth.Outcome!.Served), Is.All.EqualTo(1));
        Assert.That(new Consequences(run, English).Of(worths[^1]), Does.Contain("a bound only"));
    }

    [TestCase(0, true, "proven optimal: no pairing is better")]
    [TestCase(0.0004, false, "within 0.04 % of the best possible")]
    [TestCase(0.00040001, false, "within 0.05 % of the best possible")]
    [TestCase(0.0000001, false, "within 0.01 % of the best possible")]
    public void Quality_OfAGap_IsNeverSaidTooGood(double gap, bool isOptimal, string says) =>
        Assert.That(Consequences.Quality(English, gap, isOptimal), Is.EqualTo(says));

    [Test]
    public void Sentences_RandomLists_CanBeSaidInBothLanguages()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            var questions = new RunQuestions(run);
            foreach (var says in new[] { new Consequences(run, Chinese), new Consequences(run, English) })
            {
                var texts = SlotWorth.Of(questions, CancellationToken.None).Select(says.Of).Concat(GapLine.Of(questions, CancellationToken.None).Select(says.Of));
                for (var s = 0; s < run.Lists.Slots.Length; s++)
                    texts = texts.Append(says.Of(questions.WhyNot(seed % run.Lists.Demands.Length, s)));
                Assert.That(texts, Has.All.Not.Empty.And.All.Not.Contain("{"), $"seed {seed}");
            }
        }
    }

    private static MatchInput Fixed(MatchInput input, Demand demand, Slot at, int units) => input with
    {
        Demands = [.. input.Demands.Select(d => ReferenceEquals(d, demand) ? d with { Quantity = d.Quantity - units } : d).Where(d => d.Quantity > 0)],
        Slots = [.. input.Slots.Select(slot => ReferenceEquals(slot, at) ? slot with { Remaining = slot.Remaining - units } : slot)],
    };
}
