-- What reports are grouped by and made of: where and when people work, and the minutes that an answer took.

alter table person
	add column location text,
	add column shift text,
	add constraint person_location_check check (location <> '' and length(location) <= 80),
	add constraint person_shift_check check (shift <> '' and length(shift) <= 80);
grant update (location, shift) on person to coachloop_app;

-- As the person states it with the answer to a task; null where nothing was stated.
alter table act
	add column minutes smallint,
	add constraint act_minutes_check check (minutes between 0 and 480);

create index task_closed_about_rep on task (org_id, rep_id, closed_at) where state = 'done';

-- As before, and also where and when the person works, and the minutes that the person stated.
create or replace function erasure_rows(certificate uuid) returns jsonb
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	the_person as (
		select p.org_id, p.id from public.erasure e
		join public.person p on p.org_id = e.org_id and p.id = e.person_id and p.status in ('erasing', 'erased')
		where e.id = certificate and e.completed_at is null
	),
	cycles as (select c.id from public.cycle c join the_person p on p.org_id = c.org_id and p.id = c.rep_id),
	talks as (select v.id from public.conversation v join the_person p on p.org_id = v.org_id and p.id = v.rep_id),
	tasks as (select t.id from public.task t join the_person p on p.org_id = t.org_id and p.id = t.rep_id),
	d_fingerprint as (delete from public.fingerprint x where x.conversation_id in (select id from talks) returning 1),
	d_transcript as (delete from public.transcript x where x.conversation_id in (select id from talks) returning 1),
	d_consent as (delete from public.consent x where x.conversation_id in (select id from talks) returning 1),
	d_named as (delete from public.conversation_rep x where x.conversation_id in (select id from talks) returning 1),
	d_known as (
		delete from public.known_speaker x using the_person p where x.org_id = p.org_id and x.rep_id = p.id returning 1
	),
	d_dispute as (
		delete from public.dispute x using the_person p where x.org_id = p.org_id and x.rep_id = p.id returning 1
	),
	d_reading as (
		delete from public.reading x using the_person p where x.org_id = p.org_id and x.rep_id = p.id returning 1
	),
	d_scorecard as (delete from public.scorecard x where x.conversation_id in (select id from talks) returning 1),
	d_labelling as (delete from public.labelling x where x.conversation_id in (select id from talks) returning 1),
	d_blind as (
		delete from public.blind_line x
		where x.conversation_id in (select id from talks) or x.task_id in (select id from tasks)
		returning 1
	),
	d_guess as (delete from public.tier_guess x where x.cycle_id in (select id from cycles) returning 1),
	d_milestone as (
		delete from public.milestone x using the_person p where x.org_id = p.org_id and x.person_id = p.id returning 1
	),
	d_talk as (delete from public.conversation x where x.id in (select id from talks) returning 1),
	d_practice as (delete from public.practice x where x.cycle_id in (select id from cycles) returning 1),
	d_archive as (delete from public.run_archive x where x.cycle_id in (select id from cycles) returning 1),
	d_run as (delete from public.cycle_run x where x.cycle_id in (select id from cycles) returning 1),
	d_step as (delete from public.step_record x where x.cycle_id in (select id from cycles) returning 1),
	d_task_step as (delete from public.task_step x where x.task_id in (select id from tasks) returning 1),
	d_decision as (
		delete from public.decision x
		where x.cycle_id in (select id from cycles) or x.task_id in (select id from tasks)
		returning 1
	),
	d_outbox as (
		delete from public.outbox x using the_person p
		where x.org_id = p.org_id and (
			x.person_id = p.id or x.cycle_id in (select id from cycles) or x.task_id in (select id from tasks)
		)
		returning 1
	),
	d_setting as (
		delete from public.notification_setting x using the_person p
		where x.org_id = p.org_id and x.person_id = p.id
		returning 1
	),
	d_invite as (
		delete from public.invite x using the_person p
		where x.org_id = p.org_id and (x.person_id = p.id or x.cycle_id in (select id from cycles))
		returning 1
	),
	d_act as (
		delete from public.act x
		where x.cycle_id in (select id from cycles) or x.task_id in (select id from tasks)
		returning 1
	),
	d_task as (delete from public.task x where x.id in (select id from tasks) returning 1),
	d_cycle as (delete from public.cycle x where x.id in (select id from cycles) returning 1),
	d_manages as (
		delete from public.manages x using the_person p where x.org_id = p.org_id and x.rep_id = p.id returning 1
	),
	-- What the person did for others stays theirs, under a pseudonym and without a word of the person's own.
	u_act as (
		update public.act x set note = null, minutes = null, idempotency_key = x.id::text
		from the_person p
		where x.org_id = p.org_id and x.actor_id = p.id
			and (x.cycle_id is null or x.cycle_id not in (select id from cycles))
			and (x.task_id is null or x.task_id not in (select id from tasks))
		returning 1
	),
	u_person as (
		update public.person x
		set name = 'Erased person', external_id = 'erased:' || certificate, email = certificate || '@erased.invalid',
			roles = '{}', zone = 'UTC', country = null, region = null, location = null, shift = null,
			language = 'en', status = 'erased'
		from the_person p
		where x.org_id = p.org_id and x.id = p.id
		returning 1
	),
	counted as (
		select jsonb_build_object(
			'conversations', (select count(*) from d_talk),
			'transcripts', (select count(*) from d_transcript),
			'consents', (select count(*) from d_consent),
			'fingerprints', (select count(*) from d_fingerprint),
			'speakers', (select count(*) from d_named) + (select count(*) from d_known),
			'labellings', (select count(*) from d_labelling),
			'scorecards', (select count(*) from d_scorecard),
			'readings', (select count(*) from d_reading),
			'disputes', (select count(*) from d_dispute),
			'blindLines', (select count(*) from d_blind),
			'guesses', (select count(*) from d_guess),
			'milestones', (select count(*) from d_milestone),
			'cycles', (select count(*) from d_cycle),
			'runs', (select count(*) from d_run),
			'archives', (select count(*) from d_archive),
			'steps', (select count(*) from d_step) + (select count(*) from d_task_step),
			'decisions', (select count(*) from d_decision),
			'practices', (select count(*) from d_practice),
			'tasks', (select count(*) from d_task),
			'acts', (select count(*) from d_act),
			'messages', (select count(*) from d_outbox),
			'notificationSettings', (select count(*) from d_setting),
			'invites', (select count(*) from d_invite),
			'managers', (select count(*) from d_manages),
			'pseudonymised', (select count(*) from u_act) + (select count(*) from u_person)
		) as removed
	)
	update public.erasure e set removed = coalesce(e.removed, c.removed)
	from counted c
	where e.id = certificate
	returning e.removed
$$;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122190000_reports' $$;
