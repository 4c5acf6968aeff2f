-- Joint meetings: who meets, what stands on the agenda, what was resolved, and every body's task until it is done.
create table meeting (
    seq {identity},
    code text not null unique,
    kind text not null,
    area text not null references area (code),
    committee bigint references joint_committee (id),
    title text not null,
    place text not null,
    starts_at text not null,
    state text not null,
    called_by text not null,
    called_at text not null,
    drafted_at text,
    frozen_at text,
    began_at text,
    closed_at text,
    minutes text not null default '',
    version integer not null default 1
);
create index meeting_area on meeting (area, starts_at);
create table meeting_place (
    meeting text not null references meeting (code),
    area text not null references area (code),
    primary key (meeting, area)
);
create index meeting_place_area on meeting_place (area);
create table meeting_guest (
    id {identity},
    meeting text not null references meeting (code),
    unit text references unit (code),
    name text not null,
    present integer,
    unique (meeting, name)
);
create table agenda_item (
    id {identity},
    meeting text not null references meeting (code),
    place integer not null,
    kind text not null,
    title text not null,
    detail text not null,
    minutes integer not null check (minutes between 1 and 480),
    category text references category (code),
    area text references area (code),
    gap text,
    people integer not null,
    price_level bigint,
    price_points bigint,
    owner text,
    proposed_by text not null,
    about text references meeting (code),
    carried_from bigint references agenda_item (id),
    outcome text,
    outcome_why text not null default '',
    carried_to text references meeting (code)
);
create index agenda_item_meeting on agenda_item (meeting, place);
create table agenda_demand (
    item bigint not null references agenda_item (id),
    demand text not null references demand (code),
    primary key (item, demand)
);
create index agenda_demand_demand on agenda_demand (demand);
create table item_claim (
    item bigint not null references agenda_item (id),
    unit text not null references unit (code),
    note text not null,
    who text not null,
    at text not null,
    primary key (item, unit)
);
create table resolution (
    id {identity},
    item bigint not null references agenda_item (id),
    words text not null
);
create index resolution_item on resolution (item);
create table meeting_task (
    id {identity},
    resolution bigint not null references resolution (id),
    part text not null,
    body text not null,
    what text not null,
    owner text not null default '',
    due_at text,
    service_order text references service_order (code),
    warned_at text,
    overdue_at text,
    done_at text,
    done_by text,
    result text not null default '',
    version integer not null default 1
);
create index meeting_task_resolution on meeting_task (resolution);
create unique index one_lead_a_resolution on meeting_task (resolution) where part = 'Lead';
create index meeting_task_open on meeting_task (body) where done_at is null;
