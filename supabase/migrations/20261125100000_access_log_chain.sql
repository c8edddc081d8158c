-- The access log as months that can only be added to, with a hash chain for each user; the permission audit
-- likewise; the persons that an access named, as keyed hashes; strangers' attempts as counters.
--
-- Two roles that nobody logs in as own what may touch the log: shopcall_recorder adds rows (and keeps the head of
-- each chain), shopcall_retention owns the tables and may do two things to them: truncate old addresses and drop old
-- months. The service has neither role: it calls their functions, which decide themselves what is old. Their search
-- path names pg_temp, and last: where it is not named, it comes first, and a caller's own type `uuid` would be theirs.

do $$
declare role_name text;
begin
  foreach role_name in array array['shopcall_recorder', 'shopcall_retention'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
    execute format('grant %I to %I', role_name, current_user);
  end loop;
end $$;

grant usage on schema public, shopcall to shopcall_recorder, shopcall_retention;
-- Months are made at run time, in a schema that no API shows.
grant create on schema shopcall to shopcall_retention;

-- What the log had so far: read below, then dropped.
alter table public.access_log no force row level security;
alter table public.access_log set schema shopcall;
alter table shopcall.access_log rename to access_log_unchained;

-- Of an address what is left of it after its time: /24 of IPv4, /48 of IPv6.
create function shopcall.network_of(address inet) returns inet
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select network(set_masklen(address, case family(address) when 4 then 24 else 48 end))::inet
$$;

create table public.access_log (
  user_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  key_id uuid,
  store_id uuid,
  operation text not null check (operation ~ '^[a-z_.]{1,64}$'),
  resource text check (resource in ('customers', 'orders', 'products', 'stores')),
  outcome text not null check (outcome in ('allowed', 'denied', 'failed')),
  code text check (code ~ '^[a-z_]{1,40}$'),
  status smallint not null,
  item_count integer,
  request_id text not null check (request_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  address inet,
  address_salt bytea check (length(address_salt) = 16),
  address_digest bytea check (length(address_digest) = 32),
  agent text check (length(agent) <= 200),
  duration_ms integer not null,
  shop_ms integer not null,
  persons bytea[],
  hash bytea not null check (length(hash) = 32),
  primary key (user_id, seq, at)
) partition by range (at);

comment on table public.access_log is
  'One row for each attempt to read data with an API key. Holds nothing of a shop''s customers: no id, no filter, no value.';
comment on column public.access_log.seq is 'Counts a user''s rows from 1 without a gap.';
comment on column public.access_log.address_salt is 'Random; gone when the address is truncated, so that the digest says nothing any more.';
comment on column public.access_log.address_digest is 'SHA-256 of salt and address; in the hash instead of the address, so that truncating breaks no chain.';
comment on column public.access_log.persons is 'HMAC-SHA-256 of each person that the request named, under the secret of the store.';
comment on column public.access_log.hash is 'SHA-256 of the user''s hash before and of this row; see src/access/log-chain.ts.';

create index access_log_of_store on public.access_log (store_id, at);
create index access_log_full_addresses on public.access_log (at) where address_salt is not null;
create index access_log_of_person on public.access_log using gin (persons) where persons is not null;

-- Where each user's chain ends: locked by whoever adds to it, so that it cannot fork.
create table shopcall.access_log_heads (
  user_id uuid primary key,
  seq bigint not null,
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null
) with (fillfactor = 50);

-- Where each user's chain ended in a month that was dropped: the rows after it follow from here.
create table shopcall.access_log_kept_heads (
  user_id uuid not null,
  month date not null,
  seq bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (user_id, month)
);

-- What makes hashes of persons: sealed under ENCRYPTION_KEYS; with its store it is gone, and nobody can tell any
-- more whom a hash stands for.
create table public.store_person_secrets (
  store_id uuid primary key references public.stores (id) on delete cascade,
  sealed text not null,
  created_at timestamptz not null default now()
);

-- Attempts without a credential that matched: counted, never listed, so that a flood cannot fill the database.
create table public.stranger_attempts (
  minute timestamptz not null,
  network cidr not null,
  reason text not null check (reason in ('no_credential', 'malformed_key', 'unknown_key', 'bad_token')),
  attempts bigint not null,
  primary key (minute, network, reason)
);

-- Rights: nothing for anybody, then the least for each.
revoke all on public.access_log, public.store_person_secrets, public.stranger_attempts,
  shopcall.access_log_heads, shopcall.access_log_kept_heads
  from public, anon, authenticated, service_role, shopcall_service;
revoke insert, update, delete, truncate, references, trigger on public.store_permission_audit from service_role;

grant select (user_id, seq, at, key_id, store_id, operation, resource, outcome, code, status, item_count, request_id,
  address, agent, duration_ms, shop_ms, hash) on public.access_log to authenticated;
grant select on public.access_log to shopcall_service;
grant insert on public.access_log to shopcall_recorder;
grant select, insert, update on shopcall.access_log_heads to shopcall_recorder;
grant select, insert on public.store_person_secrets to shopcall_service;
grant select, insert, update on public.stranger_attempts to shopcall_service;
grant select, delete on public.stranger_attempts to shopcall_retention;
grant select (user_id, revoked_at, expires_at) on public.user_api_keys to shopcall_retention;

alter table public.access_log enable row level security;
alter table public.access_log force row level security;
alter table public.store_person_secrets enable row level security;
alter table public.store_person_secrets force row level security;
alter table public.stranger_attempts enable row level security;
alter table public.stranger_attempts force row level security;
alter table shopcall.access_log_heads enable row level security;
alter table shopcall.access_log_heads force row level security;
alter table shopcall.access_log_kept_heads enable row level security;
alter table shopcall.access_log_kept_heads force row level security;

create policy owner_reads on public.access_log for select to authenticated
  using (user_id = (select auth.uid()));
create policy service_acts_for_user on public.access_log for select to shopcall_service
  using (user_id = (select shopcall.acting_user()));
create policy recorder_adds on public.access_log for insert to shopcall_recorder with check (true);
create policy retention_reads on public.access_log for select to shopcall_retention using (true);
create policy retention_truncates on public.access_log for update to shopcall_retention using (true);
create policy recorder_keeps on shopcall.access_log_heads for all to shopcall_recorder using (true) with check (true);
create policy retention_reads on shopcall.access_log_heads for select to shopcall_retention using (true);
create policy retention_keeps on shopcall.access_log_kept_heads for all to shopcall_retention using (true) with check (true);
create policy service_acts_for_user on public.store_person_secrets for all to shopcall_service
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())))
  with check (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())));
