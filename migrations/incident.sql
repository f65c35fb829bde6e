-- What the organisation works on: the board and one incident with its analysis.
create table if not exists incident (
    incident_id text primary key,
    version bigint not null,
    position bigint not null,
    title text,
    stage text not null,
    actual text,
    potential text,
    risk_harm text,
    risk_likelihood text,
    category text,
    unit text,
    response text,
    analysed boolean not null,
    opened_at bigint not null,
    triaged_at bigint,
    closed_at bigint,
    outcome text,
    merged_into text,
    assigned text,
    assigned_folded text,
    assigned_at bigint,
    analysis_summary text,
    erased boolean not null,
    report_count bigint not null,
    action_count bigint not null,
    action_open_count bigint not null,
    action_final_count bigint not null
);
create unique index if not exists incident_by_position on incident (position);
create index if not exists incident_by_stage on incident (stage, position);
create index if not exists incident_by_category on incident (category, position);
create index if not exists incident_by_unit on incident (unit, position);
-- Two that each fit many incidents and together few or none.
create index if not exists incident_by_unit_and_category on incident (unit, category, position);
create index if not exists incident_by_assigned on incident (assigned, position)
    where assigned is not null;
create index if not exists incident_by_assigned_folded on incident (assigned_folded, position)
    where assigned_folded is not null;
create index if not exists incident_by_actual on incident (actual, position);
create index if not exists incident_by_potential on incident (potential, position);
create index if not exists incident_by_merged_into on incident (merged_into, position)
    where merged_into is not null;

create table if not exists incident_report (
    incident_id text not null,
    report_id text not null,
    position bigint not null,
    ordinal bigint not null,
    primary key (incident_id, report_id)
);

create table if not exists incident_asset (
    incident_id text not null,
    ordinal bigint not null,
    asset text not null,
    k bigint not null,
    r bigint not null,
    t bigint not null,
    primary key (incident_id, ordinal)
);

create table if not exists incident_factor (
    incident_id text not null,
    factor_id text not null,
    position bigint not null,
    element text not null,
    direction text not null,
    text text,
    erased boolean not null,
    -- Kept, so that its words leave the search.
    withdrawn boolean not null,
    primary key (incident_id, factor_id)
);

create table if not exists incident_action (
    action_id text primary key,
    incident_id text not null,
    state text not null,
    state_before text not null
);
create index if not exists incident_action_by_incident on incident_action (incident_id, state);
