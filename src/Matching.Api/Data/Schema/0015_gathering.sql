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
