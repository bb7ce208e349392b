import fc from "fast-check";
import { composeDialogue, type Skill } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { addDays, instantAt, localDateOf } from "../../domain/calendar.ts";
import type { ConversationFact, CycleChange, PersonFact, ReadingFact, TaskSubject } from "../../domain/cycle/facts.ts";
import type { OwnerRule, TaskAnswer, TaskKind } from "../../domain/cycle/task.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Reading } from "../../domain/signals/reading.ts";
import { epochMs, type Instant, instantOf, type LocalDate } from "../../domain/time.ts";
import { yearsAround } from "../../services/records/days-off.ts";
import { createMemoryCycles, type MemoryCycles } from "../../services/records/memory.ts";
import { ownersFrom, type Places } from "../../services/records/owners.ts";
import { createScoring } from "../../services/scoring/index.ts";
import { type Happening, runInMemory } from "./memory-host.ts";
import { conversationOf } from "./spoken.ts";

// Random organisations and their years, to be lived on any store: what people do is a plan of its own, made of hours
// since the first day, and the same plan gives the same acts wherever it is lived.

const LEVELS = ["low", "middle", "target", "mixed"] as const;
type Level = (typeof LEVELS)[number];

const SKILLS: { readonly [L in Level]: Skill } = {
	low: { discovery: 0, acknowledgment: 0, value: 0, close: 0 },
	middle: { discovery: 1.5, acknowledgment: 1.5, value: 1.5, close: 1 },
	target: { discovery: 3, acknowledgment: 3, value: 3, close: 3 },
	mixed: { discovery: 3, acknowledgment: 0, value: 1.5, close: 2 },
};

type Spoken = { readonly hour: number; readonly level: Level };

/** One rep's year: what the rep does, and what people do about it. Hours count from the first midnight of the rep. */
export type RepYear = {
	readonly zone: string;
	readonly practices: readonly Spoken[];
	readonly calls: readonly Spoken[];
	/** Hours after which a task is answered at the next visit to the inbox; null leaves all to their ladders. */
	readonly answersAfterHours: number | null;
	readonly answeredBy: "owner" | "lead";
	readonly decision: "continue" | "stop" | "extend" | "change-focus";
	readonly extendWeeks: number;
	readonly stopHour: number | null;
	/** What the lead asks of the course of the cycle, and when. */
	readonly changes: readonly { readonly hour: number; readonly change: CycleChange }[];
	/** Days on which the rep gets the other of the two managers. */
	readonly transfers: readonly number[];
};

export type OrganisationYear = {
	readonly managerZones: readonly [string, string];
	/** Whether the managers have a manager, and the organisation a head of enablement. */
	readonly hasBoss: boolean;
	readonly hasHead: boolean;
	readonly lengthWeeks: number;
	/** The organisation's own days off, in order. */
	readonly daysOff: readonly LocalDate[];
	readonly reps: readonly RepYear[];
};

const ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"] as const;
const hours = (max: number) => fc.integer({ min: 1, max });
export const level = fc.constantFrom(...LEVELS);

/** Two practices a week as they should be, but for weeks that are missed; levels go up, or stay. */
const regular = fc
	.record({
		missed: fc.array(fc.integer({ min: 2, max: 24 }), { maxLength: 6 }),
		from: fc.integer({ min: 0, max: 3 }),
		levels: fc.tuple(level, level, level),
	})
	.map(({ missed, from, levels }) =>
		Array.from({ length: 24 }, (_, week): readonly Spoken[] => {
			const [first, second, third] = levels;
			const at = week < 4 ? first : week < 8 ? second : third;
			const start = (week * 7 + from) * 24;
			if (missed.includes(week + 1)) return [];
			return [34, 58, ...(week === 0 ? [82] : [])].map((hour) => ({ hour: start + hour, level: at }));
		}).flat(),
	);

const PRACTICES_MAX = 45;
const scattered = fc.array(fc.record({ hour: hours(24 * 100), level }), { maxLength: PRACTICES_MAX });

const day = fc.integer({ min: -10, max: 150 });

/** Days of changes are kept as days: the first date of a year is known when it is lived. */
const anyChange = (startsOn: LocalDate): fc.Arbitrary<CycleChange> =>
	fc.oneof(
		fc.tuple(day, fc.option(fc.integer({ min: 1, max: 30 }), { nil: null, freq: 3 })).map(([from, days]) => ({
			do: "pause" as const,
			from: addDays(startsOn, from),
			until: days === null ? null : addDays(startsOn, from + days),
		})),
		day.map((on) => ({ do: "resume" as const, on: addDays(startsOn, on) })),
		fc.integer({ min: 1, max: 6 }).map((weeks) => ({ do: "extend" as const, weeks })),
		fc.constant({ do: "move-policy" as const, version: OTHER_POLICY }),
		fc.constant({ do: "people-changed" as const }),
	);

