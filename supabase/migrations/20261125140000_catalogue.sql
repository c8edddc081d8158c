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

-- In the row itself and as it is, where it fits: it is looked at far more often than the product is.
alter table public.catalogue_products alter column terms set storage main;

comment on column public.catalogue_products.product is 'The whole unified product.';
comment on column public.catalogue_products.digest is 'Of `product`: one that did not change is not written again.';
comment on column public.catalogue_products.terms is 'What finds it; made by src/catalogue/terms.ts, each beginning with its store.';
comment on column public.catalogue_products.sort_ms is 'When the shop created it, in milliseconds since 1970; 0 where it does not say.';
comment on column public.catalogue_products.seen_at is 'When it was read from the shop last; an older reading never replaces a newer one.';

-- `seen_at` is in no index, so that a product without a change is rewritten within its page.
create index catalogue_products_in_order on public.catalogue_products (store_id, sort_ms, product_id);
create index catalogue_products_by_change on public.catalogue_products (store_id, updated_at);
create index catalogue_products_by_price on public.catalogue_products (store_id, price_low, price_high);
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

-- Products that both queries find, each with its tier, in no order, at most so many. Only `driving` is asked of the index over terms: a word
-- that many products have costs more there than a look at the few that the other words leave.
create function shopcall.catalogue_matches(store uuid, driving tsquery, query tsquery, tiers tsquery[],
  changed_after timestamptz, price_from numeric, price_to numeric, at_most integer)
  returns table (product_id text, sort_ms bigint, tier integer)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_indexscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    select p.product_id, p.sort_ms, case when tiers is null or ts_match_vq(p.terms, tiers[1]) then 1
             when ts_match_vq(p.terms, tiers[2]) then 2 when ts_match_vq(p.terms, tiers[3]) then 3
             when ts_match_vq(p.terms, tiers[4]) then 4 else 5 end
      from public.catalogue_products p
     where p.terms @@ driving and p.store_id = store
       and ts_match_vq(p.terms, query)
       and (changed_after is null or p.updated_at > changed_after)
       and (price_from is null or p.price_high >= price_from)
       and (price_to is null or p.price_low <= price_to)
     limit at_most;
end $$;

-- Products that changed after an instant, or whose prices are in a range, in no order, at most so many.
create function shopcall.catalogue_changes(store uuid, changed_after timestamptz, price_from numeric, price_to numeric,
  at_most integer) returns table (product_id text, sort_ms bigint)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  if changed_after is null then
    return query
      select p.product_id, p.sort_ms from public.catalogue_products p
       where p.store_id = store and p.price_low <= coalesce(price_to, 'Infinity')
         and p.price_high >= coalesce(price_from, '-Infinity')
       limit at_most;
  else
    return query
      select p.product_id, p.sort_ms from public.catalogue_products p
       where p.store_id = store and p.updated_at > changed_after
         and (price_from is null or p.price_high >= price_from)
         and (price_to is null or p.price_low <= price_to)
       limit at_most;
  end if;
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

-- How many of a store's newest products belong to each tier, within the limits, and have each word.
create function shopcall.catalogue_sample(store uuid, tiers tsquery[], named tsquery[], anywhere tsquery[],
  limits tsquery, changed_after timestamptz, price_from numeric, price_to numeric, size integer,
  out in_tier integer[], out have_named integer[], out have_anywhere integer[])
