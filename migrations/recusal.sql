-- Who stepped aside from which incident: the pseudonym, for the rule. Only its holder is shown
-- that it is so.
create table if not exists recusal (
    holder text not null,
    incident_id text not null,
    position bigint not null,
    primary key (holder, incident_id)
);
