-- Cohorts as a company runs them: every row of a launch with what became of it, waves, open cohorts, changes of the whole
-- cohort, outcomes that are asked for, digests.

-- AlterTable
ALTER TABLE "cohort" ADD COLUMN     "assigned" TEXT,
ADD COLUMN     "open_rule" JSONB,
ADD COLUMN     "pauses" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "rows" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "seed" INTEGER,
ADD COLUMN     "waves" DATE[] DEFAULT ARRAY[]::DATE[];

-- AlterTable
ALTER TABLE "act" ADD COLUMN     "cohort_id" UUID,
ADD COLUMN     "of_act" UUID;

-- AlterTable
ALTER TABLE "decision" ADD COLUMN     "cohort_id" UUID;

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "cohort_id" UUID;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "cohort_id" UUID;

-- CreateTable
CREATE TABLE "cohort_member" (
    "org_id" UUID NOT NULL,
    "cohort_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "external_id" TEXT,
    "rep_id" UUID,
    "wave" INTEGER,
    "starts_on" DATE NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "refusal_code" TEXT,
    "refusal_params" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cohort_member_pkey" PRIMARY KEY ("org_id","cohort_id","ordinal")
);

-- CreateTable
CREATE TABLE "cohort_outcome" (
    "org_id" UUID NOT NULL,
    "cohort_id" UUID NOT NULL,
    "week" INTEGER NOT NULL,
    "task_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'missing',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "cohort_outcome_pkey" PRIMARY KEY ("org_id","cohort_id","week")
);

-- CreateTable
CREATE TABLE "start_rate" (
    "org_id" UUID NOT NULL,
    "free_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "start_rate_pkey" PRIMARY KEY ("org_id")
);

-- CreateIndex
CREATE INDEX "cohort_member_org_id_cohort_id_state_idx" ON "cohort_member"("org_id", "cohort_id", "state");

-- CreateIndex
CREATE INDEX "cohort_member_org_id_rep_id_idx" ON "cohort_member"("org_id", "rep_id");

-- CreateIndex
CREATE INDEX "cohort_outcome_by_task" ON "cohort_outcome"("task_id");

-- CreateIndex
CREATE INDEX "act_org_id_of_act_idx" ON "act"("org_id", "of_act");

