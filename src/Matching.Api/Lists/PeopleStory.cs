using MediatR;
using Matching.Api.Http;
using Matching.Api.Leads;
using Matching.Api.Mailbox;
using Matching.Api.People;
using Matching.Api.PropertyRatings;
using Matching.Api.Units;
using Matching.Core.Grid;
using Matching.Core.Leads;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Lists;

/// <summary>Who stands behind the lists when a newcomer comes: people nominated, letters in the box, an estate's ratings, a trade group's member. All invented.</summary>
internal static class PeopleStory
{
    /// <summary>More than the least that is shown.</summary>
    private const int Households = 14;

    /// <summary>A trade group of the seed lists with one of its trade.</summary>
    private const string TradeGroup = "DW-0112", Member = "DW-0095";

    public static async Task Play(IServiceProvider services, AreaCode estate, TimeProvider clock)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        await mediator.Send(new NominateLead { Area = estate.Value, Kind = NominationKind.Neighbour, Contact = Somebody("邻居甲", "13800000001"), Why = "退休前是老师，楼里谁家有事都找她商量。" });
        await mediator.Send(new NominateLead { Area = estate.Value[..(int)AreaLevel.Community], Kind = NominationKind.ReportIn, Contact = Somebody("报到乙", "13800000002"), Why = "周末有空，会修小家电。" });
        await mediator.Send(new SendToMailbox { Area = estate.Value, Kind = MailKind.Idea, Text = "公告栏换成可以翻页的，字再大一点，老人站着就能看清。" });
        await mediator.Send(new SendToMailbox { Area = estate.Value, Kind = MailKind.Thanks, Text = "上周帮我家换楼道灯的师傅很细心，谢谢。" });
        await mediator.Send(new SendToMailbox { Area = estate.Value, Kind = MailKind.Help, Text = "我会理发，每月第一个周六可以给行动不便的老人上门剪头发。", Contact = Somebody("热心丙", "13800000003") });
        await mediator.Send(new JoinGroup(TradeGroup, Member));
        await Rate(mediator, estate, ReportPeriod.QuarterOf(clock.GetUtcNow()).Code);
    }

    private static ContactDraft Somebody(string name, string phone) => new() { Name = name, Phone = phone, Consent = true };

    /// <summary>Most are content, some less, in a fixed pattern.</summary>
    private static async Task Rate(IMediator mediator, AreaCode estate, string quarter)
    {
        foreach (var (code, household) in (await mediator.Send(new MakeSlips(estate, quarter, Households))).Codes.Select((code, household) => (code, household)))
        {
            var ballot = await mediator.Send(new LookAtBallot(code));
            await mediator.Send(new RateProperty(code,
                [.. ballot.Questions.Select((question, place) => new PropertyScore { Question = question.Id, Satisfaction = (Satisfaction)((household * (place + 2) % 7) switch { < 4 => 0, < 6 => 1, _ => 2 }) })]));
        }
    }
}
