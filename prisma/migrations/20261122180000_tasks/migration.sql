-- Tasks that people hand on, delegate and open again; disputes of reps; consent that a person records.

alter table task
	add column owner_id uuid,
	add column not_owner_id uuid,
	add column flag text,
	add column reminded jsonb not null default '[]',
	add column earlier jsonb not null default '[]',
	add constraint task_org_id_owner_id_fkey foreign key (org_id, owner_id) references person (org_id, id)
		on delete no action on update no action,
	add constraint task_org_id_not_owner_id_fkey foreign key (org_id, not_owner_id) references person (org_id, id)
		on delete no action on update no action,
	add constraint task_flag_check check (flag in ('declined-at-top')),
	add constraint task_reminded_check check (jsonb_typeof(reminded) = 'array'),
	add constraint task_earlier_check check (jsonb_typeof(earlier) = 'array'),
	drop constraint task_kind_check,
	add constraint task_kind_check check (
		kind in (
			'approve-focus', 'review', 'deployment-review', 'one-to-one', 'live-coaching', 'baseline-late', 'empty-weeks',
			'confirm-rep', 'dispute', 'consent'
		)
	),
	drop constraint task_place_check,
	add constraint task_place_check check (
		kind = 'dispute' or (cycle_id is null) = (kind in ('confirm-rep', 'consent'))
	);
create index task_named on task (org_id, owner_id, due_at) where state = 'open' and owner_id is not null;
grant update (owner_id, flag, reminded, earlier, opened_at, opened_in) on task to coachloop_app;

alter table act
	add column opens jsonb,
	drop constraint act_kind_check,
	add constraint act_kind_check check (kind in ('decide-task', 'stop-cycle', 'change-cycle', 'open-task')),
	add constraint act_opens_check check ((kind = 'open-task') = (opens is not null)),
	add constraint act_opens_in_cycle_check check (kind <> 'open-task' or cycle_id is not null);

create table dispute (
	org_id uuid not null,
	id uuid not null default uuidv7(),
	rep_id uuid not null,
	conversation_id uuid not null,
	signal text not null,
	scorecard integer not null,
	lines jsonb not null,
	words text not null,
	at timestamptz(3) not null,
	fact_seq integer not null,
	verdict_by uuid,
	state text not null default 'open',
	verdicts jsonb,
	decided_by uuid,
	decided_at timestamptz(3),
	act_id uuid,

	constraint dispute_pkey primary key (org_id, id),
	constraint dispute_org_id_rep_id_fkey foreign key (org_id, rep_id) references person (org_id, id)
		on delete no action on update no action,
	constraint dispute_org_id_conversation_id_fkey foreign key (org_id, conversation_id)
		references conversation (org_id, id) on delete no action on update no action,
	constraint dispute_signal_check check (
		signal in ('objection-acknowledgment', 'close-attempts', 'value-framing', 'discovery-density')
	),
	constraint dispute_lines_check check (jsonb_typeof(lines) = 'array' and jsonb_array_length(lines) >= 1),
	constraint dispute_state_check check (state in ('open', 'upheld', 'not-upheld', 'withdrawn')),
	constraint dispute_decided_check check (
		(state in ('upheld', 'not-upheld')) <= (verdicts is not null and decided_by is not null and decided_at is not null)
	)
);
create index dispute_of_rep on dispute (org_id, rep_id);
create index dispute_by_id on dispute (id);
-- A reading is disputed once at a time, and not any more once the rep was right.
create unique index dispute_stands on dispute (org_id, conversation_id, signal) where state in ('open', 'upheld');

alter table dispute enable row level security;
alter table dispute force row level security;
create policy of_organisation on dispute
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));
grant select, insert on dispute to coachloop_app;
grant update (state, verdicts, decided_by, decided_at, act_id, fact_seq) on dispute to coachloop_app;

alter table conversation
	drop constraint conversation_state_check,
	add constraint conversation_state_check check (
		state in ('awaiting-consent', 'awaiting-rep', 'received', 'scored', 'refused')
	);
alter table consent
	drop constraint consent_state_check,
	add constraint consent_state_check check (state in ('given', 'withdrawn', 'refused'));

