-- What is measured, and what people decided about its baseline.
create table if not exists measure (
    measure_id text primary key,
    version bigint not null,
    position bigint not null,
    key text not null,
    definition text not null,
    is_retired boolean not null,
    retirement text,
    defined_at bigint not null,
    defined_as text not null,
    changed_at bigint not null
);
create unique index if not exists measure_by_position on measure (position);

-- The decisions in force.
create table if not exists measure_baseline (
    measure_id text not null,
    version bigint not null,
    kind text not null,
    month text not null,
    reason text,
    decided_at bigint not null,
    decided_as text not null,
    primary key (measure_id, version)
);