-- CreateIndex
CREATE UNIQUE INDEX "decision_org_id_cohort_id_step_ordinal_key" ON "decision"("org_id", "cohort_id", "step", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_org_id_cohort_id_step_person_id_channel_key" ON "outbox"("org_id", "cohort_id", "step", "person_id", "channel");

-- AddForeignKey
ALTER TABLE "cohort_member" ADD CONSTRAINT "cohort_member_org_id_cohort_id_fkey" FOREIGN KEY ("org_id", "cohort_id") REFERENCES "cohort"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "cohort_member" ADD CONSTRAINT "cohort_member_org_id_rep_id_fkey" FOREIGN KEY ("org_id", "rep_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "cohort_outcome" ADD CONSTRAINT "cohort_outcome_org_id_cohort_id_fkey" FOREIGN KEY ("org_id", "cohort_id") REFERENCES "cohort"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "start_rate" ADD CONSTRAINT "start_rate_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "act" ADD CONSTRAINT "act_org_id_cohort_id_fkey" FOREIGN KEY ("org_id", "cohort_id") REFERENCES "cohort"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "act" ADD CONSTRAINT "act_org_id_of_act_fkey" FOREIGN KEY ("org_id", "of_act") REFERENCES "act"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_org_id_cohort_id_fkey" FOREIGN KEY ("org_id", "cohort_id") REFERENCES "cohort"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_org_id_cohort_id_fkey" FOREIGN KEY ("org_id", "cohort_id") REFERENCES "cohort"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_org_id_cohort_id_fkey" FOREIGN KEY ("org_id", "cohort_id") REFERENCES "cohort"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table cohort
	alter column waves set not null,
	drop constraint cohort_state_check,
	add constraint cohort_state_check check (state in ('launching', 'running', 'stopped', 'ended')),
	add constraint cohort_pauses_check check (jsonb_typeof(pauses) = 'array'),
	add constraint cohort_rows_check check (rows >= 0),
	-- Who is in which wave can be worked out again from the rows, the seed and this.
	add constraint cohort_assigned_check check (assigned in ('in-order', 'at-random')),
	add constraint cohort_waves_check check ((assigned is null) = (seed is null) and (assigned is null) = (cardinality(waves) = 0));

-- The caller's own id of a rep stands here only until the row's turn comes: then the rep is known, or nobody is.
alter table cohort_member
	add constraint cohort_member_state_check check (state in ('waiting', 'planned', 'started', 'refused', 'withdrawn')),
	add constraint cohort_member_ordinal_check check (ordinal >= 0),
	add constraint cohort_member_wave_check check (wave >= 0),
	add constraint cohort_member_refused_check check (
		(state = 'refused') = (refusal_code is not null) and (refusal_code is null) = (refusal_params is null)
	),
	add constraint cohort_member_named_check check (state = 'waiting' or external_id is null),
	add constraint cohort_member_known_check check (state not in ('planned', 'started') or rep_id is not null),
	add constraint cohort_member_waiting_check check (state <> 'waiting' or num_nonnulls(external_id, rep_id) >= 1);
-- Nobody is taken into a cohort twice, whoever names them.
create unique index cohort_member_once on cohort_member (org_id, cohort_id, rep_id) where state <> 'refused';
create index cohort_member_to_start on cohort_member (org_id, cohort_id, ordinal) where state in ('waiting', 'planned');
create index cohort_open on cohort (org_id) where open_rule is not null and state in ('launching', 'running');

alter table cohort_outcome
	add constraint cohort_outcome_state_check check (state in ('missing', 'there', 'none')),
	add constraint cohort_outcome_week_check check (week >= 1),
	add constraint cohort_outcome_answered_check check ((state = 'missing') = (answered_at is null));

alter table act
	drop constraint act_kind_check,
	add constraint act_kind_check check (
		kind in ('decide-task', 'stop-cycle', 'change-cycle', 'open-task', 'assign-drill', 'submit-drill', 'withdraw-drill',
		'change-cohort')
	),
	drop constraint act_change_check,
	add constraint act_change_check check ((kind in ('change-cycle', 'change-cohort')) = (change is not null)),
	drop constraint act_place_check,
	add constraint act_place_check check (num_nonnulls(cycle_id, task_id, cohort_id) >= 1),
	add constraint act_of_cohort_check check ((kind = 'change-cohort') = (cohort_id is not null)),
	add constraint act_of_act_check check (of_act is null or cycle_id is not null);
create index act_of_cohort on act (org_id, cohort_id, at) where cohort_id is not null;

alter table decision
	drop constraint decision_place_check,
	add constraint decision_place_check check (num_nonnulls(cycle_id, task_id, cohort_id) = 1);

alter table task
	drop constraint task_kind_check,
	add constraint task_kind_check check (
		kind in (
			'approve-focus', 'review', 'deployment-review', 'one-to-one', 'live-coaching', 'baseline-late', 'empty-weeks',
			'confirm-rep', 'dispute', 'consent', 'outcomes'
		)
	),
	drop constraint task_place_check,
	add constraint task_place_check check (
		kind = 'dispute' or (cycle_id is null) = (kind in ('confirm-rep', 'consent', 'outcomes'))
	),
	-- Outcomes are those of a cohort: in the place of a rep stands whoever was asked for them.
	add constraint task_of_cohort_check check ((kind = 'outcomes') = (cohort_id is not null));

alter table outbox
	drop constraint outbox_place_check,
	add constraint outbox_place_check check (num_nonnulls(cycle_id, task_id, endpoint_id, cohort_id) = 1);

alter table relay_job
	drop constraint relay_job_kind_check,
	add constraint relay_job_kind_check check (
		kind in (
			'score', 'launch', 'act', 'confirm-rep', 'consent', 'dispute', 'archive', 'erase', 'withdraw', 'cohort',
			'cohort-change'
		)
	);

alter table cohort_member enable row level security;
alter table cohort_member force row level security;
create policy of_organisation on cohort_member
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table cohort_outcome enable row level security;
alter table cohort_outcome force row level security;
create policy of_organisation on cohort_outcome
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table start_rate enable row level security;
alter table start_rate force row level security;
create policy of_organisation on start_rate
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

-- The workflow of a task is there before the task is.
create policy holder_lookup on cohort_outcome for select to current_user
	using (task_id = (select nullif(current_setting('app.holder', true), '')::uuid));

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
	select t.org_id, t.rep_id from public.task t
	where t.id = nullif(current_setting('app.holder', true), '')::uuid and t.cohort_id is null
	union all
	select q.org_id, null::uuid from public.cohort_outcome q
	where q.task_id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select h.org_id, null::uuid from public.cohort h where h.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select o.id, null::uuid from public.organisation o where o.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select e.org_id, null::uuid from public.erasure e where e.id = nullif(current_setting('app.holder', true), '')::uuid
$$;

grant select, insert on cohort_member, cohort_outcome, start_rate to coachloop_app;
grant update (external_id, rep_id, state, refusal_code, refusal_params) on cohort_member to coachloop_app;
grant update (state, answered_at) on cohort_outcome to coachloop_app;
grant update (free_at) on start_rate to coachloop_app;
grant update (pauses) on cohort to coachloop_app;
-- A look that was done is asked for again when something new came: the one kind of job that comes back.
grant update (done_at, due_at, leased_until, attempts) on relay_job to coachloop_app;

-- Beside `erasure_rows`, and before it, since that replaces the person's external id.
create function erasure_members(certificate uuid) returns bigint
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
	with
	the_person as (
		select p.org_id, p.id, p.external_id from public.erasure e
		join public.person p on p.org_id = e.org_id and p.id = e.person_id and p.status in ('erasing', 'erased')
		where e.id = certificate and e.completed_at is null
	),
	gone as (
		delete from public.cohort_member m using the_person p
		where m.org_id = p.org_id and (m.rep_id = p.id or m.external_id = p.external_id)
		returning 1
	)
	select count(*) from gone
$$;
revoke all on function erasure_members(uuid) from public;
grant execute on function erasure_members(uuid) to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122182000_cohorts' $$;
