-- Files that were brought in, row by row until they are confirmed; work orders of other systems; those who are told of events.
-- import_row.body, webhook.secret are sealed by Keys/KeyRing.cs.
create table import_batch (
    id {identity},
    kind text not null,
    mapping text not null,
    file_name text not null,
    file_hash text not null,
    heads text not null,
    notes text not null,
    who text not null,
    at text not null,
    state text not null,
    fresh integer not null,
    changed integer not null,
    unchanged integer not null,
    wrong integer not null,
    applied_at text
);
create index import_batch_hash on import_batch (file_hash, kind);
create table import_row (
    batch bigint not null references import_batch (id),
    place integer not null,
    sheet text not null,
    line integer not null,
    verdict text not null,
    written integer not null default 0,
    body text not null,
    primary key (batch, place)
);
create table foreign_order (
    source text not null,
    number text not null,
    demand text not null references demand (code),
    called_at text,
    due_at text,
    kind text not null,
    unit text not null,
    imported_at text not null,
    primary key (source, number)
);
create index foreign_order_demand on foreign_order (demand);
create table sheet_mapping (
    name text primary key,
    body text not null,
    version integer not null,
    changed_by text not null,
    changed_at text not null
);
create table webhook (
    id {identity},
    label text not null,
    url text not null,
    area text not null references area (code),
    kinds text not null,
    secret text not null,
    state text not null,
    failures integer not null default 0,
    last_failure text not null default '',
    last_delivered_at text,
    made_by text not null,
    made_at text not null,
    changed_at text not null
);
create table webhook_delivery (
    id text primary key,
    webhook bigint not null references webhook (id),
    place bigint not null,
    body text not null,
    state text not null,
    attempts integer not null default 0,
    next_try_at text not null,
    made_at text not null,
    delivered_at text,
    answer text not null default ''
);
create index webhook_delivery_due on webhook_delivery (state, next_try_at);
create index webhook_delivery_webhook on webhook_delivery (webhook, place);
