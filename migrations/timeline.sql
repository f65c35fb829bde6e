-- The history of an incident, one row an event, and which streams belong to which incident now.
create table if not exists timeline (
    incident_id text not null,
    position bigint not null,
    at bigint not null,
    actor text not null,
    event_type text not null,
    subject text not null,
    happened text,
    text text,
    erased boolean not null,
    detail text not null,
    primary key (incident_id, position)
);

create table if not exists timeline_subject (
    subject text primary key,
    incident_id text not null
);

create index if not exists timeline_by_subject on timeline (subject);
