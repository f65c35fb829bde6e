-- What went on and explains charts. The last day is the first one of what is a moment.
create table if not exists campaign (
    campaign_id text primary key,
    version bigint not null,
    position bigint not null,
    what text,
    erased boolean not null,
    from_day text not null,
    last_day text not null,
    is_moment boolean not null,
    unit text,
    noted_at bigint not null,
    noted_as text not null,
    corrected_at bigint,
    corrected_as text,
    withdrawn_at bigint,
    withdrawn_as text,
    withdrawal text
);
create unique index if not exists campaign_by_position on campaign (position);
create index if not exists campaign_by_last_day on campaign (last_day)
    where withdrawn_at is null;
