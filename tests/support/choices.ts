import { composeDialogue, type Skill } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { addDays, localDateOf } from "../../domain/calendar.ts";
import type { ConversationFact, DrillAsk, ReadingFact, TaskSubject } from "../../domain/cycle/facts.ts";
import type { LineVerdict, OwnerRule, TaskAnswer, TaskKind, TaskMove } from "../../domain/cycle/task.ts";
import { DRILL_GAPS } from "../../domain/drill/drill.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Reading } from "../../domain/signals/reading.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import { ownersFrom, type Places } from "../../services/records/owners.ts";
import { createScoring } from "../../services/scoring/index.ts";
import type { Doing, Level, RepYear } from "./organisations.ts";
import { conversationOf } from "./spoken.ts";

// What people say and choose in a planned year, once they see the rows: the same rows, the same choice, on any store.

const SKILLS: { readonly [L in Level]: Skill } = {
	low: { discovery: 0, acknowledgment: 0, value: 0, close: 0 },
	middle: { discovery: 1.5, acknowledgment: 1.5, value: 1.5, close: 1 },
	target: { discovery: 3, acknowledgment: 3, value: 3, close: 3 },
	mixed: { discovery: 3, acknowledgment: 0, value: 1.5, close: 2 },
};

/** The n-th conversation of a rep: no two of one rep have the same words. */
export function spokenBy(of: Level, n: number): Conversation {
	const persona = PERSONAS[n % PERSONAS.length];
	if (persona === undefined) throw new Error("no persona");
	return conversationOf(composeDialogue({ persona, skill: SKILLS[of], seed: 1_000 + n, withTimes: true }));
}

export type Heard = Pick<ConversationFact, "repTurns" | "repWords" | "readings" | "discoveryOnWords"> & {
	readonly occurrences: NonNullable<ConversationFact["occurrences"]>;
};
type Known = {
	readonly heard: Heard;
	/** What a rep may say against the lines of each signal: that one counts which does not, or the other way round. */
	readonly disputable: { readonly [S in Signal]: readonly LineVerdict[] };
};
const known = new Map<string, Known>();
const scoring = createScoring();

/** What the labeller hears in it, as a decision reads it. */
export function heardIn(of: Level, n: number): Known {
	const before = known.get(`${of}:${n}`);
	if (before !== undefined) return before;
	const { scorecard, labelling, occurrences } = scoring.labelAndScore(spokenBy(of, n), DEFAULT_POLICY.bands);
	const linesOf = (ids: Reading["counted"]) =>
		ids.flatMap((id) => labelling.labels.flatMap((label) => (label.id === id ? [label.utterance] : [])));
	const disputed = (reading: Reading): readonly LineVerdict[] => {
		const [counted] = linesOf(reading.counted);
		// The second line that is spoken is the rep's or the customer's: it may be said of either.
		const other = [1, 2, 3, 4].find((utterance) => !linesOf(reading.counted).includes(utterance)) ?? 1;
		return [
			...(counted === undefined ? [] : [{ utterance: counted, counts: false }]),
			...(counted === other ? [] : [{ utterance: other, counts: true }]),
		];
	};
	const of4 = <T>(made: (reading: Reading) => T): { readonly [S in Signal]: T } => ({
		"objection-acknowledgment": made(scorecard.readings["objection-acknowledgment"]),
		"close-attempts": made(scorecard.readings["close-attempts"]),
		"value-framing": made(scorecard.readings["value-framing"]),
		"discovery-density": made(scorecard.readings["discovery-density"]),
	});
	const { repTurns, repWords } = scorecard;
	const discoveryOnWords = readingFact(scorecard.discoveryOnWords);
	const made: Known = {
		heard: { repTurns, repWords, readings: of4(readingFact), discoveryOnWords, occurrences },
		disputable: of4(disputed),
	};
	known.set(`${of}:${n}`, made);
	return made;
}

function readingFact(reading: Reading): ReadingFact {
	if (reading.status === "not-applicable") return { status: reading.status };
	const { status, numerator, denominator, value, basis, lowConfidence } = reading;
	return { status, numerator, denominator, value, basis, lowConfidence: lowConfidence !== null };
}

type SeenTask = {
	readonly id: string;
	readonly kind: TaskKind;
	readonly state: "open" | "done" | "accepted" | "withdrawn";
	readonly ownerRule: OwnerRule;
	/** Whom it is delegated to. */
	readonly namedOwner: string | null;
	readonly openedAt: Instant;
	readonly subject: TaskSubject;
};

type Choice = {
	readonly task: SeenTask;
	readonly answer: TaskAnswer | TaskMove;
	/** Id of whoever does it. */
	readonly by: string;
};

