-- Improvement cycles: what is asked and expected, what belongs to them, what came of them.
create table if not exists improvement (
    improvement_id text primary key,
    version bigint not null,
    position bigint not null,
    state text not null,
    origin text not null,
    origin_id text,
    finding text,
    question text,
    measure_id text,
    unit text,
    category text,
    movement text,
    expected text,
    baseline_from text,
    baseline_to text,
    triggers text,
    change text,
    review text,
    replan_reason text,
    verdict text,
    course text,
    reason text,
    next_id text,
    reopen_reason text,
    erased boolean not null,
    opened_at bigint not null,
    planned_at bigint,
    studied_at bigint,
    decided_at bigint
);
create unique index if not exists improvement_by_position on improvement (position);
create index if not exists improvement_by_state on improvement (state, position);
create index if not exists improvement_by_review on improvement (review, position)
    where state = 'planned';
create index if not exists improvement_by_measure on improvement (measure_id, position)
    where measure_id is not null;
create index if not exists improvement_by_origin on improvement (origin_id, position)
    where origin_id is not null;

create table if not exists improvement_action (
    improvement_id text not null,
    action_id text not null,
    position bigint not null,
    primary key (improvement_id, action_id)
);
create index if not exists improvement_action_by_action on improvement_action (action_id);

create table if not exists improvement_study (
    improvement_id text not null,
    version bigint not null,
    position bigint not null,
    at bigint not null,
    until text not null,
    until_week text,
    before_points bigint not null,
    after_points bigint not null,
    before_count text not null,
    after_count text not null,
    ratio text,
    lower text,
    upper text,
    is_exact boolean not null,
    difference text,
    difference_lower text,
    difference_upper text,
    before_days bigint,
    after_days bigint,
    open_days bigint,
    has_signal boolean not null,
    level_ratio text,
    level_lower text,
    level_upper text,
    slope_ratio text,
    slope_lower text,
    slope_upper text,
    verdict text not null,
    engine text not null,
    profile text not null,
    input_sha256 text not null,
    known_at bigint not null,
    early text,
    comment text,
    primary key (improvement_id, version)
);
