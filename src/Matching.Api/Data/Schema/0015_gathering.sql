-- Activities: event slots that were ended, who signed up without a demand, and who came.
create table activity (
    slot bigint primary key references slot (id),
    state text not null,
    join_code text unique,
    ended_at text,
    ended_by text,
    why text not null default ''
);
create table sign_up (
    id {identity},
    slot bigint not null references slot (id),
    number text not null unique,
    people integer not null check (people > 0),
    area text not null references area (code),
    person bigint references person (id),
    state text not null,
    present integer check (present between 0 and people),
    look_up_hash text not null,
    filed_by text not null,
    at text not null,
    ended_at text
);
create index sign_up_slot on sign_up (slot);
create index sign_up_person on sign_up (person);
create table attendance (
    service_order text primary key references service_order (code),
    present integer not null check (present >= 0),
    who text not null,
    at text not null
);
-- What is planned for a quarter (季度活动日历), drafted from needs, edited and published by the community.
create table activity_calendar (
    id {identity},
    place text not null references area (code),
    quarter text not null,
    state text not null,
    covered integer not null,
    people integer not null,
    bound integer not null,
    candidates integer not null,
    drafted_by text not null,
    drafted_at text not null,
    published_by text,
    published_at text,
    unique (place, quarter)
);
create table calendar_entry (
    id {identity},
    calendar bigint not null references activity_calendar (id),
    start_at text not null,
    end_at text not null,
    title text not null,
    category text not null references category (code),
    area text references area (code),
    offer text references offer (code),
    people integer not null,
    needs integer not null,
    note text not null default '',
    check (start_at < end_at)
);
create index calendar_entry_calendar on calendar_entry (calendar);
-- Surveys (需求调查): questions mapped to categories, answers without an account, and what of them waits for a nod.
create table survey (
    id {identity},
    code text not null unique,
    place text not null references area (code),
    title text not null,
    intro text not null,
    state text not null,
    answer_code text not null unique,
    closes_at text not null,
    made_by text not null,
    made_at text not null
);
create table survey_question (
    id {identity},
    survey bigint not null references survey (id),
    kind text not null,
    words text not null,
    required integer not null,
    asks integer not null
);
create index survey_question_survey on survey_question (survey);
create table survey_option (
    id {identity},
    question bigint not null references survey_question (id),
    words text not null,
    category text references category (code)
);
create index survey_option_question on survey_option (question);
create table survey_answer (
    id {identity},
    survey bigint not null references survey (id),
    number text not null unique,
    once text not null,
    area text not null references area (code),
    person bigint references person (id),
    look_up_hash text not null,
    at text not null,
    unique (survey, once)
);
create index survey_answer_person on survey_answer (person);
create table survey_reply (
    id {identity},
    answer bigint not null references survey_answer (id),
    question bigint not null references survey_question (id),
    choice bigint references survey_option (id),
    words text not null
);
create index survey_reply_answer on survey_reply (answer);
create table survey_wish (
    id {identity},
    answer bigint not null references survey_answer (id),
    survey bigint not null references survey (id),
    category text not null references category (code),
    words text not null,
    area text not null,
    state text not null,
    demand text references demand (code),
    decided_by text,
    decided_at text,
    why text not null default ''
);
create index survey_wish_survey on survey_wish (survey, state);
-- Visits to firms (走访) and what stationed teams (驻点团队) brought back, with what is to be followed up.
create table company_visit (
    id {identity},
    code text not null unique,
    kind text not null,
    unit text references unit (code),
    firm text not null,
    area text not null references area (code),
    visited_on text not null,
    person bigint references person (id),
    said text not null,
    who text not null,
    at text not null
);
create index company_visit_unit on company_visit (unit, visited_on);
create index company_visit_person on company_visit (person);
create table company_visit_demand (
    visit bigint not null references company_visit (id),
    demand text not null references demand (code),
    primary key (visit, demand)
);
create table follow_up (
    id {identity},
    visit bigint not null references company_visit (id),
    what text not null,
    owner text not null references account (name),
    due_at text not null,
    warned_at text,
    overdue_at text,
    done_at text,
    done_by text,
    result text not null default ''
);
create index follow_up_visit on follow_up (visit);
create index follow_up_open on follow_up (owner) where done_at is null;
-- Property-service rating (物业服务评估): questions as data, one slip a household and quarter, scores that nobody can trace to a slip.
create table property_question (
    id {identity},
    words text not null,
    retired_at text
);
insert into property_question (words)
values ('保洁与垃圾清运'), ('门岗与巡逻'), ('电梯、照明等公共设施维护'), ('报修响应与服务态度'), ('收支公示');
create table property_slip (
    id {identity},
    estate text not null references area (code),
    quarter text not null,
    hash text not null unique,
    made_by text not null,
    made_at text not null,
    used integer not null default 0
);
create index property_slip_estate on property_slip (estate, quarter);
create table property_score (
    id {identity},
    estate text not null references area (code),
    quarter text not null,
    question bigint not null references property_question (id),
    satisfaction text not null
);
create index property_score_estate on property_score (estate, quarter);
