-- Takes an installation from before this schema over: the products that it copied go into the catalogue; the customers
-- and orders that it copied, what switched their copying, and what counted them, are dropped. Looks first what is there;
-- safe to run again, and on a database where none of it is.

-- Jobs of before would go on calling what is gone. Where pg_cron is not ours to change, its owner does it.
do $$
declare job record;
begin
  if to_regclass('cron.job') is null or to_regprocedure('cron.unschedule(bigint)') is null then return; end if;
  for job in
    execute $jobs$select jobid from cron.job where command ~* '(customers|orders|products)_cache'
      or command ~* '(shopify|woocommerce|shoprenter)[-_](scheduled[-_])?sync' or command ~* 'sync[-_](all|customers|orders|products)'$jobs$
  loop
    execute 'select cron.unschedule($1)' using job.jobid;
  end loop;
exception when insufficient_privilege then
  raise warning 'the scheduled jobs of the older installation have to be unscheduled by who owns them';
end $$;

-- The products. Rows are read with this migration's own rights: the owner is told so for the while of it.
create function pg_temp.text_of(row_json jsonb, names text[]) returns text
language sql immutable
as $$
  select btrim(row_json ->> n) from unnest(names) with ordinality as u (n, i)
   where jsonb_typeof(row_json -> n) in ('string', 'number', 'boolean') and btrim(row_json ->> n) <> '' order by i limit 1
$$;

