-- {identity} and {blob} are filled in by Dialect.cs; instants are text in UTC, yyyy-MM-ddTHH:mm:ss.fffZ; booleans are 0 or 1.
create table area (
    code text primary key,
    name text not null,
    level text not null
);
create table category (
    code text primary key,
    parent text,
    name text not null unique,
    examples text not null,
    offer_kinds text not null,
    studio text not null,
    unit_of_quantity text not null,
    respond_hours integer,
    resolve_days integer,
    requires text
);
create table unit (
    code text primary key,
    name text not null,
    kind text not null,
    area text not null references area (code),
    monthly_cap integer check (monthly_cap >= 0),
    qualifications text not null,
    suspended integer not null default 0
);
create table unit_pairing (
    unit text not null references unit (code),
    community text not null references area (code),
    ring text not null,
    agreement_until text,
    primary key (unit, community)
);
create table offer (
    seq {identity},
    code text not null unique,
    unit text not null references unit (code),
    title text not null,
    detail text not null,
    kind text not null,
    categories text not null,
    areas text not null,
    unit_of_capacity text not null,
    valid_from text,
    valid_until text,
    notice_hours integer not null check (notice_hours >= 0),
    audience text not null,
    state text not null,
    published_at text not null,
    version integer not null default 1
);
create index offer_unit on offer (unit);
create table slot (
    id {identity},
    offer text not null references offer (code),
    start_at text not null,
    end_at text not null,
    capacity integer not null,
    remaining integer not null,
    unique (offer, start_at),
    check (start_at < end_at),
    check (remaining between 0 and capacity)
);
create table demand (
    seq {identity},
    code text not null unique,
    title text not null,
    detail text not null,
    category text not null references category (code),
    category_confirmed integer not null,
    area text not null references area (code),
    quantity integer not null check (quantity > 0),
    unit_of_quantity text not null,
    divisible integer not null,
    from_at text,
    until_at text,
    urgency text not null,
    vulnerable integer not null,
    audience text not null,
    party_units text not null,
    source text not null,
    filed_by text not null,
    filed_at text not null,
    opened_at text,
    respond_due text,
    resolve_due text,
    state text not null,
    held integer not null default 0,
    merged_into text references demand (code),
    look_up_hash text,
    version integer not null default 1,
    check (held between 0 and quantity)
);
create index demand_state on demand (state);
create index demand_area on demand (area);
create table supporter (
    id {identity},
    demand text not null references demand (code),
    area text references area (code),
    note text not null,
    filed_by text not null,
    filed_at text not null,
    code_owner text not null,
    look_up_hash text not null
);
create index supporter_demand on supporter (demand);
create table match_run (
    id {identity},
    started_at text not null,
    policy_version integer not null,
    input_hash text not null,
    input {blob} not null,
    pairs_hash text not null,
    objective bigint not null,
    bound bigint not null,
    demands integer not null,
    served integer not null,
    orders_written integer not null,
    orders_kept integer not null,
    orders_moved integer not null,
    orders_overtaken integer not null,
    report {blob} not null,
    report_en {blob} not null
);
create table service_order (
    seq {identity},
    code text not null unique,
    demand text not null references demand (code),
    slot bigint not null references slot (id),
    offer text not null,
    unit text not null,
    quantity integer not null check (quantity > 0),
    state text not null,
    run bigint references match_run (id),
    score bigint not null,
    reason text not null,
    reason_en text not null,
    asked_before integer not null,
    proposed_at text not null,
    issued_at text,
    answer_due text,
    acknowledged_at text,
    accepted_at text,
    scheduled_from text,
    scheduled_until text,
    completed_at text,
    visited_at text,
    solved integer,
    satisfaction text,
    version integer not null default 1
);
create index order_demand on service_order (demand);
create index order_unit on service_order (unit, state);
create index order_slot on service_order (slot);
create index order_offer on service_order (offer, accepted_at);
create unique index one_live_order_per_demand_and_slot on service_order (demand, slot)
    where state not in ('Declined', 'Expired', 'Failed', 'Cancelled');
create table bar (
    demand text not null references demand (code),
    unit text not null,
    slot bigint,
    reason text not null
);
create index bar_demand on bar (demand);
create table event (
    seq {identity},
    subject text not null,
    act text not null,
    from_state text,
    to_state text,
    at text not null,
    who text not null,
    why text not null
);
create index event_subject on event (subject);
create table code_counter (
    name text primary key,
    next integer not null
);
create table answered_request (
    key text primary key,
    request_hash text not null,
    answer text not null,
    at text not null
);
create table policy (
    version integer primary key,
    body text not null,
    at text not null
);
create table holiday (
    day text primary key,
    working integer not null
);
