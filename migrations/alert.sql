-- What the weekly scans found: one row an alert, the units in it, and which weeks were scanned.
-- Figures are texts with all their digits.
create table if not exists alert (
    alert_id text primary key,
    version bigint not null,
    position bigint not null,
    state text not null,
    family text not null,
    category text,
    unit text,
    week text not null,
    last_week text not null,
    raised_at bigint not null,
    window_weeks bigint not null,
    observed bigint not null,
    baseline bigint not null,
    expected text not null,
    p text not null,
    q text not null,
    is_provisional boolean not null,
    engine text not null,
    profile text not null,
    input_sha256 text not null,
    closed_week text,
    verdict text,
    reason text,
    judged_at bigint
);
create unique index if not exists alert_by_position on alert (position);
create index if not exists alert_by_state on alert (state, position);
create index if not exists alert_by_verdict on alert (week, verdict);

create table if not exists alert_member (
    alert_id text not null,
    ordinal bigint not null,
    unit text,
    window_weeks bigint not null,
    observed bigint not null,
    baseline bigint not null,
    expected text not null,
    p text not null,
    q text not null,
    primary key (alert_id, ordinal)
);

create table if not exists scan (
    week text primary key,
    at bigint not null,
    tests bigint not null,
    found bigint not null,
    is_provisional boolean not null
);
