-- Who takes no part in which incident any more: role and pseudonym, for the rule; never shown.
create table if not exists recusal (
    actor text not null,
    incident_id text not null,
    position bigint not null,
    primary key (actor, incident_id)
);
