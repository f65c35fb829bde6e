-- Files that staff attached as evidence, to an incident or to an action. A key of a file never
-- stands here.
create table if not exists evidence (
    attachment_id text primary key,
    subject text not null,
    position bigint not null,
    at bigint not null,
    role text not null,
    media text not null,
    kibibytes bigint not null,
    cleaned boolean not null,
    description text,
    erased boolean not null,
    -- Kept, so that its words leave the search.
    withdrawn boolean not null
);
create index if not exists evidence_by_subject on evidence (subject, position);
