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
create index if not exists fact_by_month on fact (month, kind, category, unit);
create index if not exists fact_by_kind on fact (kind, month);
create index if not exists fact_by_category on fact (category, month);
create index if not exists fact_by_unit on fact (unit, month);
create index if not exists fact_by_dataset on fact (dataset, month);
create index if not exists fact_by_incident on fact (incident_id);

create table if not exists fact_incident (
    incident_id text primary key,
    merged_into text,
    actual text,
    potential text,
    category text,
    unit text
);
create index if not exists fact_incident_by_merged_into on fact_incident (merged_into);
