-- Entries of calendars that steps plan, told by e-mail each in an order of its own; messages that say several things with
-- the parameters of each; and an end to how long messages, attempts at delivery and calendar entries are kept.

-- AlterTable
ALTER TABLE "invite" ADD COLUMN     "all_day" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "also" JSONB NOT NULL DEFAULT '[]';

-- CreateIndex
CREATE INDEX "outbox_org_id_at_idx" ON "outbox"("org_id", "at");

-- CreateIndex
CREATE INDEX "webhook_delivery_org_id_at_idx" ON "webhook_delivery"("org_id", "at");

alter table invite
	-- A date is kept as the midnights of UTC around it.
	add constraint invite_all_day_check check (
		not all_day
		or (starts_at = date_trunc('day', starts_at, 'UTC') and ends_at = date_trunc('day', ends_at, 'UTC'))
	);
grant update (all_day) on invite to coachloop_app;

alter table outbox
	add constraint outbox_also_check check (jsonb_typeof(also) = 'array'),
	drop constraint outbox_channel_check,
	-- A message to a receiver names it, and one about an entry of a calendar names that: one row for each, with a state of
	-- its own.
	add constraint outbox_channel_check check (
		channel in ('inbox', 'email', 'slack') or channel ~ '^(webhook|calendar):[0-9a-f-]{36}$'
	);

alter table notification_setting
	drop constraint notification_setting_kind_check,
	add constraint notification_setting_kind_check check (
		kind in ('task', 'reminder', 'meeting', 'coaching', 'digest', 'account')
	);

alter table webhook_endpoint
	drop constraint webhook_endpoint_events_check,
	add constraint webhook_endpoint_events_check check (
		cardinality(events) >= 1
		and events <@ array['task', 'reminder', 'meeting', 'coaching', 'digest', 'account']
	);

-- What waits to be sent is not old, however long it waits.
create function expired_messages(before timestamptz, at_most integer) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	old as (
		select o.org_id, o.id from public.outbox o
		where o.at < before and o.state <> 'pending'
		order by o.at, o.id
		limit at_most
	),
	gone as (delete from public.outbox o using old x where o.org_id = x.org_id and o.id = x.id returning 1)
	select count(*) from gone
$$;

create function expired_deliveries(before timestamptz, at_most integer) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	old as (
		select d.org_id, d.id from public.webhook_delivery d
		where d.at < before
		order by d.at, d.id
		limit at_most
	),
	gone as (delete from public.webhook_delivery d using old x where d.org_id = x.org_id and d.id = x.id returning 1)
	select count(*) from gone
$$;

-- While a cycle runs, its entries stay: their numbers must go on rising in the calendars that know them.
create function expired_invites(before timestamptz, at_most integer) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	old as (
		select i.org_id, i.id from public.invite i
		join public.cycle c on c.org_id = i.org_id and c.id = i.cycle_id
		where c.phase = 'closed' and c.closed_at < before
		order by c.closed_at, i.id
		limit at_most
	),
	gone as (delete from public.invite i using old x where i.org_id = x.org_id and i.id = x.id returning 1)
	select count(*) from gone
$$;
revoke all on function expired_messages(timestamptz, integer), expired_deliveries(timestamptz, integer),
	expired_invites(timestamptz, integer) from public;
grant execute on function expired_messages(timestamptz, integer), expired_deliveries(timestamptz, integer),
	expired_invites(timestamptz, integer) to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122187000_calendars_and_keeping' $$;
