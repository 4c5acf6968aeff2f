-- What keeps an unserved demand from being lost: durable timers, clocks with their history, rungs, rings of invited units, surges.
create table timer (
    id {identity},
    subject text not null,
    kind text not null,
    round integer not null,
    due_at text not null,
    set_at text not null,
    retry_at text,
    fired_at text,
    stopped_at text,
    unique (subject, kind, round)
);
create index timer_due on timer (due_at, id) where fired_at is null and stopped_at is null;
create table clock (
    id {identity},
    demand text not null references demand (code),
    subject text not null,
    kind text not null,
    round integer not null,
    started_at text not null,
    due_at text not null,
    calm_due_at text,
    warned_at text,
    paused_at text,
    extended_minutes integer not null default 0,
    ended_at text,
    outcome text,
    unique (subject, kind, round)
);
create index clock_demand on clock (demand);
create table clock_step (
    id {identity},
    clock bigint not null references clock (id),
    act text not null,
    at text not null,
    due_at text not null,
    who text not null,
    why text not null
);
create index clock_step_clock on clock_step (clock);
create table rung_step (
    id {identity},
    demand text not null references demand (code),
    act text not null,
    from_rung text not null,
    to_rung text not null,
    timer bigint unique references timer (id),
    at text not null,
    who text not null,
    why text not null
);
create index rung_step_demand on rung_step (demand);
create table estate_contact (
    estate text primary key references area (code),
    account text not null references account (name),
    set_by text not null,
    set_at text not null
);
create table joint_committee (
    id {identity},
    name text not null unique,
    made_by text not null,
    made_at text not null
);
create table joint_member (
    committee bigint not null references joint_committee (id),
    community text not null unique references area (code),
    primary key (committee, community)
);
create table closing_day (
    community text not null references area (code),
    day text not null,
    note text not null,
    primary key (community, day)
);
create table surge (
    id {identity},
    street text not null references area (code),
    reason text not null,
    began_at text not null,
    began_by text not null,
    ended_at text,
    ended_by text
);
create unique index one_surge_a_street on surge (street) where ended_at is null;
alter table demand add column first_rung text not null default 'Community';
alter table demand add column taker text;
alter table demand add column taken_at text;
alter table demand add column ring text not null default 'Paired';
alter table demand add column ring_until text;
alter table demand add column calm_ring text;
alter table demand add column calm_ring_until text;
alter table demand add column waiting_since text;
alter table demand add column question text;
alter table service_order add column claimed_at text;
create index role_grant_area on role_grant (area);
-- What is under way in a store from before gets its clocks by the loop, each by a timer that is due at once.
insert into timer (subject, kind, round, due_at, set_at)
select code, 'StartClocks', 1, filed_at, filed_at
from demand
where state in ('Filed', 'Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved');
insert into timer (subject, kind, round, due_at, set_at)
select code, 'StartClocks', 1, proposed_at, proposed_at
from service_order
where state in ('Issued', 'Acknowledged', 'Completed');
