-- The catalogue: the products of each store as its shop had them when they were read last, and what finds them.
-- Products only: nothing of a customer or an order.

-- One row for each store that was ever synced. `products` is kept by the functions below, so that counting is free.
create table public.catalogues (
  store_id uuid primary key references public.stores (id) on delete cascade,
  synced_at timestamptz,
  products integer not null default 0 check (products >= 0)
);

comment on column public.catalogues.synced_at is 'When the last full sync completed; null: reads are answered by the shop.';

create table public.catalogue_products (
  store_id uuid not null references public.catalogues (store_id) on delete cascade,
  product_id text collate "C" not null,
  product jsonb not null,
  digest bigint not null,
  terms tsvector not null,
  sort_ms bigint not null,
  updated_at timestamptz,
  price_low numeric,
  price_high numeric,
  seen_at timestamptz not null,
  primary key (store_id, product_id)
) with (fillfactor = 85);

comment on column public.catalogue_products.product is 'The whole unified product.';
comment on column public.catalogue_products.digest is 'Of `product`: one that did not change is not written again.';
comment on column public.catalogue_products.terms is 'What finds it; made by src/catalogue/terms.ts, each beginning with its store.';
comment on column public.catalogue_products.sort_ms is 'When the shop created it, in milliseconds since 1970; 0 where it does not say.';
comment on column public.catalogue_products.seen_at is 'When it was read from the shop last; an older reading never replaces a newer one.';

-- `seen_at` is in no index, so that a product without a change is rewritten within its page.
create index catalogue_products_in_order on public.catalogue_products (store_id, sort_ms, product_id);
create index catalogue_products_by_change on public.catalogue_products (store_id, updated_at);
-- Searches read the pending list from end to end: a small one.
create index catalogue_products_terms on public.catalogue_products using gin (terms) with (gin_pending_list_limit = 256);

-- The words that products are called by, each under itself and under what is left of it without one letter: two
-- words that are one typing mistake apart meet there.
create table public.catalogue_words (
  store_id uuid not null references public.catalogues (store_id) on delete cascade,
  variant text collate "C" not null,
  word text collate "C" not null,
  primary key (store_id, variant, word)
);

revoke all on public.catalogues, public.catalogue_products, public.catalogue_words
  from public, anon, authenticated, service_role;
grant select on public.catalogues, public.catalogue_products to authenticated;
grant select, insert, update, delete on public.catalogues, public.catalogue_products, public.catalogue_words
  to shopcall_service;

alter table public.catalogues enable row level security;
alter table public.catalogues force row level security;
alter table public.catalogue_products enable row level security;
alter table public.catalogue_products force row level security;
alter table public.catalogue_words enable row level security;
alter table public.catalogue_words force row level security;

-- `in` and not `exists`: the user's stores are looked up once for a statement, not once for a row.
create policy owner_reads on public.catalogues for select to authenticated
  using (store_id in (select s.id from public.stores s where s.user_id = (select auth.uid())));
create policy owner_reads on public.catalogue_products for select to authenticated
  using (store_id in (select s.id from public.stores s where s.user_id = (select auth.uid())));
create policy service_acts_for_user on public.catalogues for all to shopcall_service
  using (store_id in (select s.id from public.stores s where s.user_id = (select shopcall.acting_user())))
  with check (store_id in (select s.id from public.stores s where s.user_id = (select shopcall.acting_user())));
create policy service_acts_for_user on public.catalogue_products for all to shopcall_service
  using (store_id in (select s.id from public.stores s where s.user_id = (select shopcall.acting_user())))
  with check (store_id in (select s.id from public.stores s where s.user_id = (select shopcall.acting_user())));
create policy service_acts_for_user on public.catalogue_words for all to shopcall_service
  using (store_id in (select s.id from public.stores s where s.user_id = (select shopcall.acting_user())))
  with check (store_id in (select s.id from public.stores s where s.user_id = (select shopcall.acting_user())));

