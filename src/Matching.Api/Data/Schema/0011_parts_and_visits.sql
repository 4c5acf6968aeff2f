-- Parts of common demands with a number, an amount and an end of their own; drawn return visits; what was marked unreasonable.
alter table supporter add column quantity integer not null default 1;
alter table supporter add column detail text not null default '';
alter table supporter add column mark text;
alter table supporter add column marked_at text;
alter table supporter add column marked_by text;
alter table supporter add column left_at text;
alter table supporter add column left_into text;
create index supporter_owner on supporter (code_owner);
create index supporter_left on supporter (left_into);
alter table demand add column pooled integer not null default 0;
alter table demand add column unreasonable_at text;
alter table demand add column unreasonable_by text;
alter table demand add column unreasonable_why text;
create table return_visit (
    id {identity},
    service_order text not null references service_order (code),
    demand text not null references demand (code),
    supporter bigint references supporter (id),
    number text not null,
    round integer not null,
    state text not null,
    drawn_at text not null,
    due_at text not null,
    overdue_at text,
    visitor text,
    given_by text,
    attempts integer not null default 0,
    done_at text,
    done_by text,
    channel text,
    solved integer,
    satisfaction text,
    unique (service_order, number, round)
);
create index return_visit_open on return_visit (state, due_at);
create index return_visit_demand on return_visit (demand);
