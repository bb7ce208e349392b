import { instantAt, localDateOf } from "../../domain/calendar.ts";
import { type ActFact, type CycleChange, ENGINE, type RampFacts } from "../../domain/cycle/facts.ts";
import { ownerOf } from "../../domain/cycle/ladder.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Instant, LocalDate } from "../../domain/time.ts";
import { createMemoryCycles, type MemoryCycles } from "../../services/records/memory.ts";
import { ownersFrom } from "../../services/records/owners.ts";
import { choiceAt, drillFor, type Heard, heardIn, newMemory } from "./choices.ts";
import { type Happening, runInMemory } from "./memory-host.ts";
import {
	type Doing,
	doingsOf,
	hireOf,
	type Names,
	named,
	type OrganisationYear,
	ownersByName,
	PRODUCT,
	peopleAbove,
	placesOf,
	type RepYear,
} from "./organisations.ts";

/** Names that a plan lived in memory alone gives to things. */
export function namesInMemory(n: number): Names {
	return {
		cycleId: `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`,
		repId: `rep-${n}`,
		seed: n * 7,
		policyVersion: "policy",
		firstPolicyVersion: "policy-first",
		person: (externalId) => externalId,
		conversation: (index) => `conversation-${index}`,
		act: (key) => `act-${key}`,
		dispute: (key) => key,
	};
}

/** What else there is in a year that is lived in memory alone. */
export type Besides = {
	readonly cycle?: Partial<Parameters<MemoryCycles["addCycle"]>[0]>;
	readonly happenings?: (store: MemoryCycles, cycleId: string) => readonly Happening[];
	/** What is heard in the n-th conversation, where it is something else. */
	readonly hears?: (heard: Heard, n: number) => Heard;
	/** How late it wakes each time, in milliseconds. */
	readonly lateMs?: number;
};

