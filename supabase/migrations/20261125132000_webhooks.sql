-- Webhooks: what must be remembered of a platform's call, and no more. Which deliveries came (as keyed hashes), which
-- products have to be read again, which shops say that they left, and whose accesses are not to be found any more.

alter table public.stores add column shop text check (length(shop) between 1 and 100);

comment on column public.stores.shop is
  'The shop as its platform signs for it: `name.myshopify.com`, or ShopRenter''s short name. null for WooCommerce, whose calls name the store.';

create index stores_by_shop on public.stores (platform, shop) where shop is not null;

-- Deliveries that came: the same one again has no effect. Hashes under a key of the installation, since a body may
-- hold little enough to be guessed. At most 2,000 of a shop.
--
-- How long: a platform sends again for four hours at most. A product that is read once more does no harm, so six
-- hours. A shop may leave, come back and leave in the same words, and is asked itself each time: ten minutes. To
-- forget a person anew would hide what was read since: for as long as the first time counts.
create table public.webhook_receipts (
  content bytea primary key check (length(content) = 32),
  delivery bytea unique check (length(delivery) = 32),
  shop bytea not null check (length(shop) = 32),
  ends_at timestamptz not null
);

comment on column public.webhook_receipts.content is 'Of platform, shop, topic and body.';
comment on column public.webhook_receipts.delivery is 'Of the platform''s own id of the delivery.';

create index webhook_receipts_of_shop on public.webhook_receipts (shop, ends_at);
create index webhook_receipts_by_end on public.webhook_receipts (ends_at);

-- Products that a shop said were changed. One row for a store and product, however often it is said; a job reads
-- the product from the shop, since what a webhook says of it is not believed.
create table public.store_product_changes (
  store_id uuid not null references public.stores (id) on delete cascade,
  product_id text not null check (product_id ~ '^[0-9]{1,20}$'),
  user_id uuid not null,
  changes integer not null default 1,
  tries integer not null default 0,
  due_at timestamptz not null default now(),
  primary key (store_id, product_id)
);

comment on column public.store_product_changes.changes is 'Counts what came; a reading settles the row only if nothing came meanwhile.';

create index store_product_changes_due on public.store_product_changes (due_at);

-- Stores whose platform says that we have no access any more. Believed once the shop refuses the stored access.
create table public.store_departures (
  store_id uuid primary key references public.stores (id) on delete cascade,
  user_id uuid not null,
  erase boolean not null,
  tries integer not null default 0,
  asked_at timestamptz not null default now(),
  due_at timestamptz not null default now()
);

comment on column public.store_departures.erase is 'true: the store is to be deleted; false: its access is to be forgotten.';

create index store_departures_due on public.store_departures (due_at);

-- Persons whom a shop told us to forget. Their accesses before that moment are found by nobody any more. `mark` is
-- made like the hashes in the access log, with another prefix: without the store's secret nobody can tell which rows
-- of the log it belongs to, and with the store both are gone.
create table public.store_redactions (
  store_id uuid not null references public.stores (id) on delete cascade,
  mark bytea not null check (length(mark) = 32),
  redacted_at timestamptz not null default now(),
  primary key (store_id, mark)
);

create index store_redactions_by_end on public.store_redactions (redacted_at);

-- How many requests of data protection came and were answered: the operator's proof, with nobody in it.
create table public.compliance_requests (
  day date not null,
  topic text not null check (topic in ('customers/data_request', 'customers/redact', 'shop/redact')),
  requests bigint not null default 1,
  primary key (day, topic)
);

revoke all on public.webhook_receipts, public.store_product_changes, public.store_departures,
  public.store_redactions, public.compliance_requests from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.webhook_receipts, public.store_product_changes,
  public.store_departures, public.store_redactions, public.compliance_requests to shopcall_service;

alter table public.webhook_receipts enable row level security;
alter table public.webhook_receipts force row level security;
alter table public.store_product_changes enable row level security;
alter table public.store_product_changes force row level security;
alter table public.store_departures enable row level security;
alter table public.store_departures force row level security;
alter table public.store_redactions enable row level security;
alter table public.store_redactions force row level security;
alter table public.compliance_requests enable row level security;
alter table public.compliance_requests force row level security;

