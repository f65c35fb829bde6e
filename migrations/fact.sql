-- What trends count: one row a report, and the judgement that incidents lend to their reports.
create table if not exists fact (
    report_id text primary key,
    month text,
    year text,
    month_basis text,
    kind text,
    category text,
    unit text,
    actual text,
    potential text,
    incident_id text,
    dataset text,
    source_category text,
    source_unit text
);
create index if not exists fact_by_incident on fact (incident_id)
    where incident_id is not null;

-- A year is released from its reports alone.
create index if not exists fact_by_month on fact (month);

-- The same counted, '' for what is unknown: a series reads a few rows a month, however many
-- reports there are.
create table if not exists fact_count (
    month text not null,
    kind text not null,
    category text not null,
    unit text not null,
    dataset text not null,
    count bigint not null,
    primary key (month, kind, category, unit, dataset)
);

create table if not exists fact_incident (
    incident_id text primary key,
    merged_into text,
    actual text,
    potential text,
    category text,
    unit text
);
-- Without the unmerged ones: else SQLite looks for the end of a merge among all of them.
create index if not exists fact_incident_by_merged_into on fact_incident (merged_into)
    where merged_into is not null;
