using Matching.Api.Access;
using Matching.Api.Activities;
using Matching.Api.CompanyVisits;
using Matching.Api.Imports;
using Matching.Api.Outbox;
using Matching.Api.Mailbox;
using Matching.Api.Meetings;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Pooling;
using Matching.Api.Surveys;
using Matching.Api.Visits;
using Matching.Core.Activities;
using Matching.Core.Demands;
using Matching.Core.Leads;
using Matching.Core.Meetings;
using Matching.Core.Orders;
using Matching.Core.Posts;
using Matching.Core.Units;

namespace Matching.Api.Pages;

/// <summary>How something stands, in one of five colours, always with words.</summary>
public enum Tone { Grey, Amber, Blue, Green, Red }

/// <summary>The one place that says which state has which colour; the words are those of Words.</summary>
public static class StateTags
{
    public static string TextOf(Enum state) => Words.Say($"{state.GetType().Name}.{state}");

    public static Tone ToneOf(Enum state) => state switch
    {
        DemandState.Filed or DemandState.Open or DemandState.PartlyMatched => Tone.Amber,
        DemandState.Matched or DemandState.Served or DemandState.OnAgenda or DemandState.Resolved => Tone.Blue,
        DemandState.Confirmed or DemandState.Closed => Tone.Green,
        DemandState.Escalated or DemandState.Rejected => Tone.Red,
        OrderState.Proposed or OrderState.Issued or OrderState.Acknowledged or OrderState.Reopened => Tone.Amber,
        OrderState.Accepted or OrderState.Scheduled or OrderState.InService => Tone.Blue,
        OrderState.Completed or OrderState.Visited or OrderState.Closed => Tone.Green,
        OrderState.Expired or OrderState.Failed => Tone.Red,
        Urgency.Urgent or Urgency.Emergency => Tone.Red,
        ImportVerdict.New or ImportState.Applied or ReceiverState.Active => Tone.Green,
        ImportVerdict.Changed or ImportState.Applying => Tone.Blue,
        ImportState.Checking or ImportState.Checked => Tone.Amber,
        ImportVerdict.Wrong or ReceiverState.Disabled => Tone.Red,
        DeliveryState.Delivered => Tone.Green,
        DeliveryState.Waiting => Tone.Amber,
        DeliveryState.Failed => Tone.Red,
        OfferStanding.Published => Tone.Green,
        OfferStanding.Paused => Tone.Amber,
        OfferStanding.Expired => Tone.Red,
        CounterProposalState.Pending => Tone.Amber,
        CounterProposalState.Agreed => Tone.Green,
        PartState.Served or VisitState.Open => Tone.Blue,
        PartState.Confirmed or VisitState.Done => Tone.Green,
        PartState.Waiting => Tone.Amber,
        PartState.NotServed => Tone.Red,
        MeetingState.Planned or TaskStanding.Warned or QuarterStanding.NotCalled or ItemOutcome.Next => Tone.Amber,
        MeetingState.Lapsed => Tone.Red,
        MeetingState.Frozen or MeetingState.InSession or TaskStanding.Open or QuarterStanding.Called => Tone.Blue,
        MeetingState.Closed or TaskStanding.Done or QuarterStanding.Held or ItemOutcome.Resolved => Tone.Green,
        TaskStanding.Overdue or QuarterStanding.RunningOut or ItemOutcome.Street => Tone.Red,
        NominationState.Waiting or MailState.New => Tone.Amber,
        NominationState.Appointed or MailState.Answered or MailState.TakenUp => Tone.Green,
        NominationState.Refused => Tone.Red,
        AgreementState.Draft => Tone.Amber,
        AgreementState.Signed => Tone.Green,
        PostState.Open => Tone.Amber,
        PostState.Claimed or PostState.Serving => Tone.Blue,
        ActivityState.Planned or GuestState.Came or SurveyState.Published or FollowUpStanding.Open => Tone.Blue,
        ActivityState.Held or GuestState.Served or CalendarState.Published or WishState.Demand or WishState.Supported or FollowUpStanding.Done => Tone.Green,
        ActivityState.Cancelled or GuestState.Absent or FollowUpStanding.Overdue => Tone.Red,
        GuestState.Expected or WishState.Waiting or FollowUpStanding.Warned => Tone.Amber,
        AccountState.Waiting => Tone.Amber,
        AccountState.Active => Tone.Green,
        _ => Tone.Grey,
    };

    public static string ClassOf(Tone tone) => tone.ToString().ToLowerInvariant();
}
