-- The course of a cycle: pauses, the habit behind week 12, and acts that change it.

alter table cycle
	add column pauses jsonb not null default '[]',
	add column pass integer not null default 0,
	drop constraint cycle_phase_check,
	add constraint cycle_phase_check check (phase in ('planned', 'baseline', 'practice', 'habit', 'closed')),
	add constraint cycle_pauses_check check (jsonb_typeof(pauses) = 'array'),
	add constraint cycle_pass_check check (pass >= 0);

alter table act
	add column change jsonb,
	drop constraint act_kind_check,
	add constraint act_kind_check check (kind in ('decide-task', 'stop-cycle', 'change-cycle')),
	add constraint act_change_check check ((kind = 'change-cycle') = (change is not null)),
	add constraint act_change_of_cycle_check check (kind <> 'change-cycle' or cycle_id is not null);

grant update (pauses, pass, policy_version_id) on cycle to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122170000_course_of_a_cycle' $$;
