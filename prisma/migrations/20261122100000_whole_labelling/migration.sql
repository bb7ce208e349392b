-- Everything that a labeller said is kept, so that a scorecard can be computed again from what is stored, to the last
-- digit. Labellings from before had nothing of this, and belong to an older version of the arithmetic.

-- AlterTable
ALTER TABLE "labelling" ADD COLUMN     "also_in" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "near_misses" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "validated_on" TEXT[] DEFAULT ARRAY[]::TEXT[];

alter table labelling
	alter column also_in set not null,
	alter column validated_on set not null;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122100000_whole_labelling' $$;
