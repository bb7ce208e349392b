-- What keeps the engine honest: flags of a cycle, the act that has a step tried again, and what reconcile has found.

alter table cycle
	add column flags text[] not null default array[]::text[],
	add constraint cycle_flags_check check (flags <@ array['step-stuck']);
grant update (flags) on cycle to coachloop_app;

alter table act
	drop constraint act_kind_check,
	add constraint act_kind_check check (kind in (
		'decide-task', 'stop-cycle', 'change-cycle', 'open-task', 'assign-drill', 'submit-drill', 'withdraw-drill',
		'change-cohort', 'retry-step'
	)),
	add constraint act_retry_of_cycle_check check (kind <> 'retry-step' or cycle_id is not null);

-- CreateTable
CREATE TABLE "reconcile_difference" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "repair" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reconcile_difference_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "reconcile_round" (
    "org_id" UUID NOT NULL,
    "shard" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cycles" INTEGER NOT NULL,
    "differences" INTEGER NOT NULL,

    CONSTRAINT "reconcile_round_pkey" PRIMARY KEY ("org_id","shard")
);

-- CreateIndex
CREATE INDEX "reconcile_difference_org_id_found_at_idx" ON "reconcile_difference"("org_id", "found_at");

-- AddForeignKey
ALTER TABLE "reconcile_difference" ADD CONSTRAINT "reconcile_difference_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reconcile_round" ADD CONSTRAINT "reconcile_round_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table reconcile_difference
	add constraint reconcile_difference_kind_check check (kind in (
		'cycle-overdue', 'cycle-without-workflow', 'task-without-workflow', 'cohort-without-workflow',
		'erasure-without-workflow', 'workflow-without-cycle', 'revision-differs', 'signal-lost', 'act-pending',
		'job-late', 'conversation-unscored'
	)),
	add constraint reconcile_difference_repair_check check (repair in ('start', 'look', 're-send'));
alter table reconcile_difference enable row level security;
alter table reconcile_difference force row level security;
create policy of_organisation on reconcile_difference
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table reconcile_round enable row level security;
alter table reconcile_round force row level security;
create policy of_organisation on reconcile_round
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

grant select, insert on reconcile_difference, reconcile_round to coachloop_app;
grant update (at, cycles, differences) on reconcile_round to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122189000_engine' $$;
