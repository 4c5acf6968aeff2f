using Matching.Core.Posts;

namespace Matching.Core.Tests.Posts;

[TestFixture]
internal sealed class PostLifeTests
{
    [TestCase(PostState.Open, PostAct.Claim, ExpectedResult = PostState.Claimed)]
    [TestCase(PostState.Claimed, PostAct.Confirm, ExpectedResult = PostState.Serving)]
    [TestCase(PostState.Claimed, PostAct.HandBack, ExpectedResult = PostState.Open)]
    [TestCase(PostState.Serving, PostAct.HandBack, ExpectedResult = PostState.Open)]
    [TestCase(PostState.Serving, PostAct.Release, ExpectedResult = PostState.Open)]
    [TestCase(PostState.Open, PostAct.End, ExpectedResult = PostState.Ended)]
    [TestCase(PostState.Serving, PostAct.End, ExpectedResult = PostState.Ended)]
    [TestCase(PostState.Open, PostAct.Withdraw, ExpectedResult = PostState.Withdrawn)]
    public PostState After_AnAllowedAct_LeadsOn(PostState state, PostAct act) => PostLife.After(state, act);

    [TestCase(PostState.Claimed, PostAct.Claim, "post-taken")]
    [TestCase(PostState.Serving, PostAct.Claim, "post-taken")]
    [TestCase(PostState.Ended, PostAct.Claim, "post-act-not-allowed")]
    [TestCase(PostState.Withdrawn, PostAct.Claim, "post-act-not-allowed")]
    [TestCase(PostState.Open, PostAct.Confirm, "post-act-not-allowed")]
    [TestCase(PostState.Serving, PostAct.Withdraw, "post-act-not-allowed")]
    [TestCase(PostState.Open, PostAct.Release, "post-act-not-allowed")]
    public void After_AForbiddenAct_SaysWhy(PostState state, PostAct act, string rule) =>
        Assert.That(() => PostLife.After(state, act), Throws.TypeOf<RuleBrokenException>().With.Property(nameof(RuleBrokenException.Rule)).EqualTo(rule));

    [TestCase(6.9, false)]
    [TestCase(7, true)]
    public void IsStale_AfterThePolicysDays(double days, bool stale) =>
        Assert.That(PostLife.IsStale(Given.Now, Given.Now.AddDays(days), new PostRules()), Is.EqualTo(stale));
}
