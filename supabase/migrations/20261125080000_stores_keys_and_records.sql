-- Stores, API keys, the access log and the permission audit: what ShopCall keeps. No customer and no order.
--
-- Runs unchanged on Supabase, on PostgreSQL 15 or newer and on the embedded database. Expects what Supabase
-- has from the start: auth.users, auth.uid() and the roles anon, authenticated and service_role.
--
-- Who may see what: a merchant (role authenticated, auth.uid()) reads the rows that are theirs, never a secret
-- column. The service (role shopcall_service) acts for one user at a time, named by the same claim that
-- auth.uid() reads; it has its own function for it, since it has no right to schema auth on Supabase.

create schema if not exists shopcall;

do $$
begin
  if not exists (select from pg_roles where rolname = 'shopcall_service') then
    create role shopcall_service nologin noinherit;
  end if;
  -- Always: from PostgreSQL 16 on, who made a role is its member without the right to act as it.
  execute format('grant shopcall_service to %I', current_user);
end $$;

grant usage on schema public, shopcall to shopcall_service;

-- The user that the service acts for, or null.
create or replace function shopcall.acting_user() returns uuid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select nullif(nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub', '')::uuid
$$;

-- A store's three switches: an object with exactly these three booleans.
create or replace function shopcall.is_data_access_permissions(value jsonb) returns boolean
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select value is not null
     and jsonb_typeof(value) = 'object'
     and (select count(*) from jsonb_object_keys(value)) = 3
     and jsonb_typeof(value -> 'allow_customer_access') = 'boolean'
     and jsonb_typeof(value -> 'allow_order_access') = 'boolean'
     and jsonb_typeof(value -> 'allow_product_access') = 'boolean'
$$;

create table if not exists public.stores (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  platform text not null,
  name text not null,
  url text not null,
  country text,
  currency text,
  credentials text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

alter table public.stores
  add column if not exists country text,
  add column if not exists currency text,
  add column if not exists credentials text,
  add column if not exists data_access_permissions jsonb not null
    default '{"allow_customer_access": true, "allow_order_access": true, "allow_product_access": true}',
  add constraint stores_platform_known check (platform in ('shopify', 'woocommerce', 'shoprenter')),
  add constraint stores_permissions_complete check (shopcall.is_data_access_permissions(data_access_permissions)),
  add constraint stores_country_iso check (country ~ '^[A-Z]{2}$'),
  add constraint stores_currency_iso check (currency ~ '^[A-Z]{3}$'),
  add constraint stores_one_connection unique (user_id, platform, url);

comment on column public.stores.credentials is
  'Compact JWE, sealed to this user, store and field; opened only for a call to the shop.';

create index if not exists stores_data_access_permissions on public.stores using gin (data_access_permissions);

create table if not exists public.user_api_keys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  prefix text not null check (prefix ~ '^[0-9A-Za-z]{6}$'),
  digest bytea not null unique check (length(digest) = 32),
  hash text not null,
  read_customers boolean not null default true,
  read_orders boolean not null default true,
  read_products boolean not null default true,
  store_ids uuid[],
  allowed_ips cidr[],
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_reason text check (length(revoked_reason) <= 200)
);

create index if not exists user_api_keys_of_user on public.user_api_keys (user_id, created_at desc);

create table if not exists public.access_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  user_id uuid not null,
  key_id uuid,
  store_id uuid,
  operation text not null check (operation ~ '^[a-z_.]{1,64}$'),
  resource text check (resource in ('customers', 'orders', 'products', 'stores')),
  outcome text not null check (outcome in ('allowed', 'denied', 'failed')),
  code text check (code ~ '^[a-z_]{1,40}$'),
  status smallint not null,
  item_count integer,
  request_id text not null check (request_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  address inet,
  agent text check (length(agent) <= 200),
  duration_ms integer not null,
  shop_ms integer not null
);

comment on table public.access_log is
  'One row for each attempt to read data with an API key. Holds nothing of a shop''s customers: no id, no filter, no value.';

create index if not exists access_log_of_user on public.access_log (user_id, at desc);
create index if not exists access_log_of_store on public.access_log (store_id, at desc);

create table if not exists public.store_permission_audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  store_id uuid not null,
  user_id uuid not null,
  changed_by uuid not null,
  reason text not null check (reason in ('connected', 'changed')),
  old_permissions jsonb check (old_permissions is null or shopcall.is_data_access_permissions(old_permissions)),
  new_permissions jsonb not null check (shopcall.is_data_access_permissions(new_permissions))
);

create index if not exists store_permission_audit_of_store on public.store_permission_audit (store_id, at desc);

create table if not exists public.store_sync_config (
  store_id uuid primary key references public.stores (id) on delete cascade
);

alter table public.store_sync_config
  add column if not exists enabled boolean not null default true,
  add column if not exists interval_minutes integer not null default 60,
  add column if not exists sync_products boolean not null default true,
  add column if not exists updated_at timestamptz not null default now(),
  add constraint store_sync_config_interval check (interval_minutes between 5 and 10080);

create table if not exists public.service_secrets (
  name text primary key,
  sealed text not null,
  created_at timestamptz not null default now()
);