/** Stands in a plan for the id of the organisation's first policy. */
const OTHER_POLICY = "the organisation's first";

function anyRepYear(startsOn: LocalDate): fc.Arbitrary<RepYear> {
	return fc.record({
		zone: fc.constantFrom(...ZONES),
		practices: fc.oneof(regular, scattered),
		calls: fc.array(fc.record({ hour: hours(24 * 100), level }), { maxLength: 8 }),
		answersAfterHours: fc.option(hours(400), { nil: null, freq: 5 }),
		answeredBy: fc.constantFrom("owner", "lead"),
		decision: fc.constantFrom("continue", "stop", "extend", "change-focus"),
		extendWeeks: fc.integer({ min: 1, max: 8 }),
		stopHour: fc.option(hours(24 * 100), { nil: null, freq: 2 }),
		changes: fc.array(fc.record({ hour: hours(24 * 120), change: anyChange(startsOn) }), { maxLength: 5 }),
		transfers: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 2 }),
	});
}

/** Organisations of one to three reps whose cycles begin on `startsOn`. */
export function anyOrganisation(startsOn: LocalDate): fc.Arbitrary<OrganisationYear> {
	return fc.record({
		managerZones: fc.tuple(fc.constantFrom(...ZONES), fc.constantFrom(...ZONES)),
		hasBoss: fc.boolean(),
		hasHead: fc.boolean(),
		lengthWeeks: fc.integer({ min: 12, max: 24 }),
		daysOff: fc
			.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 20 })
			.map((days) => days.toSorted((a, b) => a - b).map((n) => addDays(startsOn, n))),
		reps: fc.oneof(
			{ weight: 4, arbitrary: fc.array(anyRepYear(startsOn), { minLength: 1, maxLength: 1 }) },
			{ weight: 1, arbitrary: fc.array(anyRepYear(startsOn), { minLength: 2, maxLength: 3 }) },
		),
	});
}

/** What a store calls things by; the keys are those of the plan. */
export type Names = {
	readonly cycleId: string;
	readonly repId: string;
	readonly seed: number;
	readonly policyVersion: string;
	readonly firstPolicyVersion: string;
	/** `manager-0`, `manager-1`, `boss`, `lead`, `head`. */
	person(externalId: string): string;
	conversation(n: number): string;
	act(key: string): string;
};

/** Who stands above the rep on a date. */
export function placesOf(
	organisation: OrganisationYear,
	{ transfers }: RepYear,
	startsOn: LocalDate,
	person: Names["person"],
) {
	return (on: LocalDate): Places => {
		const moved = [...new Set(transfers)].filter((from) => addDays(startsOn, from) <= on).length;
		const { fromYear, toYear } = yearsAround(on);
		const daysOff = organisation.daysOff.filter((date) => `${fromYear}` <= date && date < `${toYear + 1}`);
		const at = (externalId: string, zone: string): PersonFact => ({ id: person(externalId), zone, daysOff });
		const which = moved % 2;
		const [zone] = ZONES;
		return {
			manager: at(`manager-${which}`, organisation.managerZones[which] ?? zone),
			"managers-manager": organisation.hasBoss ? at("boss", zone) : null,
			lead: at("lead", zone),
			head: organisation.hasHead ? at("head", zone) : null,
		};
	};
}

/** Something that a person does, on whichever store the year is lived. */
export type Doing =
	| {
			readonly at: Instant;
			readonly do: "speak";
			readonly source: "practice" | "live";
			readonly n: number;
			readonly level: Level;
	  }
	| { readonly at: Instant; readonly do: "visit"; readonly key: string }
	| { readonly at: Instant; readonly do: "stop"; readonly key: string }
	| { readonly at: Instant; readonly do: "change"; readonly key: string; readonly change: CycleChange };

const VISITS = 110;
const HOURS_BETWEEN_VISITS = 84;