-- A list of words from what may be a list, a list of objects with a name, or words with commas.
create function pg_temp.words_of(value jsonb) returns jsonb
language sql immutable
as $$
  select coalesce(jsonb_agg(w) filter (where w <> ''), '[]') from (
    select btrim(coalesce(e ->> 'name', e ->> 'title', case when jsonb_typeof(e) = 'string' then e #>> '{}' end)) as w
      from jsonb_array_elements(case when jsonb_typeof(value) = 'array' then value else '[]' end) e
    union all
    select btrim(t) from string_to_table(case when jsonb_typeof(value) = 'string' then value #>> '{}' end, ',') t) x
$$;

create function pg_temp.instant_of(value text) returns timestamptz
language plpgsql stable
as $$
begin
  return value::timestamptz;
exception when others then
  return null;
end $$;

create function pg_temp.iso_of(instant timestamptz) returns text
language sql stable
as $$ select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') where isfinite(instant) $$;

-- As src/catalogue/words.ts does it: lower case, without marks, words of letters and digits.
create function pg_temp.folded(value text) returns text
language sql immutable
as $$
  select replace(replace(translate(lower(regexp_replace(normalize(coalesce(value, ''), nfkd), '[\u0300-\u036f]', '', 'g')),
    'øđðłı', 'oddli'), 'ß', 'ss'), 'æ', 'ae')
$$;

create function pg_temp.folded_words(value text) returns text[]
language sql immutable
as $$ select array(select left(w, 64) from regexp_split_to_table(pg_temp.folded(value), '[^[:alnum:]]+') w where w <> '') $$;

-- A row of a products cache as a unified product: what it says; the next sync brings the rest. Nothing is copied whole,
-- so nothing comes along that nobody looked at.
create function pg_temp.product_of(given jsonb, id text, fallback_currency text) returns jsonb
language plpgsql stable
as $$
declare
  amount text := pg_temp.text_of(given, '{price,regular_price,gross_price,min_price}');
  before text := pg_temp.text_of(given, '{compare_at_price,regular_price}');
  currency text := upper(coalesce(pg_temp.text_of(given, '{currency,currency_code}'), fallback_currency, ''));
  stock text := pg_temp.text_of(given, '{stock_quantity,inventory_quantity,total_inventory,quantity,stock}');
  state text := lower(pg_temp.text_of(given, '{stock_status,in_stock,is_in_stock,available}'));
  status text := lower(coalesce(pg_temp.text_of(given, '{status}'), 'active'));
  image text := pg_temp.text_of(given, '{image_url,main_image,thumbnail_url,image}');
  brand text := pg_temp.text_of(given, '{brand,vendor,manufacturer}');
  html text := pg_temp.text_of(given, '{description_html,body_html,description,short_description}');
  categories jsonb := pg_temp.words_of(coalesce(given -> 'categories', given -> 'category', given -> 'product_type'));
  price jsonb;
  price_before jsonb;
begin
  if currency ~ '^[A-Z]{3}$' then
    if amount ~ '^-?\d{1,20}(\.\d{1,20})?$' then price := jsonb_build_object('amount', amount, 'currency', currency); end if;
    if before ~ '^-?\d{1,20}(\.\d{1,20})?$' and before is distinct from amount then
      price_before := jsonb_build_object('amount', before, 'currency', currency);
    end if;
  end if;
  return jsonb_build_object(
    'id', id,
    'sku', pg_temp.text_of(given, '{sku,product_sku,model}'),
    'name', pg_temp.text_of(given, '{name,title,product_name}'),
    'description', btrim(regexp_replace(regexp_replace(html, '<[^>]*>', ' ', 'g'), '\s+', ' ', 'g')),
    'description_html', html,
    'url', (select u from unnest(array[pg_temp.text_of(given, '{permalink,url,product_url,online_store_url}')]) u where u ~* '^https?://'),
    'status', case when status in ('draft', 'pending', 'private', '0', 'inactive', 'disabled', 'false') then 'draft'
                   when status in ('archived', 'trash', 'deleted') then 'archived' else 'active' end,
    'type', pg_temp.text_of(given, '{type,product_type}'),
    'price', price,
    'compare_at_price', price_before,
    'price_range', case when price is not null then jsonb_build_object('min', price, 'max', price) end,
    'in_stock', case when state in ('instock', 'in_stock', 'true', '1', 'onbackorder') then true
                     when state in ('outofstock', 'out_of_stock', 'false', '0') then false
                     when stock ~ '^-?\d{1,9}(\.\d+)?$' then stock::numeric > 0 end,
    'stock_quantity', case when stock ~ '^-?\d{1,9}(\.\d+)?$' then stock::numeric end,
    'images', case when image ~* '^https?://' then jsonb_build_array(jsonb_build_object('url', image, 'alt', null)) else '[]' end,
    'categories', (select coalesce(jsonb_agg(jsonb_build_object('id', c, 'name', c)), '[]') from jsonb_array_elements_text(categories) c),
    'tags', pg_temp.words_of(given -> 'tags'),
    'brand', brand,
    'options', '[]'::jsonb,
    'variants', '[]'::jsonb,
    'created_at', pg_temp.iso_of(pg_temp.instant_of(pg_temp.text_of(given, '{shop_created_at,platform_created_at,date_created_gmt,date_created}'))),
    'updated_at', pg_temp.iso_of(pg_temp.instant_of(pg_temp.text_of(given, '{shop_updated_at,platform_updated_at,date_modified_gmt,date_modified}'))),
    'platform_specific', '{}'::jsonb);
end $$;

-- As src/catalogue/terms.ts files a product.
create function pg_temp.terms_of(store uuid, product jsonb, words text[]) returns text[]
language sql immutable
as $$
  select array(
    select distinct left(store::text, 6) || t from (
      select 's' || left(lower(product ->> 'sku'), 200) as t where product ->> 'sku' <> ''
      union all select 'e' || left(array_to_string(pg_temp.folded_words(product ->> 'name'), ' '), 200) where product ->> 'name' <> ''
      union all select 'n' || w from unnest(pg_temp.folded_words(product ->> 'name')) w
      union all select 'a' || w from unnest(words || pg_temp.folded_words(left(product ->> 'description', 20000))
        || pg_temp.folded_words(product ->> 'sku') || array_to_string(pg_temp.folded_words(product ->> 'sku'), '')
        || pg_temp.folded_words(product ->> 'type')) w where w <> ''
      union all select 't' || (product ->> 'status')
      union all select 'i' || case when (product ->> 'in_stock')::boolean then '1' else '0' end where product ->> 'in_stock' is not null) x
     where t is not null)
$$;

create function pg_temp.move_products(cache regclass, of_platform text) returns boolean
language plpgsql
as $$
declare
  columns text[];
  store_column text;
  id_column text;
  whole text;
  seen_column text;
begin
  select array_agg(attname::text) into columns from pg_catalog.pg_attribute
   where attrelid = cache and attnum > 0 and not attisdropped;
  select c into store_column from unnest(array['store_id', 'shop_id']) with ordinality u (c, n) where c = any (columns) order by n limit 1;
  select c into id_column from unnest(array[of_platform || '_product_id', of_platform || '_id', 'product_id', 'platform_product_id',
    'external_id', 'external_product_id', 'remote_id', 'id']) with ordinality u (c, n) where c = any (columns) order by n limit 1;
  select c into seen_column from unnest(array['last_synced_at', 'synced_at', 'last_sync_at', 'updated_at', 'created_at'])
    with ordinality u (c, n) where c = any (columns) order by n limit 1;
  if store_column is null or id_column is null then return false; end if;
  -- What the shop said, where it was kept as it was; its own columns say it again, and count.
  select string_agg(format('case when jsonb_typeof(to_jsonb(c) -> %1$L) = ''object'' then to_jsonb(c) -> %1$L else ''{}'' end', w), ' || ')
    into whole from unnest(array['raw', 'raw_data', 'payload', 'data', 'product', 'product_data']) w where w = any (columns);
  execute format($move$
    create temp table moved on commit drop as
    select distinct on (m.store_id, m.product_id) m.store_id, m.product_id,
           pg_temp.product_of(m.given, m.product_id, m.currency) as product, m.seen_at
      from (select s.id as store_id, btrim(c.%1$I::text) as product_id, s.currency,
                   %2$s || jsonb_strip_nulls(to_jsonb(c)) as given,
                   coalesce(pg_temp.instant_of(%3$s), now() - interval '1 day') as seen_at
              from %4$s c join public.stores s on s.id::text = c.%5$I::text and s.platform = %6$L) m
     where m.product_id <> ''
     order by m.store_id, m.product_id, m.seen_at desc$move$,
    id_column, coalesce(whole, '''{}''::jsonb'), case when seen_column is null then 'null' else format('c.%I::text', seen_column) end,
    cache, store_column, of_platform);

  -- A store's catalogue is as old as its oldest row: that is what an answer says of itself until the next sync.
  insert into public.catalogues (store_id, synced_at) select store_id, least(min(seen_at), now()) from moved group by 1
    on conflict (store_id) do nothing;
  with worded as (
    select m.*, pg_temp.folded_words(concat_ws(' ', m.product ->> 'name', m.product ->> 'brand',
             (select string_agg(c ->> 'name', ' ') from jsonb_array_elements(m.product -> 'categories') c),
             (select string_agg(t, ' ') from jsonb_array_elements_text(m.product -> 'tags') t))) as words
      from moved m),
  spoken as (
    insert into public.catalogue_words (store_id, variant, word)
    select distinct n.store_id, v.variant, n.word
      from (select distinct w.store_id, u.word from worded w cross join unnest(w.words) u (word)
             where length(u.word) between 3 and 40) n
     cross join lateral (
       select n.word as variant
       union
       select left(n.word, i - 1) || substr(n.word, i + 1) from generate_series(1, length(n.word)) i
        where length(n.word) between 4 and 24) v
        on conflict do nothing)
  insert into public.catalogue_products (store_id, product_id, product, digest, terms, sort_ms, updated_at, price_low,
    price_high, seen_at)
  select w.store_id, w.product_id, w.product, hashtextextended(w.product::text, 0),
         array_to_tsvector(pg_temp.terms_of(w.store_id, w.product, w.words)),
         coalesce((extract(epoch from (w.product ->> 'created_at')::timestamptz) * 1000)::bigint, 0),
         (w.product ->> 'updated_at')::timestamptz, (w.product #>> '{price,amount}')::numeric,
         (w.product #>> '{price,amount}')::numeric, w.seen_at
    from worded w
      on conflict do nothing;
  update public.catalogues c set products = (select count(*) from public.catalogue_products p where p.store_id = c.store_id)
   where c.store_id in (select store_id from moved);
  drop table moved;
  return true;
end $$;

do $$
declare
  platform text;
  cache regclass;
  old_tables boolean;
begin
  select bool_or(to_regclass(format('public.%s_products_cache', p)) is not null) into old_tables
    from unnest(array['shopify', 'woocommerce', 'shoprenter']) p;
  if not old_tables then return; end if;
  -- Forced row security holds for the owner too; here the owner moves everybody's rows.
  alter table public.stores no force row level security;
  alter table public.catalogues no force row level security;
  alter table public.catalogue_products no force row level security;
  alter table public.catalogue_words no force row level security;
  foreach platform in array array['shopify', 'woocommerce', 'shoprenter'] loop
    cache := to_regclass(format('public.%s_products_cache', platform));
    continue when cache is null;
    execute format('alter table %s no force row level security', cache);
    if pg_temp.move_products(cache, platform) then
      execute format('drop table %s cascade', cache);
    else
      raise warning 'the products of % stay where they are: the table says neither whose they are nor which', cache;
    end if;
  end loop;
  alter table public.stores force row level security;
  alter table public.catalogues force row level security;
  alter table public.catalogue_products force row level security;
  alter table public.catalogue_words force row level security;
end $$;

drop function pg_temp.move_products(regclass, text);
drop function pg_temp.terms_of(uuid, jsonb, text[]);
drop function pg_temp.product_of(jsonb, text, text);
drop function pg_temp.folded_words(text);
drop function pg_temp.folded(text);
drop function pg_temp.iso_of(timestamptz);
drop function pg_temp.instant_of(text);
drop function pg_temp.words_of(jsonb);
drop function pg_temp.text_of(jsonb, text[]);

-- The copies of customers and orders, with every view of them and every function that reads them.
do $$
declare item record;
begin
  for item in
    select p.oid::regprocedure as name, p.prokind from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and p.prokind in ('f', 'p')
       and (p.prosrc ~* '(shopify|woocommerce|shoprenter)_(customers|orders|products)_cache' or p.proname = 'get_woocommerce_sync_status')
       and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
  loop
    execute format('drop %s %s cascade', case item.prokind when 'p' then 'procedure' else 'function' end, item.name);
  end loop;
end $$;

drop table if exists public.shopify_customers_cache, public.shopify_orders_cache, public.woocommerce_customers_cache,
  public.woocommerce_orders_cache, public.shoprenter_customers_cache, public.shoprenter_orders_cache cascade;

alter table public.store_sync_config
  drop column if exists sync_orders cascade,
  drop column if exists sync_customers cascade;

-- `alt_data` of a store: whatever its names say to be of customers, orders, persons or secrets, at any depth.
create function pg_temp.without_persons(value jsonb) returns jsonb
language plpgsql immutable
as $$
begin
  return case jsonb_typeof(value)
    when 'object' then (
      select coalesce(jsonb_object_agg(key, pg_temp.without_persons(v)), '{}') from jsonb_each(value) as e (key, v)
       where key !~* '(customer|order|buyer|person|people|owner|contact|user|mail|phone|address|billing|shipping|first.?name|last.?name|full.?name|key|secret|token|password|credential)')
    when 'array' then (
      select coalesce(jsonb_agg(pg_temp.without_persons(e) order by n), '[]') from jsonb_array_elements(value) with ordinality as a (e, n))
    else value end;
end $$;

do $$
begin
  if not exists (select from pg_catalog.pg_attribute
                  where attrelid = 'public.stores'::regclass and attname = 'alt_data' and not attisdropped) then
    return;
  end if;
  alter table public.stores alter column alt_data drop default;
  alter table public.stores alter column alt_data type jsonb using pg_temp.without_persons(alt_data::text::jsonb);
end $$;

drop function pg_temp.without_persons(jsonb);

-- How the catalogue of each of the acting user's WooCommerce stores stands: products, and nothing else.
create or replace function public.get_woocommerce_sync_status(p_store_id uuid default null)
returns table (store_id uuid, store_name text, products integer, last_sync_at timestamptz)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select s.id, s.name, coalesce(c.products, 0), c.synced_at
    from public.stores s left join public.catalogues c on c.store_id = s.id
   where s.platform = 'woocommerce' and (p_store_id is null or s.id = p_store_id)
   order by s.created_at, s.id
$$;

revoke execute on function public.get_woocommerce_sync_status(uuid) from public, anon;
grant execute on function public.get_woocommerce_sync_status(uuid) to authenticated, shopcall_service;
