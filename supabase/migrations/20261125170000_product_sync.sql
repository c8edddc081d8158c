-- The product sync: when each store is due, one row for each sync, and how a worker takes one.
--
-- One sync a store at a time, across all instances: a partial unique index allows one row that is not over, and
-- who works on it holds a lease that is renewed by statements. A lease that lapsed belongs to the next who asks.

alter table public.store_sync_config
  add column next_due_at timestamptz not null default now(),
  add column failures integer not null default 0 check (failures >= 0),
  add column read_through timestamptz,
  add column full_at timestamptz,
  add column swept_at timestamptz,
  add column rounds_since_sweep integer not null default 0,
  add column doubted_at timestamptz;

comment on column public.store_sync_config.next_due_at is 'When the next sync may start; a new store is due at once.';
comment on column public.store_sync_config.failures is 'Syncs that failed one after the other; the next one waits longer for each.';
comment on column public.store_sync_config.read_through is 'Every change before this was read: the start of the last completed sync.';
comment on column public.store_sync_config.full_at is 'The start of the last completed reading of everything.';
comment on column public.store_sync_config.swept_at is 'When products that the shop has no more were last looked for.';
comment on column public.store_sync_config.doubted_at is
  'Set while the shop showed so few products that nothing was removed; a later sync has to see the same first.';

create index store_sync_config_due on public.store_sync_config (next_due_at);

create table public.store_syncs (
  id uuid primary key default gen_random_uuid(),
  store_id uuid not null references public.stores (id) on delete cascade,
  kind text not null check (kind in ('full', 'incremental', 'sweep')),
  state text not null default 'queued' check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  products_read integer not null default 0 check (products_read >= 0),
  products_written integer not null default 0 check (products_written >= 0),
  products_removed integer not null default 0 check (products_removed >= 0),
  error text check (error in ('shop_unauthorized', 'shop_invalid_response', 'shop_unavailable', 'shop_rate_limited',
    'shop_timeout', 'overloaded', 'internal', 'removal_unconfirmed')),
  customer_access text check (customer_access in ('readable', 'not_readable', 'switched_off')),
  order_access text check (order_access in ('readable', 'not_readable', 'switched_off')),
  round_at timestamptz,
  updated_after timestamptz,
  resume jsonb check (jsonb_typeof(resume) = 'object' and octet_length(resume::text) <= 16384),
  lease_holder uuid,
  lease_until timestamptz,
  takeovers integer not null default 0,
  constraint store_syncs_running_has_lease check (state <> 'running' or (lease_until is not null and round_at is not null)),
  constraint store_syncs_over_has_end check ((finished_at is not null) = (state in ('completed', 'failed', 'cancelled')))
);

comment on table public.store_syncs is
  'One row for each product sync of a store: products only, counted. The two access words say whether customers and orders could be read; nothing that was read for it is kept.';
comment on column public.store_syncs.kind is 'sweep: what changed, then the ids of all products, to find those that are gone.';
comment on column public.store_syncs.round_at is 'The start; of a sync that goes on where a failed one stopped, the start of that one.';
comment on column public.store_syncs.resume is 'Where to go on, as the platform''s adapter wrote it: ids and page marks of products, no secret.';

create unique index store_syncs_one_at_a_time on public.store_syncs (store_id) where state in ('queued', 'running');
create index store_syncs_of_store on public.store_syncs (store_id, queued_at desc);

revoke all on public.store_syncs from public, anon, authenticated;
grant select (id, store_id, kind, state, queued_at, started_at, finished_at, products_read, products_written,
  products_removed, error, customer_access, order_access) on public.store_syncs to authenticated;
grant select, insert, update, delete on public.store_syncs to shopcall_service;

alter table public.store_syncs enable row level security;
alter table public.store_syncs force row level security;

create policy owner_reads on public.store_syncs for select to authenticated
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select auth.uid())));
create policy service_acts_for_user on public.store_syncs for all to shopcall_service
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())))
  with check (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())));

-- The clock has no user to act for: while it takes a sync it sees whose turn it is, and nothing else of anybody.
create policy service_takes_sync on public.stores for select to shopcall_service
  using (current_setting('shopcall.task', true) = 'product_sync');
-- To hold a store's row it has to be one that could be updated; updated it can not be.
create policy service_holds_store on public.stores for update to shopcall_service
  using (current_setting('shopcall.task', true) = 'product_sync') with check (false);
create policy service_takes_sync on public.store_sync_config for all to shopcall_service
  using (current_setting('shopcall.task', true) = 'product_sync')
  with check (current_setting('shopcall.task', true) = 'product_sync');
create policy service_takes_sync on public.store_syncs for all to shopcall_service
  using (current_setting('shopcall.task', true) = 'product_sync')
  with check (current_setting('shopcall.task', true) = 'product_sync');

-- When a store's next sync is due. Every store has its own place within the interval, made of its id, so that
-- stores do not start together and none drifts. After failures: the interval doubled for each, a day at most.
create function shopcall.next_sync_at(store uuid, minutes integer, failures integer) returns timestamptz
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with place as (
    select minutes * 60.0 as every, extract(epoch from now()) as at,
           ('x' || left(replace(store::text, '-', ''), 8))::bit(32)::bigint / 4294967296.0 as share)
  select case
    when failures > 0
      then now() + make_interval(secs => least(every * power(2, least(failures, 20)) * (0.95 + 0.1 * share), 86400)::double precision)
    -- The first place that is at least a quarter of the interval away.
    else to_timestamp((floor(every * share) + every * ceil((at + every / 4 - floor(every * share)) / every))::double precision)
  end from place
$$;

