-- A user's own account: what it is, and its end with all that belongs to it.

-- The account of the user that the service acts for, or no row. As JSON, since Supabase's auth.users has other columns
-- than ours; the service itself has no right to schema auth.
create function shopcall.account_of_acting_user()
returns table (id uuid, email text, name text, created_at timestamptz, language text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare account jsonb;
begin
  select to_jsonb(u) into account from auth.users u where u.id = shopcall.acting_user();
  if account is null then return; end if;
  return query select (account ->> 'id')::uuid, account ->> 'email',
    coalesce(account ->> 'name', account #>> '{raw_user_meta_data,name}', ''),
    coalesce(account ->> 'createdAt', account ->> 'created_at')::timestamptz,
    account #>> '{raw_user_meta_data,language}';
end $$;

revoke execute on function shopcall.account_of_acting_user() from public;
grant execute on function shopcall.account_of_acting_user() to shopcall_service;

-- Whether there is such an account. A signed token says who somebody is for some minutes more; the account may be gone.
create function shopcall.has_account(owner uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from auth.users u where u.id = owner)
$$;

-- The account whose data is being deleted: the acting user's, within the function below, and null everywhere else.
create function shopcall.ending_account() returns uuid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case when current_setting('shopcall.task', true) = 'account_deletion' then shopcall.acting_user() end
$$;

-- As before: what is written is not changed or deleted, but for the update that a trigger's argument names. New: an
-- account that ends takes its rows with it, by the function below alone, and row level security lets it see no others.
create or replace function shopcall.keep_records() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and current_user = tg_argv[0] then return null; end if;
  if tg_op = 'DELETE' and current_user = 'shopcall_retention' and shopcall.ending_account() is not null then
    return null;
  end if;
  raise exception 'this record can only be added to' using errcode = 'insufficient_privilege';
end $$;

-- That a chain ended with its account, and nothing else of it: whoever kept its head can tell this from a chain that
-- somebody cut off.
create table shopcall.access_log_ended (
  user_digest bytea primary key check (length(user_digest) = 32),
  at timestamptz not null default now()
);
comment on column shopcall.access_log_ended.user_digest is 'SHA-256 of the user''s id, which nobody can guess.';

revoke all on shopcall.access_log_ended from public, anon, authenticated, service_role, shopcall_service;
alter table shopcall.access_log_ended enable row level security;
alter table shopcall.access_log_ended force row level security;
create policy retention_keeps on shopcall.access_log_ended for all to shopcall_retention using (true) with check (true);
create trigger keep_records before update or delete or truncate on shopcall.access_log_ended
  for each statement execute function shopcall.keep_records();

grant select (id, user_id), delete on public.stores to shopcall_retention;
grant delete on public.user_api_keys to shopcall_retention;
grant select (user_id), delete on public.store_permission_audit to shopcall_retention;

create policy account_ends on public.access_log for delete to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy account_ends on shopcall.access_log_heads for delete to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy account_ends on public.stores for delete to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy account_ends on public.user_api_keys for delete to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy account_ends on public.store_permission_audit for delete to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy retention_sees_ending on public.stores for select to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy retention_sees_ending on public.user_api_keys for select to shopcall_retention
  using (user_id = (select shopcall.ending_account()));
create policy retention_reads on public.store_permission_audit for select to shopcall_retention using (true);

-- Deletes everything that is kept of the user that the service acts for, but the account itself. The head of the chain
-- goes first: who adds to it meanwhile waits for the end of this. Gives how many rows the access log had.
create function shopcall.delete_data_of_acting_user() returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  owner uuid := shopcall.acting_user();
  deleted bigint;
begin
  if owner is null then
    raise exception 'nobody is acting' using errcode = 'invalid_parameter_value';
  end if;
  perform set_config('shopcall.task', 'account_deletion', true);
  delete from shopcall.access_log_heads h where h.user_id = owner;
  delete from public.access_log l where l.user_id = owner;
  get diagnostics deleted = row_count;
  delete from public.store_permission_audit a where a.user_id = owner;
  delete from public.security_events e where e.user_id = owner;
  delete from public.user_api_keys k where k.user_id = owner;
  delete from public.stores s where s.user_id = owner;
  delete from shopcall.access_log_kept_heads h where h.user_id = owner;
  insert into shopcall.access_log_ended (user_digest) values (sha256(convert_to(owner::text, 'UTF8')))
    on conflict do nothing;
  perform set_config('shopcall.task', '', true);
  return deleted;
end $$;

-- Ends the account of the user that the service acts for, with its sessions. Never on Supabase, whose accounts end by
-- its own API.
create function shopcall.delete_account_of_acting_user() returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare owner uuid := shopcall.acting_user();
begin
  if exists (select from information_schema.columns
              where table_schema = 'auth' and table_name = 'users' and column_name = 'encrypted_password') then
    raise exception 'these accounts are not ours' using errcode = 'insufficient_privilege';
  end if;
  delete from auth.verifications v using auth.users u where u.id = owner and v.identifier = u.email;
  delete from auth.users u where u.id = owner;
  return found;
end $$;

-- Deletes what is kept of accounts that are gone: of a request that was under way when its account ended, and of
-- accounts that ended elsewhere. At most so many accounts; gives how many. Where no account at all is to be seen, it
-- is sight that fails, and nothing is deleted.
create function shopcall.delete_data_of_gone_accounts(at_most integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  owner uuid;
  before text := coalesce(current_setting('request.jwt.claims', true), '');
  deleted integer := 0;
begin
  if not shopcall.has_any_account() then return 0; end if;
  for owner in
    select u.user_id from (
      select h.user_id from shopcall.access_log_heads h
      union select k.user_id from shopcall.access_log_kept_heads k
      union select a.user_id from public.store_permission_audit a) u
     where not shopcall.has_account(u.user_id) order by 1 limit at_most
  loop
    perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
    perform shopcall.delete_data_of_acting_user();
    deleted := deleted + 1;
  end loop;
  perform set_config('request.jwt.claims', before, true);
  return deleted;
end $$;

create function shopcall.has_any_account() returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from auth.users)
$$;

alter table shopcall.access_log_ended owner to shopcall_retention;
alter function shopcall.delete_data_of_acting_user() owner to shopcall_retention;
alter function shopcall.delete_data_of_gone_accounts(integer) owner to shopcall_retention;

revoke execute on function shopcall.has_account(uuid), shopcall.has_any_account(), shopcall.ending_account(),
  shopcall.delete_data_of_acting_user(), shopcall.delete_account_of_acting_user(),
  shopcall.delete_data_of_gone_accounts(integer) from public;
grant execute on function shopcall.acting_user(), shopcall.has_account(uuid), shopcall.has_any_account(),
  shopcall.ending_account() to shopcall_retention;
grant execute on function shopcall.has_account(uuid), shopcall.delete_data_of_acting_user(),
  shopcall.delete_account_of_acting_user(), shopcall.delete_data_of_gone_accounts(integer) to shopcall_service;
