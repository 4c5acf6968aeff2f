-- A unit's own row changes when the street suspends it or lets it serve again.
alter table unit add column version integer not null default 1;
-- Categories whose orders are mediations (调解), and how each of these ended.
alter table category add column mediates integer not null default 0;
update category set mediates = 1 where name = '邻里调解';
alter table service_order add column mediation text;
-- Shifts (班次) of a team's post, and who signed up for them; a place given back keeps its row.
create table shift (
    id {identity},
    post text not null references post (code),
    start_at text not null,
    end_at text not null,
    places integer not null,
    taken integer not null default 0,
    state text not null,
    added_by text not null,
    added_at text not null,
    check (start_at < end_at),
    check (taken >= 0 and taken <= places),
    unique (post, start_at)
);
create table shift_place (
    id {identity},
    shift bigint not null references shift (id),
    account text not null references account (name),
    taken_at text not null,
    left_at text,
    presence text,
    marked_by text,
    marked_at text
);
create unique index one_place_a_shift on shift_place (shift, account) where left_at is null;
create index shift_place_account on shift_place (account) where left_at is null;
-- Members of trade groups (行业); one who left keeps its row.
create table group_member (
    id {identity},
    trade_group text not null references unit (code),
    unit text not null references unit (code),
    joined_at text not null,
    left_at text
);
create unique index one_membership on group_member (trade_group, unit) where left_at is null;
create index group_member_unit on group_member (unit);
-- The trade group on whose joint offer an order was made, where it was given to a member.
alter table service_order add column given_by text references unit (code);
