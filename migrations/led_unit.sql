-- Which units somebody leads: for the rule that keeps them out, and for administrators.
create table if not exists led_unit (
    grant_id text primary key,
    version bigint not null,
    position bigint not null,
    holder text not null,
    unit text not null,
    source text not null,
    since bigint not null,
    given_as text not null,
    reason text,
    erased boolean not null
);
create index if not exists led_unit_by_holder on led_unit (holder, unit);
create index if not exists led_unit_by_position on led_unit (position);