alter table relay_job
	drop constraint relay_job_kind_check,
	add constraint relay_job_kind_check check (
		kind in ('score', 'launch', 'act', 'confirm-rep', 'consent', 'dispute', 'archive', 'erase', 'withdraw')
	);

create or replace function withdrawal_rows(call uuid) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	the_call as (
		select c.org_id, c.conversation_id as id from public.consent c
		where c.conversation_id = call and c.state in ('withdrawn', 'refused')
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
	-- What the rep said of the call goes with it; that there was a dispute stays.
	u_dispute as (
		update public.dispute x
		set words = '', state = case when x.state = 'open' then 'withdrawn' else x.state end
		from the_call t
		where x.org_id = t.org_id and x.conversation_id = t.id
	),
	u_job as (
		update public.relay_job x set done_at = now(), leased_until = null
		from the_call t
		where x.org_id = t.org_id and x.target = t.id and x.kind in ('score', 'confirm-rep', 'consent') and x.done_at is null
	),
	u_call as (
		update public.conversation x set state = 'refused', current_scorecard = null, rep_turns = 0, rep_words = 0
		from the_call t
		where x.org_id = t.org_id and x.id = t.id
		returning 1
	)
	select count(*) from u_call
$$;

create or replace function erasure_withdraw(certificate uuid) returns bigint
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
	runs as (select r.run_id from public.cycle_run r where r.cycle_id in (select id from cycles)),
	acts as (
		select a.id from public.act a join the_person p on p.org_id = a.org_id
		where a.actor_id = p.id or a.cycle_id in (select id from cycles)
			or a.task_id in (select t.id from public.task t where t.rep_id = p.id)
	),
	jobs as (
		update public.relay_job j set done_at = now(), leased_until = null
		from the_person p
		where j.org_id = p.org_id and j.done_at is null and (
			(j.kind in ('score', 'confirm-rep', 'consent') and j.target in (select id from talks))
			or (j.kind = 'dispute' and j.target in (select d.id from public.dispute d where d.rep_id = p.id))
			or (j.kind = 'archive' and j.target::text in (select run_id from runs))
			or (j.kind = 'act' and j.target in (select id from acts))
		)
		returning j.id
	),
	refused as (
		update public.act a
		set state = 'refused', applied_at = now(), result = '{"kind":"refused","reason":{"code":"act.cycle-closed","params":{}}}'
		where a.state = 'pending' and a.id in (select id from acts)
		returning a.id
	),
	messages as (
		update public.outbox o
		set state = 'withdrawn', last_error = 'person-gone', leased_until = null, retry_at = null
		from the_person p
		where o.org_id = p.org_id and o.state = 'pending' and (
			o.person_id = p.id or o.cycle_id in (select id from cycles)
			or o.task_id in (select t.id from public.task t where t.rep_id = p.id)
		)
		returning o.id
	),
	feeds as (
		delete from public.calendar_feed f using the_person p
		where f.org_id = p.org_id and f.person_id = p.id
		returning 1
	),
	keys as (
		delete from public.api_key k using the_person p where k.org_id = p.org_id and k.person_id = p.id returning k.id
	),
	entries as (
		delete from public.idempotency i using the_person p
		where i.org_id = p.org_id and (
			i.actor_id = p.id or i.target_id in (select id from talks) or i.target_id in (select id from acts)
			or i.target_id in (select d.id from public.dispute d where d.rep_id = p.id)
		)
		returning i.key
	)
	select (select count(*) from jobs) + (select count(*) from refused) + (select count(*) from messages)
		+ (select count(*) from feeds) + (select count(*) from keys) + (select count(*) from entries)
$$;

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
		update public.act x set note = null, idempotency_key = x.id::text
		from the_person p
		where x.org_id = p.org_id and x.actor_id = p.id
			and (x.cycle_id is null or x.cycle_id not in (select id from cycles))
			and (x.task_id is null or x.task_id not in (select id from tasks))
		returning 1
	),
	u_person as (
		update public.person x
		set name = 'Erased person', external_id = 'erased:' || certificate, email = certificate || '@erased.invalid',
			roles = '{}', zone = 'UTC', country = null, region = null, language = 'en', status = 'erased'
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
as $$ select '20261122180000_tasks' $$;
