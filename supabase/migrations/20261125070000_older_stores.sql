-- Makes the tables of an installation from before this schema fit it, where there are any: `stores`,
-- `store_sync_config` and `user_api_keys`. Their columns were named in several ways, so it looks first. What was kept
-- in clear there, and what nobody can use any more, goes: secrets of shops (a shop is connected again) and API keys
-- (new ones are made). Does nothing on a new database, and nothing once this schema is there.
do $$
declare
  renames constant jsonb := '{
    "platform": ["platform_name", "platform_type", "store_type", "shop_type"],
    "name": ["store_name", "shop_name", "title"],
    "url": ["store_url", "shop_url", "store_domain", "shop_domain", "domain", "shopname"],
    "user_id": ["owner_id", "profile_id"]}';
  columns text[];
  old_name text;
  item record;
begin
  if to_regclass('public.stores') is null or to_regprocedure('shopcall.acting_user()') is not null then return; end if;

  -- Policies, triggers and views of before would hold beside the new ones: a policy for everybody would open every row,
  -- and a view shows what its owner may see.
  for item in
    select distinct format('drop view if exists %s cascade', r.ev_class::regclass) as command
      from pg_catalog.pg_depend d
      join pg_catalog.pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
      join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind = 'v'
     where d.refobjid in (to_regclass('public.stores'), to_regclass('public.store_sync_config'), to_regclass('public.user_api_keys'))
    union all
    select distinct format('drop materialized view if exists %s cascade', r.ev_class::regclass)
      from pg_catalog.pg_depend d
      join pg_catalog.pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
      join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind = 'm'
     where d.refobjid in (to_regclass('public.stores'), to_regclass('public.store_sync_config'), to_regclass('public.user_api_keys'))
    union all
    select format('drop policy %I on %s', p.polname, p.polrelid::regclass) from pg_catalog.pg_policy p
     where p.polrelid in (to_regclass('public.stores'), to_regclass('public.store_sync_config'), to_regclass('public.user_api_keys'))
    union all
    select format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass) from pg_catalog.pg_trigger t
     where not t.tgisinternal and t.tgrelid in (to_regclass('public.stores'), to_regclass('public.store_sync_config'))
  loop
    execute item.command;
  end loop;

  if to_regclass('public.user_api_keys') is not null then
    drop table public.user_api_keys cascade;
  end if;

  -- Each column that this schema needs, under the name that it has now.
  for item in select key as new_name, value as old_names from jsonb_each(renames) loop
    select array_agg(attname::text) into columns from pg_catalog.pg_attribute
     where attrelid = 'public.stores'::regclass and attnum > 0 and not attisdropped;
    continue when item.new_name = any (columns);
    select o into old_name from jsonb_array_elements_text(item.old_names) with ordinality as e (o, n)
     where o = any (columns) order by n limit 1;
    if old_name is null then
      raise exception 'the table stores has no column that could be its %', item.new_name
        using hint = 'Rename the column and migrate again.';
    end if;
    execute format('alter table public.stores rename column %I to %I', old_name, item.new_name);
  end loop;

  -- What the name of a column says to be a secret or a person's, and credentials that nobody sealed.
  for item in
    select attname from pg_catalog.pg_attribute
     where attrelid = 'public.stores'::regclass and attnum > 0 and not attisdropped
       and attname ~* '(key|secret|token|password|credential|mail|phone|customer|order|contact|owner|address|person)'
       and attname <> 'data_access_permissions'
  loop
    execute format('alter table public.stores drop column %I cascade', item.attname);
  end loop;
  -- What else there is stays, and is not asked for when a store is connected.
  for item in
    select attname from pg_catalog.pg_attribute
     where attrelid = 'public.stores'::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef
       and attname not in ('id', 'user_id', 'platform', 'name', 'url', 'created_at', 'updated_at')
  loop
    execute format('alter table public.stores alter column %I drop not null', item.attname);
  end loop;

  -- With its store goes what belongs to it, and with its user the store: also where a key of before would forbid it.
  for item in
    select conname, conrelid::regclass as name, pg_catalog.pg_get_constraintdef(oid) as definition from pg_catalog.pg_constraint
     where contype = 'f' and confdeltype in ('a', 'r')
       and (confrelid = 'public.stores'::regclass or (conrelid = 'public.stores'::regclass and confrelid = 'auth.users'::regclass))
  loop
    execute format('alter table %1$s drop constraint %2$I, add constraint %2$I %3$s', item.name, item.conname,
      regexp_replace(item.definition, '( ON DELETE (RESTRICT|NO ACTION))?( (NOT )?DEFERRABLE.*| NOT VALID)?$', ' ON DELETE CASCADE\3'));
  end loop;

  -- Checks of before may know other words for platforms.
  for item in
    select conname from pg_catalog.pg_constraint where conrelid = 'public.stores'::regclass and contype in ('c', 'u')
  loop
    execute format('alter table public.stores drop constraint %I cascade', item.conname);
  end loop;

  alter table public.stores
    add column if not exists created_at timestamptz not null default now(),
    add column if not exists updated_at timestamptz not null default now(),
    add column if not exists country text,
    add column if not exists currency text,
    add column if not exists data_access_permissions jsonb;
  alter table public.stores alter column platform drop default, alter column data_access_permissions drop default;
  -- Only where it differs: a policy of another table may name a column, and then its type stays.
  for item in
    select a.attname, w.type from pg_catalog.pg_attribute a
      join (values ('user_id', 'uuid'), ('platform', 'text'), ('name', 'text'), ('url', 'text'), ('country', 'text'),
              ('currency', 'text'), ('created_at', 'timestamp with time zone'), ('updated_at', 'timestamp with time zone'),
              ('data_access_permissions', 'jsonb')) as w (name, type) on w.name = a.attname
     where a.attrelid = 'public.stores'::regclass and not a.attisdropped
       and pg_catalog.format_type(a.atttypid, a.atttypmod) <> w.type
  loop
    execute format('alter table public.stores alter column %1$I type %2$s using %1$I::text::%2$s', item.attname, item.type);
  end loop;
  update public.stores s set platform = lower(s.platform) where s.platform <> lower(s.platform);

  -- A store without an owner, or of a platform that is none, is nobody's and can be read by nobody.
  delete from public.stores s
   where s.user_id is null or s.platform is null or s.platform not in ('shopify', 'woocommerce', 'shoprenter')
      or not exists (select from auth.users u where u.id::text = s.user_id::text);
  update public.stores s set
    url = coalesce(nullif(regexp_replace(case when s.url ~* '^https?://' then s.url else 'https://' || s.url end, '/+$', ''), 'https:'),
      'https://' || s.id || '.invalid'),
    name = coalesce(nullif(left(btrim(s.name), 100), ''), s.platform),
    country = case when upper(s.country) ~ '^[A-Z]{2}$' then upper(s.country) end,
    currency = case when upper(s.currency) ~ '^[A-Z]{3}$' then upper(s.currency) end,
    created_at = coalesce(s.created_at, now()),
    updated_at = coalesce(s.updated_at, now()),
    data_access_permissions = jsonb_build_object(
      'allow_customer_access', s.data_access_permissions -> 'allow_customer_access' is distinct from 'false',
      'allow_order_access', s.data_access_permissions -> 'allow_order_access' is distinct from 'false',
      'allow_product_access', s.data_access_permissions -> 'allow_product_access' is distinct from 'false');
  -- The same shop twice for one user: the later connection stays.
  delete from public.stores s using public.stores o
   where o.user_id = s.user_id and o.platform = s.platform and o.url = s.url
     and (o.created_at, o.id) > (s.created_at, s.id);

  alter table public.stores
    alter column user_id set not null,
    alter column platform set not null,
    alter column name set not null,
    alter column url set not null,
    alter column created_at set not null,
    alter column created_at set default now(),
    alter column updated_at set not null,
    alter column updated_at set default now(),
    alter column data_access_permissions set not null,
    alter column data_access_permissions set default
      '{"allow_customer_access": true, "allow_order_access": true, "allow_product_access": true}';
  if not exists (
    select from pg_catalog.pg_constraint where conrelid = 'public.stores'::regclass and contype = 'f' and confdeltype = 'c'
       and confrelid = 'auth.users'::regclass)
  then
    alter table public.stores add foreign key (user_id) references auth.users (id) on delete cascade;
  end if;
