-- The unit's side: patterns of offers, other times proposed for orders, photos of what was done, links on paper, calendars.
alter table offer add column weekly text not null default '';
create table counter_proposal (
    id {identity},
    service_order text not null references service_order (code),
    slot bigint references slot (id),
    from_at text not null,
    until_at text not null,
    note text not null,
    who text not null,
    at text not null,
    state text not null,
    answered_by text,
    answered_at text,
    answer text not null default '',
    check (from_at < until_at)
);
create index counter_proposal_order on counter_proposal (service_order);
create unique index one_pending_counter_proposal on counter_proposal (service_order) where state = 'Pending';
create table evidence (
    id {identity},
    service_order text not null references service_order (code),
    position integer not null,
    media_type text not null,
    sealed {blob} not null,
    who text not null,
    at text not null,
    unique (service_order, position)
);
create table order_link (
    id {identity},
    service_order text not null references service_order (code),
    hash text not null unique,
    created_by text not null,
    created_at text not null,
    expires_at text not null,
    revoked_at text
);
create index order_link_order on order_link (service_order);
create table calendar_feed (
    id {identity},
    unit text not null references unit (code),
    hash text not null unique,
    created_by text not null,
    created_at text not null,
    revoked_at text
);
create index calendar_feed_unit on calendar_feed (unit);
