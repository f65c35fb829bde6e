-- The ledger of released statistics: what was shown, of which table, and what was not.
create table if not exists release (
    number bigint primary key,
    position bigint not null,
    version bigint not null,
    subject text not null,
    period text not null,
    year text not null,
    threshold bigint not null,
    base bigint not null,
    floor bigint not null,
    known bigint not null,
    engine text not null,
    digest text not null,
    released_at bigint not null,
    withdrawn_at bigint,
    withdrawal text
);
create unique index if not exists release_by_position on release (position);
create unique index if not exists release_by_version on release (version);
create index if not exists release_by_year on release (year, number);

create table if not exists release_cell (
    number bigint not null,
    ordinal bigint not null,
    row_key text,
    column_key text,
    shown bigint,
    hidden text,
    primary key (number, ordinal)
);

create table if not exists release_unit (
    number bigint not null,
    unit text not null,
    is_merged boolean not null,
    primary key (number, unit)
);

-- What was true when it was shown, for the gate alone: nothing that is shown reads it.
create table if not exists release_truth (
    number bigint not null,
    ordinal bigint not null,
    count bigint not null,
    primary key (number, ordinal)
);