/** What a year remembers of itself. */
type Memory = {
	/** The deployment was extended before. */
	extended: boolean;
	/** Lines of each dispute, by its id. */
	readonly disputes: Map<string, readonly LineVerdict[]>;
	/** Conversations whose consent was taken back: their lines are shown no more. */
	readonly withdrawn: Set<string>;
};

export function newMemory(): Memory {
	return { extended: false, disputes: new Map(), withdrawn: new Set() };
}

/**
 * What a visit to the inbox does: the oldest task that has lain there long enough is answered or handed on, or the
 * newest one that is closed is opened again; or nothing.
 */
export function choiceAt(
	rep: RepYear,
	visit: Extract<Doing, { do: "visit" }>,
	tasks: readonly SeenTask[],
	now: Instant,
	memory: Memory,
	places: Places,
	person: (externalId: string) => string,
): Choice | null {
	const lead = person("lead");
	const by = (task: SeenTask) =>
		rep.answeredBy === "lead" ? lead : (task.namedOwner ?? ownersFrom(places)[task.ownerRule]?.id ?? lead);
	if (visit.kind === "reopen") {
		const task = tasks
			.filter(({ state }) => state === "done" || state === "accepted")
			.toSorted(byAge)
			.at(-1);
		return task === undefined ? null : { task, answer: { kind: "reopen" }, by: by(task) };
	}
	const { answersAfterHours, verdict } = rep;
	if (answersAfterHours === null) return null;
	const [task] = tasks
		.filter(({ state, kind, openedAt }) => {
			const isAnswered = kind !== "dispute" || verdict !== null;
			return state === "open" && isAnswered && epochMs(now) >= epochMs(openedAt) + answersAfterHours * 3_600_000;
		})
		.toSorted(byAge);
	if (task === undefined) return null;
	if (visit.kind === "not-mine") return { task, answer: { kind: "not-mine" }, by: by(task) };
	if (visit.kind !== "answer") {
		return { task, answer: { kind: "delegate", to: person(visit.kind.delegateTo) }, by: by(task) };
	}
	return { task, answer: answerTo(task, rep, memory), by: by(task) };
}

function byAge(a: SeenTask, b: SeenTask): number {
	return epochMs(a.openedAt) - epochMs(b.openedAt) || (a.id < b.id ? -1 : 1);
}

function answerTo({ kind, subject }: SeenTask, rep: RepYear, memory: Memory): TaskAnswer {
	switch (kind) {
		case "approve-focus":
			return { kind, signals: ["value-framing", "discovery-density"] };
		case "review": {
			const lines = (subject.lines ?? []).filter(({ conversation }) => !memory.withdrawn.has(conversation));
			return { kind, reviewed: true, lines: lines.map((line) => ({ ...line, signals: [] })) };
		}
		case "dispute": {
			const lines = memory.disputes.get(subject.dispute ?? "") ?? [];
			const isUpheld = rep.verdict === "upheld";
			// Line by line: right about the first one, and not about the others.
			const verdictOn = ({ utterance, counts }: LineVerdict, index: number) => ({
				utterance,
				counts: isUpheld && index === 0 ? counts : !counts,
			});
			return { kind, verdict: isUpheld ? "upheld" : "not-upheld", lines: lines.map(verdictOn) };
		}
		case "deployment-review":
			switch (rep.decision) {
				case "change-focus":
					return { kind, decision: { kind: "change-focus", signals: ["close-attempts", "value-framing"] } };
				case "extend":
					if (memory.extended) return { kind, decision: { kind: "continue" } };
					memory.extended = true;
					return { kind, decision: { kind: "extend", weeks: rep.extendWeeks } };
				default:
					return { kind, decision: { kind: rep.decision } };
			}
		case "confirm-rep":
		case "consent":
		case "outcomes":
			throw new Error("a cycle has no such task");
		default:
			return { kind, done: true };
	}
}

/** The drill that is assigned: for a moment that came up in the conversation, or for one that did not. */
export function drillFor(
	{ n, level, drill }: Extract<Doing, { do: "assign-drill" }>,
	now: Instant,
	zone: string,
	names: { readonly conversation: string; readonly submitTo: string },
): DrillAsk {
	const { occurrences } = heardIn(level, n).heard;
	const occurrence = occurrences[drill.which % Math.max(1, occurrences.length)];
	const today = localDateOf(now, zone);
	return {
		do: "assign",
		gap: occurrence?.gap ?? DRILL_GAPS[drill.which % DRILL_GAPS.length] ?? DRILL_GAPS[0],
		conversation: names.conversation,
		utterance: occurrence?.line.utterance ?? 1,
		times: drill.times,
		mornings: Array.from({ length: drill.mornings }, (_, morning) => addDays(today, morning + 1)),
		submitTo: drill.isForSomebody ? names.submitTo : null,
		insists: drill.insists,
	};
}