create policy service_counts on public.stranger_attempts for all to shopcall_service using (true) with check (true);
create policy retention_deletes on public.stranger_attempts for all to shopcall_retention using (true);
create policy retention_sees_ended on public.user_api_keys for select to shopcall_retention
  using (least(revoked_at, expires_at) < now() - interval '90 days');

-- Refuses to change or delete what was written. A role that a trigger names may update; what, is looked at below.
create function shopcall.keep_records() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and current_user = tg_argv[0] then return null; end if;
  raise exception 'this record can only be added to' using errcode = 'insufficient_privilege';
end $$;

-- Retention may truncate an address, and change nothing else.
create function shopcall.keep_all_but_address() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.address_salt is null and new.address = shopcall.network_of(old.address)
     and to_jsonb(new) - array['address', 'address_salt'] = to_jsonb(old) - array['address', 'address_salt'] then
    return new;
  end if;
  raise exception 'only an address may be truncated here' using errcode = 'insufficient_privilege';
end $$;

create trigger keep_records before update or delete or truncate on public.access_log
  for each statement execute function shopcall.keep_records('shopcall_retention');
create trigger keep_all_but_address before update on public.access_log
  for each row execute function shopcall.keep_all_but_address();
create trigger keep_records before update or delete or truncate on shopcall.access_log_kept_heads
  for each statement execute function shopcall.keep_records();
create trigger keep_records before update or delete or truncate on public.store_permission_audit
  for each statement execute function shopcall.keep_records();

