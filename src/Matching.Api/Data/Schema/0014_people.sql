-- The people behind the lists: posts that members claim, leads who are nominated, and the points ledger.
create table post (
    id {identity},
    code text not null unique,
    kind text not null,
    title text not null,
    duties text not null,
    area text not null references area (code),
    starts_at text not null,
    ends_at text not null,
    state text not null,
    published_by text not null,
    published_at text not null,
    version integer not null default 1
);
create index post_area on post (area, code);
create table post_claim (
    id {identity},
    post text not null references post (code),
    account text not null references account (name),
    unit text references unit (code),
    claimed_at text not null,
    confirmed_at text,
    confirmed_by text,
    role_grant bigint references role_grant (id),
    ended_at text,
    ended_by text,
    outcome text
);
create unique index one_holder_a_post on post_claim (post) where ended_at is null;
create index post_claim_account on post_claim (account) where ended_at is null;
create table lead_nomination (
    id {identity},
    code text not null unique,
    area text not null references area (code),
    kind text not null,
    person bigint not null references person (id),
    why text not null,
    state text not null,
    look_up_hash text not null,
    filed_by text not null,
    filed_at text not null,
    decided_by text,
    decided_at text,
    reason text not null default '',
    account text references account (name),
    role_grant bigint references role_grant (id),
    starts_at text,
    ends_at text,
    erased_at text,
    version integer not null default 1
);
create index lead_nomination_area on lead_nomination (area, state);
create index lead_nomination_person on lead_nomination (person);
create table mailbox_entry (
    id {identity},
    code text not null unique,
    area text not null references area (code),
    kind text not null,
    text text not null,
    person bigint not null references person (id),
    state text not null,
    look_up_hash text not null,
    sent_at text not null,
    answer text not null default '',
    answered_by text,
    answered_at text,
    unit text references unit (code),
    offer text references offer (code),
    erased_at text,
    version integer not null default 1
);
create index mailbox_entry_area on mailbox_entry (area, state);
create index mailbox_entry_person on mailbox_entry (person);
-- Only added to, which the triggers hold: what was given wrongly is set off by an entry that reverses it, dated like it.
create table points_entry (
    id {identity},
    holder_kind text not null,
    holder text not null,
    community text not null,
    deed text not null,
    subject text not null,
    round integer not null,
    points integer not null,
    day text not null,
    policy integer not null,
    reverses bigint unique references points_entry (id),
    cause text not null,
    who text not null,
    at text not null
);
create index points_entry_holder on points_entry (holder_kind, holder, day);
create index points_entry_subject on points_entry (subject);
create index points_entry_community on points_entry (community, day);
{points_guard}