-- Writes products of a store of the acting user, as `seen` read them. Rows are written in one order everywhere, so
-- that two writers wait for each other and never in a circle.
create function shopcall.write_catalogue_products(store uuid, products json, words text[], seen timestamptz) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare added integer;
begin
  insert into public.catalogues (store_id) values (store) on conflict do nothing;
  insert into public.catalogue_words (store_id, variant, word)
  select store, v.variant, n.word
    from (select u.word from unnest(words) as u (word)
           where not exists (select from public.catalogue_words k
                              where k.store_id = store and k.variant = u.word and k.word = u.word)) n
   cross join lateral (
     select n.word as variant
     union
     select left(n.word, i - 1) || substr(n.word, i + 1) from generate_series(1, length(n.word)) i
      where length(n.word) between 4 and 24) v
   order by v.variant collate "C", n.word collate "C"
      on conflict do nothing;
  with written as (
    insert into public.catalogue_products as p (store_id, product_id, product, digest, terms, sort_ms, updated_at,
      price_low, price_high, seen_at)
    select store, r.id, r.product, hashtextextended(r.product::text, 0), array_to_tsvector(r.terms), r.sort_ms,
           r.updated_at, r.price_low, r.price_high, seen
      from json_to_recordset(products) as r (id text, product jsonb, terms text[], sort_ms bigint,
        updated_at timestamptz, price_low numeric, price_high numeric)
     order by r.id collate "C"
        on conflict (store_id, product_id) do update
       set product = case when p.digest = excluded.digest then p.product else excluded.product end,
           digest = excluded.digest, terms = excluded.terms, sort_ms = excluded.sort_ms,
           updated_at = excluded.updated_at, price_low = excluded.price_low, price_high = excluded.price_high,
           seen_at = excluded.seen_at
     where p.seen_at <= excluded.seen_at
    returning p.xmax = 0 as is_new)
  select count(*) into added from written where is_new;
  if added > 0 then
    update public.catalogues c set products = c.products + added where c.store_id = store;
  end if;
end $$;

-- Deletes products of a store of the acting user; gives how many were there.
create function shopcall.remove_catalogue_products(store uuid, ids text[]) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare removed integer;
begin
  delete from public.catalogue_products p where p.store_id = store and p.product_id = any (ids);
  get diagnostics removed = row_count;
  if removed > 0 then
    update public.catalogues c set products = c.products - removed where c.store_id = store;
  end if;
  return removed;
end $$;

revoke execute on function shopcall.write_catalogue_products(uuid, json, text[], timestamptz),
  shopcall.remove_catalogue_products(uuid, text[]) from public;
grant execute on function shopcall.write_catalogue_products(uuid, json, text[], timestamptz),
  shopcall.remove_catalogue_products(uuid, text[]) to shopcall_service;

-- Searching. Under row level security no index over words may be asked before each row was looked at, since the
-- operator could tell something of rows that are not the user's. So one role that nobody logs in as sees all
-- rows, and its one function looks first whether the store is the user's, and then for rows of that store.
do $$
begin
  if not exists (select from pg_roles where rolname = 'shopcall_catalogue') then
    create role shopcall_catalogue nologin noinherit;
  end if;
  execute format('grant shopcall_catalogue to %I', current_user);
end $$;

grant usage on schema public, shopcall to shopcall_catalogue;
grant select (id, user_id) on public.stores to shopcall_catalogue;
grant select on public.catalogues, public.catalogue_products, public.catalogue_words to shopcall_catalogue;
grant delete on public.catalogue_words to shopcall_catalogue;
grant execute on function shopcall.acting_user() to shopcall_catalogue;

create policy catalogue_knows_owner on public.stores for select to shopcall_catalogue
  using (user_id = (select shopcall.acting_user()));
create policy catalogue_reads on public.catalogues for select to shopcall_catalogue using (true);
create policy catalogue_searches on public.catalogue_products for select to shopcall_catalogue using (true);
create policy catalogue_forgets on public.catalogue_words for all to shopcall_catalogue using (true);

-- Products that the query finds, in no order, at most so many: by the index over terms, however many others have them.
create function shopcall.catalogue_matches(store uuid, query tsquery, changed_after timestamptz, price_from numeric,
  price_to numeric, at_most integer) returns table (product_id text, sort_ms bigint, terms tsvector)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_indexscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    select p.product_id, p.sort_ms, p.terms from public.catalogue_products p
     where p.terms @@ query and p.store_id = store
       and (changed_after is null or p.updated_at > changed_after)
       and (price_from is null or p.price_high >= price_from)
       and (price_to is null or p.price_low <= price_to)
     limit at_most;
end $$;

-- Products that changed after an instant, in no order, at most so many.
create function shopcall.catalogue_changes(store uuid, changed_after timestamptz, price_from numeric, price_to numeric,
  at_most integer) returns table (product_id text, sort_ms bigint)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    select p.product_id, p.sort_ms from public.catalogue_products p
     where p.store_id = store and p.updated_at > changed_after
       and (price_from is null or p.price_high >= price_from)
       and (price_to is null or p.price_low <= price_to)
     limit at_most;
end $$;

