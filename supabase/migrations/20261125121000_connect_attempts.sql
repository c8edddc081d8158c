-- A merchant on the way to connect a shop: what was begun, by whom, for which shop, with which switches agreed.

create table public.connect_attempts (
  -- SHA-256 of the one-time value (the OAuth state); the value itself is kept nowhere.
  secret_hash bytea primary key check (length(secret_hash) = 32),
  user_id uuid not null references auth.users (id) on delete cascade,
  platform text not null check (platform in ('shopify', 'woocommerce', 'shoprenter')),
  -- The shop as its platform names it: a domain, a name or an address.
  shop text not null check (length(shop) <= 500),
  data_access_permissions jsonb not null check (shopcall.is_data_access_permissions(data_access_permissions)),
  consent_version text not null check (consent_version ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  consent_language text not null check (consent_language in ('en', 'hu')),
  -- SHA-256 of the cookie of the browser that began.
  browser_hash bytea not null check (length(browser_hash) = 32),
  expires_at timestamptz not null
);

create index connect_attempts_of_user on public.connect_attempts (user_id, expires_at);
create index connect_attempts_by_end on public.connect_attempts (expires_at);

revoke all on public.connect_attempts from public, anon, authenticated;
grant select, insert, delete on public.connect_attempts to shopcall_service;

alter table public.connect_attempts enable row level security;
alter table public.connect_attempts force row level security;

create policy service_acts_for_user on public.connect_attempts for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));
-- A callback knows no user yet: the attempt whose value it has, and no other.
create policy service_finds_attempt on public.connect_attempts for all to shopcall_service
  using (secret_hash = decode(nullif(current_setting('shopcall.attempt', true), ''), 'hex'))
  with check (false);
create policy service_clears_ended on public.connect_attempts for all to shopcall_service
  using (current_setting('shopcall.task', true) = 'ended_attempts' and expires_at < now()) with check (false);

-- Takes an attempt: the same value works once, and not after its end.
create function shopcall.take_connect_attempt(hash bytea, of_platform text) returns setof public.connect_attempts
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.attempt', encode(hash, 'hex'), true);
  perform set_config('request.jwt.claims', '', true);
  return query
    with taken as (
      delete from public.connect_attempts a
       where a.secret_hash = hash and a.platform = of_platform returning a.*)
    select * from taken t where t.expires_at > now();
  perform set_config('shopcall.attempt', '', true);
end $$;

-- Deletes the attempts that nobody finished; gives how many.
create function shopcall.delete_ended_connect_attempts() returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare deleted integer;
begin
  perform set_config('shopcall.task', 'ended_attempts', true);
  delete from public.connect_attempts a where a.expires_at < now();
  get diagnostics deleted = row_count;
  perform set_config('shopcall.task', '', true);
  return deleted;
end $$;

revoke execute on function shopcall.take_connect_attempt(bytea, text), shopcall.delete_ended_connect_attempts() from public;
grant execute on function shopcall.take_connect_attempt(bytea, text), shopcall.delete_ended_connect_attempts() to shopcall_service;

-- What was agreed when a store was connected: which words, in which language.
alter table public.store_permission_audit
  add column consent_version text check (consent_version ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  add column consent_language text check (consent_language in ('en', 'hu'));
