-- Tasks that belong to no cycle, with steps, decisions and messages of their own. The first of them asks who the rep is in
-- a transcript whose source does not say so. What a person answers is kept, so that nobody is asked twice.

-- AlterTable
ALTER TABLE "act" ALTER COLUMN "cycle_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "decision" ADD COLUMN     "task_id" UUID,
ALTER COLUMN "cycle_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "task" ALTER COLUMN "cycle_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "transcript" ADD COLUMN     "speakers" JSONB;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "task_id" UUID,
ALTER COLUMN "cycle_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "task_step" (
    "org_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "run_id" TEXT NOT NULL,
    "history_length" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_step_pkey" PRIMARY KEY ("org_id","task_id","name")
);

-- CreateTable
CREATE TABLE "conversation_rep" (
    "org_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "speakers" INTEGER[],
    "act_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversation_rep_pkey" PRIMARY KEY ("org_id","conversation_id")
);

-- CreateTable
CREATE TABLE "known_speaker" (
    "org_id" UUID NOT NULL,
    "rep_id" UUID NOT NULL,
    "by" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_speaker_pkey" PRIMARY KEY ("org_id","rep_id","by","source","value")
);

-- CreateIndex
CREATE UNIQUE INDEX "decision_org_id_task_id_step_ordinal_key" ON "decision"("org_id", "task_id", "step", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_org_id_task_id_step_person_id_channel_key" ON "outbox"("org_id", "task_id", "step", "person_id", "channel");

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_org_id_task_id_fkey" FOREIGN KEY ("org_id", "task_id") REFERENCES "task"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "task_step" ADD CONSTRAINT "task_step_org_id_task_id_fkey" FOREIGN KEY ("org_id", "task_id") REFERENCES "task"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "conversation_rep" ADD CONSTRAINT "conversation_rep_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversation"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "conversation_rep" ADD CONSTRAINT "conversation_rep_org_id_act_id_fkey" FOREIGN KEY ("org_id", "act_id") REFERENCES "act"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "known_speaker" ADD CONSTRAINT "known_speaker_org_id_rep_id_fkey" FOREIGN KEY ("org_id", "rep_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "known_speaker" ADD CONSTRAINT "known_speaker_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversation"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_org_id_task_id_fkey" FOREIGN KEY ("org_id", "task_id") REFERENCES "task"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table task
	drop constraint task_kind_check,
	add constraint task_kind_check check (
		kind in (
			'approve-focus', 'review', 'deployment-review', 'one-to-one', 'live-coaching', 'baseline-late', 'empty-weeks',
			'confirm-rep'
		)
	),
	add constraint task_place_check check ((cycle_id is null) = (kind = 'confirm-rep'));

alter table act
	add constraint act_place_check check (cycle_id is not null or task_id is not null);

alter table decision
	add constraint decision_place_check check (num_nonnulls(cycle_id, task_id) = 1);

alter table outbox
	add constraint outbox_place_check check (num_nonnulls(cycle_id, task_id) = 1);

alter table conversation
	drop constraint conversation_state_check,
	add constraint conversation_state_check check (state in ('awaiting-rep', 'received', 'scored', 'refused'));
create index conversation_awaiting_rep on conversation (org_id, rep_id) where state = 'awaiting-rep';

alter table conversation_rep
	alter column speakers set not null,
	add constraint conversation_rep_speakers_check check (cardinality(speakers) >= 1 and 0 <= all(speakers));

alter table known_speaker
	add constraint known_speaker_by_check check (by in ('email', 'name', 'key')),
	add constraint known_speaker_source_check check ((source = '') = (by <> 'key')),
	add constraint known_speaker_value_check check (value <> '');

alter table relay_job
	drop constraint relay_job_kind_check,
	add constraint relay_job_kind_check check (kind in ('score', 'launch', 'act', 'confirm-rep'));

alter table task_step enable row level security;
alter table task_step force row level security;
create policy of_organisation on task_step
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table conversation_rep enable row level security;
alter table conversation_rep force row level security;
create policy of_organisation on conversation_rep
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table known_speaker enable row level security;
alter table known_speaker force row level security;
create policy of_organisation on known_speaker
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

-- A step, an answer and what it taught are never changed.
grant select, insert on task_step, conversation_rep, known_speaker to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122110000_tasks_of_no_cycle' $$;
