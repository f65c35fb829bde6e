-- What can be searched: one row an event with words. A row has no words that its table's readers
-- would not be shown unopened: incidents; reports as listed; approved copies; actions;
-- notifications. What reporters wrote stands in none of them.
create table if not exists search_incident (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_incident_by_owner on search_incident (owner, part);

create table if not exists search_report (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_report_by_owner on search_report (owner, part);

create table if not exists search_copy (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_copy_by_owner on search_copy (owner, part);

create table if not exists search_action (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_action_by_owner on search_action (owner, part);

create table if not exists search_notification (
    position bigint primary key,
    owner text not null,
    part text not null,
    text text not null
);
create index if not exists search_notification_by_owner on search_notification (owner, part);
