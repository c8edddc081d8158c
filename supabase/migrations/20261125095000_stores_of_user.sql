-- All stores of a user in one statement, for the call that every integrator makes first.
create function shopcall.find_stores(owner uuid) returns setof public.stores
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  return query select * from public.stores s order by s.created_at, s.id;
end $$;

revoke execute on function shopcall.find_stores(uuid) from public;
grant execute on function shopcall.find_stores(uuid) to shopcall_service;
