-- What reporters told the independent role. Nothing here leads to a report.
create table if not exists concern (
    concern_id text primary key,
    version bigint not null,
    position bigint not null,
    raised_at bigint not null,
    answer_owed boolean not null,
    message_count bigint not null
);
create unique index if not exists concern_by_position on concern (position);

create table if not exists concern_message (
    concern_id text not null,
    ordinal bigint not null,
    at bigint not null,
    direction text not null,
    text text,
    erased boolean not null,
    primary key (concern_id, ordinal)
);
