-- What people who work with the database directly may call, and what the service itself calls for the same
-- thing, so that there is one truth. Those that change something run as shopcall_service, which has no more
-- rights than its policies give it for the user of the claim; nothing here runs as a superuser.

alter table public.user_api_keys
  add column last_used_address inet,
  add column last_used_agent text check (length(last_used_agent) <= 200),
  add column reminded_days integer check (reminded_days in (30, 7, 1)),
  add column rotated_from uuid references public.user_api_keys (id) on delete set null;

grant delete on public.user_api_keys to shopcall_service;
grant select (last_used_address, last_used_agent, rotated_from) on public.user_api_keys to authenticated;

-- An ended key stays ended, whoever writes.
create or replace function shopcall.keep_revocation() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.revoked_at is not null and (new.revoked_at is distinct from old.revoked_at or new.digest is distinct from old.digest) then
    raise exception 'a revoked API key stays revoked' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger keep_revocation before update on public.user_api_keys
  for each row execute function shopcall.keep_revocation();

-- Whether the acting user's key with this id may still be used.
create or replace function public.is_api_key_valid(key_id uuid) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from public.user_api_keys k
     where k.id = key_id and k.revoked_at is null and k.expires_at > now())
$$;

-- Ends a key of the acting user now. True when it ended by this call; false when it had ended or is not theirs.
create or replace function public.revoke_api_key(key_id uuid, reason text default null) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.user_api_keys k
     set revoked_at = now(), revoked_reason = left(reason, 200)
   where k.id = key_id and k.revoked_at is null;
  return found;
end $$;

-- Notes when, from where and by what a key was used last; an older note never replaces a newer one.
create or replace function public.update_api_key_last_used(
  key_id uuid, used_at timestamptz default now(), address inet default null, agent text default null) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  update public.user_api_keys k
     set last_used_at = used_at, last_used_address = address, last_used_agent = left(agent, 200)
   where k.id = key_id and (k.last_used_at is null or k.last_used_at < used_at)
$$;

-- Deletes the acting user's keys that ended longer ago than this; gives how many.
create or replace function public.cleanup_expired_api_keys(ended_before interval default '90 days') returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare deleted integer;
begin
  delete from public.user_api_keys k
   where least(k.revoked_at, k.expires_at) < now() - greatest(ended_before, interval '0');
  get diagnostics deleted = row_count;
  return deleted;
end $$;

-- Whether a store of the acting user allows a kind of data: customers, orders or products.
create or replace function public.can_access_store_data(store_id uuid, data_kind text) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce((
    select case data_kind
             when 'customers' then (s.data_access_permissions ->> 'allow_customer_access')::boolean
             when 'orders' then (s.data_access_permissions ->> 'allow_order_access')::boolean
             when 'products' then (s.data_access_permissions ->> 'allow_product_access')::boolean
           end
      from public.stores s where s.id = can_access_store_data.store_id), false)
$$;

-- The acting user's stores that allow a kind of data.
create or replace function public.get_stores_with_data_access(data_kind text)
returns table (store_id uuid, name text, platform text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select s.id, s.name, s.platform from public.stores s
   where s.data_access_permissions @> case data_kind
           when 'customers' then '{"allow_customer_access": true}'::jsonb
           when 'orders' then '{"allow_order_access": true}'::jsonb
           when 'products' then '{"allow_product_access": true}'::jsonb
         end
   order by s.created_at, s.id
$$;

-- Sets a store's switches for the acting user and writes the change to the audit, in one go. False: no such store.
create or replace function public.update_store_data_access(store_id uuid, permissions jsonb) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare before jsonb;
begin
  select s.data_access_permissions into before from public.stores s
   where s.id = update_store_data_access.store_id for update;
  if not found then return false; end if;
  update public.stores s set data_access_permissions = permissions, updated_at = now()
   where s.id = update_store_data_access.store_id;
  insert into public.store_permission_audit (store_id, user_id, changed_by, reason, old_permissions, new_permissions)
  values (update_store_data_access.store_id, shopcall.acting_user(), shopcall.acting_user(), 'changed', before, permissions);
  return true;
end $$;

-- Read again just before an answer leaves: by the functions above, so that they cannot say different things.
drop function shopcall.still_allowed(uuid, uuid, uuid);
create function shopcall.still_allowed(owner uuid, key uuid, store uuid)
returns table (key_active boolean, store_there boolean, customers boolean, orders boolean, products boolean)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  return query select public.is_api_key_valid(key),
    exists (select from public.stores s where s.id = store),
    public.can_access_store_data(store, 'customers'),
    public.can_access_store_data(store, 'orders'),
    public.can_access_store_data(store, 'products');
end $$;

grant create on schema public to shopcall_service;
alter function public.revoke_api_key(uuid, text) owner to shopcall_service;
alter function public.update_api_key_last_used(uuid, timestamptz, inet, text) owner to shopcall_service;
alter function public.cleanup_expired_api_keys(interval) owner to shopcall_service;
alter function public.update_store_data_access(uuid, jsonb) owner to shopcall_service;
revoke create on schema public from shopcall_service;

revoke execute on all functions in schema shopcall from public;
revoke execute on function public.is_api_key_valid(uuid), public.revoke_api_key(uuid, text),
  public.update_api_key_last_used(uuid, timestamptz, inet, text), public.cleanup_expired_api_keys(interval),
  public.can_access_store_data(uuid, text), public.get_stores_with_data_access(text),
  public.update_store_data_access(uuid, jsonb) from public, anon;
grant execute on function public.is_api_key_valid(uuid), public.revoke_api_key(uuid, text),
  public.cleanup_expired_api_keys(interval), public.can_access_store_data(uuid, text),
  public.get_stores_with_data_access(text), public.update_store_data_access(uuid, jsonb)
  to authenticated, service_role, shopcall_service;
grant execute on function public.update_api_key_last_used(uuid, timestamptz, inet, text) to service_role, shopcall_service;
grant execute on function shopcall.still_allowed(uuid, uuid, uuid) to shopcall_service;
