-- Who leads the matching of which streets: the epoch grows at each takeover, and a run is written under its own epoch only.
create table leader (
    shard integer primary key,
    epoch bigint not null,
    node text not null,
    taken_at text not null
);
-- Runs asked for on another machine than the leader's. Done = it has a run, or the reason why there is none.
create table run_request (
    id {identity},
    shard integer not null,
    account text not null,
    role text not null,
    key text,
    asked_at text not null,
    called_off integer not null default 0,
    run bigint references match_run (id),
    failure text,
    done_at text
);
create index run_request_waiting on run_request (shard) where done_at is null;
alter table match_run add column shard integer not null default 0;
alter table match_run add column epoch bigint not null default 0;
create index match_run_shard on match_run (shard, id);
