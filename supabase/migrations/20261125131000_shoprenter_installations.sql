-- What connecting a shop leaves behind for minutes: ShopRenter's signed calls and installs, and how a key hand-over
-- ended.

-- A signed call that was taken. Its signature would go on to fit until `expires_at`; the row makes it count once.
create table public.shoprenter_calls (
  call_hash bytea primary key check (length(call_hash) = 32),
  expires_at timestamptz not null
);
create index shoprenter_calls_by_end on public.shoprenter_calls (expires_at);

-- A shop that installed the app and belongs to none of our users yet. One row for a shop: a later call replaces it.
create table public.shoprenter_installations (
  shop text primary key check (shop ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  -- SHA-256 of the one-time value in the browser of who installed; the value itself is kept nowhere.
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  expires_at timestamptz not null
);
create index shoprenter_installations_by_end on public.shoprenter_installations (expires_at);

-- A hand-over of keys that made a store, until the browser came back from the shop.
create table public.connect_results (
  secret_hash bytea primary key check (length(secret_hash) = 32),
  user_id uuid not null references auth.users (id) on delete cascade,
  store_id uuid not null references public.stores (id) on delete cascade,
  browser_hash bytea not null check (length(browser_hash) = 32),
  expires_at timestamptz not null
);
create index connect_results_of_user on public.connect_results (user_id);
create index connect_results_of_store on public.connect_results (store_id);
create index connect_results_by_end on public.connect_results (expires_at);

revoke all on public.shoprenter_calls, public.shoprenter_installations, public.connect_results
  from public, anon, authenticated;
grant select, insert, delete on public.shoprenter_calls, public.connect_results to shopcall_service;
grant select, insert, update, delete on public.shoprenter_installations to shopcall_service;

alter table public.shoprenter_calls enable row level security;
alter table public.shoprenter_calls force row level security;
alter table public.shoprenter_installations enable row level security;
alter table public.shoprenter_installations force row level security;
alter table public.connect_results enable row level security;
alter table public.connect_results force row level security;

create policy service_acts_for_user on public.connect_results for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));

-- The platform's calls know no user: what they name, and no other row.
create policy service_notes_call on public.shoprenter_calls for all to shopcall_service
  using (call_hash = decode(nullif(current_setting('shopcall.call', true), ''), 'hex'))
  with check (call_hash = decode(nullif(current_setting('shopcall.call', true), ''), 'hex'));
create policy service_finds_shop on public.shoprenter_installations for all to shopcall_service
  using (shop = nullif(current_setting('shopcall.shop', true), ''))
  with check (shop = nullif(current_setting('shopcall.shop', true), ''));
create policy service_finds_installation on public.shoprenter_installations for all to shopcall_service
  using (secret_hash = decode(nullif(current_setting('shopcall.attempt', true), ''), 'hex'))
  with check (false);
create policy service_finds_result on public.connect_results for select to shopcall_service
  using (secret_hash = decode(nullif(current_setting('shopcall.attempt', true), ''), 'hex'));

create policy service_clears_ended on public.shoprenter_calls for all to shopcall_service
  using (current_setting('shopcall.task', true) = 'ended_installations' and expires_at < now()) with check (false);
create policy service_clears_ended on public.shoprenter_installations for all to shopcall_service
  using (current_setting('shopcall.task', true) = 'ended_installations' and expires_at < now()) with check (false);
create policy service_clears_ended on public.connect_results for all to shopcall_service
  using (current_setting('shopcall.task', true) = 'ended_installations' and expires_at < now()) with check (false);

-- Takes a signed call: true for the first who brings it, on whichever instance, false for everybody after.
create function shopcall.take_shoprenter_call(hash bytea, ends_at timestamptz) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare added integer;
begin
  perform set_config('shopcall.call', encode(hash, 'hex'), true);
  insert into public.shoprenter_calls (call_hash, expires_at) values (hash, ends_at) on conflict do nothing;
  get diagnostics added = row_count;
  perform set_config('shopcall.call', '', true);
  return added = 1;
end $$;

-- Remembers that a shop installed the app; the value of an earlier call no longer works.
create function shopcall.open_shoprenter_installation(of_shop text, hash bytea, ends_at timestamptz) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.shop', of_shop, true);
  insert into public.shoprenter_installations (shop, secret_hash, expires_at) values (of_shop, hash, ends_at)
    on conflict (shop) do update set secret_hash = excluded.secret_hash, expires_at = excluded.expires_at;
  perform set_config('shopcall.shop', '', true);
end $$;

-- Takes an installation: the same value works once, and not after its end. Gives the shop, or null.
create function shopcall.take_shoprenter_installation(hash bytea) returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare taken text;
begin
  perform set_config('shopcall.attempt', encode(hash, 'hex'), true);
  with gone as (delete from public.shoprenter_installations i where i.secret_hash = hash returning i.*)
    select g.shop into taken from gone g where g.expires_at > now();
  perform set_config('shopcall.attempt', '', true);
  return taken;
end $$;

-- What became of the hand-over with this value: still open (no store), or the store that it made.
create function shopcall.find_handover(hash bytea)
returns table (user_id uuid, store_id uuid, browser_hash bytea)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.attempt', encode(hash, 'hex'), true);
  perform set_config('request.jwt.claims', '', true);
  return query
    select r.user_id, r.store_id, r.browser_hash from public.connect_results r
     where r.secret_hash = hash and r.expires_at > now()
    union all
    select a.user_id, null::uuid, a.browser_hash from public.connect_attempts a
     where a.secret_hash = hash and a.platform = 'woocommerce' and a.expires_at > now();
  perform set_config('shopcall.attempt', '', true);
end $$;

-- Deletes what is over; gives how many rows.
create function shopcall.delete_ended_installations() returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare deleted integer; total integer := 0;
begin
  perform set_config('shopcall.task', 'ended_installations', true);
  delete from public.shoprenter_calls c where c.expires_at < now();
  get diagnostics deleted = row_count; total := total + deleted;
  delete from public.shoprenter_installations i where i.expires_at < now();
  get diagnostics deleted = row_count; total := total + deleted;
  delete from public.connect_results r where r.expires_at < now();
  get diagnostics deleted = row_count; total := total + deleted;
  perform set_config('shopcall.task', '', true);
  return total;
end $$;

revoke execute on function shopcall.take_shoprenter_call(bytea, timestamptz),
  shopcall.open_shoprenter_installation(text, bytea, timestamptz), shopcall.take_shoprenter_installation(bytea),
  shopcall.find_handover(bytea), shopcall.delete_ended_installations()
  from public;
grant execute on function shopcall.take_shoprenter_call(bytea, timestamptz),
  shopcall.open_shoprenter_installation(text, bytea, timestamptz), shopcall.take_shoprenter_installation(bytea),
  shopcall.find_handover(bytea), shopcall.delete_ended_installations()
  to shopcall_service;
