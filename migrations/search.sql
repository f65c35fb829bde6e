-- What can be searched: one row an event with words. A row has no words that its table's readers
-- would not be shown: incidents; reports as listed; approved copies; what reporters wrote.
create table if not exists search_incident (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);

create table if not exists search_report (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_report_by_owner on search_report (owner);

create table if not exists search_copy (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_copy_by_owner on search_copy (owner);

create table if not exists search_original (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_original_by_owner on search_original (owner);

create table if not exists search_action (
    action_id text primary key,
    incident_id text not null
);
