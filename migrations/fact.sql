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
-- Holds all that a series is narrowed or told apart by, so that it reads nothing else.
create index if not exists fact_by_month on fact (month, kind, category, unit, dataset);
create index if not exists fact_by_incident on fact (incident_id)
    where incident_id is not null;

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
