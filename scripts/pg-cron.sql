-- The clock on Supabase: every minute pg_cron lets pg_net call the function `scheduled-sync`, which does one round
-- of the product sync. On Node the service has its own clock; this is not needed there.
--
-- Before: put two secrets into the Vault, once, in the SQL editor (not in a file):
--   select vault.create_secret('https://YOUR-PROJECT.supabase.co', 'shopcall_url');
--   select vault.create_secret('THE-SAME-AS-SERVICE_SECRET-OF-THE-FUNCTIONS', 'shopcall_service_secret');
-- and let `scheduled-sync` be called without a Supabase JWT (`verify_jwt = false` in supabase/config.toml): it
-- checks SERVICE_SECRET itself and answers 401 to everybody else.
--
-- Run it as `postgres`, as often as you like: it replaces what it made before. The job's text names the secrets and
-- does not hold them. pg_net keeps a call with its headers in net.http_request_queue until it is sent, which is
-- within a second, and answers for six hours in net._http_response: counts of stores, nothing of a shop.
-- To change a secret: select vault.update_secret(id, 'new') from vault.secrets where name = 'shopcall_service_secret';
-- To stop: select cron.unschedule('shopcall-scheduled-sync');
-- To see how it goes: select status_code, content, created from net._http_response order by created desc limit 10;

do $$
begin
  if to_regnamespace('cron') is null then create extension pg_cron; end if;
  if to_regnamespace('net') is null then create extension pg_net; end if;
  if (select count(*) from vault.decrypted_secrets
       where name in ('shopcall_url', 'shopcall_service_secret') and decrypted_secret <> '') <> 2 then
    raise exception 'put shopcall_url and shopcall_service_secret into the Vault first';
  end if;
end $$;

select cron.unschedule(jobname) from cron.job where jobname = 'shopcall-scheduled-sync';

select cron.schedule('shopcall-scheduled-sync', '* * * * *', $job$
  select net.http_post(
    url := rtrim(u.decrypted_secret, '/') || '/functions/v1/scheduled-sync',
    headers := jsonb_build_object('Content-Type', 'application/json', 'Authorization', 'Bearer ' || s.decrypted_secret),
    body := '{}'::jsonb,
    timeout_milliseconds := 58000)
  from vault.decrypted_secrets u, vault.decrypted_secrets s
  where u.name = 'shopcall_url' and s.name = 'shopcall_service_secret'
$job$);
