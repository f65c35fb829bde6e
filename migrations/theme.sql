-- Themes: incidents gathered under a question, and what was learned of them.
create table if not exists theme (
    theme_id text primary key,
    version bigint not null,
    position bigint not null,
    state text not null,
    question text,
    learned text,
    reopen_reason text,
    erased boolean not null,
    opened_at bigint not null,
    concluded_at bigint
);
create unique index if not exists theme_by_position on theme (position);
create index if not exists theme_by_state on theme (state, position);

create table if not exists theme_incident (
    theme_id text not null,
    incident_id text not null,
    position bigint not null,
    primary key (theme_id, incident_id)
);
create index if not exists theme_incident_by_incident on theme_incident (incident_id);
