-- Where the tiles of communities stand, and what staff note among themselves about a demand.
create table tile_place (
    community text primary key references area (code),
    tile_row integer not null check (tile_row between 1 and 12),
    tile_column integer not null check (tile_column between 1 and 12)
);
create table internal_note (
    id {identity},
    demand text not null references demand (code),
    note text not null,
    who text not null,
    at text not null
);
create index internal_note_demand on internal_note (demand);
