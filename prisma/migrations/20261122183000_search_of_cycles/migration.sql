-- Cycles are searched by state, week and next due, and read a page at a time.

-- CreateIndex
CREATE INDEX "cycle_org_id_starts_on_id_idx" ON "cycle"("org_id", "starts_on", "id");

-- CreateIndex
CREATE INDEX "cycle_org_id_phase_week_idx" ON "cycle"("org_id", "phase", "week");

-- What is closed is never due.
create index cycle_by_next_due on cycle (org_id, next_due) where phase <> 'closed';

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122183000_search_of_cycles' $$;
