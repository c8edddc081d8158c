-- Counts of the limits, for processes that share no memory and have no Valkey: edge functions. Unlogged, since what
-- is counted is worth a minute: a crash of the database begins every count anew, and no count waits for the disk.

create unlogged table shopcall.limit_counts (
  name text primary key check (char_length(name) between 1 and 300),
  points integer not null,
  ends_at timestamptz not null
);
create index limit_counts_by_end on shopcall.limit_counts (ends_at);

alter table shopcall.limit_counts enable row level security;
alter table shopcall.limit_counts force row level security;
revoke all on shopcall.limit_counts from public, anon, authenticated, service_role;
grant select, insert, update, delete on shopcall.limit_counts to shopcall_service;
create policy service_counts on shopcall.limit_counts to shopcall_service using (true) with check (true);

-- Adds to counts, each named once in [{name, points, seconds}]; a count ends so many seconds after it began. By the
-- database's clock, exact however many add at once, and in one order, so that nobody waits in a circle.
create function shopcall.count_limits(counted jsonb)
returns table (name text, points integer, ms_left double precision)
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into shopcall.limit_counts as c (name, points, ends_at)
  select r.name, r.points, now() + make_interval(secs => r.seconds)
    from jsonb_to_recordset(counted) as r (name text, points integer, seconds integer) order by 1
  on conflict on constraint limit_counts_pkey do update set
    points = excluded.points + case when c.ends_at > now() then c.points else 0 end,
    ends_at = case when c.ends_at > now() then c.ends_at else excluded.ends_at end
  returning c.name, c.points, greatest(ceil(extract(epoch from c.ends_at - now()) * 1000), 1)::double precision
$$;

-- Sets a count, which ends so many seconds from now.
create function shopcall.set_limit(counted text, wanted integer, seconds integer) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into shopcall.limit_counts as c (name, points, ends_at)
  values (counted, wanted, now() + make_interval(secs => seconds))
  on conflict (name) do update set points = excluded.points, ends_at = excluded.ends_at
$$;

-- A count that stands, or no row.
create function shopcall.read_limit(counted text)
returns table (points integer, ms_left double precision)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select c.points, greatest(ceil(extract(epoch from c.ends_at - now()) * 1000), 1)::double precision
    from shopcall.limit_counts c
   where c.name = counted and c.ends_at > now()
$$;

-- Deletes counts that have ended; gives how many. Somebody may be adding to one at this moment: that one stays.
create function shopcall.forget_limits() returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare forgotten integer;
begin
  delete from shopcall.limit_counts c
   where c.name in (
     select e.name from shopcall.limit_counts e
      where e.ends_at <= now() order by e.ends_at limit 50000 for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

revoke all on function shopcall.count_limits(jsonb), shopcall.set_limit(text, integer, integer),
  shopcall.read_limit(text), shopcall.forget_limits() from public, anon, authenticated, service_role;
grant execute on function shopcall.count_limits(jsonb), shopcall.set_limit(text, integer, integer),
  shopcall.read_limit(text), shopcall.forget_limits() to shopcall_service;
