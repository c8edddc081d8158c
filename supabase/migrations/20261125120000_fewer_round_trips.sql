-- A read asks the database twice: for its key and store before, and at its end to record it and to look again.

-- Before a key is known there is no user to act for: the rows of the digests that were asked for, and no others.
drop policy service_finds_key on public.user_api_keys;
create policy service_finds_key on public.user_api_keys for select to shopcall_service
  using (digest in (select decode(d, 'hex')
    from unnest(string_to_array(nullif(current_setting('shopcall.key_digests', true), ''), ',')) as d));

-- The keys with these digests, whatever their state, and with each the store of its user that its request names:
-- one round trip for what every read begins with, however many begin at once. Digests are in hex; `asked` counts from
-- 1; a digest that is nobody's has no row; `store` is null where there is no such store of that user.
create function shopcall.find_callers(key_digests text[], stores_named uuid[])
returns table (asked integer, id uuid, user_id uuid, hash text, read_customers boolean, read_orders boolean,
  read_products boolean, store_ids uuid[], allowed_ips cidr[], expires_at timestamptz, revoked_at timestamptz, store jsonb)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  k public.user_api_keys;
  keys public.user_api_keys[];
begin
  perform set_config('request.jwt.claims', '', true),
    set_config('shopcall.key_digests', array_to_string(key_digests, ','), true);
  keys := array(select u from public.user_api_keys u
                 where u.digest = any (array(select decode(d, 'hex') from unnest(key_digests) as d)));
  perform set_config('shopcall.key_digests', '', true);
  foreach k in array keys loop
    perform set_config('request.jwt.claims', json_build_object('sub', k.user_id)::text, true);
    return query
      select n::integer, k.id, k.user_id, k.hash, k.read_customers, k.read_orders, k.read_products, k.store_ids,
             k.allowed_ips, k.expires_at, k.revoked_at,
             (select to_jsonb(s) from public.stores s where s.id = stores_named[n])
        from generate_subscripts(key_digests, 1) as n
       where key_digests[n] = encode(k.digest, 'hex');
  end loop;
  perform set_config('request.jwt.claims', '', true);
end $$;

drop function shopcall.find_api_key(bytea);

-- Writes rows of the access log in the order given, and says of each that releases data whether its key and its
-- store still allow it: read after the rows are written, in the transaction that commits them.
create function shopcall.record_and_check(rows jsonb)
returns table ("row" bigint, key_active boolean, store_there boolean, customers boolean, orders boolean, products boolean)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform shopcall.record_accesses(rows);
  return query
    select r.number, s.*
      from jsonb_array_elements(rows) with ordinality as r (line, number)
     cross join lateral shopcall.still_allowed((r.line ->> 'user_id')::uuid, (r.line ->> 'key_id')::uuid,
       (r.line ->> 'store_id')::uuid) as s
     where r.line ->> 'outcome' = 'allowed';
end $$;

revoke execute on function shopcall.find_callers(text[], uuid[]), shopcall.record_and_check(jsonb) from public;
grant execute on function shopcall.find_callers(text[], uuid[]), shopcall.record_and_check(jsonb) to shopcall_service;

-- Functions of the hot path in plpgsql: it keeps their plans for as long as a connection lives. A function in
-- SQL with a search path of its own is parsed and planned anew at every call (PostgreSQL 15: some 0.3 ms each).
create or replace function shopcall.acting_user() returns uuid
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return nullif(nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub', '')::uuid;
end $$;

create or replace function public.is_api_key_valid(key_id uuid) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select from public.user_api_keys k
     where k.id = key_id and k.revoked_at is null and k.expires_at > now());
end $$;

create or replace function public.can_access_store_data(store_id uuid, data_kind text) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce((
    select case data_kind
             when 'customers' then (s.data_access_permissions ->> 'allow_customer_access')::boolean
             when 'orders' then (s.data_access_permissions ->> 'allow_order_access')::boolean
             when 'products' then (s.data_access_permissions ->> 'allow_product_access')::boolean
           end
      from public.stores s where s.id = can_access_store_data.store_id), false);
end $$;

create or replace function shopcall.network_of(address inet) returns inet
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return network(set_masklen(address, case family(address) when 4 then 24 else 48 end))::inet;
end $$;

create or replace function shopcall.record_accesses(rows jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform shopcall.append_accesses(rows, clock_timestamp());
end $$;