end $$;

-- The settings of the sync: products only, one row for a store.
do $$
declare
  columns text[];
  how_often text;
  item record;
begin
  if to_regclass('public.store_sync_config') is null or to_regprocedure('shopcall.acting_user()') is not null then return; end if;
  select array_agg(attname::text) into columns from pg_catalog.pg_attribute
   where attrelid = 'public.store_sync_config'::regclass and attnum > 0 and not attisdropped;
  if not 'store_id' = any (columns) then
    drop table public.store_sync_config cascade;
    return;
  end if;
  if not 'enabled' = any (columns) and 'is_enabled' = any (columns) then
    alter table public.store_sync_config rename column is_enabled to enabled;
  elsif not 'enabled' = any (columns) and 'sync_enabled' = any (columns) then
    alter table public.store_sync_config rename column sync_enabled to enabled;
  end if;
  select c into how_often from unnest(array['sync_frequency', 'frequency', 'sync_interval']) c where c = any (columns) limit 1;
  alter table public.store_sync_config
    add column if not exists enabled boolean,
    add column if not exists interval_minutes integer,
    add column if not exists sync_products boolean,
    add column if not exists updated_at timestamptz;
  if how_often is not null then
    execute format($update$update public.store_sync_config set interval_minutes = case
        when %1$I::text ~ '^\d+$' then %1$I::text::integer
        when %1$I::text ~* '15' then 15 when %1$I::text ~* '30' then 30 when %1$I::text ~* '(6.*hour|hour.*6)' then 360
        when %1$I::text ~* '12' then 720 when %1$I::text ~* '(day|dai)' then 1440 when %1$I::text ~* 'week' then 10080 end
      where interval_minutes is null$update$, how_often);
  end if;
  for item in
    select attname from pg_catalog.pg_attribute
     where attrelid = 'public.store_sync_config'::regclass and attnum > 0 and not attisdropped
       and attname not in ('store_id', 'enabled', 'interval_minutes', 'sync_products', 'updated_at')
  loop
    execute format('alter table public.store_sync_config drop column %I cascade', item.attname);
  end loop;
  for item in
    select conname from pg_catalog.pg_constraint where conrelid = 'public.store_sync_config'::regclass
  loop
    execute format('alter table public.store_sync_config drop constraint %I cascade', item.conname);
  end loop;
  delete from public.store_sync_config c
   where c.store_id is null or not exists (select from public.stores s where s.id::text = c.store_id::text)
      or exists (select from public.store_sync_config o where o.store_id = c.store_id and o.ctid > c.ctid);
  update public.store_sync_config set enabled = coalesce(enabled, true), sync_products = coalesce(sync_products, true),
    updated_at = coalesce(updated_at, now()), interval_minutes = least(10080, greatest(5, coalesce(interval_minutes, 60)));
  alter table public.store_sync_config
    alter column store_id type uuid using store_id::text::uuid,
    add primary key (store_id),
    add foreign key (store_id) references public.stores (id) on delete cascade,
    alter column enabled set not null, alter column enabled set default true,
    alter column interval_minutes set not null, alter column interval_minutes set default 60,
    alter column sync_products set not null, alter column sync_products set default true,
    alter column updated_at type timestamptz, alter column updated_at set not null, alter column updated_at set default now();
end $$;
