-- Everything that happened to reports, incidents and actions, one row an event: found by its own
-- stream from its first event on, and by the incident that the stream is part of now.
create table if not exists timeline (
    position bigint primary key,
    -- None while a report is part of no incident.
    incident_id text,
    of_report boolean not null,
    at bigint not null,
    actor text not null,
    event_type text not null,
    subject text not null,
    happened text,
    text text,
    erased boolean not null,
    detail text not null
);

create table if not exists timeline_subject (
    subject text primary key,
    incident_id text not null
);

create index if not exists timeline_by_incident on timeline (incident_id, position);

create index if not exists timeline_by_subject on timeline (subject, position);