-- Products in their order, newest first, that the query finds: for queries that find many. ts_match_vq is what
-- the operator @@ calls; by that name no index is asked, so that reading stops when there are enough.
create function shopcall.catalogue_walk(store uuid, query tsquery, changed_after timestamptz, price_from numeric,
  price_to numeric, after_ms bigint, after_id text, skip integer, at_most integer)
  returns table (product_id text, sort_ms bigint)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    select p.product_id, p.sort_ms from public.catalogue_products p
     where p.store_id = store
       and (p.sort_ms, p.product_id) < (coalesce(after_ms, 9223372036854775807), coalesce(after_id, '') collate "C")
       and (query is null or ts_match_vq(p.terms, query))
       and (changed_after is null or p.updated_at > changed_after)
       and (price_from is null or p.price_high >= price_from)
       and (price_to is null or p.price_low <= price_to)
     order by p.sort_ms desc, p.product_id desc
    offset skip limit at_most;
end $$;

-- A page of a store's products. `tiers` are text search queries, the best first; a product belongs to the first that
-- finds it, and comes in the order of tiers, then newest first. No tiers: every product. `limiting` holds for all.
-- Goes on after (after_tier, after_ms, after_id), or skips. `total` is null when there are over a thousand.
-- Gives one row for a store of this user, whose synced_at is null where no full sync completed; else none.
create function shopcall.search_catalogue(owner uuid, store uuid, tiers text[], limiting text, changed_after timestamptz,
  price_from numeric, price_to numeric, after_tier integer, after_ms bigint, after_id text, skip integer, at_most integer,
  out synced_at timestamptz, out total integer, out products json, out places json)
  returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  known constant integer := 1000;
  limits tsquery := nullif(limiting, '')::tsquery;
  t tsquery[] := tiers::tsquery[];
  has_tiers boolean := coalesce(cardinality(tiers), 0) > 0;
  everything tsquery;
  this tsquery;
  found_tiers integer[];
  found_ms bigint[];
  found_ids text[];
  page_tiers integer[] := '{}';
  page_ms bigint[] := '{}';
  page_ids text[] := '{}';
  counted integer;
  wanted integer := at_most;
  skipped integer := skip;
  here_after boolean;
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  select c.synced_at, c.products into synced_at, counted
    from public.stores s left join public.catalogues c on c.store_id = s.id where s.id = store;
  if not found then return; end if;
  if synced_at is null then return next; return; end if;

  for i in 1 .. coalesce(cardinality(t), 0) loop
    everything := case when everything is null then t[i] else everything || t[i] end;
  end loop;
  everything := case when limits is null then everything when everything is null then limits else everything && limits end;

  if everything is null and changed_after is null and price_from is null and price_to is null then
    total := counted;
  else
    if everything is null then
      select array_agg(1), array_agg(m.sort_ms), array_agg(m.product_id) into found_tiers, found_ms, found_ids
        from (select c.product_id, c.sort_ms
                from shopcall.catalogue_changes(store, changed_after, price_from, price_to, known + 1) c
               where changed_after is not null
              union all
              select w.product_id, w.sort_ms
                from shopcall.catalogue_walk(store, null, null, price_from, price_to, null, null, 0, known + 1) w
               where changed_after is null) m;
    else
      select array_agg(case when m.terms @@ t[1] then 1 when m.terms @@ t[2] then 2 when m.terms @@ t[3] then 3
               when m.terms @@ t[4] then 4 when m.terms @@ t[5] then 5 else 1 end), array_agg(m.sort_ms), array_agg(m.product_id)
        into found_tiers, found_ms, found_ids
        from shopcall.catalogue_matches(store, everything, changed_after, price_from, price_to, known + 1) m;
    end if;
    counted := coalesce(cardinality(found_ids), 0);
    total := case when counted <= known then counted end;
  end if;

  if total is not null and found_ids is not null or counted = 0 then
    -- Few: all of them are here.
    select array_agg(f.tier order by f.n), array_agg(f.ms order by f.n), array_agg(f.id order by f.n)
      into page_tiers, page_ms, page_ids
      from (select u.tier, u.ms, u.id, row_number() over (order by u.tier, u.ms desc, u.id collate "C" desc) as n
              from unnest(found_tiers, found_ms, found_ids) as u (tier, ms, id)
             where after_tier is null or u.tier > after_tier
                or (u.tier = after_tier and (u.ms, u.id collate "C") < (after_ms, after_id))
             order by n offset skip limit at_most) f;
  else
    -- Many: tier by tier, each only as far as is asked for.
    for i in coalesce(after_tier, 1) .. greatest(cardinality(t), 1) loop
      this := t[i];
      for j in 1 .. i - 1 loop this := this && !!t[j]; end loop;
      this := case when limits is null then this when this is null then limits else this && limits end;
      here_after := after_tier = i;
      found_ids := null;
      counted := known + 1;
      if this is not null and has_tiers then
        select array_agg(m.sort_ms), array_agg(m.product_id), count(*) into found_ms, found_ids, counted
          from shopcall.catalogue_matches(store, this, changed_after, price_from, price_to, known + 1) m;
      end if;
      if counted > known then
        select array_agg(w.sort_ms), array_agg(w.product_id) into found_ms, found_ids
          from shopcall.catalogue_walk(store, this, changed_after, price_from, price_to,
            case when here_after then after_ms end, case when here_after then after_id end, skipped, wanted) w;
        if found_ids is null and skipped > 0 then
          select count(*) into counted from shopcall.catalogue_walk(store, this, changed_after, price_from, price_to,
            null, null, 0, 2147483647);
          skipped := greatest(skipped - counted, 0);
        elsif found_ids is not null then
          skipped := 0;
        end if;
      else
        select array_agg(f.ms order by f.n), array_agg(f.id order by f.n) into found_ms, found_ids
          from (select u.ms, u.id, row_number() over (order by u.ms desc, u.id collate "C" desc) as n
                  from unnest(found_ms, found_ids) as u (ms, id)
                 where not here_after or here_after is null or (u.ms, u.id collate "C") < (after_ms, after_id)
                 order by n offset skipped limit wanted) f;
        skipped := greatest(skipped - counted, 0);
      end if;
      page_tiers := page_tiers || array_fill(i, array[coalesce(cardinality(found_ids), 0)]);
      page_ms := page_ms || found_ms;
      page_ids := page_ids || found_ids;
      wanted := at_most - cardinality(page_ids);
      exit when wanted <= 0;
    end loop;
  end if;

  select json_agg(p.product order by u.n), json_agg(json_build_array(u.tier, u.ms, u.id) order by u.n)
    into products, places
    from unnest(page_tiers, page_ms, page_ids) with ordinality as u (tier, ms, id, n)
    join public.catalogue_products p on p.store_id = store and p.product_id = u.id;
  return next;
