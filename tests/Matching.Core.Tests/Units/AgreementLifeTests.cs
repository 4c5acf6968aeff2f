using Matching.Core.Units;

namespace Matching.Core.Tests.Units;

public class AgreementLifeTests
{
    [TestCase(AgreementState.Draft, AgreementAct.Sign, AgreementState.Signed)]
    [TestCase(AgreementState.Draft, AgreementAct.Withdraw, AgreementState.Withdrawn)]
    [TestCase(AgreementState.Signed, AgreementAct.End, AgreementState.Ended)]
    public void After_AllowedAct_LeadsOn(AgreementState state, AgreementAct act, AgreementState to) => Assert.That(AgreementLife.After(state, act), Is.EqualTo(to));

    [Test]
    public void After_AnyOther_IsRefused()
    {
        var refused = 0;
        foreach (var state in Enum.GetValues<AgreementState>())
        {
            foreach (var act in Enum.GetValues<AgreementAct>())
            {
                try
                {
                    _ = AgreementLife.After(state, act);
                }
                catch (RuleBrokenException broken)
                {
                    Assert.That(broken.Rule, Is.EqualTo("agreement-act-not-allowed"));
                    refused++;
                }
            }
        }
        Assert.That(refused, Is.EqualTo(13));
    }

    [TestCase(AgreementSide.Community, AgreementSide.Unit, "", false)]
    [TestCase(AgreementSide.Unit, AgreementSide.Community, "", false)]
    [TestCase(AgreementSide.Community, AgreementSide.Community, "档案柜", false)]
    [TestCase(AgreementSide.Community, AgreementSide.Community, "", true)]
    [TestCase(AgreementSide.Unit, AgreementSide.Unit, "档案柜", true)]
    public void RefuseOwnDraft_OfBothSides_LeavesTheOtherSideOrThePaper(AgreementSide drafter, AgreementSide signer, string paper, bool refused) =>
        Assert.That(() => AgreementLife.RefuseOwnDraft(drafter, signer, paper), refused ? Throws.TypeOf<RuleBrokenException>() : Throws.Nothing);

    [Test]
    public void UnitRates_OfARecord_ShareWithTheirN()
    {
        var rates = UnitRates.Of(new UnitRecord(Asked: 8, Accepted: 6, Finished: 5, Completed: 4, Visited: 3, SatisfiedHalves: 5, Last90Days: 2));

        Assert.That((rates.Acceptance.Value, rates.Acceptance.N), Is.EqualTo((0.75, 8)));
        Assert.That((rates.Completion.Value, rates.Completion.N), Is.EqualTo((0.8, 5)));
        Assert.That((rates.Satisfaction.Numerator, rates.Satisfaction.N), Is.EqualTo((2.5, 3)));
        Assert.That(UnitRates.Of(UnitRecord.None).Completion.Value, Is.Null);
    }
}
