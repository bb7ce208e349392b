-- Messages that leave the product: by e-mail, Slack and webhook beside the inbox, leased by the relay. What a person or an
-- organisation chose about them, and what became of each webhook.

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en';

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "deliver_at" TIMESTAMPTZ(3),
ADD COLUMN     "endpoint_id" UUID,
ADD COLUMN     "last_error" TEXT,
ADD COLUMN     "leased_until" TIMESTAMPTZ(3),
ADD COLUMN     "retry_at" TIMESTAMPTZ(3),
ADD COLUMN     "sent_with" UUID,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'pending';

-- CreateTable
CREATE TABLE "notification_setting" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_setting_pkey" PRIMARY KEY ("org_id","person_id","kind","channel")
);

-- CreateTable
CREATE TABLE "channel_config" (
    "org_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "settings" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "channel_config_pkey" PRIMARY KEY ("org_id","channel")
);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'active',
    "failing_since" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "org_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "endpoint_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "duration_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("org_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "outbox_org_id_endpoint_id_step_person_id_channel_key" ON "outbox"("org_id", "endpoint_id", "step", "person_id", "channel");

-- CreateIndex
CREATE INDEX "outbox_org_id_sent_with_idx" ON "outbox"("org_id", "sent_with");

-- CreateIndex
CREATE INDEX "webhook_delivery_org_id_endpoint_id_id_idx" ON "webhook_delivery"("org_id", "endpoint_id", "id");

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_org_id_endpoint_id_fkey" FOREIGN KEY ("org_id", "endpoint_id") REFERENCES "webhook_endpoint"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notification_setting" ADD CONSTRAINT "notification_setting_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "person"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "channel_config" ADD CONSTRAINT "channel_config_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_org_id_endpoint_id_fkey" FOREIGN KEY ("org_id", "endpoint_id") REFERENCES "webhook_endpoint"("org_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What is there already stands in an inbox, and so has arrived. The owner of the tables is held to row level security
-- like everybody else, and is let go for this one statement.
alter table outbox no force row level security;
update outbox set state = 'sent', deliver_at = at, sent_at = at;
alter table outbox force row level security;

alter table person
	add constraint person_language_check check (language ~ '^[a-z]{2,3}$');

alter table outbox
	alter column deliver_at set not null,
	drop constraint outbox_channel_check,
	-- A message to a receiver names it: one row for each receiver, with a state of its own.
	add constraint outbox_channel_check check (channel in ('inbox', 'email', 'slack') or channel ~ '^webhook:[0-9a-f-]{36}$'),
	drop constraint outbox_place_check,
	add constraint outbox_place_check check (num_nonnulls(cycle_id, task_id, endpoint_id) = 1),
	add constraint outbox_state_check check (state in ('pending', 'sent', 'failed', 'withdrawn')),
	add constraint outbox_sent_check check ((state = 'sent') = (sent_at is not null)),
	add constraint outbox_leased_check check (leased_until is null or state = 'pending'),
	add constraint outbox_attempts_check check (attempts >= 0),
	-- A code, and never what a server or a person said.
	add constraint outbox_last_error_check check (last_error ~ '^[a-z0-9_-]{1,64}$');
drop index outbox_unsent;
create index outbox_due on outbox (deliver_at) where state = 'pending';
create index outbox_waiting on outbox (org_id, person_id, channel, deliver_at, at, id) where state = 'pending';

alter table notification_setting
	add constraint notification_setting_kind_check check (kind in ('task', 'reminder', 'coaching', 'digest', 'account')),
	add constraint notification_setting_channel_check check (channel in ('email', 'slack'));

alter table channel_config
	add constraint channel_config_channel_check check (channel in ('email', 'slack'));

alter table webhook_endpoint
	alter column events set not null,
	add constraint webhook_endpoint_events_check check (
		cardinality(events) >= 1 and events <@ array['task', 'reminder', 'coaching', 'digest', 'account']
	),
	add constraint webhook_endpoint_state_check check (state in ('active', 'disabled', 'removed')),
	add constraint webhook_endpoint_disabled_check check ((state = 'active') = (disabled_at is null));

alter table webhook_delivery
	add constraint webhook_delivery_attempt_check check (attempt >= 1),
	add constraint webhook_delivery_status_check check (status between 100 and 999),
	add constraint webhook_delivery_error_check check (error ~ '^[a-z0-9_-]{1,64}$'),
	add constraint webhook_delivery_duration_check check (duration_ms >= 0);

alter table notification_setting enable row level security;
alter table notification_setting force row level security;
create policy of_organisation on notification_setting
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table channel_config enable row level security;
alter table channel_config force row level security;
create policy of_organisation on channel_config
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table webhook_endpoint enable row level security;
alter table webhook_endpoint force row level security;
create policy of_organisation on webhook_endpoint
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy of_organisation on webhook_delivery
	using (org_id = (select nullif(current_setting('app.org', true), '')::uuid))
	with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid));

grant select, insert on notification_setting, channel_config, webhook_endpoint, webhook_delivery to coachloop_app;
grant update (enabled, at) on notification_setting to coachloop_app;
grant update (enabled, settings, at) on channel_config to coachloop_app;
grant update (url, secret, events, state, failing_since, disabled_at) on webhook_endpoint to coachloop_app;
grant update (language) on person to coachloop_app;
grant update (state, sent_at, leased_until, retry_at, attempts, last_error, sent_with) on outbox to coachloop_app;

-- The relay leases over all organisations, and learns of each no more than whether its clock is skipped. What is in a
-- message, and what became of it, is read and written under row level security like everything else.
create policy relay_clock on organisation for select to coachloop_relay using (true);
grant select (id, clock) on organisation to coachloop_relay;
grant select (state, deliver_at, leased_until, retry_at, attempts) on outbox to coachloop_relay;
grant update (leased_until, attempts) on outbox to coachloop_relay;
revoke update (sent_at) on outbox from coachloop_relay;

create or replace function schema_version() returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select '20261122150000_notification' $$;