/** All that people do in a rep's year, in order. No two of them fall on the same second of a day, nor on a look. */
export function doingsOf(rep: RepYear, startsOn: LocalDate): readonly Doing[] {
	const startMs = epochMs(instantAt(startsOn, "00:00", rep.zone));
	let second = 7;
	const at = (hour: number): Instant => {
		second += 61;
		return instantOf(startMs + hour * 3_600_000 + (second % 3_600) * 1_000);
	};
	const speaking = [
		...rep.practices.slice(0, PRACTICES_MAX).map((spoken) => ({ ...spoken, source: "practice" as const })),
		...rep.calls.map((spoken) => ({ ...spoken, source: "live" as const })),
	].sort((a, b) => a.hour - b.hour);
	const doings: Doing[] = [
		...speaking.map(({ hour, level: of, source }, n) => ({ at: at(hour), do: "speak" as const, source, n, level: of })),
		...rep.changes.map(({ hour, change }, n) => ({ at: at(hour), do: "change" as const, key: `change-${n}`, change })),
		...(rep.stopHour === null ? [] : [{ at: at(rep.stopHour), do: "stop" as const, key: "stop" }]),
		...Array.from({ length: VISITS }, (_, n) => ({
			at: at(30 + n * HOURS_BETWEEN_VISITS),
			do: "visit" as const,
			key: `visit-${n}`,
		})),
	];
	return doings.sort((a, b) => epochMs(a.at) - epochMs(b.at));
}

type OpenTask = {
	readonly id: string;
	readonly kind: TaskKind;
	readonly ownerRule: OwnerRule;
	readonly openedAt: Instant;
	readonly subject: TaskSubject;
};

/** What a visit to the inbox answers: the oldest task that has lain there long enough, or nothing. */
export function answerAt(
	rep: RepYear,
	open: readonly OpenTask[],
	now: Instant,
	extendedBefore: boolean,
): { readonly task: OpenTask; readonly answer: TaskAnswer } | null {
	const { answersAfterHours } = rep;
	if (answersAfterHours === null) return null;
	const [task] = open
		.filter(({ openedAt }) => epochMs(now) >= epochMs(openedAt) + answersAfterHours * 3_600_000)
		.toSorted((a, b) => epochMs(a.openedAt) - epochMs(b.openedAt) || (a.id < b.id ? -1 : 1));
	return task === undefined ? null : { task, answer: answerTo(task, rep, extendedBefore) };
}

function answerTo({ kind, subject }: OpenTask, rep: RepYear, extendedBefore: boolean): TaskAnswer {
	switch (kind) {
		case "approve-focus":
			return { kind, signals: ["value-framing", "discovery-density"] };
		case "review":
			return { kind, reviewed: true, lines: (subject.lines ?? []).map((line) => ({ ...line, signals: [] })) };
		case "deployment-review":
			switch (rep.decision) {
				case "change-focus":
					return { kind, decision: { kind: "change-focus", signals: ["close-attempts", "value-framing"] } };
				case "extend":
					return {
						kind,
						decision: extendedBefore ? { kind: "continue" } : { kind: "extend", weeks: rep.extendWeeks },
					};
				default:
					return { kind, decision: { kind: rep.decision } };
			}
		case "confirm-rep":
		case "consent":
		case "dispute":
		case "outcomes":
			throw new Error("a cycle has no such task");
		default:
			return { kind, done: true };
	}
}

/** The n-th conversation of a rep: no two of one rep have the same words. */
export function spokenBy(of: Level, n: number): Conversation {
	const persona = PERSONAS[n % PERSONAS.length];
	if (persona === undefined) throw new Error("no persona");
	return conversationOf(composeDialogue({ persona, skill: SKILLS[of], seed: 1_000 + n, withTimes: true }));
}

export type Heard = Pick<ConversationFact, "repTurns" | "repWords" | "readings" | "discoveryOnWords" | "occurrences">;
const heard = new Map<string, Heard>();
const scoring = createScoring();

/** What the labeller hears in it, as a decision reads it. */
export function heardIn(of: Level, n: number): Heard {
	const known = heard.get(`${of}:${n}`);
	if (known !== undefined) return known;
	const { scorecard, occurrences } = scoring.labelAndScore(spokenBy(of, n), DEFAULT_POLICY.bands);
	const made: Heard = {
		repTurns: scorecard.repTurns,
		repWords: scorecard.repWords,
		readings: {
			"objection-acknowledgment": readingFact(scorecard.readings["objection-acknowledgment"]),
			"close-attempts": readingFact(scorecard.readings["close-attempts"]),
			"value-framing": readingFact(scorecard.readings["value-framing"]),
			"discovery-density": readingFact(scorecard.readings["discovery-density"]),
		},
		discoveryOnWords: readingFact(scorecard.discoveryOnWords),
		occurrences,
	};
	heard.set(`${of}:${n}`, made);
	return made;
}