/** Lives one rep's year on the memory host; beside those that were lived on the same store before. */
export async function liveInMemory(
	organisation: OrganisationYear,
	rep: RepYear,
	startsOn: LocalDate,
	names: Names,
	store = createMemoryCycles(),
	{ cycle = {}, happenings = () => [], hears = (of) => of, lateMs = 0 }: Besides = {},
) {
	const { cycleId, person } = names;
	let manager: 0 | 1 = 0;
	const places = (on: LocalDate) => placesOf(organisation, manager, on, person);
	const people = (on: LocalDate) => ownersByName(organisation, on, person);
	store.addCycle({
		id: cycleId,
		repId: names.repId,
		zone: rep.zone,
		startsOn,
		seed: names.seed,
		policy: { ...DEFAULT_POLICY, lengthWeeks: organisation.lengthWeeks },
		policyVersion: names.policyVersion,
		daysOff: organisation.daysOff,
		kind: organisation.kind,
		...(organisation.kind === "tenured-new-product" ? { product: PRODUCT } : {}),
		ramp: rampOf(organisation, rep, startsOn),
		factsBefore: rep.hire === null ? 0 : 1 + rep.hire.reachedAfter.length,
		places,
		people,
		...cycle,
	});
	const memory = newMemory();
	const rows = () => store.rows(cycleId);
	const put = (key: string, now: Instant, act: Pick<ActFact, "kind" | "by"> & Partial<ActFact>) => {
		const byLead = act.by === person("lead") || act.by === person("head");
		const nothing = { taskId: null, answer: null, change: null, policy: null };
		store.addAct(cycleId, { ...nothing, id: names.act(key), byLead, at: now, ...act });
		return { act: act.id ?? names.act(key) };
	};
	const changeByEngine = (key: string, now: Instant, change: CycleChange) =>
		put(key, now, { kind: "change-cycle", by: ENGINE, change });
	const openDrill = () => rows().drills.findLast(({ closedAt }) => closedAt === null);

	const happening = (doing: Doing): Happening["do"] => {
		switch (doing.do) {
			case "speak":
				return async (now) => {
					const { source, level, n } = doing;
					const drill = source === "drill" ? openDrill() : undefined;
					if (source === "drill" && drill === undefined) return {};
					const open = rows().practices.find(({ state }) => state === "planned");
					const fact = {
						id: names.conversation(n),
						source,
						occurredAt: doing.at,
						practiceId: source === "practice" ? (open?.id ?? null) : null,
						...(drill === undefined ? {} : { drillId: drill.id }),
						...hears(heardIn(level, n).heard, n),
					};
					const { waiting } = await store.addConversation(cycleId, fact, now);
					return { look: waiting };
				};
			case "visit":
				return async (now) => {
					const today = localDateOf(now, rep.zone);
					const { tasks } = rows();
					for (const task of tasks.filter(({ state }) => state === "open")) {
						if (ownerOf(task, { owners: ownersFrom(places(today)), named: people(today) }) === null) {
							throw new Error(`${task.name} is open, and nobody owes it`);
						}
					}
					const choice = choiceAt(rep, doing, tasks, now, memory, places(today), existing(organisation, person));
					if (choice === null) return {};
					const { task, answer, by } = choice;
					return put(doing.key, now, { kind: "decide-task", by, taskId: task.id, answer });
				};
			case "stop":
				return async (now) => put(doing.key, now, { kind: "stop-cycle", by: person("lead") });
			case "change":
				return async (now) => {
					const change = named(doing.change, names);
					const policy = change.do === "move-policy" ? { version: change.version, content: DEFAULT_POLICY } : null;
					return put(doing.key, now, { kind: "change-cycle", by: person("lead"), change, policy });
				};
			case "guess":
				return async () => {
					store.saveGuess(cycleId, doing.tiers);
					return {};
				};
			case "transfer":
				return async (now) => {
					manager = manager === 0 ? 1 : 0;
					return changeByEngine(doing.key, now, { do: "people-changed" });
				};
			case "leave":
			case "return":
				return async (now) => {
					store.setActive(cycleId, doing.do === "return");
					const on = localDateOf(now, rep.zone);
					return changeByEngine(doing.key, now, { do: doing.do === "leave" ? "rep-left" : "rep-returned", on });
				};
			case "dispute":
				return async (now) => {
					const conversationId = names.conversation(doing.n);
					const { conversations, disputes, tasks, acts } = rows();
					const before = disputes.filter(
						(dispute) => dispute.conversationId === conversationId && dispute.signal === doing.signal,
					);
					const last = before.at(-1);
					const isRefused = last !== undefined && last.state !== "not-upheld";
					const isThere = conversations.some(({ id }) => id === conversationId);
					if (!isThere || isRefused || before.length >= DEFAULT_POLICY.disputes.perReadingMax) return {};
					const task = tasks.find(({ subject }) => last !== undefined && subject.dispute === last.id);
					const verdictBy = acts.find(({ id }) => id === task?.decidedByAct)?.by ?? null;
					const id = names.dispute(doing.key);
					const lines = heardIn(doing.level, doing.n).disputable[doing.signal];
					memory.disputes.set(id, lines);
					store.addDispute(cycleId, { id, conversationId, signal: doing.signal, verdictBy, lines });
					const opens = { kind: "dispute", disputeId: id } as const;
					return put(doing.key, now, { id, kind: "open-task", by: names.repId, opens });
				};
			case "withdraw":
				return async () => {
					const id = names.conversation(doing.n);
					if (rows().conversations.some((conversation) => conversation.id === id)) {
						store.withdrawConversation(cycleId, id);
						memory.withdrawn.add(id);
					}
					return {};
				};
			case "assign-drill":
				return async (now) => {
					const conversation = names.conversation(doing.n);
					if (!rows().conversations.some(({ id }) => id === conversation)) return {};
					const by = person(`manager-${manager}`);
					const drill = drillFor(doing, now, rep.zone, { conversation, submitTo: by });
					return put(doing.key, now, { kind: "assign-drill", by, drill });
				};
			case "submit-drill":
			case "withdraw-drill":
				return async (now) => {
					const drill = openDrill()?.id;
					if (drill === undefined) return {};
					return doing.do === "submit-drill"
						? put(doing.key, now, { kind: doing.do, by: names.repId, drill: { do: "submit", drill, attempt: null } })
						: put(doing.key, now, { kind: doing.do, by: person("lead"), drill: { do: "withdraw", drill } });
				};
		}
	};
	const startsAt = instantAt(startsOn, "00:00", rep.zone);
	const doings = [
		...doingsOf(rep, organisation.kind, startsOn).map((doing) => ({ at: doing.at, do: happening(doing) })),
		...happenings(store, cycleId),
	];
	const run = await runInMemory(store, { orgId: "org", cycleId, startsAt }, doings, lateMs);
	return { run, rows: store.rows(cycleId) };
}

/** Ids of people by their names; somebody who is not there is the lead. */
export function existing(organisation: OrganisationYear, person: Names["person"]) {
	const there: readonly string[] = peopleAbove(organisation);
	return (externalId: string) => person(there.includes(externalId) ? externalId : "lead");
}

/** The rep's own milestones, and everybody else's: the last who was hired first, then in the order of the organisation. */
function rampOf({ earlierHires, reps }: OrganisationYear, rep: RepYear, startsOn: LocalDate): RampFacts {
	const others = [
		...earlierHires,
		...reps.flatMap((other) => (other === rep || other.hire === null ? [] : other.hire)),
	];
	return {
		own: rep.hire === null ? { hiredOn: null, reached: [] } : hireOf(rep.hire, startsOn),
		earlier: others
			.map((hire) => hireOf(hire, startsOn))
			.toSorted((a, b) => (a.hiredOn === b.hiredOn ? 0 : a.hiredOn < b.hiredOn ? 1 : -1)),
	};
}
