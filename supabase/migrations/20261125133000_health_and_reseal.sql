-- What is known of each store's health, in words of a closed list; and the re-sealing of secrets under a new key.

create table public.store_health (
  store_id uuid not null references public.stores (id) on delete cascade,
  kind text not null check (kind in ('products', 'customers', 'orders')),
  -- Whether the last look could read it.
  reachable boolean not null,
  -- The codes of src/model/health.ts; a store that is not connected needs no row to say so.
  problem text check (problem in ('keys_revoked', 'token_refused', 'token_about_to_lapse', 'credentials_unreadable',
    'missing_scope', 'key_may_not_read', 'protected_data_not_approved', 'order_history_limited', 'rest_blocked',
    'plain_permalinks', 'address_moved', 'http_only', 'slow_search', 'certificate_invalid', 'not_the_shops_api',
    'shop_closed', 'shop_unreachable')),
  -- When the look began: what began earlier never replaces it.
  checked_at timestamptz not null,
  primary key (store_id, kind),
  check (reachable or problem is not null)
);

comment on table public.store_health is
  'The last verdict for each store and kind of data, in words of ours alone; nothing that a shop said.';

revoke all on public.store_health from public, anon, authenticated;
grant select on public.store_health to authenticated;
grant select, insert, update, delete on public.store_health to shopcall_service;

alter table public.store_health enable row level security;
alter table public.store_health force row level security;

create policy owner_reads on public.store_health for select to authenticated
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select auth.uid())));
create policy service_acts_for_user on public.store_health for all to shopcall_service
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())))
  with check (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())));

-- The verdicts of all stores of a user, or of one.
create function shopcall.find_store_health(owner uuid, store uuid) returns setof public.store_health
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  return query select h.* from public.store_health h where store is null or h.store_id = store;
end $$;

-- Keeps verdicts of a store, each unless a later look was kept already; nothing for a store that is gone.
create function shopcall.keep_store_health(owner uuid, store uuid, verdicts jsonb) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  insert into public.store_health as h (store_id, kind, reachable, problem, checked_at)
  select s.id, v.kind, v.reachable, v.problem, v.checked_at
    from jsonb_to_recordset(verdicts) as v (kind text, reachable boolean, problem text, checked_at timestamptz)
    join public.stores s on s.id = store
   order by v.kind
  on conflict (store_id, kind) do update
    set reachable = excluded.reachable, problem = excluded.problem, checked_at = excluded.checked_at
    where h.checked_at <= excluded.checked_at;
end $$;

-- A read that succeeded: what stood against this kind is gone, and so is what would have stopped any read. What
-- only limits a reading stays.
create function shopcall.note_store_read(owner uuid, store uuid, read_kind text, whole_store text[], at timestamptz)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  update public.store_health h set reachable = true, problem = null, checked_at = at
   where h.store_id = store and not h.reachable and h.checked_at < at
     and (h.kind = read_kind or h.problem = any (whole_store));
end $$;

revoke execute on function shopcall.find_store_health(uuid, uuid), shopcall.keep_store_health(uuid, uuid, jsonb),
  shopcall.note_store_read(uuid, uuid, text, text[], timestamptz) from public;
grant execute on function shopcall.find_store_health(uuid, uuid), shopcall.keep_store_health(uuid, uuid, jsonb),
  shopcall.note_store_read(uuid, uuid, text, text[], timestamptz) to shopcall_service;

-- Re-sealing goes over everybody's secrets and has no user to act for: it sees them by these functions alone, and
-- changes a box only by naming the one that it replaces.
create policy service_reseals on public.stores for select to shopcall_service
  using (current_setting('shopcall.task', true) = 'reseal');
create policy service_reseals on public.store_person_secrets for select to shopcall_service
  using (current_setting('shopcall.task', true) = 'reseal');
grant update (sealed) on public.store_person_secrets to shopcall_service;

-- Boxes of a place that do not begin as those under the newest key do, by the id of their store. The protected
-- header comes first in a box and names its key, so nothing has to be opened to find them.
create function shopcall.find_stale_boxes(place text, newest text, after uuid, at_most integer)
returns table (owner uuid, store uuid, sealed text)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.task', 'reseal', true);
  perform set_config('request.jwt.claims', '', true);
  if place = 'stores.credentials' then
    return query
      select s.user_id, s.id, s.credentials from public.stores s
       where s.credentials is not null and not starts_with(s.credentials, newest)
         and (after is null or s.id > after)
       order by s.id limit at_most;
  elsif place = 'store_person_secrets.sealed' then
    return query
      select s.user_id, s.id, p.sealed from public.store_person_secrets p join public.stores s on s.id = p.store_id
       where not starts_with(p.sealed, newest) and (after is null or p.store_id > after)
       order by p.store_id limit at_most;
  else
    raise exception 'no such place' using errcode = 'invalid_parameter_value';
  end if;
  perform set_config('shopcall.task', '', true);
end $$;

-- Puts fresh boxes in the place of exactly the old ones; gives how many still were there. In one order
-- everywhere, so that two runs never wait for each other's rows.
create function shopcall.swap_boxes(place text, swaps jsonb) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  swap record;
  swapped integer := 0;
begin
  for swap in
    select * from jsonb_to_recordset(swaps) as x (owner uuid, store uuid, old text, fresh text) order by x.store
  loop
    perform set_config('request.jwt.claims', json_build_object('sub', swap.owner)::text, true);
    if place = 'stores.credentials' then
      update public.stores s set credentials = swap.fresh where s.id = swap.store and s.credentials = swap.old;
    elsif place = 'store_person_secrets.sealed' then
      update public.store_person_secrets p set sealed = swap.fresh
       where p.store_id = swap.store and p.sealed = swap.old;
    else
      raise exception 'no such place' using errcode = 'invalid_parameter_value';
    end if;
    if found then swapped := swapped + 1; end if;
  end loop;
  perform set_config('request.jwt.claims', '', true);
  return swapped;
end $$;

revoke execute on function shopcall.find_stale_boxes(text, text, uuid, integer), shopcall.swap_boxes(text, jsonb)
  from public;
grant execute on function shopcall.find_stale_boxes(text, text, uuid, integer), shopcall.swap_boxes(text, jsonb)
  to shopcall_service;
