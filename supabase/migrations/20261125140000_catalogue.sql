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