comment on table public.service_secrets is
  'Secrets that all instances share, sealed under ENCRYPTION_KEYS: a dump of the database opens nothing.';

-- Rights: nothing for anybody, then the least for each.
revoke all on public.stores, public.user_api_keys, public.access_log, public.store_permission_audit,
  public.store_sync_config, public.service_secrets from public, anon, authenticated;

grant select (id, user_id, platform, name, url, country, currency, data_access_permissions, created_at, updated_at)
  on public.stores to authenticated;
grant select (id, user_id, name, prefix, read_customers, read_orders, read_products, store_ids, allowed_ips,
  created_at, expires_at, last_used_at, revoked_at, revoked_reason) on public.user_api_keys to authenticated;
grant select on public.access_log, public.store_permission_audit, public.store_sync_config to authenticated;

grant select, insert, update, delete on public.stores, public.store_sync_config to shopcall_service;
grant select, insert, update on public.user_api_keys to shopcall_service;
grant select, insert on public.access_log, public.store_permission_audit, public.service_secrets to shopcall_service;
grant update (sealed) on public.service_secrets to shopcall_service;

alter table public.stores enable row level security;
alter table public.stores force row level security;
alter table public.user_api_keys enable row level security;
alter table public.user_api_keys force row level security;
alter table public.access_log enable row level security;
alter table public.access_log force row level security;
alter table public.store_permission_audit enable row level security;
alter table public.store_permission_audit force row level security;
alter table public.store_sync_config enable row level security;
alter table public.store_sync_config force row level security;
alter table public.service_secrets enable row level security;
alter table public.service_secrets force row level security;

create policy owner_reads on public.stores for select to authenticated
  using (user_id = (select auth.uid()));
create policy owner_reads on public.user_api_keys for select to authenticated
  using (user_id = (select auth.uid()));
create policy owner_reads on public.access_log for select to authenticated
  using (user_id = (select auth.uid()));
create policy owner_reads on public.store_permission_audit for select to authenticated
  using (user_id = (select auth.uid()));
create policy owner_reads on public.store_sync_config for select to authenticated
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select auth.uid())));

create policy service_acts_for_user on public.stores for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));
create policy service_acts_for_user on public.user_api_keys for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));
create policy service_acts_for_user on public.access_log for select to shopcall_service
  using (user_id = (select shopcall.acting_user()));
create policy service_acts_for_user on public.store_permission_audit for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));
create policy service_acts_for_user on public.store_sync_config for all to shopcall_service
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())))
  with check (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())));

-- The record of many users' accesses is written in one statement; it can be added to, and nothing else.
create policy service_records on public.access_log for insert to shopcall_service with check (true);

-- Before a key is known there is no user to act for: the row of the digest that was asked for, and no other.
create policy service_finds_key on public.user_api_keys for select to shopcall_service
  using (digest = decode(nullif(current_setting('shopcall.key_digest', true), ''), 'hex'));

create policy service_only on public.service_secrets for all to shopcall_service using (true) with check (true);

-- The key with this digest, whatever its state; at most one row.
create or replace function shopcall.find_api_key(key_digest bytea) returns setof public.user_api_keys
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.key_digest', encode(key_digest, 'hex'), true);
  perform set_config('request.jwt.claims', '', true);
  return query select * from public.user_api_keys k where k.digest = key_digest;
end $$;

-- A store of this user, or no row. One statement, so that the hot path pays one round trip.
create or replace function shopcall.find_store(owner uuid, store uuid) returns setof public.stores
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  return query select * from public.stores s where s.id = store;
end $$;

-- Whether a key may still be used and what its store allows now: read again just before an answer leaves.
create or replace function shopcall.still_allowed(owner uuid, key uuid, store uuid)
returns table (key_active boolean, permissions jsonb)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  return query
    select exists (
             select from public.user_api_keys k
              where k.id = key and k.revoked_at is null and k.expires_at > now()),
           (select s.data_access_permissions from public.stores s where s.id = store);
end $$;

-- Writes rows of the access log, in the order given.
create or replace function shopcall.record_accesses(rows jsonb) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into public.access_log (user_id, key_id, store_id, operation, resource, outcome, code, status, item_count,
    request_id, address, agent, duration_ms, shop_ms)
  select r.user_id, r.key_id, r.store_id, r.operation, r.resource, r.outcome, r.code, r.status, r.item_count,
    r.request_id, r.address, r.agent, r.duration_ms, r.shop_ms
  from jsonb_to_recordset(rows) as r (user_id uuid, key_id uuid, store_id uuid, operation text, resource text,
    outcome text, code text, status smallint, item_count integer, request_id text, address inet, agent text,
    duration_ms integer, shop_ms integer)
$$;

revoke execute on all functions in schema shopcall from public;
grant execute on function shopcall.acting_user(), shopcall.is_data_access_permissions(jsonb),
  shopcall.find_api_key(bytea), shopcall.find_store(uuid, uuid), shopcall.still_allowed(uuid, uuid, uuid),
  shopcall.record_accesses(jsonb) to shopcall_service;
grant execute on function shopcall.is_data_access_permissions(jsonb) to authenticated, service_role;
