import { addDays, instantAt } from "../../domain/calendar.ts";
import type { CycleChange } from "../../domain/cycle/facts.ts";
import type { TaskAnswer } from "../../domain/cycle/task.ts";
import type { PersonInput } from "../../services/records/types.ts";
import type { Answer, Api } from "./api.ts";
import { personOf } from "./company.ts";
import { eventually, type Rig } from "./rig.ts";

type Json = { readonly [field: string]: unknown };
export type Entry = {
	readonly id: string;
	readonly at: string;
	readonly step: string;
	readonly what: string;
	readonly name: string;
	readonly rule: string | null;
	readonly reason: { readonly code: string; readonly params: Json };
	readonly outcome: Json;
	readonly inputs: Json;
	readonly by: string;
	readonly supersededBy: string | null;
};
export type Task = {
	readonly id: string;
	readonly kind: TaskAnswer["kind"];
	readonly state: string;
	readonly ownerRule: string;
	readonly ownerId: string | null;
	readonly dueAt: string;
	readonly subject: Json;
	readonly reason: { readonly code: string };
};
export type Cycle = {
	readonly phase: string;
	readonly week: number;
	readonly focus: readonly string[];
	readonly closedBecause: string | null;
	readonly pauses: readonly { readonly from: string; readonly to: string | null }[];
	readonly nextPractice: {
		readonly id: string;
		readonly week: number;
		readonly ordinal: number;
		readonly scenario: string;
		readonly situation: string;
	} | null;
};
type Spoken = readonly { readonly role: string; readonly speaker: string; readonly text: string }[];

/** Several cycles share one engine and two cores. */
const WITHIN_MS = 60_000;
const EVERY_MS = 100;
const ZONE = "Europe/Berlin";

/**
 * A company as its people use it, through the API alone: what is asked of it is asked over HTTP, with the key of who asks.
 * Only the organisation, its people and their first keys are made beside it, as a first start makes them.
 *
 * @param people The people; those of an ordinary company, with one rep called `rep`, where it is left out.
 */