-- Makes the month that this moment (in UTC) lies in, unless it is there. Attached when it is ready, so that nobody
-- who reads or adds meanwhile waits.
create function shopcall.make_access_log_month(moment timestamptz) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  first timestamp := date_trunc('month', moment at time zone 'UTC');
  name text := 'access_log_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('shopcall.' || name) is not null then return; end if;
  -- A lock of the table and not an advisory one: only after that is it sure to be seen what somebody else has just made.
  lock table only public.access_log in share update exclusive mode;
  if to_regclass('shopcall.' || name) is not null then return; end if;
  execute format('create table shopcall.%I (like public.access_log including defaults including constraints including indexes)', name);
  execute format('revoke all on shopcall.%I from public, anon, authenticated, service_role', name);
  execute format('alter table shopcall.%I enable row level security', name);
  execute format('alter table shopcall.%I force row level security', name);
  execute format('create policy retention_reads on shopcall.%I for select to shopcall_retention using (true)', name);
  execute format('create trigger keep_records before update or delete or truncate on shopcall.%I
    for each statement execute function shopcall.keep_records()', name);
  execute format('alter table public.access_log attach partition shopcall.%I for values from (%L) to (%L)', name,
    to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
    to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
end $$;

-- Makes this month and the two after it.
create function shopcall.make_coming_access_log_months() returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  select shopcall.make_access_log_month(now() + make_interval(months => m)) from generate_series(0, 2) m
$$;

-- Adds rows, in the order given, each to its user's chain. The heads of all users in it are locked first and in one
-- order, so that instances wait for each other and never in a circle; the month is made before anything is locked.
create function shopcall.append_accesses(records jsonb, written_at timestamptz) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  line public.access_log;
  lines public.access_log[];
  head shopcall.access_log_heads;
  heads shopcall.access_log_heads[];
  users uuid[];
  n integer;
  persons_hex text;
begin
  if to_regclass('shopcall.access_log_' || to_char(written_at at time zone 'UTC', 'YYYY_MM')) is null then
    perform shopcall.make_access_log_month(written_at);
  end if;
  for head in
    insert into shopcall.access_log_heads as h (user_id, seq, hash, at)
    select distinct (r ->> 'user_id')::uuid, 0, decode(repeat('00', 32), 'hex'), written_at
      from jsonb_array_elements(records) r order by 1
    on conflict (user_id) do update set at = greatest(h.at, excluded.at)
    returning h.*
  loop
    users := users || head.user_id;
    heads := heads || head;
  end loop;
  for line in
    select r.user_id, null, null, r.key_id, r.store_id, r.operation, r.resource, r.outcome, r.code, r.status,
           r.item_count, r.request_id, r.address, null, null, r.agent, r.duration_ms, r.shop_ms, r.persons, null
      from jsonb_to_recordset(records) as r (user_id uuid, key_id uuid, store_id uuid, operation text, resource text,
        outcome text, code text, status smallint, item_count integer, request_id text, address inet, agent text,
        duration_ms integer, shop_ms integer, persons bytea[])
  loop
    n := array_position(users, line.user_id);
    head := heads[n];
    head.seq := head.seq + 1;
    line.seq := head.seq;
    line.at := head.at;
    if line.address is not null then
      line.address_salt := uuid_send(gen_random_uuid());
      line.address_digest := sha256(line.address_salt || convert_to(host(line.address), 'UTF8'));
    end if;
    persons_hex := null;
    if line.persons is not null then
      select string_agg(encode(p, 'hex'), ',' order by i) into persons_hex
        from unnest(line.persons) with ordinality as u (p, i);
    end if;
    head.hash := sha256(head.hash || convert_to(json_build_array(1, line.user_id, line.seq,
      (extract(epoch from line.at) * 1000000)::bigint, line.key_id, line.store_id, line.operation, line.resource,
      line.outcome, line.code, line.status, line.item_count, line.request_id, shopcall.network_of(line.address),
      encode(line.address_digest, 'hex'), line.agent, line.duration_ms, line.shop_ms, persons_hex)::text, 'UTF8'));
    line.hash := head.hash;
    heads[n] := head;
    lines := lines || line;
  end loop;
  insert into public.access_log select * from unnest(lines);
  foreach head in array heads loop
    update shopcall.access_log_heads h set seq = head.seq, hash = head.hash where h.user_id = head.user_id;
  end loop;
end $$;

-- Writes rows of the access log, in the order given.
create or replace function shopcall.record_accesses(rows jsonb) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  select shopcall.append_accesses(rows, clock_timestamp())
$$;

-- Truncates at most so many addresses that are older than this many days; gives how many. `as_of` is the caller's
-- clock: one that runs ahead of the database's truncates nothing early.
create function shopcall.truncate_access_log_addresses(as_of timestamptz, days integer, at_most integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare truncated integer;
begin
  if days is null or days not between 1 and 730 then
    raise exception 'addresses are kept for 1 to 730 days' using errcode = 'invalid_parameter_value';
  end if;
  update public.access_log l set address = shopcall.network_of(l.address), address_salt = null
    from (select o.user_id, o.seq, o.at from public.access_log o
           where o.at < least(as_of, now()) - make_interval(days => days) and o.address_salt is not null
           order by o.at limit at_most) old
   where l.user_id = old.user_id and l.seq = old.seq and l.at = old.at;
  get diagnostics truncated = row_count;
  return truncated;
end $$;

-- Drops the months whose last moment is older than this many days, keeping the heads that the next rows follow from;
-- gives how many.
create function shopcall.drop_access_log_months(as_of timestamptz, days integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  month record;
  dropped integer := 0;
begin
  if days is null or days not between 30 and 730 then
    raise exception 'the access log is kept for 30 to 730 days' using errcode = 'invalid_parameter_value';
  end if;
  for month in
    select c.relname as name, to_date(right(c.relname, 7), 'YYYY_MM') as first
      from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'public.access_log'::regclass
     order by 2
  loop
    exit when (month.first + interval '1 month') at time zone 'UTC' > least(as_of, now()) - make_interval(days => days);
    execute format('insert into shopcall.access_log_kept_heads (user_id, month, seq, hash)
      select distinct on (user_id) user_id, %L::date, seq, hash from shopcall.%I order by user_id desc, seq desc',
      month.first, month.name);
    execute format('drop table shopcall.%I', month.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- Deletes counters of strangers that are older than this many days; gives how many.
create function shopcall.delete_stranger_attempts(as_of timestamptz, days integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare deleted integer;
begin
  delete from public.stranger_attempts s
   where s.minute < least(as_of, now()) - make_interval(days => greatest(days, 30));
  get diagnostics deleted = row_count;
  return deleted;
end $$;

-- Deletes the keys of all users that ended over 90 days ago, by the function that each user has for theirs.
create function shopcall.cleanup_ended_api_keys() returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  owner uuid;
  before text := coalesce(current_setting('request.jwt.claims', true), '');
  deleted integer := 0;
begin
  for owner in select distinct k.user_id from public.user_api_keys k order by 1 loop
    perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
    deleted := deleted + public.cleanup_expired_api_keys('90 days');
  end loop;
  perform set_config('request.jwt.claims', before, true);
  return deleted;
end $$;

grant create on schema public to shopcall_retention;
grant create on schema shopcall to shopcall_recorder;
alter table public.access_log owner to shopcall_retention;
alter table shopcall.access_log_heads owner to shopcall_retention;
alter table shopcall.access_log_kept_heads owner to shopcall_retention;
alter function shopcall.network_of(inet) owner to shopcall_retention;
alter function shopcall.keep_records() owner to shopcall_retention;
alter function shopcall.keep_all_but_address() owner to shopcall_retention;
alter function shopcall.make_access_log_month(timestamptz) owner to shopcall_retention;
alter function shopcall.make_coming_access_log_months() owner to shopcall_retention;
alter function shopcall.truncate_access_log_addresses(timestamptz, integer, integer) owner to shopcall_retention;
alter function shopcall.drop_access_log_months(timestamptz, integer) owner to shopcall_retention;
alter function shopcall.delete_stranger_attempts(timestamptz, integer) owner to shopcall_retention;
alter function shopcall.cleanup_ended_api_keys() owner to shopcall_retention;
alter function shopcall.append_accesses(jsonb, timestamptz) owner to shopcall_recorder;
alter function shopcall.record_accesses(jsonb) owner to shopcall_recorder;
revoke create on schema public from shopcall_retention;
revoke create on schema shopcall from shopcall_recorder;

revoke execute on all functions in schema shopcall from public;
grant execute on function shopcall.network_of(inet), shopcall.make_access_log_month(timestamptz) to shopcall_recorder;
grant execute on function shopcall.record_accesses(jsonb), shopcall.make_coming_access_log_months(),
  shopcall.truncate_access_log_addresses(timestamptz, integer, integer),
  shopcall.drop_access_log_months(timestamptz, integer), shopcall.delete_stranger_attempts(timestamptz, integer),
  shopcall.cleanup_ended_api_keys() to shopcall_service;
grant execute on function public.cleanup_expired_api_keys(interval) to shopcall_retention;

select shopcall.make_coming_access_log_months();

-- What was logged before goes into the chains too, in its order and with its time.
do $$
declare old record;
begin
  for old in select * from shopcall.access_log_unchained order by id loop
    perform shopcall.append_accesses(jsonb_build_array(to_jsonb(old)), old.at);
  end loop;
end $$;
drop table shopcall.access_log_unchained;
