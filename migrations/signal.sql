-- Signals of charts, with the whole evidence as JSON. Nothing of them is ever deleted.
create table if not exists signal (
    signal_id text primary key,
    version bigint not null,
    position bigint not null,
    state text not null,
    measure text not null,
    unit text,
    category text,
    rule text not null,
    side text not null,
    from_period text not null,
    to_period text not null,
    q text,
    is_notable boolean not null,
    raised_at bigint not null,
    known_at bigint not null,
    engine text not null,
    profile text not null,
    input_sha256 text not null,
    raised text not null,
    is_settled boolean not null,
    restored_at bigint,
    settled_at bigint,
    reason text,
    late_sha256 text
);
create unique index if not exists signal_by_position on signal (position);
create index if not exists signal_by_state on signal (state, position);
create index if not exists signal_by_measure on signal (measure, position);
