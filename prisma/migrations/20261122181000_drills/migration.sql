-- Drills: one moment of one call, practised and then watched for; the attempts at them; and what each scorecard says of the
-- moments of their library. All three are about one rep and hang on rows that an erasure or a withdrawn consent removes:
-- they go with these.

-- AlterTable
ALTER TABLE "act" ADD COLUMN     "drill" JSONB;

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "drill_id" UUID;

-- CreateTable
CREATE TABLE "drill" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "cycle_id" UUID NOT NULL,
    "rep_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "gap" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "evidence_utterance" INTEGER NOT NULL,
    "evidence_label" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'assigned',
    "outcome" TEXT,
    "angle" INTEGER NOT NULL DEFAULT 1,
    "times" INTEGER NOT NULL,
    "sessions" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[],
    "from_date" DATE NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "submit_to" UUID,
    "submitted" INTEGER,
    "assigned_by" UUID,
    "assigned_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "drill_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "drill_attempt" (
    "org_id" UUID NOT NULL,
    "drill_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "angle" INTEGER NOT NULL,
    "conversation_id" UUID NOT NULL,
    "score" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "drill_attempt_pkey" PRIMARY KEY ("org_id","drill_id","ordinal")
);

-- CreateTable
CREATE TABLE "occurrence" (
    "org_id" UUID NOT NULL,
    "scorecard_id" UUID NOT NULL,
    "rep_id" UUID NOT NULL,
    "gap" TEXT NOT NULL,
    "occurred" INTEGER NOT NULL,
    "wanted" INTEGER NOT NULL,
    "utterance" INTEGER NOT NULL,
    "label" INTEGER,
    "is_moment" BOOLEAN NOT NULL,

    CONSTRAINT "occurrence_pkey" PRIMARY KEY ("org_id","scorecard_id","gap")
);

-- CreateIndex
CREATE UNIQUE INDEX "drill_org_id_cycle_id_name_key" ON "drill"("org_id", "cycle_id", "name");

-- CreateIndex
CREATE INDEX "drill_org_id_rep_id_assigned_at_idx" ON "drill"("org_id", "rep_id", "assigned_at");

-- CreateIndex
CREATE UNIQUE INDEX "drill_attempt_org_id_conversation_id_key" ON "drill_attempt"("org_id", "conversation_id");

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_org_id_cycle_id_fkey" FOREIGN KEY ("org_id", "cycle_id") REFERENCES "cycle"("org_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_org_id_rep_id_fkey" FOREIGN KEY ("org_id", "rep_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversation"("org_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_org_id_submit_to_fkey" FOREIGN KEY ("org_id", "submit_to") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_org_id_assigned_by_fkey" FOREIGN KEY ("org_id", "assigned_by") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "drill_attempt" ADD CONSTRAINT "drill_attempt_org_id_drill_id_fkey" FOREIGN KEY ("org_id", "drill_id") REFERENCES "drill"("org_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "drill_attempt" ADD CONSTRAINT "drill_attempt_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversation"("org_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "occurrence" ADD CONSTRAINT "occurrence_org_id_scorecard_id_fkey" FOREIGN KEY ("org_id", "scorecard_id") REFERENCES "scorecard"("org_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "occurrence" ADD CONSTRAINT "occurrence_org_id_rep_id_fkey" FOREIGN KEY ("org_id", "rep_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_org_id_drill_id_fkey" FOREIGN KEY ("org_id", "drill_id") REFERENCES "drill"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table act
	drop constraint act_kind_check,
	add constraint act_kind_check check (
		kind in ('decide-task', 'stop-cycle', 'change-cycle', 'open-task', 'assign-drill', 'submit-drill', 'withdraw-drill')
	),
	add constraint act_drill_check check ((kind like '%-drill') = (drill is not null)),
	add constraint act_drill_of_cycle_check check (drill is null or cycle_id is not null);

alter table conversation
	add constraint conversation_drill_check check (drill_id is null or (source = 'practice' and practice_id is null));

alter table drill
	add constraint drill_gap_check check (gap in (
		'pricing-objection', 'competitor-displacement', 'competitor-unselling', 'incumbent-vendor', 'missing-follow-up',
		'buying-signal', 'next-step'
	)),
	add constraint drill_state_check check (
		state in ('assigned', 'practising', 'watching', 'live-practice', 'closed', 'withdrawn')
	),
	add constraint drill_outcome_check check (outcome in ('changed', 'live-coaching', 'not-practised', 'not-seen')),
	add constraint drill_closed_check check (
		(state in ('closed', 'withdrawn')) = (closed_at is not null) and (state = 'closed') = (outcome is not null)
	),
	add constraint drill_angle_check check (angle in (1, 2)),
	add constraint drill_times_check check (times >= 1),
	add constraint drill_evidence_check check (evidence_utterance >= 0);
create index drill_open on drill (org_id, cycle_id) where state not in ('closed', 'withdrawn');

alter table drill_attempt
	add constraint drill_attempt_ordinal_check check (ordinal >= 1),
	add constraint drill_attempt_angle_check check (angle in (1, 2));

alter table occurrence
	add constraint occurrence_gap_check check (gap in (
		'pricing-objection', 'competitor-displacement', 'competitor-unselling', 'incumbent-vendor', 'missing-follow-up',
		'buying-signal', 'next-step'
	)),
	add constraint occurrence_count_check check (occurred >= 1 and wanted between 0 and occurred);

alter table drill enable row level security;
alter table drill force row level security;
create policy of_organisation on drill
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table drill_attempt enable row level security;
alter table drill_attempt force row level security;
create policy of_organisation on drill_attempt
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table occurrence enable row level security;
alter table occurrence force row level security;
create policy of_organisation on occurrence
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

grant select, insert on drill, drill_attempt, occurrence to coachloop_app;
grant update (state, outcome, angle, sessions, from_date, since, submitted, closed_at) on drill to coachloop_app;

-- Before the rows that drills hang on: what is removed by a cascade is removed, too, but nobody reads it here.
create function erasure_drills(certificate uuid) returns bigint
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
	drills as (select d.id from public.drill d join the_person p on p.org_id = d.org_id and p.id = d.rep_id),
	u_talk as (
		update public.conversation x set drill_id = null from the_person p
		where x.org_id = p.org_id and x.rep_id = p.id and x.drill_id in (select id from drills)
		returning 1
	),
	d_attempt as (delete from public.drill_attempt x where x.drill_id in (select id from drills) returning 1),
	d_occurrence as (
		delete from public.occurrence x using the_person p where x.org_id = p.org_id and x.rep_id = p.id returning 1
	),
	d_drill as (delete from public.drill x where x.id in (select id from drills) returning 1)
	select (select count(*) from d_drill) + (select count(*) from d_attempt) + (select count(*) from d_occurrence)
$$;
revoke all on function erasure_drills(uuid) from public;
grant execute on function erasure_drills(uuid) to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122181000_drills' $$;
