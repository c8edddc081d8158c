-- Security events have an end too: their addresses become networks, and they go when the access log of their time
-- goes. Only shopcall_retention can do it, through two functions that decide themselves what is old.

create index security_events_by_time on public.security_events (at);
create index security_events_full_networks on public.security_events (at)
  where masklen(network) > case family(network) when 4 then 24 else 48 end;

grant select, delete on public.security_events to shopcall_retention;
grant update (network) on public.security_events to shopcall_retention;

create policy retention_reads on public.security_events for select to shopcall_retention using (true);
create policy retention_truncates on public.security_events for update to shopcall_retention using (true);
create policy retention_deletes on public.security_events for delete to shopcall_retention using (true);

-- As before: events are added and never changed, and go with their user's account, which is a delete inside a
-- delete. New: retention may delete one, or cut its network, and change nothing else. `severity` is not compared:
-- the database computes it after this.
create or replace function shopcall.keep_security_events() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' and (pg_trigger_depth() > 1 or current_user = 'shopcall_retention') then return old; end if;
  if tg_op = 'UPDATE' and current_user = 'shopcall_retention'
     and new.network = shopcall.network_of(old.network::inet)::cidr
     and to_jsonb(new) - array['network', 'severity'] = to_jsonb(old) - array['network', 'severity'] then
    return new;
  end if;
  raise exception 'security events are only added to' using errcode = 'insufficient_privilege';
end $$;

-- Cuts at most so many addresses that are older than this many days to /24 and /48; gives how many.
create function shopcall.truncate_security_event_networks(as_of timestamptz, days integer, at_most integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare truncated integer;
begin
  if days is null or days not between 1 and 730 then
    raise exception 'addresses are kept for 1 to 730 days' using errcode = 'invalid_parameter_value';
  end if;
  update public.security_events e set network = shopcall.network_of(e.network::inet)::cidr
   where e.id in (
     select o.id from public.security_events o
      where o.at < least(as_of, now()) - make_interval(days => days)
        and masklen(o.network) > case family(o.network) when 4 then 24 else 48 end
      order by o.at limit at_most);
  get diagnostics truncated = row_count;
  return truncated;
end $$;

-- Deletes at most so many events that are older than this many days; gives how many.
create function shopcall.delete_security_events(as_of timestamptz, days integer, at_most integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare deleted integer;
begin
  if days is null or days not between 30 and 730 then
    raise exception 'security events are kept for 30 to 730 days' using errcode = 'invalid_parameter_value';
  end if;
  delete from public.security_events e
   where e.id in (
     select o.id from public.security_events o
      where o.at < least(as_of, now()) - make_interval(days => days) order by o.at limit at_most);
  get diagnostics deleted = row_count;
  return deleted;
end $$;

alter function shopcall.truncate_security_event_networks(timestamptz, integer, integer) owner to shopcall_retention;
alter function shopcall.delete_security_events(timestamptz, integer, integer) owner to shopcall_retention;
revoke execute on function shopcall.truncate_security_event_networks(timestamptz, integer, integer),
  shopcall.delete_security_events(timestamptz, integer, integer) from public;
grant execute on function shopcall.truncate_security_event_networks(timestamptz, integer, integer),
  shopcall.delete_security_events(timestamptz, integer, integer) to shopcall_service;
