-- One data key per person, and one per organisation for what belongs to nobody. A key lies here wrapped by the key
-- encryption key, which is in no database. Destroying a key makes everything that was sealed by it unreadable, in
-- every copy and backup.

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "data_key_id" UUID;

-- CreateTable
CREATE TABLE "data_key" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "wrapped" BYTEA,
    "key_encryption_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateIndex
CREATE INDEX "cohort_by_id" ON "cohort"("id");

-- CreateIndex
CREATE INDEX "cycle_by_id" ON "cycle"("id");

-- CreateIndex
CREATE INDEX "task_by_id" ON "task"("id");

-- CreateIndex
CREATE INDEX "conversation_by_id" ON "conversation"("id");

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_org_id_data_key_id_fkey" FOREIGN KEY ("org_id", "data_key_id") REFERENCES "data_key"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "data_key" ADD CONSTRAINT "data_key_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- A destroyed key has no bytes left, and never gets new ones.
alter table data_key
	add constraint data_key_destroyed_check check ((wrapped is null) = (destroyed_at is not null));
create index data_key_by_its_wrapping on data_key (key_encryption_key) where destroyed_at is null;

alter table data_key enable row level security;
alter table data_key force row level security;
create policy of_organisation on data_key
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

-- Which organisations still have keys under an older key encryption key: ids alone, never the bytes.
create policy relay_everywhere on data_key for select to coachloop_relay using (true);

-- A payload of a workflow comes with the workflow's id alone. Whose it is, is known from the row that has that id, and
-- the codec names it before it asks: the owner sees that one row, and only this function runs as the owner.
create policy holder_lookup on cycle for select to current_user
	using (id = (select nullif(current_setting('app.holder', true), '')::uuid));
create policy holder_lookup on conversation for select to current_user
	using (id = (select nullif(current_setting('app.holder', true), '')::uuid));
create policy holder_lookup on task for select to current_user
	using (id = (select nullif(current_setting('app.holder', true), '')::uuid));
create policy holder_lookup on cohort for select to current_user
	using (id = (select nullif(current_setting('app.holder', true), '')::uuid));
create policy holder_lookup on organisation for select to current_user
	using (id = (select nullif(current_setting('app.holder', true), '')::uuid));

create function find_holder()
returns table (org_id uuid, person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
	select c.org_id, c.rep_id from public.cycle c where c.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select v.org_id, v.rep_id from public.conversation v where v.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select t.org_id, t.rep_id from public.task t where t.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select h.org_id, null::uuid from public.cohort h where h.id = nullif(current_setting('app.holder', true), '')::uuid
	union all
	select o.id, null::uuid from public.organisation o where o.id = nullif(current_setting('app.holder', true), '')::uuid
$$;
revoke all on function find_holder() from public;
grant execute on function find_holder() to coachloop_app;

grant select, insert on data_key to coachloop_app;
grant update (wrapped, key_encryption_key, destroyed_at) on data_key to coachloop_app;
grant update (data_key_id) on person to coachloop_app;
grant select (org_id, id, key_encryption_key, destroyed_at) on data_key to coachloop_relay;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122160000_data_keys' $$;