language plpgsql stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare any_tier tsquery;
begin
  for i in 1 .. coalesce(cardinality(tiers), 0) loop
    any_tier := coalesce(any_tier || tiers[i], any_tier, tiers[i]);
  end loop;
  with newest as materialized (
    -- `strip` unpacks it, where it is packed, once for all that looks at it.
    select strip(p.terms) as terms,
           (limits is null or ts_match_vq(p.terms, limits)) and (changed_after is null or p.updated_at > changed_after)
             and (price_from is null or p.price_high >= price_from) and (price_to is null or p.price_low <= price_to) as is_in
      from public.catalogue_products p where p.store_id = store
     order by p.sort_ms desc, p.product_id desc limit size),
  placed as (
    select n.terms, case when not n.is_in then null when tiers is null then 1
             when not ts_match_vq(n.terms, any_tier) then null when ts_match_vq(n.terms, tiers[1]) then 1
             when ts_match_vq(n.terms, tiers[2]) then 2 when ts_match_vq(n.terms, tiers[3]) then 3
             when ts_match_vq(n.terms, tiers[4]) then 4 when ts_match_vq(n.terms, tiers[5]) then 5 end as tier
      from newest n)
  select array[count(*) filter (where tier = 1), count(*) filter (where tier = 2), count(*) filter (where tier = 3),
               count(*) filter (where tier = 4), count(*) filter (where tier = 5)],
         array[count(*) filter (where ts_match_vq(terms, anywhere[1]) and ts_match_vq(terms, named[1])),
               count(*) filter (where ts_match_vq(terms, anywhere[2]) and ts_match_vq(terms, named[2])),
               count(*) filter (where ts_match_vq(terms, anywhere[3]) and ts_match_vq(terms, named[3])),
               count(*) filter (where ts_match_vq(terms, anywhere[4]) and ts_match_vq(terms, named[4])),
               count(*) filter (where ts_match_vq(terms, anywhere[5]) and ts_match_vq(terms, named[5])),
               count(*) filter (where ts_match_vq(terms, anywhere[6]) and ts_match_vq(terms, named[6])),
               count(*) filter (where ts_match_vq(terms, anywhere[7]) and ts_match_vq(terms, named[7])),
               count(*) filter (where ts_match_vq(terms, anywhere[8]) and ts_match_vq(terms, named[8]))],
         array[count(*) filter (where ts_match_vq(terms, anywhere[1])), count(*) filter (where ts_match_vq(terms, anywhere[2])),
               count(*) filter (where ts_match_vq(terms, anywhere[3])), count(*) filter (where ts_match_vq(terms, anywhere[4])),
               count(*) filter (where ts_match_vq(terms, anywhere[5])), count(*) filter (where ts_match_vq(terms, anywhere[6])),
               count(*) filter (where ts_match_vq(terms, anywhere[7])), count(*) filter (where ts_match_vq(terms, anywhere[8]))]
    into in_tier, have_named, have_anywhere from placed;
end $$;

-- All of the words at once; with `have`, only of those that at most so many have, unless all have more.
create function shopcall.all_words(words tsquery[], have integer[], at_most integer) returns tsquery
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  few tsquery;
  every tsquery;
begin
  for i in 1 .. coalesce(cardinality(words), 0) loop
    every := case when every is null then words[i] else every && words[i] end;
    if have[i] <= at_most then few := case when few is null then words[i] else few && words[i] end; end if;
  end loop;
  return coalesce(few, every);
end $$;

