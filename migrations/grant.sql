-- Which roles are given to whom: one row for each holder and role.
create table if not exists access_grant (
    grant_id text primary key,
    version bigint not null,
    position bigint not null,
    holder text not null,
    role text not null,
    source text not null,
    given_at bigint not null,
    given_as text not null,
    until text,
    reason text,
    erased boolean not null,
    confirmed_on text,
    revoked_at bigint
);
create index if not exists access_grant_by_holder on access_grant (holder);
create index if not exists access_grant_by_role on access_grant (role, given_at, grant_id);
