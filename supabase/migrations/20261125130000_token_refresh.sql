-- Which instance is renewing a store's tokens, and when a renewal was last refused: so that there is one at a time.

create table public.credential_renewals (
  store_id uuid primary key references public.stores (id) on delete cascade,
  -- Who renews, until when nobody else does. Names one attempt, not an instance.
  holder uuid not null,
  held_until timestamptz not null,
  -- Until then nobody asks again; the reason is one of ours.
  refused_until timestamptz,
  refused_reason text check (refused_reason ~ '^[a-z_]{1,40}$')
);

comment on table public.credential_renewals is
  'A lease for each store whose tokens are renewed. The tokens themselves are sealed in stores.credentials.';

revoke all on public.credential_renewals from public, anon, authenticated;
grant select, insert, update on public.credential_renewals to shopcall_service;

alter table public.credential_renewals enable row level security;
alter table public.credential_renewals force row level security;

create policy service_acts_for_user on public.credential_renewals for all to shopcall_service
  using (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())))
  with check (exists (select from public.stores s where s.id = store_id and s.user_id = (select shopcall.acting_user())));