export async function companyOverApi(rig: Rig, api: Api, people: readonly PersonInput[] = ordinary()) {
	const today = new Date().toISOString().slice(0, 10);
	const made = await rig.organisation(people, "2026-01-01");
	const keys = new Map<string, string>();
	for (const { externalId } of people) {
		keys.set(externalId, await made.org.createApiKey(made.as(externalId).personId));
	}
	const key = (who: string) => keys.get(who) ?? "";
	/** Day 0 is the first one of the cycle. */
	const date = (day: number) => addDays(today, day);
	const at = (day: number, time = "10:00") => instantAt(date(day), time, ZONE);
	const get = async <T>(path: string, who: string): Promise<T> => one<T>(await api.get(path, key(who)));
	const list = async <T>(path: string, who: string) => (await get<{ data: readonly T[] }>(path, who)).data;

	/** A cohort of these people. `from`: the external id of who launches it. */
	const launchCohort = async (reps: readonly string[], more: object = {}, from = "lead") =>
		one<{ readonly id: string; readonly cycleIds: readonly string[] }>(
			await api.post(
				"/v1/cohorts",
				{ name: `Cohort of ${reps.join(", ")}`, startsOn: today, reps, ...more },
				key(from),
			),
		);

	/** A cycle that has begun, as `reader` sees it. */
	const launch = async (rep = "rep", more: object = {}, reader = "lead") => {
		const cohort = await launchCohort([rep], more, reader);
		const [id = ""] = cohort.cycleIds;
		const cycle = () => get<Cycle>(`/v1/cycles/${id}`, reader);
		/** Lines of the history of these kinds. */
		const story = (...kinds: readonly string[]) => {
			const only = kinds.length === 0 ? "" : `&kind=${kinds.join(",")}`;
			return list<Entry>(`/v1/cycles/${id}/history?limit=1000${only}`, reader);
		};
		const tasks = () => list<Task>(`/v1/tasks?cycleId=${id}&state=all`, reader);
		await eventually(cycle, ({ phase }) => phase !== "planned", WITHIN_MS, EVERY_MS);

		const decisions = async () => (await story("decision", "pause")).filter(({ what }) => what === "decision");
		/** The decision of this name that no later one has taken the place of. */
		const decision = async (name: string): Promise<Entry> => {
			const all = await decisions();
			const found = all.find((entry) => entry.name === name && entry.supersededBy === null);
			if (found === undefined)
				throw new Error(`no decision ${name} among ${all.map((entry) => entry.name).join(", ")}`);
			return found;
		};
		/** The newest task of a kind. */
		const task = async (kind: string): Promise<Task> => {
			const all = await tasks();
			const found = all.findLast((entry) => entry.kind === kind);
			if (found === undefined) throw new Error(`no task ${kind} among ${all.map((entry) => entry.kind).join(", ")}`);
			return found;
		};
		/** The server holds a run back for a moment that continues one which was short: a clock moved then would leap over it. */
		const to = async (day: number, time?: string): Promise<void> => {
			const isThere = () =>
				rig.cycles.position(id).then(
					() => true,
					() => false,
				);
			const isOver = async () => (await cycle()).phase === "closed";
			await eventually(
				async () => (await isThere()) || (await isOver()),
				(ready) => ready,
				WITHIN_MS,
				EVERY_MS,
			);
			await rig.time.advanceTo(id, at(day, time));
			await rig.time.untilIdle(id);
		};
		const submit = async (body: object, who: string): Promise<string> => {
			const sent = await api.post(
				"/v1/conversations",
				{ repId: made.as(rep).personId, language: "en", ...body },
				key(who),
			);
			const { id: conversation } = one<{ readonly id: string }>(sent);
			await eventually(
				() => get<{ readonly state: string }>(`/v1/conversations/${conversation}`, who),
				({ state }) => state === "scored",
				WITHIN_MS,
				EVERY_MS,
			);
			return conversation;
		};
		/** The rep holds the next practice; gives the conversation's id. */
		const practise = async (occurredAt: string, utterances: Spoken): Promise<string> => {
			const practiceId = (await cycle()).nextPractice?.id;
			const practice = { source: "practice", kind: "role-play", ...(practiceId === undefined ? {} : { practiceId }) };
			return await submit({ ...practice, occurredAt, transcript: { utterances } }, rep);
		};
		const call = async (occurredAt: string, utterances: Spoken): Promise<string> => {
			const consent = { purpose: "coaching of the seller", reference: `paper of ${occurredAt}`, at: occurredAt };
			const live = { source: "live", kind: "customer-call", consent };
			return await submit({ ...live, occurredAt, transcript: { utterances } }, rep);
		};
		return {
			id,
			cohortId: cohort.id,
			cycle,
			story,
			tasks,
			task,
			decisions,
			decision,
			to,
			practise,
			call,
			/** Three practices on one day each, and with them the baseline. */
			baseline: async (said: (nth: number) => Spoken): Promise<readonly string[]> => {
				const held: string[] = [];
				for (const day of [1, 2, 3]) {
					await to(day);
					held.push(await practise(at(day), said(day)));
				}
				await eventually(cycle, ({ phase }) => phase === "practice", WITHIN_MS, EVERY_MS);
				return held;
			},
			/** What a person answers to a task. */
			answer: async (of: Task, answer: object, who: string, when: string): Promise<Answer> =>
				await api.post(`/v1/tasks/${of.id}/completion`, { answer: { kind: of.kind, ...answer }, at: when }, key(who)),
			/** What a person asks of the course of the cycle. */
			change: async (change: CycleChange, who: string, when: string): Promise<Answer> =>
				await api.post(`/v1/cycles/${id}/changes`, { change, at: when }, key(who)),
			/** Codes of what a person was told, in order. */
			told: async (who: string): Promise<readonly string[]> => {
				const { personId } = made.as(who);
				return (await story("delivery"))
					.filter(
						({ what, outcome }) => what === "notification" && outcome.channel === "inbox" && outcome.to === personId,
					)
					.map(({ name }) => name);
			},
		};
	};
	return { ...made, today, date, at, key, get, list, launch, launchCohort };
}

export type Company = Awaited<ReturnType<typeof companyOverApi>>;
export type Launched = Awaited<ReturnType<Company["launch"]>>;

/** A rep under a manager, the manager's manager, a lead, a head and an administrator. */
export function ordinary(...more: readonly PersonInput[]): readonly PersonInput[] {
	return [
		personOf("head", "head", null),
		personOf("lead", "lead", null),
		personOf("admin", "admin", null),
		personOf("boss", "manager", null),
		personOf("manager", "manager", "boss"),
		personOf("rep", "rep", "manager"),
		...more,
	];
}

/** The body of an answer that says yes; throws what a refusal says. */
function one<T>({ status, body, text }: Answer): T {
	if (status >= 300) throw new Error(text);
	const value: T = JSON.parse(JSON.stringify(body));
	return value;
}
