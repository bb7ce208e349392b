-- When people work and what stands in their calendars: whose public holidays count for a person, what an organisation
-- says of single dates, the invites of a cycle, and one private address per person at which a calendar program reads them.

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "country" TEXT,
ADD COLUMN     "region" TEXT;

-- CreateTable
CREATE TABLE "holiday" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "date" DATE NOT NULL,
    "country" TEXT,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "holiday_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "invite" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "cycle_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invite_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "calendar_feed" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("org_id","person_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invite_org_id_cycle_id_name_key" ON "invite"("org_id", "cycle_id", "name");

-- CreateIndex
CREATE INDEX "invite_org_id_person_id_starts_at_idx" ON "invite"("org_id", "person_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feed_token_hash_key" ON "calendar_feed"("token_hash");

-- AddForeignKey
ALTER TABLE "holiday" ADD CONSTRAINT "holiday_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invite" ADD CONSTRAINT "invite_org_id_cycle_id_fkey" FOREIGN KEY ("org_id", "cycle_id") REFERENCES "cycle"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invite" ADD CONSTRAINT "invite_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table person
	add constraint person_country_check check (country ~ '^[A-Z]{2}$'),
	add constraint person_region_check check (region is null or country is not null);

alter table holiday
	add constraint holiday_country_check check (country ~ '^[A-Z]{2}$'),
	add constraint holiday_kind_check check (kind in ('off', 'working')),
	add constraint holiday_name_check check (name <> '');
create unique index holiday_once_for_everybody on holiday (org_id, date) where country is null;
create unique index holiday_once_per_country on holiday (org_id, date, country) where country is not null;

alter table invite
	add constraint invite_kind_check check (kind in ('one-to-one', 'live-coaching', 'checkpoint')),
	add constraint invite_times_check check (starts_at < ends_at),
	add constraint invite_sequence_check check (sequence >= 0),
	add constraint invite_state_check check (state in ('planned', 'cancelled'));

alter table calendar_feed
	add constraint calendar_feed_token_hash_check check (length(token_hash) = 32);

alter table holiday enable row level security;
alter table holiday force row level security;
create policy of_organisation on holiday
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table invite enable row level security;
alter table invite force row level security;
create policy of_organisation on invite
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table calendar_feed enable row level security;
alter table calendar_feed force row level security;
create policy of_organisation on calendar_feed
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

-- A calendar program knows nothing but the address. As with keys, only the owner of the tables may look up a token
-- without an organisation, only this function runs as the owner, and it answers for exactly one hash, with ids.
create policy feed_lookup on calendar_feed for select to current_user using (true);

create function find_calendar_feed(hash bytea)
returns table (org_id uuid, person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
	select f.org_id, f.person_id from public.calendar_feed f where f.token_hash = hash
$$;
revoke all on function find_calendar_feed(bytea) from public;
grant execute on function find_calendar_feed(bytea) to coachloop_app;

-- An invite is never taken back, only cancelled: its number must go on rising in the calendars that know it.
grant select, insert on holiday, invite, calendar_feed to coachloop_app;
grant update (country, region) on person to coachloop_app;
grant delete on holiday to coachloop_app;
grant update (person_id, kind, starts_at, ends_at, sequence, state, changed_at) on invite to coachloop_app;
grant update (token_hash, created_at), delete on calendar_feed to coachloop_app;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122150000_scheduling' $$;
