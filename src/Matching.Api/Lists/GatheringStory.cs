using MediatR;
using Matching.Api.Activities;
using Matching.Api.CompanyVisits;
using Matching.Api.Http;
using Matching.Api.Surveys;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Reports;
using Matching.Core.Surveys;

namespace Matching.Api.Lists;

/// <summary>What a newcomer finds beside the lists: a survey with answers, a firm visited, a calendar drafted for the coming quarter. All invented.</summary>
internal static class GatheringStory
{
    private const int Events = 8;
    private const int PeopleAnEvent = 60;

    public static async Task Play(IServiceProvider services, AreaCode community, AreaCode estate, TimeProvider clock)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        var (mediator, today) = (scope.ServiceProvider.GetRequiredService<IMediator>(), ChinaTime.DayOf(clock.GetUtcNow()));
        await Survey(mediator, community, estate, today.AddDays(30));
        await mediator.Send(new RecordCompanyVisit { Firm = "榕岸食品加工坊", Area = community, VisitedOn = today, Said = "三班倒，员工白天没空去医院；食堂愿意借给社区办长者饭堂。" });
        await mediator.Send(new DraftCalendar(community, ReportPeriod.QuarterOf(clock.GetUtcNow()).After.Code, Events, PeopleAnEvent));
    }

    private static async Task Survey(IMediator mediator, AreaCode community, AreaCode estate, DateOnly closes)
    {
        var code = (await mediator.Send(new MakeSurvey(community, "明年想要哪些服务", "两分钟就好，不用留名。", closes))).Code;
        await mediator.Send(new AddQuestion(code, new QuestionDraft
        {
            Kind = QuestionKind.Multiple, Words = "您或家人需要哪些服务？", Required = true, Options = [new("上门理发", "上门理发"), new("听法律、健康讲座", "讲座课程"), new("周末亲子活动", "亲子活动"), new("都不需要", null)],
        }));
        await mediator.Send(new AddQuestion(code, new QuestionDraft { Kind = QuestionKind.Text, Words = "还有什么想说的？", Asks = true }));
        var survey = await mediator.Send(new SwitchSurvey(code, SurveyState.Published));
        foreach (var (options, words) in new (int[], string)[] { ([0, 1], ""), ([1], "楼道灯坏了一盏，晚上看不清"), ([1, 2], ""), ([3], "") })
        {
            await mediator.Send(new AnswerSurvey(survey.AnswerCode, estate,
                [new ReplyBody { Question = survey.Questions[0].Id, Options = [.. options.Select(at => survey.Questions[0].Options[at].Id)] }, new ReplyBody { Question = survey.Questions[1].Id, Text = words }], null, ""));
        }
    }
}
