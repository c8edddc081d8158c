-- What happened to a user's keys and which addresses were blocked; the note of a key's last use, by batch; and
-- the reminders before a key ends.

create table public.security_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  user_id uuid references auth.users (id) on delete cascade,
  kind text not null check (kind in ('warning', 'address_blocked', 'key_revoked')),
  severity text not null generated always as (case kind when 'key_revoked' then 'critical' else 'warning' end) stored,
  rule text not null check (rule ~ '^[a-z_]{1,64}$'),
  key_id uuid,
  store_id uuid,
  network cidr,
  count integer not null check (count > 0),
  lasts_seconds integer check (lasts_seconds > 0)
);

comment on table public.security_events is
  'One row for each time a rule against abuse was broken. user_id is null where a stranger did it. network is the caller''s; nothing of a shop''s customers.';

create index security_events_of_user on public.security_events (user_id, id desc);

-- Events are added and never changed; they go with their user's account, which is a delete inside a delete.
create function shopcall.keep_security_events() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  raise exception 'security events are only added to' using errcode = 'insufficient_privilege';
end $$;

create trigger only_added_to before update or delete on public.security_events
  for each row execute function shopcall.keep_security_events();
create trigger never_emptied before truncate on public.security_events
  for each statement execute function shopcall.keep_security_events();

revoke all on public.security_events from public, anon, authenticated;
grant select on public.security_events to authenticated;
grant select, insert on public.security_events to shopcall_service;

alter table public.security_events enable row level security;
alter table public.security_events force row level security;

create policy owner_reads on public.security_events for select to authenticated
  using (user_id = (select auth.uid()));
create policy service_acts_for_user on public.security_events for select to shopcall_service
  using (user_id = (select shopcall.acting_user()));
create policy service_records on public.security_events for insert to shopcall_service with check (true);

-- Notes the last use of many users' keys in one go, each as its user.
create function shopcall.note_key_usage(uses jsonb) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare use record;
begin
  -- In one order everywhere, so that two instances never wait for each other's rows.
  for use in
    select * from jsonb_to_recordset(uses)
      as u (user_id uuid, key_id uuid, used_at timestamptz, address inet, agent text) order by u.key_id
  loop
    perform set_config('request.jwt.claims', json_build_object('sub', use.user_id)::text, true);
    perform public.update_api_key_last_used(use.key_id, use.used_at, use.address, use.agent);
  end loop;
  perform set_config('request.jwt.claims', '', true);
end $$;

-- The job that reminds has no user to act for: it sees the keys that end within a month, and no others.
create policy service_finds_ending on public.user_api_keys for select to shopcall_service
  using (current_setting('shopcall.task', true) = 'key_reminders'
    and revoked_at is null and expires_at > now() and expires_at <= now() + interval '30 days');

-- Keys whose reminder of 30, 7 or 1 days before the end is due and not marked. A key that was made for a month
-- or less gets no reminder of 30 days, and so on.
create function shopcall.due_key_reminders(at_most integer)
returns table (user_id uuid, key_id uuid, expires_at timestamptz, days integer)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('shopcall.task', 'key_reminders', true);
  perform set_config('request.jwt.claims', '', true);
  return query
    select k.user_id, k.id, k.expires_at, due.days
      from public.user_api_keys k
      cross join lateral (
        select min(step) as days from unnest(array[30, 7, 1]) as step
         where k.expires_at <= now() + make_interval(days => step)
           and k.expires_at - k.created_at > make_interval(days => step)) due
     where due.days is not null and (k.reminded_days is null or k.reminded_days > due.days)
     order by k.expires_at, k.id
     limit at_most;
  perform set_config('shopcall.task', '', true);
end $$;

-- Marks a reminder. True for one caller only, and never for a key that was replaced by rotation.
create function shopcall.mark_key_reminded(owner uuid, key uuid, days integer) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', owner)::text, true);
  update public.user_api_keys k set reminded_days = days
   where k.id = key and k.revoked_at is null and (k.reminded_days is null or k.reminded_days > days);
  return found and not exists (select from public.user_api_keys n where n.rotated_from = key);
end $$;

revoke execute on function shopcall.keep_security_events(), shopcall.note_key_usage(jsonb),
  shopcall.due_key_reminders(integer), shopcall.mark_key_reminded(uuid, uuid, integer) from public;
grant execute on function shopcall.note_key_usage(jsonb), shopcall.due_key_reminders(integer),
  shopcall.mark_key_reminded(uuid, uuid, integer) to shopcall_service;
