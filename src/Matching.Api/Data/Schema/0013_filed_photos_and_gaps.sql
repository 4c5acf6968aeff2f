-- Photos that came with a demand, sealed by Keys/KeyRing.cs; and what staff found missing where nothing fits (无合适资源).
create table demand_photo (
    id {identity},
    demand text not null references demand (code),
    position integer not null,
    media_type text not null,
    sealed {blob} not null,
    at text not null,
    unique (demand, position)
);
alter table demand add column gap text;
alter table demand add column gap_at text;
