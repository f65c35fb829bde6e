-- What people sent: the queue, one report, its receipt status and its dialogue.
create table if not exists report (
    report_id text primary key,
    version bigint not null,
    position bigint not null,
    -- The act that it came in: a file of the same act came with it, another was added later.
    act text not null,
    received_at bigint not null,
    imported boolean not null,
    dataset text,
    source_id text,
    kind text,
    happened text,
    ended text,
    reported text,
    lang text,
    unit text,
    place text,
    system text,
    narrative text,
    title text,
    action_taken text,
    hindered text,
    helped text,
    ongoing boolean,
    urgent boolean not null,
    erased boolean not null,
    status text not null,
    rerouted_to text,
    ended_at bigint,
    incident_id text,
    feedback_owed boolean not null,
    reply_waiting boolean not null,
    -- When its reporter first spoke without a word from staff since, null once staff did.
    said_at bigint,
    message_count bigint not null,
    attachment_count bigint not null,
    copy_revision bigint not null,
    copy_text text,
    again text,
    erased_at bigint,
    grounds text,
    decision text
);
create unique index if not exists report_by_position on report (position);
create index if not exists report_by_status on report (status, position);
-- With the moment, so that a month long ago is found without reading the rows between.
create index if not exists report_by_kind on report (kind, position, received_at);
create index if not exists report_by_unit on report (unit, position);
create index if not exists report_with_copy on report (position) where copy_text is not null;
create index if not exists report_unheard on report (position) where said_at is not null;
create index if not exists report_unheard_by_urgency on report (urgent, position)
    where said_at is not null;
create index if not exists report_by_promise on report (received_at, position)
    where feedback_owed;
create index if not exists report_by_feedback_owed on report (position) where feedback_owed;
create index if not exists report_by_reply_waiting on report (position) where reply_waiting;
create index if not exists report_by_urgent on report (position) where urgent;

create table if not exists report_message (
    report_id text not null,
    ordinal bigint not null,
    message_id text,
    at bigint not null,
    direction text not null,
    kind text not null,
    text text,
    erased boolean not null,
    primary key (report_id, ordinal)
);

create table if not exists report_further_text (
    report_id text not null,
    ordinal bigint not null,
    text text,
    erased boolean not null,
    primary key (report_id, ordinal)
);

create table if not exists report_attachment (
    report_id text not null,
    ordinal bigint not null,
    attachment_id text not null,
    at bigint not null,
    media text not null,
    kibibytes bigint not null,
    cleaned boolean not null,
    primary key (report_id, ordinal)
);

create index if not exists report_attachment_by_id on report_attachment (attachment_id);

-- The reporter's ledger: which role read the original, in which hour, what for.
create table if not exists report_opening (
    report_id text not null,
    position bigint not null,
    at bigint not null,
    actor text not null,
    role text not null,
    purpose text not null,
    attachment_id text,
    primary key (report_id, position)
);
