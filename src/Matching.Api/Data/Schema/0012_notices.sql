-- Who was told what (通知), where else they want to hear it, and one outbox for all that leaves the house.
-- notice_channel.target and .secret, mail_server.password are sealed by Keys/KeyRing.cs. No table here holds a word that a person wrote.
create table notice (
    id {identity},
    account text not null references account (name),
    cause text not null,
    kind text not null,
    subject text not null,
    path text not null,
    category text not null,
    area text not null,
    detail text not null,
    due_at text,
    emergency integer not null default 0,
    at text not null,
    read_at text,
    unique (cause, kind, account)
);
create index notice_account on notice (account, id);
create index notice_unread on notice (account) where read_at is null;
create table notice_channel (
    id {identity},
    owner_kind text not null,
    owner text not null,
    street text not null,
    kind text not null,
    target text not null,
    secret text not null,
    hint text not null,
    pace text not null,
    state text not null,
    failures integer not null default 0,
    last_failure text not null default '',
    last_delivered_at text,
    made_by text not null,
    made_at text not null,
    changed_at text not null
);
create index notice_channel_owner on notice_channel (owner_kind, owner);
create table mail_server (
    street text primary key references area (code),
    host text not null,
    port integer not null,
    encrypted integer not null,
    sender text not null,
    user_name text not null,
    password text not null,
    changed_by text not null,
    changed_at text not null
);
create table delivery (
    id text primary key,
    webhook bigint references webhook (id),
    notice_channel bigint references notice_channel (id),
    place bigint not null,
    body text not null,
    state text not null,
    attempts integer not null default 0,
    next_try_at text not null,
    made_at text not null,
    delivered_at text,
    answer text not null default ''
);
create index delivery_due on delivery (state, next_try_at);
create index delivery_webhook on delivery (webhook, place);
create index delivery_channel on delivery (notice_channel, place);
insert into delivery (id, webhook, place, body, state, attempts, next_try_at, made_at, delivered_at, answer)
select id, webhook, place, body, state, attempts, next_try_at, made_at, delivered_at, answer
from webhook_delivery;
drop table webhook_delivery;
create table notice_item (
    id {identity},
    channel bigint not null references notice_channel (id),
    cause text not null,
    kind text not null,
    subject text not null,
    path text not null,
    category text not null,
    area text not null,
    detail text not null,
    deadline text,
    emergency integer not null default 0,
    at text not null,
    due_at text not null,
    delivery text,
    unique (cause, kind, channel)
);
create index notice_item_due on notice_item (due_at) where delivery is null;
