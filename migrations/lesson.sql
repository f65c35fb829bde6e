-- What the organisation learned: staff's drafts, and beside them what everybody can read.
create table if not exists lesson (
    lesson_id text primary key,
    version bigint not null,
    position bigint not null,
    state text not null,
    revision bigint not null,
    drafter text not null,
    writer text not null,
    drafted_at bigint not null,
    written_at bigint not null,
    lang text not null,
    title text,
    said text,
    did text,
    learned text,
    search text not null,
    approved_at bigint,
    published_at bigint,
    withdrawn_at bigint,
    withdrawal text
);
create unique index if not exists lesson_by_position on lesson (position);
create index if not exists lesson_by_state on lesson (state, position);

create table if not exists lesson_incident (
    lesson_id text not null,
    incident_id text not null,
    ordinal bigint not null,
    primary key (lesson_id, incident_id)
);
create index if not exists lesson_incident_by_incident on lesson_incident (incident_id);

-- What the check named and stays, of the revision that was approved last.
create table if not exists lesson_kept (
    lesson_id text not null,
    version bigint not null,
    finding text not null,
    words text,
    reason text,
    primary key (lesson_id, version)
);

-- Open pages read this table alone, so that none of them can show a draft.
create table if not exists lesson_published (
    lesson_id text primary key,
    position bigint not null,
    published_at bigint not null,
    lang text not null,
    title text,
    said text,
    did text,
    learned text,
    search text not null
);
create unique index if not exists lesson_published_by_position on lesson_published (position);
