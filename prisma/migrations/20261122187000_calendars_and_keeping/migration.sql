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

-- What others said and wrote of a person goes with the person. The application changes no transcript; these do, for an
-- erasure that is not yet certified, in the organisation that the transaction has named.
create function mask_transcript(certificate uuid, call uuid, masked bytea, said jsonb) returns void
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	update public.transcript x set document = masked, speakers = said
	from public.erasure e
	where e.id = certificate and e.completed_at is null and x.org_id = e.org_id and x.conversation_id = call
$$;

create function erasure_mentions(certificate uuid, names text[]) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	the_erasure as (select e.org_id from public.erasure e where e.id = certificate and e.completed_at is null),
	-- Whole words in any case, whatever space stands between them.
	patterns as (
		select '(^|[^[:alnum:]])'
			|| regexp_replace(regexp_replace(trim(n), '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '\\s+', 'g')
			|| '($|[^[:alnum:]])' as pattern
		from unnest(names) n
	),
	u_note as (
		update public.act x set note = null
		from the_erasure e
		where x.org_id = e.org_id and exists (select from patterns p where x.note ~* p.pattern)
		returning 1
	),
	-- A consent keeps its dates and its state; what somebody wrote into it by hand does not count for its proof.
	u_consent as (
		update public.consent x set
			purpose = case when exists (select from patterns p where x.purpose ~* p.pattern)
				then 'erased' else x.purpose end,
			reference = case when exists (select from patterns p where x.reference ~* p.pattern)
				then 'erased' else x.reference end
		from the_erasure e
		where x.org_id = e.org_id and exists (
			select from patterns p where x.purpose || ' ' || x.reference ~* p.pattern
		)
		returning 1
	),
	d_known as (
		delete from public.known_speaker x using the_erasure e
		where x.org_id = e.org_id and lower(x.value) in (select lower(n) from unnest(names) n)
		returning 1
	)
	select (select count(*) from u_note) + (select count(*) from u_consent) + (select count(*) from d_known)
$$;
revoke all on function mask_transcript(uuid, uuid, bytea, jsonb), erasure_mentions(uuid, text[]) from public;
grant execute on function mask_transcript(uuid, uuid, bytea, jsonb), erasure_mentions(uuid, text[]) to coachloop_app;

-- Rows of somebody who was erased can only come from a backup. The erasure is opened again, and takes them like the first
-- time; the workflow that does it is started by its job.
create function reopened_erasures() returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	back as (
		select e.org_id, e.id, e.person_id from public.erasure e
		join public.person p on p.org_id = e.org_id and p.id = e.person_id
		where e.completed_at is not null and (
			p.status <> 'erased' or p.name <> 'Erased person' or p.external_id <> 'erased:' || e.id
			or exists (select from public.cycle x where x.org_id = e.org_id and x.rep_id = p.id)
			or exists (select from public.conversation x where x.org_id = e.org_id and x.rep_id = p.id)
			or exists (select from public.task x where x.org_id = e.org_id and x.rep_id = p.id)
			or exists (select from public.outbox x where x.org_id = e.org_id and x.person_id = p.id)
			or exists (select from public.invite x where x.org_id = e.org_id and x.person_id = p.id)
			or exists (select from public.calendar_feed x where x.org_id = e.org_id and x.person_id = p.id)
			or exists (select from public.notification_setting x where x.org_id = e.org_id and x.person_id = p.id)
			or exists (select from public.api_key x where x.org_id = e.org_id and x.person_id = p.id)
			or exists (select from public.known_speaker x where x.org_id = e.org_id and x.rep_id = p.id)
			or exists (select from public.dispute x where x.org_id = e.org_id and x.rep_id = p.id)
			or exists (select from public.milestone x where x.org_id = e.org_id and x.person_id = p.id)
			or exists (select from public.data_key x where x.org_id = e.org_id and x.id = p.data_key_id and x.destroyed_at is null)
		)
	),
	u_person as (
		update public.person x set status = 'erasing' from back b where x.org_id = b.org_id and x.id = b.person_id
	),
	u_erasure as (
		update public.erasure x set completed_at = null, document = null, signature = null, public_key = null
		from back b
		where x.org_id = b.org_id and x.id = b.id
		returning 1
	),
	u_job as (
		insert into public.relay_job (org_id, kind, target) select b.org_id, 'erase', b.id from back b
		on conflict (org_id, kind, target) do update set done_at = null, leased_until = null, due_at = now()
	)
	select count(*) from u_erasure
$$;
revoke all on function reopened_erasures() from public;
grant execute on function reopened_erasures() to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122187000_calendars_and_keeping' $$;
