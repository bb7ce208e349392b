-- Temporal forgets a run some days after it is closed, long before its cycle is over: what it kept is copied here.

-- CreateTable
CREATE TABLE "run_archive" (
    "org_id" UUID NOT NULL,
    "run_id" TEXT NOT NULL,
    "cycle_id" UUID NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "data_key_id" UUID,
    "history" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_archive_pkey" PRIMARY KEY ("org_id","run_id")
);

-- CreateIndex
CREATE INDEX "run_archive_org_id_cycle_id_idx" ON "run_archive"("org_id", "cycle_id");

-- AddForeignKey
ALTER TABLE "run_archive" ADD CONSTRAINT "run_archive_org_id_run_id_fkey" FOREIGN KEY ("org_id", "run_id") REFERENCES "cycle_run"("org_id", "run_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "run_archive" ADD CONSTRAINT "run_archive_org_id_cycle_id_fkey" FOREIGN KEY ("org_id", "cycle_id") REFERENCES "cycle"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "run_archive" ADD CONSTRAINT "run_archive_org_id_data_key_id_fkey" FOREIGN KEY ("org_id", "data_key_id") REFERENCES "data_key"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table relay_job
	drop constraint relay_job_kind_check,
	add constraint relay_job_kind_check check (kind in ('score', 'launch', 'act', 'confirm-rep', 'archive'));

alter table run_archive enable row level security;
alter table run_archive force row level security;
create policy of_organisation on run_archive
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

-- What a run did is never changed.
grant select, insert on run_archive to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122161000_run_archive' $$;
