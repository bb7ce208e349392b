-- What keeps the engine honest: flags of a cycle, the act that has a step tried again, and what reconcile has found.

alter table cycle
	add column flags text[] not null default array[]::text[],
	add constraint cycle_flags_check check (flags <@ array['step-stuck']);
grant update (flags) on cycle to coachloop_app;

alter table act
	drop constraint act_kind_check,
	add constraint act_kind_check check (kind in ('decide-task', 'stop-cycle', 'change-cycle', 'retry-step')),
	add constraint act_retry_of_cycle_check check (kind <> 'retry-step' or cycle_id is not null);

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122185000_engine' $$;