-- A page of a store's products. `wanted` is what is searched for, as text search queries: `sku`, `name`, and for each
-- word `whole`, `named` and `anywhere`, with `sku_begins`. They make five tiers: the SKU, the name, whole words in the name,
-- beginnings of words in the name or of a SKU, beginnings of words anywhere. A product belongs to the first that finds
-- it; the order is by tier, then newest first. Without `wanted`, every product. `limiting` holds for all.
--
-- What few products have is found by the index and put in order; what many have is met soon by walking in that
-- order. Which of the two, the newest 150 products tell. So neither costs what the whole catalogue is large.
--
-- Goes on after (after_tier, after_ms, after_id), or skips. `total` is null where over 500 are found.
-- Gives one row for a store of this user, whose synced_at is null where no full sync completed; else none.
create function shopcall.search_catalogue(owner uuid, store uuid, wanted jsonb, limiting text, changed_after timestamptz,
  price_from numeric, price_to numeric, after_tier integer, after_ms bigint, after_id text, skip integer, at_most integer,
  out synced_at timestamptz, out total integer, out products json, out places json)
  returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  sample_size constant integer := 150;
  limits tsquery := nullif(limiting, '')::tsquery;
  whole tsquery[];
  named tsquery[];
  anywhere tsquery[];
  sku_begins tsquery;
  tiers tsquery[];
  driving tsquery;
  this tsquery;
  size integer;
  -- Up to so many are put in order; a walk meets a page of more in as many steps.
  known integer;
  -- So many of the sample are that many of all, or a little more.
  few integer;
  seen integer[] := '{0,0,0,0,0}';
  have_named integer[] := '{0,0,0,0,0,0,0,0}';
  have_anywhere integer[] := '{0,0,0,0,0,0,0,0}';
  found_tiers integer[];
  found_ms bigint[];
  found_ids text[];
  page_tiers integer[] := '{}';
  page_ms bigint[] := '{}';
  page_ids text[] := '{}';
  counted integer;
  room integer := at_most;
  skipped integer := skip;
  goes_on boolean;
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  select c.synced_at, c.products into synced_at, size
    from public.stores s left join public.catalogues c on c.store_id = s.id where s.id = store;
  if not found then return; end if;
  if synced_at is null then return next; return; end if;

  if wanted is not null then
    whole := array(select w::tsquery from jsonb_array_elements_text(wanted -> 'whole') w);
    named := array(select w::tsquery from jsonb_array_elements_text(wanted -> 'named') w);
    anywhere := array(select w::tsquery from jsonb_array_elements_text(wanted -> 'anywhere') w);
    sku_begins := (wanted ->> 'sku_begins')::tsquery;
    tiers := array[(wanted ->> 'sku')::tsquery, (wanted ->> 'name')::tsquery, shopcall.all_words(whole, null, 0),
      shopcall.all_words(named, null, 0), shopcall.all_words(anywhere, null, 0)];
    if sku_begins is not null then tiers[4] := coalesce(tiers[4] || sku_begins, sku_begins); end if;
  end if;

  known := least(2000, greatest(500, sqrt(26 * size)));
  few := greatest(2, 1.2 * known * sample_size / greatest(size, 1));
  if wanted is null and limits is null and changed_after is null and price_from is null and price_to is null then
    total := size;
    seen[1] := sample_size;
  elsif size > known then
    select s.in_tier, s.have_named, s.have_anywhere into seen, have_named, have_anywhere
      from shopcall.catalogue_sample(store, tiers, named, anywhere, limits, changed_after, price_from, price_to, sample_size) s;
  end if;

  if total is null and seen[1] + seen[2] + seen[3] + seen[4] + seen[5] <= few then
    if wanted is null and limits is null then
      select array_agg(1), array_agg(m.sort_ms), array_agg(m.product_id) into found_tiers, found_ms, found_ids
        from shopcall.catalogue_changes(store, changed_after, price_from, price_to, known + 1) m;
    else
      driving := limits;
      this := limits;
      if wanted is not null then
        driving := tiers[1] || tiers[2];
        this := tiers[1] || tiers[2];
        if tiers[5] is not null then
          driving := driving || shopcall.all_words(anywhere, have_anywhere, few);
          this := this || tiers[5];
        end if;
        if sku_begins is not null then
          driving := driving || sku_begins;
          this := this || sku_begins;
        end if;
        if limits is not null then this := this && limits; end if;
      end if;
      select array_agg(m.tier), array_agg(m.sort_ms), array_agg(m.product_id) into found_tiers, found_ms, found_ids
        from shopcall.catalogue_matches(store, driving, this, tiers, changed_after, price_from, price_to, known + 1) m;
    end if;
    counted := coalesce(cardinality(found_ids), 0);
    if counted <= known then total := counted; end if;
  end if;

  if counted <= known then
    select array_agg(f.tier order by f.n), array_agg(f.ms order by f.n), array_agg(f.id order by f.n)
      into page_tiers, page_ms, page_ids
      from (select u.tier, u.ms, u.id, row_number() over (order by u.tier, u.ms desc, u.id collate "C" desc) as n
              from unnest(found_tiers, found_ms, found_ids) as u (tier, ms, id)
             where after_tier is null or u.tier > after_tier
                or (u.tier = after_tier and (u.ms, u.id collate "C") < (after_ms, after_id))
             order by n offset skip limit at_most) f;
  else
    -- Tier by tier, each only as far as is asked for.
    for i in coalesce(after_tier, 1) .. case when wanted is null then 1 else 5 end loop
      continue when wanted is not null and tiers[i] is null;
      this := tiers[i];
      for j in 1 .. i - 1 loop
        if tiers[j] is not null then this := this && !!tiers[j]; end if;
      end loop;
      this := case when limits is null then this when this is null then limits else this && limits end;
      goes_on := coalesce(after_tier = i, false);
      found_ids := null;
      counted := known + 1;
      if wanted is not null and seen[i] <= few then
        driving := case i
          when 4 then case when sku_begins is null then shopcall.all_words(named, have_named, few)
                      else coalesce(shopcall.all_words(named, have_named, few) || sku_begins, sku_begins) end
          when 5 then shopcall.all_words(anywhere, have_anywhere, few)
          else tiers[i] end;
        select array_agg(m.sort_ms), array_agg(m.product_id), count(*) into found_ms, found_ids, counted
          from shopcall.catalogue_matches(store, driving, this, null, changed_after, price_from, price_to, known + 1) m;
      end if;
      if counted <= known then
        select array_agg(f.ms order by f.n), array_agg(f.id order by f.n) into found_ms, found_ids
          from (select u.ms, u.id, row_number() over (order by u.ms desc, u.id collate "C" desc) as n
                  from unnest(found_ms, found_ids) as u (ms, id)
                 where not goes_on or (u.ms, u.id collate "C") < (after_ms, after_id)
                 order by n offset skipped limit room) f;
        skipped := greatest(skipped - counted, 0);
      else
        select array_agg(w.sort_ms), array_agg(w.product_id) into found_ms, found_ids
          from shopcall.catalogue_walk(store, this, changed_after, price_from, price_to,
            case when goes_on then after_ms end, case when goes_on then after_id end, skipped, room) w;
        if found_ids is not null then
          skipped := 0;
        elsif skipped > 0 then
          select count(*) into counted from shopcall.catalogue_walk(store, this, changed_after, price_from, price_to,
            null, null, 0, 2147483647);
          skipped := greatest(skipped - counted, 0);
        end if;
      end if;
      page_tiers := page_tiers || array_fill(i, array[coalesce(cardinality(found_ids), 0)]);
      page_ms := page_ms || found_ms;
      page_ids := page_ids || found_ids;
      room := at_most - cardinality(page_ids);
      exit when room <= 0;
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

