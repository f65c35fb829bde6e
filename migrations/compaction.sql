-- Erasures whose words may still lie in the database's own files: one row, not part of what
-- events say.
create table if not exists compaction (
    id bigint primary key,
    owed bigint not null
);
insert into compaction (id, owed) values (1, 0) on conflict (id) do nothing;
