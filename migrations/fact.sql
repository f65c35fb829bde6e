-- What trends count: one row a report, and the judgement that incidents lend to their reports.
-- Of the reporter's own moments only days and months are kept.
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
    source_unit text,
    received text,
    reported_day text,
    happened_month text,
    happened_day text,
    acknowledged_days bigint,
    triaged_days bigint,
    told_days bigint,
    closed_month text,
    told_before_closing boolean,
    again text,
    again_month text,
    week text
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

-- By ISO week of the day it was reported, for the weekly scan; reports of which the day is not
-- known are in no week.
create table if not exists fact_week (
    week text not null,
    unit text not null,
    category text not null,
    count bigint not null,
    primary key (week, unit, category)
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

-- Months in which it was late when it was moved to another day stand in `missed`, with a blank
-- between them: what is decided afterwards does not make it done in time.
create table if not exists fact_action (
    action_id text primary key,
    incident_id text not null,
    strength text not null,
    decided_month text,
    due text,
    missed text not null,
    implemented text,
    verified text,
    abandoned text
);
create index if not exists fact_action_by_incident on fact_action (incident_id);

-- What was found to hinder in an incident, and in which month; a factor that was withdrawn is none.
create table if not exists fact_factor (
    incident_id text not null,
    factor_id text not null,
    element text not null,
    month text not null,
    primary key (incident_id, factor_id)
);
-- Files of all factors are read a page at a time.
create index if not exists fact_factor_by_factor on fact_factor (factor_id);

-- What measures count, for each unit and category and once more for all units, for all
-- categories, and for all of both: ' ' stands for all, '' for what is unknown.
create table if not exists fact_tally (
    unit text not null,
    category text not null,
    what text not null,
    period text not null,
    kind text not null,
    actual text not null,
    potential text not null,
    detail text not null,
    count bigint not null,
    primary key (unit, category, what, period, kind, actual, potential, detail)
);
-- Repeated factors are looked for in every unit and category.
create index if not exists fact_tally_of_factors on fact_tally (period)
    where what = 'factors' and unit <> ' ' and category <> ' ';
-- And weeks with severe harm in every unit.
create index if not exists fact_tally_of_severe_weeks on fact_tally (period)
    where what = 'severe_weeks' and unit <> ' ' and category = ' ';