-- Takes out the words that none of a store's products is called by any more; for the acting user.
create function shopcall.forget_catalogue_words(store uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_material = off
set jit = off
as $$
begin
  if not exists (select from public.stores s where s.id = store) then return; end if;
  delete from public.catalogue_words w
   using (select k.word from public.catalogue_words k
           where k.store_id = store and k.variant = k.word
             and not exists (select from public.catalogue_products p
                              where p.terms @@ ('''' || left(store::text, 6) || 'a' || k.word || '''')::tsquery
                                and p.store_id = store)) gone
   cross join lateral (
     select gone.word as variant
     union
     select left(gone.word, i - 1) || substr(gone.word, i + 1) from generate_series(1, length(gone.word)) i) v
   where w.store_id = store and w.variant = v.variant and w.word = gone.word;
end $$;

grant create on schema shopcall to shopcall_catalogue;
alter function shopcall.forget_catalogue_words(uuid) owner to shopcall_catalogue;
alter function shopcall.search_catalogue(uuid, uuid, jsonb, text, timestamptz, numeric, numeric, integer, bigint, text,
  integer, integer) owner to shopcall_catalogue;
alter function shopcall.find_catalogue_product(uuid, uuid, text) owner to shopcall_catalogue;
alter function shopcall.catalogue_words_near(uuid, uuid, text, text[]) owner to shopcall_catalogue;
revoke create on schema shopcall from shopcall_catalogue;

revoke execute on function
  shopcall.catalogue_matches(uuid, tsquery, tsquery, tsquery[], timestamptz, numeric, numeric, integer),
  shopcall.catalogue_changes(uuid, timestamptz, numeric, numeric, integer),
  shopcall.catalogue_sample(uuid, tsquery[], tsquery[], tsquery[], tsquery, timestamptz, numeric, numeric, integer),
  shopcall.all_words(tsquery[], integer[], integer),
  shopcall.catalogue_walk(uuid, tsquery, timestamptz, numeric, numeric, bigint, text, integer, integer),
  shopcall.search_catalogue(uuid, uuid, jsonb, text, timestamptz, numeric, numeric, integer, bigint, text, integer, integer),
  shopcall.find_catalogue_product(uuid, uuid, text), shopcall.catalogue_words_near(uuid, uuid, text, text[]),
  shopcall.forget_catalogue_words(uuid) from public;
grant execute on function
  shopcall.catalogue_matches(uuid, tsquery, tsquery, tsquery[], timestamptz, numeric, numeric, integer),
  shopcall.catalogue_changes(uuid, timestamptz, numeric, numeric, integer),
  shopcall.catalogue_sample(uuid, tsquery[], tsquery[], tsquery[], tsquery, timestamptz, numeric, numeric, integer),
  shopcall.all_words(tsquery[], integer[], integer),
  shopcall.catalogue_walk(uuid, tsquery, timestamptz, numeric, numeric, bigint, text, integer, integer) to shopcall_catalogue;
grant execute on function
  shopcall.search_catalogue(uuid, uuid, jsonb, text, timestamptz, numeric, numeric, integer, bigint, text, integer, integer),
  shopcall.find_catalogue_product(uuid, uuid, text), shopcall.catalogue_words_near(uuid, uuid, text, text[]),
  shopcall.forget_catalogue_words(uuid) to shopcall_service;
