-- Who follows which incident: the pseudonym. Only its holder is shown that it is so.
create table if not exists follow (
    follow_id text primary key,
    holder text not null,
    incident_id text not null,
    position bigint not null
);
create unique index if not exists follow_by_holder on follow (holder, incident_id);
