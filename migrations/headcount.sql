-- How many work in each unit, from which month on.
create table if not exists headcount (
    unit text not null,
    month text not null,
    headcount_id text not null,
    version bigint not null,
    employees bigint not null,
    full_time_hundredths bigint not null,
    source text not null,
    recorded_at bigint not null,
    recorded_as text not null,
    primary key (unit, month)
);
create index if not exists headcount_by_id on headcount (headcount_id, month);
