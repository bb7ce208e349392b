import { addDays, instantAt } from "../../domain/calendar.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { PersonInput } from "../../services/records/types.ts";
import { eventually, onceOnly, type Rig } from "./rig.ts";

const ZONE = "Europe/Berlin";

/** What a person is called, where a test plants names of its own. */
export type Called = { readonly name?: string; readonly email?: string };

/** A person with one role, called after the external id. */
export function personOf(externalId: string, role: PersonInput["roles"][number], manager: string | null): PersonInput {
	return {
		externalId,
		name: `Name of ${externalId}`,
		email: `${externalId}@example.test`,
		roles: [role],
		zone: ZONE,
		manager,
	};
}

/** A rep with a manager, a lead and a head, and a cycle that has begun today on skipped time. */
export async function launchOneRep(rig: Rig, repId: string, called: Called = {}) {
	const today = new Date().toISOString().slice(0, 10);
	const company = await rig.organisation(
		[
			personOf("head", "head", null),
			personOf("lead", "lead", null),
			personOf("admin", "admin", null),
			personOf("manager", "manager", null),
			{ ...personOf(repId, "rep", "manager"), ...called },
		],
		"2026-01-01",
	);
	const input = { name: "Autumn", startsOn: today, reps: [repId], policy: null };
	const made = await company.org.launchCohort(company.as("lead"), input, onceOnly("/v1/cohorts"));
	if (!made.ok) throw new Error(JSON.stringify(made.error));
	const [cycleId = ""] = made.value.cycleIds;
	await eventually(
		() => company.org.findCycle(cycleId),
		(cycle) => cycle?.phase === "baseline",
	);
	return {
		...company,
		cycleId,
		repId,
		at: (day: number, time = "10:00") => instantAt(addDays(today, day), time, ZONE),
	};
}

export type OneRep = Awaited<ReturnType<typeof launchOneRep>>;

/** Submits the next practice of the rep; gives its id. */
export async function submit(company: OneRep, occurredAt: string, conversation: Conversation): Promise<string> {
	const { org, as, repId, cycleId } = company;
	const practice = (await org.findCycle(cycleId))?.nextPractice;
	const sent = await org.submitConversation(
		as(repId),
		{
			repId: as(repId).personId,
			source: "practice",
			kind: "role-play",
			practiceId: practice?.id ?? null,
			occurredAt,
			format: "utterances",
			conversation,
			consent: null,
		},
		onceOnly("/v1/conversations"),
	);
	if (!sent.ok) throw new Error(JSON.stringify(sent.error));
	return sent.value.conversationId;
}

/** As `submit`, and waits until it is scored. */
async function practiseNext(company: OneRep, occurredAt: string, conversation: Conversation): Promise<string> {
	const conversationId = await submit(company, occurredAt, conversation);
	await eventually(
		() => company.org.findConversation(conversationId),
		(found) => found?.state === "scored",
	);
	return conversationId;
}

/** Three practices on the first days, and with them the baseline. */
export async function throughBaseline(
	rig: Rig,
	company: OneRep,
	conversationOf: (number: number) => Conversation,
): Promise<readonly string[]> {
	const conversations: string[] = [];
	for (const day of [1, 2, 3]) {
		await rig.time.advanceTo(company.cycleId, company.at(day));
		conversations.push(await practiseNext(company, company.at(day), conversationOf(day)));
	}
	await eventually(
		() => company.org.findCycle(company.cycleId),
		(cycle) => cycle?.phase === "practice",
	);
	return conversations;
}
