-- Whose actions are whose: for the rule that shows owners their own, and for administrators.
create table if not exists held_function (
    grant_id text primary key,
    version bigint not null,
    position bigint not null,
    holder text not null,
    function text not null,
    folded text not null,
    source text not null,
    since bigint not null,
    given_as text not null,
    reason text,
    erased boolean not null
);
create index if not exists held_function_by_holder on held_function (holder, folded);
create index if not exists held_function_by_position on held_function (position);
