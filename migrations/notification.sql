-- Notifications to authorities: one for each incident, law and controller ('' for all).
create table if not exists notification (
    incident_id text not null,
    regime text not null,
    controller text not null,
    position bigint not null,
    ordinal bigint not null,
    standing text not null,
    triggered_at bigint not null,
    decided_at bigint,
    notifiable boolean,
    reasons text,
    aware_at bigint,
    aware_reasons text,
    received_at bigint,
    pack text,
    next_stage text,
    next_due bigint,
    urgency bigint,
    described_at bigint,
    facts text,
    consequences text,
    measures text,
    affected text,
    finished_at bigint,
    finished_text text,
    erased boolean not null,
    primary key (incident_id, regime, controller)
);
create index if not exists notification_by_urgency on notification (urgency, position);
create index if not exists notification_by_regime on notification (regime, position);
create index if not exists notification_undecided on notification (triggered_at)
    where decided_at is null;

-- When what has to be sent, as it was last set.
create table if not exists notification_deadline (
    incident_id text not null,
    regime text not null,
    controller text not null,
    ordinal bigint not null,
    stage text not null,
    clock text not null,
    due_at bigint not null,
    primary key (incident_id, regime, controller, ordinal)
);

-- What was sent, and what it was supplemented by.
create table if not exists notification_sending (
    incident_id text not null,
    regime text not null,
    controller text not null,
    position bigint not null,
    kind text not null,
    stage text not null,
    sent_at bigint not null,
    reference text,
    text text,
    erased boolean not null,
    primary key (incident_id, regime, controller, position)
);

-- Whether personal data were touched, as triage or a later answer says.
create table if not exists notification_answer (
    incident_id text primary key,
    position bigint not null,
    personal_data boolean not null,
    -- They were, and nobody was asked to assess it: kept, as few are, of many at work.
    unasked boolean not null
);
create index if not exists notification_answer_unasked on notification_answer (position)
    where unasked;
