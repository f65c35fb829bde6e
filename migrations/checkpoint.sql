-- How far the log has been applied: one row, moved together with the rows of every read model.
create table if not exists checkpoint (
    id bigint primary key,
    position bigint not null
);
insert into checkpoint (id, position) values (1, 0) on conflict (id) do nothing;
