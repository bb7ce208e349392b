-- The same words sent for two reps are found by their hash alone.
create index fingerprint_by_hash on fingerprint (org_id, hash);

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261123090000_shared_words' $$;