create policy service_only on public.webhook_receipts for all to shopcall_service using (true) with check (true);
create policy service_only on public.compliance_requests for all to shopcall_service using (true) with check (true);

-- A webhook has no user to act for: it sees the stores of the shop that it is signed for, and no others.
create policy service_receives_webhook on public.stores for select to shopcall_service
  using (current_setting('shopcall.task', true) = 'webhook'
    and platform = current_setting('shopcall.platform', true)
    and coalesce(shop, id::text) = current_setting('shopcall.shop', true));

create policy service_acts_for_user on public.store_product_changes for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));
create policy service_works on public.store_product_changes for all to shopcall_service
  using (current_setting('shopcall.task', true) in ('webhook', 'webhook_work'))
  with check (current_setting('shopcall.task', true) in ('webhook', 'webhook_work'));
create policy service_acts_for_user on public.store_departures for all to shopcall_service
  using (user_id = (select shopcall.acting_user())) with check (user_id = (select shopcall.acting_user()));
create policy service_works on public.store_departures for all to shopcall_service
  using (current_setting('shopcall.task', true) in ('webhook', 'webhook_work'))
  with check (current_setting('shopcall.task', true) in ('webhook', 'webhook_work'));
create policy service_acts_for_user on public.store_redactions for select to shopcall_service
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())));
create policy service_works on public.store_redactions for all to shopcall_service
  using (current_setting('shopcall.task', true) in ('webhook', 'webhook_work'))
  with check (current_setting('shopcall.task', true) in ('webhook', 'webhook_work'));

-- The stores of a shop: for WooCommerce the store that is named, else every store that is connected to it.
create function shopcall.stores_of_shop(of_platform text, of_shop text)
returns table (id uuid, user_id uuid, country text)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.task', 'webhook', true), set_config('shopcall.platform', of_platform, true),
    set_config('shopcall.shop', of_shop, true), set_config('request.jwt.claims', '', true);
  if of_platform = 'woocommerce' then
    return query select s.id, s.user_id, s.country from public.stores s where s.id = of_shop::uuid;
  else
    return query select s.id, s.user_id, s.country from public.stores s
      where s.platform = of_platform and s.shop = of_shop order by s.id;
  end if;
  perform set_config('shopcall.task', '', true);
end $$;

-- Takes a webhook, once: `new`, `again` for one that came before, `unknown` where no store is connected to the shop.
-- What is to be done is a row when this returns. `redactions`: [{ "store_id", "mark" (hex) }].
create function shopcall.receive_webhook(of_platform text, of_shop text, kind text, topic text, content bytea,
  delivery bytea, shop_hash bytea, product text, redactions jsonb) returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_stores jsonb;
  is_compliance boolean := kind in ('data_request', 'redact', 'erase');
begin
  select jsonb_agg(to_jsonb(s) order by s.id) into found_stores from shopcall.stores_of_shop(of_platform, of_shop) s;
  if found_stores is null and not is_compliance then return 'unknown'; end if;
  perform set_config('shopcall.task', 'webhook', true);

  delete from public.webhook_receipts r
   where (r.content = receive_webhook.content or r.delivery = receive_webhook.delivery) and r.ends_at <= now();
  insert into public.webhook_receipts (content, delivery, shop, ends_at)
  values (content, delivery, shop_hash, now() + case kind when 'product' then interval '6 hours'
    when 'data_request' then interval '3 days' when 'redact' then interval '800 days' else interval '10 minutes' end)
  on conflict do nothing;
  if not found then
    perform set_config('shopcall.task', '', true);
    return 'again';
  end if;
  if (select count(*) from (select from public.webhook_receipts r where r.shop = shop_hash limit 2001) few) > 2000 then
    delete from public.webhook_receipts r where r.content in (
      select o.content from public.webhook_receipts o where o.shop = shop_hash order by o.ends_at limit 500 for update skip locked);
  end if;
  if is_compliance then
    insert into public.compliance_requests as c (day, topic) values ((now() at time zone 'UTC')::date, topic)
      on conflict on constraint compliance_requests_pkey do update set requests = c.requests + 1;
  end if;

  if kind = 'product' then
    -- A store with that many is read by its next sync in fewer calls.
    insert into public.store_product_changes as c (store_id, product_id, user_id)
    select s.id, product, s.user_id from jsonb_to_recordset(found_stores) as s (id uuid, user_id uuid)
     where exists (select from public.store_product_changes k where k.store_id = s.id and k.product_id = product)
        or (select count(*) from (select from public.store_product_changes k where k.store_id = s.id limit 1000) few) < 1000
     order by s.id
        on conflict (store_id, product_id) do update set changes = c.changes + 1;
  elsif kind in ('uninstalled', 'erase') then
    insert into public.store_departures as d (store_id, user_id, erase)
    select s.id, s.user_id, kind = 'erase' from jsonb_to_recordset(found_stores) as s (id uuid, user_id uuid) order by s.id
        on conflict (store_id) do update set erase = d.erase or excluded.erase, tries = 0, due_at = now(), asked_at = now();
  elsif kind = 'redact' then
    insert into public.store_redactions as r (store_id, mark)
    select m.store_id, decode(m.mark, 'hex') from jsonb_to_recordset(redactions) as m (store_id uuid, mark text)
     where m.store_id in (select s.id from jsonb_to_recordset(found_stores) as s (id uuid)) order by 1, 2
        on conflict on constraint store_redactions_pkey do update set redacted_at = now();
  end if;
  perform set_config('shopcall.task', '', true);
  return case when found_stores is null then 'unknown' else 'new' end;
