-- Agreements of a unit with a community, with the plan that both signed; pairings stand in unit_pairing, their history in event.
create table agreement (
    id {identity},
    code text not null unique,
    unit text not null references unit (code),
    community text not null references area (code),
    title text not null,
    starts_at text not null,
    ends_at text not null,
    state text not null,
    side text not null,
    drafted_by text not null,
    drafted_at text not null,
    signed_by text,
    signed_at text,
    paper text not null default '',
    ended_by text,
    ended_at text,
    version integer not null default 1,
    check (starts_at < ends_at)
);
create unique index one_draft_a_pairing on agreement (unit, community) where state = 'Draft';
create unique index one_agreement_a_pairing on agreement (unit, community) where state = 'Signed';
create table agreement_line (
    agreement text not null references agreement (code),
    place integer not null,
    what text not null,
    category text references category (code),
    times integer not null check (times > 0),
    due_on text not null,
    primary key (agreement, place)
);
create index agreement_community on agreement (community, state);