end $$;

-- One product of a store, by its id; null where it is not kept. One row for a store of this user, else none.
create function shopcall.find_catalogue_product(owner uuid, store uuid, wanted text,
  out synced_at timestamptz, out product jsonb) returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  return query
    select c.synced_at, p.product
      from public.stores s
      left join public.catalogues c on c.store_id = s.id
      left join public.catalogue_products p on p.store_id = c.store_id and p.product_id = wanted
     where s.id = store;
end $$;

-- Words of a store's products that may be meant by a mistyped one: those that meet one of `variants`, and those that
-- begin with `beginning`.
create function shopcall.catalogue_words_near(owner uuid, store uuid, beginning text, variants text[])
  returns table (word text, is_known boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  if not exists (select from public.stores s where s.id = store) then return; end if;
  return query
    (select k.word, true from public.catalogue_words k
      where k.store_id = store and k.variant >= beginning and k.variant < beginning || U&'\+10FFFF'
        and k.word = k.variant limit 1)
    union all
    (select distinct k.word, false from public.catalogue_words k
      where k.store_id = store and k.variant = any (variants) limit 200);
end $$;

grant create on schema shopcall to shopcall_catalogue;
alter function shopcall.search_catalogue(uuid, uuid, text[], text, timestamptz, numeric, numeric, integer, bigint, text,
  integer, integer) owner to shopcall_catalogue;
alter function shopcall.find_catalogue_product(uuid, uuid, text) owner to shopcall_catalogue;
alter function shopcall.catalogue_words_near(uuid, uuid, text, text[]) owner to shopcall_catalogue;
revoke create on schema shopcall from shopcall_catalogue;

revoke execute on function
  shopcall.catalogue_matches(uuid, tsquery, timestamptz, numeric, numeric, integer),
  shopcall.catalogue_changes(uuid, timestamptz, numeric, numeric, integer),
  shopcall.catalogue_walk(uuid, tsquery, timestamptz, numeric, numeric, bigint, text, integer, integer),
  shopcall.search_catalogue(uuid, uuid, text[], text, timestamptz, numeric, numeric, integer, bigint, text, integer, integer),
  shopcall.find_catalogue_product(uuid, uuid, text), shopcall.catalogue_words_near(uuid, uuid, text, text[]) from public;
grant execute on function
  shopcall.catalogue_matches(uuid, tsquery, timestamptz, numeric, numeric, integer),
  shopcall.catalogue_changes(uuid, timestamptz, numeric, numeric, integer),
  shopcall.catalogue_walk(uuid, tsquery, timestamptz, numeric, numeric, bigint, text, integer, integer) to shopcall_catalogue;
grant execute on function
  shopcall.search_catalogue(uuid, uuid, text[], text, timestamptz, numeric, numeric, integer, bigint, text, integer, integer),
  shopcall.find_catalogue_product(uuid, uuid, text), shopcall.catalogue_words_near(uuid, uuid, text, text[])
  to shopcall_service;
