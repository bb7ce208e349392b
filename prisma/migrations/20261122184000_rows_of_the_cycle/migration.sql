-- The missing rows of the cycle's table: kinds of cycle, the rep's guess, lines labelled blind, milestones of new hires,
-- and acts of the engine itself.

-- CreateTable
CREATE TABLE "tier_guess" (
    "org_id" UUID NOT NULL,
    "cycle_id" UUID NOT NULL,
    "rep_id" UUID NOT NULL,
    "tiers" JSONB NOT NULL,
    "fact_seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tier_guess_pkey" PRIMARY KEY ("org_id","cycle_id")
);

-- CreateTable
CREATE TABLE "blind_line" (
    "org_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "by_id" UUID NOT NULL,
    "said" TEXT[],
    "engine" TEXT[],
    "labeller" TEXT NOT NULL,
    "labeller_version" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "blind_line_pkey" PRIMARY KEY ("org_id","task_id","conversation_id","line")
);

-- CreateTable
CREATE TABLE "milestone" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reached_on" DATE NOT NULL,
    "fact_seq" INTEGER NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "milestone_pkey" PRIMARY KEY ("org_id","person_id","kind")
);

-- CreateIndex
CREATE INDEX "blind_line_org_id_by_id_at_idx" ON "blind_line"("org_id", "by_id", "at");

-- CreateIndex
CREATE INDEX "milestone_org_id_kind_reached_on_idx" ON "milestone"("org_id", "kind", "reached_on");

-- AddForeignKey
ALTER TABLE "tier_guess" ADD CONSTRAINT "tier_guess_org_id_cycle_id_fkey" FOREIGN KEY ("org_id", "cycle_id") REFERENCES "cycle"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tier_guess" ADD CONSTRAINT "tier_guess_org_id_rep_id_fkey" FOREIGN KEY ("org_id", "rep_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "blind_line" ADD CONSTRAINT "blind_line_org_id_task_id_fkey" FOREIGN KEY ("org_id", "task_id") REFERENCES "task"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "blind_line" ADD CONSTRAINT "blind_line_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversation"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "blind_line" ADD CONSTRAINT "blind_line_org_id_by_id_fkey" FOREIGN KEY ("org_id", "by_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "milestone" ADD CONSTRAINT "milestone_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Prisma cannot say that a list is not null.
alter table blind_line alter column said set not null, alter column engine set not null;

alter table blind_line
	add constraint blind_line_line_check check (line >= 0),
	add constraint blind_line_signals_check check (
		said || engine <@ array['objection-acknowledgment', 'close-attempts', 'value-framing', 'discovery-density']
	);
alter table milestone
	add constraint milestone_kind_check check (kind ~ '^[a-z0-9][a-z0-9-]*$' and length(kind) <= 60);

alter table cycle
	add column kind text not null default 'standard',
	add column product jsonb,
	add column pool integer not null default 1,
	add constraint cycle_kind_check check (
		kind in ('standard', 'new-hire', 'tenured-new-product', 'service-team', 'manager-cadence')
	),
	add constraint cycle_product_check check ((kind = 'tenured-new-product') = (product is not null)),
	add constraint cycle_pool_check check (pool >= 1);
alter table practice
	add column pool integer not null default 1,
	add constraint practice_pool_check check (pool >= 1);

-- Null where the engine itself acts: on a rep who has left or comes back, and when other people stand behind the tasks.
alter table act
	alter column actor_id drop not null,
	add constraint act_of_a_person_check check (actor_id is not null or kind = 'change-cycle');

alter table tier_guess enable row level security;
alter table tier_guess force row level security;
create policy of_organisation on tier_guess
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table blind_line enable row level security;
alter table blind_line force row level security;
create policy of_organisation on blind_line
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table milestone enable row level security;
alter table milestone force row level security;
create policy of_organisation on milestone
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

grant select, insert on tier_guess, blind_line, milestone to coachloop_app;
grant update (tiers, fact_seq, at) on tier_guess to coachloop_app;
grant update (reached_on, fact_seq) on milestone to coachloop_app;
grant update (pool) on cycle to coachloop_app;
grant update (subject) on task to coachloop_app;

-- As before, and also what was labelled blind, guessed and reached.
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
	d_blind as (delete from public.blind_line x using the_call t where x.org_id = t.org_id and x.conversation_id = t.id),
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
as $$ select '20261122184000_rows_of_the_cycle' $$;