end $$;

-- Takes changed products that are due; until the lease ends nobody else gets them.
create function shopcall.take_product_changes(at_most integer, lease_seconds integer)
returns table (store_id uuid, user_id uuid, product_id text, changes integer, tries integer)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.task', 'webhook_work', true), set_config('request.jwt.claims', '', true);
  return query
    update public.store_product_changes c set tries = c.tries + 1, due_at = now() + make_interval(secs => lease_seconds)
      from (select k.store_id, k.product_id from public.store_product_changes k where k.due_at <= now()
             order by k.due_at limit at_most for update skip locked) due
     where c.store_id = due.store_id and c.product_id = due.product_id
    returning c.store_id, c.user_id, c.product_id, c.changes, c.tries;
  perform set_config('shopcall.task', '', true);
end $$;

-- The same for stores that are said to have left.
create function shopcall.take_departures(at_most integer, lease_seconds integer)
returns table (store_id uuid, user_id uuid, erase boolean, tries integer, asked_at timestamptz)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.task', 'webhook_work', true), set_config('request.jwt.claims', '', true);
  return query
    update public.store_departures d set tries = d.tries + 1, due_at = now() + make_interval(secs => lease_seconds)
      from (select k.store_id from public.store_departures k where k.due_at <= now()
             order by k.due_at limit at_most for update skip locked) due
     where d.store_id = due.store_id
    returning d.store_id, d.user_id, d.erase, d.tries, d.asked_at;
  perform set_config('shopcall.task', '', true);
end $$;

-- Deletes what webhooks left and nothing needs any more; gives how many rows. A redaction stays until the last row of
-- the log that it hides is gone, whatever retention is set: 730 days at most, and a month that is dropped as a whole.
create function shopcall.delete_old_webhooks() returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  deleted integer;
  more integer;
begin
  perform set_config('shopcall.task', 'webhook_work', true);
  delete from public.webhook_receipts r where r.ends_at <= now();
  get diagnostics deleted = row_count;
  delete from public.store_redactions r where r.redacted_at < now() - interval '800 days';
  get diagnostics more = row_count;
  deleted := deleted + more;
  delete from public.compliance_requests c where c.day < (now() - interval '800 days')::date;
  get diagnostics more = row_count;
  perform set_config('shopcall.task', '', true);
  return deleted + more;
end $$;

revoke execute on function shopcall.stores_of_shop(text, text),
  shopcall.receive_webhook(text, text, text, text, bytea, bytea, bytea, text, jsonb),
  shopcall.take_product_changes(integer, integer), shopcall.take_departures(integer, integer),
  shopcall.delete_old_webhooks() from public;
grant execute on function shopcall.stores_of_shop(text, text),
  shopcall.receive_webhook(text, text, text, text, bytea, bytea, bytea, text, jsonb),
  shopcall.take_product_changes(integer, integer), shopcall.take_departures(integer, integer),
  shopcall.delete_old_webhooks() to shopcall_service;
