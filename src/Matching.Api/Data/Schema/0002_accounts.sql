-- Accounts, sight, sealed contacts, and a history that can't be rewritten. What is sealed is text made by Keys/KeyRing.cs.
create table store_mark (
    name text primary key,
    value text not null
);
create table store_secret (
    name text primary key,
    master text not null,
    value text not null
);
create table protection_key (
    id text primary key,
    xml text not null
);
create table account (
    id {identity},
    name text not null unique,
    display text not null,
    state text not null,
    password_hash text,
    stamp text not null,
    totp_secret text,
    totp_step bigint not null default 0,
    demo integer not null default 0,
    created_at text not null
);
create table role_grant (
    id {identity},
    account text not null references account (name),
    role text not null,
    area text,
    theme text,
    unit text,
    starts_at text not null,
    ends_at text,
    granted_by text not null,
    granted_at text not null
);
create index role_grant_account on role_grant (account);
create table signed_in (
    hash text primary key,
    account text not null references account (name),
    stamp text not null,
    second_factor integer not null,
    created_at text not null,
    expires_at text not null
);
create table access_token (
    id {identity},
    account text not null references account (name),
    label text not null,
    hash text not null unique,
    scopes text not null,
    second_factor integer not null,
    created_at text not null,
    expires_at text not null,
    revoked_at text
);
create index access_token_account on access_token (account);
create table one_time_code (
    hash text primary key,
    purpose text not null,
    account text references account (name),
    expires_at text not null,
    used_at text
);
create table sign_in_failure (
    name_hash text primary key,
    failures integer not null,
    locked_until text not null
);
create table person (
    id {identity},
    data_key text,
    master text not null,
    name text,
    phone text,
    address text,
    note text,
    phone_index text,
    created_at text not null,
    erased_at text
);
create index person_phone on person (phone_index);
create table consent (
    id {identity},
    person bigint not null references person (id),
    purpose text not null,
    text_version integer not null,
    given_through text not null,
    given_at text not null,
    withdrawn_at text
);
create index consent_person on consent (person);
alter table demand add column person bigint references person (id);
alter table demand add column rung text not null default 'Community';
alter table demand add column erased_at text;
alter table supporter add column person bigint references person (id);
alter table supporter add column solved integer;
alter table supporter add column satisfaction text;
alter table supporter add column answered_at text;
alter table service_order add column accepted_by text;
alter table service_order add column visitor text;
create table hand_override (
    id {identity},
    service_order text not null references service_order (code),
    who text not null,
    why text not null,
    score bigint not null,
    best_score bigint not null,
    cost bigint not null,
    at text not null
);
create table retention_report (
    id {identity},
    at text not null,
    body text not null
);
alter table event add column previous text;
alter table event add column salt text;
alter table event add column why_hash text;
alter table event add column hash text;
create table history_head (
    one integer primary key check (one = 1),
    seq bigint not null,
    hash text not null,
    mac text not null
);
create index event_act on event (act, at);
{history_guard}
