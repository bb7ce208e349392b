import { failed, ok, type Result } from "../../domain/fault.ts";
import {
	MESSAGE_KINDS,
	type MessageKind,
	maySilence,
	OUTER_CHANNELS,
	type OuterChannel,
} from "../../domain/notification/message.ts";
import type { Database, Tx } from "../database.ts";
import { isErased } from "./erasure.ts";
import { isId } from "./ids.ts";
import type { ChannelView, NotificationChoice, NotificationSettings, SlackSettings } from "./notification-types.ts";
import { isSlackSettings } from "./outbox.ts";
import type { Refusal } from "./types.ts";
import { writeAudit } from "./writes.ts";

export function readSettings(database: Database, orgId: string, personId: string): Promise<NotificationSettings> {
	return database.withOrg(orgId, (tx) => settingsOf(tx, orgId, personId));
}

async function settingsOf(tx: Tx, orgId: string, personId: string): Promise<NotificationSettings> {
	const person = await tx.person.findUniqueOrThrow({
		where: { orgId_id: { orgId, id: personId } },
		select: { language: true, notificationSettings: { where: { enabled: false } } },
	});
	return {
		language: person.language,
		choices: MESSAGE_KINDS.flatMap((kind) =>
			OUTER_CHANNELS.map((channel) => ({
				kind,
				channel,
				enabled:
					!maySilence(kind) ||
					!person.notificationSettings.some((setting) => setting.kind === kind && setting.channel === channel),
				mayChange: maySilence(kind),
			})),
		),
	};
}

export async function saveSettings(
	database: Database,
	orgId: string,
	personId: string,
	change: { readonly language?: string; readonly choices: readonly Omit<NotificationChoice, "mayChange">[] },
): Promise<Result<NotificationSettings, Refusal>> {
	const faults = change.choices.flatMap(({ kind, enabled }, index) =>
		enabled || maySilence(kind)
			? []
			: [{ field: `/choices/${index}/enabled`, expected: `true, since nobody may switch off ${kind}`, came: "false" }],
	);
	if (faults.length > 0) return failed({ code: "invalid", faults });
	return await database.withOrg(orgId, async (tx) => {
		if (await isErased(tx, orgId, personId)) {
			return failed<Refusal>({
				code: "not-found",
				faults: [{ field: "/personId", expected: "an active person", came: personId }],
			});
		}
		if (change.language !== undefined) {
			await tx.person.updateMany({ where: { orgId, id: personId }, data: { language: change.language } });
		}
		for (const { kind, channel, enabled } of change.choices) await choose(tx, orgId, personId, kind, channel, enabled);
		return ok(await settingsOf(tx, orgId, personId));
	});
}

async function choose(
	tx: Tx,
	orgId: string,
	personId: string,
	kind: MessageKind,
	channel: OuterChannel,
	enabled: boolean,
): Promise<void> {
	await tx.$executeRaw`
		insert into notification_setting (org_id, person_id, kind, channel, enabled)
		values (${orgId}::uuid, ${personId}::uuid, ${kind}, ${channel}, ${enabled})
		on conflict (org_id, person_id, kind, channel) do update set enabled = excluded.enabled, at = now()`;
}

export async function unsubscribe(
	database: Database,
	orgId: string,
	personId: string,
	channel: OuterChannel,
	kinds: readonly MessageKind[],
): Promise<void> {
	if (!isId(orgId) || !isId(personId)) return;
	await database.withOrg(orgId, async (tx) => {
		if (await isErased(tx, orgId, personId)) return;
		for (const kind of kinds.filter(maySilence)) await choose(tx, orgId, personId, kind, channel, false);
	});
}

export function listChannels(database: Database, orgId: string): Promise<readonly ChannelView[]> {
	return database.withOrg(orgId, async (tx) => {
		const rows = await tx.channelConfig.findMany({ where: { orgId } });
		return OUTER_CHANNELS.map((channel) => {
			const row = rows.find((one) => one.channel === channel);
			return viewOf(channel, row?.enabled ?? false, row?.settings);
		});
	});
}

function viewOf(channel: OuterChannel, enabled: boolean, settings: unknown): ChannelView {
	return { channel, enabled, kind: isSlackSettings(settings) ? settings.kind : null };
}

export async function saveChannel(
	database: Database,
	orgId: string,
	actorId: string,
	channel: OuterChannel,
	change: { readonly enabled: boolean; readonly slack?: SlackSettings },
): Promise<Result<ChannelView, Refusal>> {
	return await database.withOrg(orgId, async (tx) => {
		const before = await tx.channelConfig.findUnique({ where: { orgId_channel: { orgId, channel } } });
		const settings = change.slack ?? before?.settings ?? {};
		if (channel === "slack" && change.enabled && !isSlackSettings(settings)) {
			return failed<Refusal>({
				code: "invalid",
				faults: [
					{ field: "/slack", expected: "an incoming webhook or a token, before Slack is switched on", came: "nothing" },
				],
			});
		}
		const { enabled } = change;
		await tx.$executeRaw`
			insert into channel_config (org_id, channel, enabled, settings)
			values (${orgId}::uuid, ${channel}, ${enabled}, ${JSON.stringify(settings)}::jsonb)
			on conflict (org_id, channel) do update
				set enabled = excluded.enabled, settings = excluded.settings, at = now()`;
		await writeAudit(tx, orgId, actorId, enabled ? "channel.enabled" : "channel.disabled", channel);
		return ok(viewOf(channel, enabled, settings));
	});
}
