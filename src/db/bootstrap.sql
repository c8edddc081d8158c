-- What Supabase has from the start, for our own databases: the schema auth with its users, auth.uid(), and the
-- three roles. Safe to run again. Never run on Supabase, where all of it is there.
create schema if not exists auth;

do $$
declare role_name text;
begin
  foreach role_name in array array['anon', 'authenticated', 'service_role', 'shopcall_auth'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;
  execute format('grant shopcall_auth to %I', current_user);
end $$;

create or replace function auth.uid() returns uuid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select nullif(nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub', '')::uuid
$$;

grant usage on schema auth to anon, authenticated, service_role, shopcall_auth;

-- The tables of better-auth, as its own generator describes them (a test compares), with UUIDs as ids.
create table if not exists auth.users (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);

create table if not exists auth.sessions (
  id uuid primary key default gen_random_uuid(),
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null references auth.users (id) on delete cascade
);
create index if not exists sessions_of_user on auth.sessions ("userId");

create table if not exists auth.accounts (
  id uuid primary key default gen_random_uuid(),
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null references auth.users (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null
);
create index if not exists accounts_of_user on auth.accounts ("userId");

create table if not exists auth.verifications (
  id uuid primary key default gen_random_uuid(),
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index if not exists verifications_by_identifier on auth.verifications (identifier);

create table if not exists auth.jwks (
  id uuid primary key default gen_random_uuid(),
  "publicKey" text not null,
  "privateKey" text not null,
  alg text,
  crv text,
  "createdAt" timestamptz not null,
  "expiresAt" timestamptz
);

grant select, insert, update, delete on auth.users, auth.sessions, auth.accounts, auth.verifications, auth.jwks
  to shopcall_auth;
