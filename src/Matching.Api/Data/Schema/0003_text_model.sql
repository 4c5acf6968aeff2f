-- What was learnt from confirmed categories; the newest version suggests, version 0 is the program's own starting model.
create table text_model (
    version integer primary key,
    learned_at text not null,
    examples integer not null,
    examples_hash text not null,
    body {blob} not null
);
