-- A customer takes consent back: the words of the call go, and all that was read out of them. The call stays as an empty
-- row, with its consent record as the proof, and with its keyed hash, so that the same file sent again finds it.
alter table relay_job
	drop constraint relay_job_kind_check,
	add constraint relay_job_kind_check check (
		kind in ('score', 'launch', 'act', 'confirm-rep', 'archive', 'erase', 'withdraw')
	);

create function withdrawal_rows(call uuid) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	the_call as (
		select c.org_id, c.conversation_id as id from public.consent c
		where c.conversation_id = call and c.state = 'withdrawn'
	),
	d_transcript as (delete from public.transcript x using the_call t where x.org_id = t.org_id and x.conversation_id = t.id),
	d_named as (delete from public.conversation_rep x using the_call t where x.org_id = t.org_id and x.conversation_id = t.id),
	d_known as (delete from public.known_speaker x using the_call t where x.org_id = t.org_id and x.conversation_id = t.id),
	d_reading as (
		delete from public.reading x using public.scorecard s, the_call t
		where s.org_id = t.org_id and s.conversation_id = t.id and x.org_id = s.org_id and x.scorecard_id = s.id
	),
	d_scorecard as (delete from public.scorecard x using the_call t where x.org_id = t.org_id and x.conversation_id = t.id),
	d_labelling as (delete from public.labelling x using the_call t where x.org_id = t.org_id and x.conversation_id = t.id),
	u_job as (
		update public.relay_job x set done_at = now(), leased_until = null
		from the_call t
		where x.org_id = t.org_id and x.target = t.id and x.kind in ('score', 'confirm-rep') and x.done_at is null
	),
	u_call as (
		update public.conversation x set state = 'refused', current_scorecard = null, rep_turns = 0, rep_words = 0
		from the_call t
		where x.org_id = t.org_id and x.id = t.id
		returning 1
	)
	select count(*) from u_call
$$;
revoke all on function withdrawal_rows(uuid) from public;
grant execute on function withdrawal_rows(uuid) to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122163000_withdrawn_consent' $$;
