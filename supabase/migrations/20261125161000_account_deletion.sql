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
