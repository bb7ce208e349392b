-- What has been kept for as long as the policy says goes, oldest first, a batch at a time. Each function is one
-- statement, inside the organisation that the transaction has named.

-- CreateIndex
CREATE INDEX "conversation_org_id_recorded_at_idx" ON "conversation"("org_id", "recorded_at");

create function expired_transcripts(before timestamptz, at_most integer) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	old as (
		select x.org_id, x.conversation_id from public.transcript x
		join public.conversation v on v.org_id = x.org_id and v.id = x.conversation_id
		where v.recorded_at < before
		order by v.recorded_at, v.id
		limit at_most
	),
	gone as (
		delete from public.transcript x using old o
		where x.org_id = o.org_id and x.conversation_id = o.conversation_id
		returning 1
	)
	select count(*) from gone
$$;

create function expired_archives(before timestamptz, at_most integer) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	old as (
		select a.org_id, a.run_id from public.run_archive a
		where a.created_at < before
		order by a.created_at, a.run_id
		limit at_most
	),
	gone as (
		delete from public.run_archive a using old o where a.org_id = o.org_id and a.run_id = o.run_id returning 1
	)
	select count(*) from gone
$$;
revoke all on function expired_transcripts(timestamptz, integer), expired_archives(timestamptz, integer) from public;
grant execute on function expired_transcripts(timestamptz, integer), expired_archives(timestamptz, integer)
to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122164000_retention' $$;
