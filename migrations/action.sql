-- The register of corrective actions.
create table if not exists action (
    action_id text primary key,
    incident_id text not null,
    version bigint not null,
    position bigint not null,
    text text,
    strength text not null,
    state text not null,
    owner text,
    owner_folded text,
    due text,
    rescheduled_count bigint not null,
    weak_plan_reason text,
    evidence text,
    effect text,
    assessment text,
    verifier text,
    residual_risk text,
    measure_id text,
    measure_unit text,
    measure_category text,
    movement text,
    review text,
    erased boolean not null,
    proposed_at bigint not null,
    decided_at bigint,
    implemented_at bigint,
    assessed_at bigint,
    verified_at bigint,
    abandoned_at bigint
);
create unique index if not exists action_by_position on action (position);
create index if not exists action_by_state on action (state, position);
create index if not exists action_by_owner on action (owner, position);
create index if not exists action_by_incident on action (incident_id, position);
create index if not exists action_by_due on action (due);
create index if not exists action_by_state_and_due on action (state, due, position);

create table if not exists action_factor (
    action_id text not null,
    ordinal bigint not null,
    factor_id text not null,
    primary key (action_id, ordinal)
);