-- What the next sync of a store has to be: everything once a week, the ids once a day or after 48 syncs, or when
-- a doubt has to be settled; else what changed.
create function shopcall.sync_kind(config public.store_sync_config) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when config.full_at is null or config.read_through is null or config.full_at < now() - interval '7 days' then 'full'
    when config.doubted_at is not null or config.swept_at is null or config.swept_at < now() - interval '1 day'
      or config.rounds_since_sweep >= 48 then 'sweep'
    else 'incremental'
  end
$$;

-- Takes the sync of one store whose turn it is and gives the holder the lease: one that was asked for, one whose
-- worker is gone, or a new one of a store that is due. No row: nobody's turn. sync_id null: products are switched
-- off there, only the access to other data is to be looked at.
create function shopcall.take_product_sync(holder uuid, lease_seconds double precision)
returns table (store_id uuid, user_id uuid, sync_id uuid, kind text, round_at timestamptz, updated_after timestamptz,
  resume jsonb, is_new boolean, taken_at timestamptz)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  config public.store_sync_config;
  sync public.store_syncs;
  before public.store_syncs;
  owner uuid;
  products boolean;
  kind_now text;
  was_new boolean;
begin
  perform set_config('shopcall.task', 'product_sync', true);
  perform set_config('request.jwt.claims', '', true);
  for tries in 1 .. 20 loop
    -- The store is held too, without waiting: who deletes it holds it first, and then its settings.
    select c.* into config from public.store_sync_config c join public.stores s on s.id = c.store_id
     where exists (select from public.store_syncs r where r.store_id = c.store_id
              and (r.state = 'queued' or (r.state = 'running' and r.lease_until <= now())))
        or (c.enabled and c.next_due_at <= now() and not exists (select from public.store_syncs r
              where r.store_id = c.store_id and r.state in ('queued', 'running')))
     order by c.next_due_at, c.store_id limit 1
       for update of c skip locked for key share of s skip locked;
    exit when not found;

    -- The row above may have been seen before another worker let go of it: what is read now, under the lock, counts.
    sync := null;
    select r.* into sync from public.store_syncs r
     where r.store_id = config.store_id and r.state in ('queued', 'running') for update;
    continue when sync.state = 'running' and sync.lease_until > now();
    continue when sync.id is null and not (config.enabled and config.next_due_at <= now());

    select s.user_id, config.sync_products and (s.data_access_permissions ->> 'allow_product_access')::boolean
      into owner, products from public.stores s where s.id = config.store_id;
    update public.store_sync_config c
       set next_due_at = shopcall.next_sync_at(c.store_id, c.interval_minutes, 0) where c.store_id = config.store_id;

    if not products then
      update public.store_syncs r set state = 'cancelled', finished_at = now(), lease_holder = null, resume = null
       where r.id = sync.id;
      perform set_config('shopcall.task', '', true);
      return query select config.store_id, owner, null::uuid, null::text, null::timestamptz, null::timestamptz, null::jsonb, true, now();
      return;
    end if;

    -- A worker that dies of this sync again and again must not take all others with it.
    if sync.lease_holder is not null and sync.takeovers >= 5 then
      update public.store_syncs r set state = 'failed', error = 'internal', finished_at = now(), lease_holder = null, resume = null
       where r.id = sync.id;
      update public.store_sync_config c
         set failures = c.failures + 1, next_due_at = shopcall.next_sync_at(c.store_id, c.interval_minutes, c.failures + 1)
       where c.store_id = config.store_id;
      continue;
    end if;

    was_new := coalesce(sync.state <> 'running', true);
    if was_new then
      kind_now := case when sync.kind = 'full' then 'full' else shopcall.sync_kind(config) end;
      -- What failed on its way through goes on where it stopped, unless it had got nowhere.
      select r.* into before from public.store_syncs r
       where r.store_id = config.store_id and r.finished_at is not null order by r.queued_at desc limit 1;
      if not (coalesce(before.state = 'failed' and before.kind = kind_now and before.resume is not null
              and before.products_read > 0 and before.round_at > now() - interval '2 days', false)) then
        before := null;
      end if;
      if sync.id is null then
        insert into public.store_syncs (store_id, kind) values (config.store_id, kind_now) returning * into sync;
      end if;
      update public.store_syncs r
         set kind = kind_now, state = 'running', started_at = now(), round_at = coalesce(before.round_at, now()),
             updated_after = case when kind_now = 'full' then null
               else coalesce(before.updated_after, config.read_through - interval '15 minutes') end,
             resume = before.resume, lease_holder = holder, lease_until = now() + make_interval(secs => lease_seconds)
       where r.id = sync.id returning * into sync;
    else
      update public.store_syncs r
         set takeovers = r.takeovers + (r.lease_holder is not null)::integer, lease_holder = holder,
             lease_until = now() + make_interval(secs => lease_seconds)
       where r.id = sync.id returning * into sync;
    end if;
    perform set_config('shopcall.task', '', true);
    return query select sync.store_id, owner, sync.id, sync.kind, sync.round_at, sync.updated_after, sync.resume, was_new, now();
    return;
  end loop;
  perform set_config('shopcall.task', '', true);
end $$;

revoke execute on function shopcall.next_sync_at(uuid, integer, integer),
  shopcall.sync_kind(public.store_sync_config), shopcall.take_product_sync(uuid, double precision) from public;
grant execute on function shopcall.next_sync_at(uuid, integer, integer),
  shopcall.sync_kind(public.store_sync_config), shopcall.take_product_sync(uuid, double precision) to shopcall_service;

-- Stores of an older installation: each has its settings, and their first syncs do not all start now.
insert into public.store_sync_config (store_id) select s.id from public.stores s on conflict do nothing;
update public.store_sync_config c set next_due_at = shopcall.next_sync_at(c.store_id, c.interval_minutes, 0);
