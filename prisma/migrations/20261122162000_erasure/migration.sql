-- Erasure of one person. What of them stands in other people's data stays under a pseudonym, which is their id. All else
-- goes, and a keyed hash of what names them stays, so that no late import brings them back.

-- CreateTable
CREATE TABLE "erasure" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "requested_by" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "targets" JSONB,
    "removed" JSONB,
    "completed_at" TIMESTAMPTZ(3),
    "document" TEXT,
    "signature" BYTEA,
    "public_key" BYTEA,

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "tombstone" (
    "org_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "erasure_id" UUID NOT NULL,

    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("org_id","kind","hash")
);

-- CreateIndex
CREATE INDEX "erasure_by_id" ON "erasure"("id");

-- CreateIndex
CREATE UNIQUE INDEX "erasure_org_id_person_id_key" ON "erasure"("org_id", "person_id");

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_org_id_requested_by_fkey" FOREIGN KEY ("org_id", "requested_by") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tombstone" ADD CONSTRAINT "tombstone_org_id_erasure_id_fkey" FOREIGN KEY ("org_id", "erasure_id") REFERENCES "erasure"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table person
	drop constraint person_status_check,
	add constraint person_status_check check (status in ('active', 'left', 'erasing', 'erased'));

alter table erasure
	add constraint erasure_done_check check (
		(completed_at is null) = (document is null)
		and (completed_at is null) = (signature is null)
		and (completed_at is null) = (public_key is null)
		and (completed_at is null or targets is null)
	);

alter table tombstone
	add constraint tombstone_kind_check check (kind in ('external-id', 'email'));

alter table relay_job
	drop constraint relay_job_kind_check,
	add constraint relay_job_kind_check check (
		kind in ('score', 'launch', 'act', 'confirm-rep', 'archive', 'erase')
	);

alter table erasure enable row level security;
alter table erasure force row level security;
create policy of_organisation on erasure
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));
create policy holder_lookup on erasure for select to current_user
	using (id = (select nullif(current_setting('app.holder', true), '')::uuid));

alter table tombstone enable row level security;
alter table tombstone force row level security;
create policy of_organisation on tombstone
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

-- The application removes nothing that was decided, asked or said. These functions do, for one person whose erasure was
-- asked for, inside the organisation that the transaction has named. Each is one statement: rows that point at each
-- other in a circle go together. Until the certificate is there each may be repeated, and takes what a transaction that
-- was under way at the request wrote behind it.
create function erasure_withdraw(certificate uuid) returns bigint
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
			(j.kind in ('score', 'confirm-rep') and j.target in (select id from talks))
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
		)
		returning i.key
	)
	select (select count(*) from jobs) + (select count(*) from refused) + (select count(*) from messages)
		+ (select count(*) from feeds) + (select count(*) from keys) + (select count(*) from entries)
$$;

create function erasure_rows(certificate uuid) returns jsonb
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
revoke all on function erasure_withdraw(uuid), erasure_rows(uuid) from public;
grant execute on function erasure_withdraw(uuid), erasure_rows(uuid) to coachloop_app;

create or replace function find_holder()
returns table (org_id uuid, person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
	select c.org_id, c.rep_id from public.cycle c where c.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select v.org_id, v.rep_id from public.conversation v where v.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select t.org_id, t.rep_id from public.task t where t.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select h.org_id, null::uuid from public.cohort h where h.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select o.id, null::uuid from public.organisation o where o.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select e.org_id, null::uuid from public.erasure e where e.id = nullif(current_setting('app.holder', true), '')::uuid
$$;

grant select, insert on erasure, tombstone to coachloop_app;
grant update (targets, completed_at, document, signature, public_key) on erasure to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122162000_erasure' $$;
