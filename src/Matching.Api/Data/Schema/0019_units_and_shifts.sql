-- A unit's own row changes when the street suspends it or lets it serve again.
alter table unit add column version integer not null default 1;
-- Categories whose orders are mediations (调解), and how each of these ended.
alter table category add column mediates integer not null default 0;
update category set mediates = 1 where name = '邻里调解';
alter table service_order add column mediation text;