function readingFact(reading: Reading): ReadingFact {
	if (reading.status === "not-applicable") return { status: reading.status };
	const { status, numerator, denominator, value, basis, lowConfidence } = reading;
	return { status, numerator, denominator, value, basis, lowConfidence: lowConfidence !== null };
}

/** Names that a plan lived in memory alone gives to things. */
export function namesInMemory(n: number): Names {
	return {
		cycleId: `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`,
		repId: "rep",
		seed: n * 7,
		policyVersion: "policy",
		firstPolicyVersion: "policy-first",
		person: (externalId) => externalId,
		conversation: (index) => `conversation-${index}`,
		act: (key) => `act-${key}`,
	};
}

type MemoryCycle = Parameters<MemoryCycles["addCycle"]>[0];

/** What else there is in a year that is lived in memory alone. */
export type Besides = {
	readonly cycle?: Partial<MemoryCycle>;
	readonly happenings?: (store: MemoryCycles, cycleId: string) => readonly Happening[];
	/** What is heard in the n-th conversation, where it is something else. */
	readonly hears?: (heard: Heard, n: number) => Heard;
};

/** Lives one rep's year on the memory host. */
export async function liveInMemory(
	organisation: OrganisationYear,
	rep: RepYear,
	startsOn: LocalDate,
	names: Names,
	{ cycle = {}, happenings = () => [], hears = (of) => of }: Besides = {},
) {
	const store = createMemoryCycles();
	const { cycleId } = names;
	const places = placesOf(organisation, rep, startsOn, names.person);
	store.addCycle({
		id: cycleId,
		repId: names.repId,
		zone: rep.zone,
		startsOn,
		seed: names.seed,
		policy: { ...DEFAULT_POLICY, lengthWeeks: organisation.lengthWeeks },
		policyVersion: names.policyVersion,
		daysOff: organisation.daysOff,
		places,
		...cycle,
	});
	let extended = false;
	const act = (key: string, now: Instant) => ({
		id: names.act(key),
		by: names.person("lead"),
		byLead: true,
		at: now,
		taskId: null,
		answer: null,
		change: null,
		policy: null,
	});
	const happening = (doing: Doing): Happening["do"] => {
		switch (doing.do) {
			case "speak":
				return async (now) => {
					const open = store.rows(cycleId).practices.find(({ state }) => state === "planned");
					const fact = {
						id: names.conversation(doing.n),
						source: doing.source,
						occurredAt: doing.at,
						practiceId: doing.source === "practice" ? (open?.id ?? null) : null,
						...hears(heardIn(doing.level, doing.n), doing.n),
					};
					const { waiting } = await store.addConversation(cycleId, fact, now);
					return { look: waiting };
				};
			case "visit":
				return async (now) => {
					const { tasks } = store.rows(cycleId);
					const found = answerAt(
						rep,
						tasks.filter(({ state }) => state === "open"),
						now,
						extended,
					);
					if (found === null) return {};
					if (found.answer.kind === "deployment-review" && found.answer.decision.kind === "extend") extended = true;
					const owner = ownersFrom(places(localDateOf(now, rep.zone)))[found.task.ownerRule];
					const by = rep.answeredBy === "owner" && owner !== null ? owner.id : names.person("lead");
					const byLead = by === names.person("lead") || by === names.person("head");
					const decided = { ...act(doing.key, now), by, byLead, taskId: found.task.id, answer: found.answer };
					store.addAct(cycleId, { ...decided, kind: "decide-task" });
					return { act: decided.id };
				};
			case "stop":
				return async (now) => {
					store.addAct(cycleId, { ...act(doing.key, now), kind: "stop-cycle" });
					return { act: names.act(doing.key) };
				};
			case "change":
				return async (now) => {
					const change = named(doing.change, names);
					const policy = change.do === "move-policy" ? { version: change.version, content: DEFAULT_POLICY } : null;
					store.addAct(cycleId, { ...act(doing.key, now), kind: "change-cycle", change, policy });
					return { act: names.act(doing.key) };
				};
		}
	};
	const startsAt = instantAt(startsOn, "00:00", rep.zone);
	const run = await runInMemory(store, { orgId: "org", cycleId, startsAt }, [
		...doingsOf(rep, startsOn).map((doing) => ({ at: doing.at, do: happening(doing) })),
		...happenings(store, cycleId),
	]);
	return { run, rows: store.rows(cycleId) };
}

/** A change with the ids that the store knows. */
export function named(change: CycleChange, { firstPolicyVersion }: Pick<Names, "firstPolicyVersion">): CycleChange {
	return change.do === "move-policy" ? { ...change, version: firstPolicyVersion } : change;
}
