-- A cohort knows the kind of its cycles: rows that are launched later, or join an open one, are of it too.

alter table cohort
	add column kind text not null default 'standard',
	add column product jsonb,
	add constraint cohort_kind_check check (
		kind in ('standard', 'new-hire', 'tenured-new-product', 'service-team', 'manager-cadence')
	),
	add constraint cohort_product_check check ((kind = 'tenured-new-product') = (product is not null));

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122188000_kinds_of_cohorts' $$;
