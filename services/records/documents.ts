import type { Pause } from "../../domain/cycle/active-days.ts";
import type { CycleChange, PoolFacts, Reminded, TaskSubject } from "../../domain/cycle/facts.ts";
import type { Segment } from "../../domain/cycle/plan.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { ActOutcome, StepResult } from "../../domain/cycle/step.ts";
import {
	type LineVerdict,
	TASK_KINDS,
	type TaskAnswer,
	type TaskMove,
	type TaskOpening,
} from "../../domain/cycle/task.ts";
import type { SpeakerFact } from "../../domain/human-task/speakers.ts";
import type { TaskStepResult } from "../../domain/human-task/step.ts";
import { type CoachingPolicy, DEFAULT_POLICY } from "../../domain/policy.ts";
import {
	type Label,
	type LabelKind,
	type Labelling,
	type NearMiss,
	OBJECTION_TOPICS,
} from "../../domain/signals/label.ts";
import type { Scorecard } from "../../domain/signals/scorecard.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import type { Prisma } from "../database.ts";
import type { Earlier } from "./task-rows.ts";

// JSON columns hold what this version or an earlier one wrote. They are read back through these checks of what tells
// one document from another, and kept whole: a reader that dropped unknown fields would change a stored result.

/** A JSON column does not hold what its name says. No retry mends it. */
export class UnreadableDocument extends Error {
	override readonly name = "UnreadableDocument";
	constructor(what: string) {
		super(`The stored ${what} cannot be read: it was written by another version or changed by hand.`);
	}
}

type Fields = { readonly [field: string]: unknown };

export function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is what it should be; else an error that names the document. */
export function readDocument<T>(what: string, value: unknown, is: (value: unknown) => value is T): T {
	if (is(value)) return value;
	throw new UnreadableDocument(what);
}

/** Plain JSON, as the database will give it back. */
export function toJson(value: unknown): Prisma.InputJsonValue {
	const plain: Prisma.InputJsonValue = JSON.parse(JSON.stringify(value));
	return plain;
}

/** One of a list of words, from a text column that has a check on the same list. */
export function oneOf<const T extends string>(what: string, words: readonly T[], value: string): T {
	const found = words.find((word) => word === value);
	if (found === undefined) throw new UnreadableDocument(what);
	return found;
}

const hasKind = (kinds: readonly string[]) => (value: Fields) =>
	typeof value.kind === "string" && kinds.includes(value.kind);

const stepKind = hasKind([
	"planned",
	"waiting",
	"baseline-closed",
	"looked",
	"checked",
	"rung-done",
	"act-done",
	"refused",
] satisfies StepResult["kind"][]);
export function isStepResult(value: unknown): value is StepResult {
	return isFields(value) && stepKind(value);
}

const taskStepKind = hasKind(["opened", "rung-done", "act-done", "moot"] satisfies TaskStepResult["kind"][]);
export function isTaskStepResult(value: unknown): value is TaskStepResult {
	return isFields(value) && taskStepKind(value);
}

const outcomeKind = hasKind(["done", "already-decided", "refused"] satisfies ActOutcome["kind"][]);
export function isActOutcome(value: unknown): value is ActOutcome {
	return isFields(value) && outcomeKind(value);
}

const answerKind = hasKind(TASK_KINDS);
export function isTaskAnswer(value: unknown): value is TaskAnswer {
	return isFields(value) && answerKind(value);
}

const moveKind = hasKind(["not-mine", "delegate", "reopen"] satisfies TaskMove["kind"][]);
/** What a person's act says to a task: an answer, or what else may be done with it. */
export function isTaskAct(value: unknown): value is TaskAnswer | TaskMove {
	return isTaskAnswer(value) || (isFields(value) && moveKind(value));
}

export function isTaskOpening(value: unknown): value is TaskOpening {
	return isFields(value) && value.kind === "dispute" && typeof value.disputeId === "string";
}

export function isLines(value: unknown): value is readonly LineVerdict[] {
	return (
		Array.isArray(value) &&
		value.every((line) => isFields(line) && typeof line.utterance === "number" && typeof line.counts === "boolean")
	);
}

export function isReminded(value: unknown): value is readonly Reminded[] {
	return (
		Array.isArray(value) &&
		value.every((one) => isFields(one) && typeof one.to === "string" && typeof one.what === "string")
	);
}

export function isEarlier(value: unknown): value is readonly Earlier[] {
	return (
		Array.isArray(value) &&
		value.every(
			(one) =>
				isFields(one) &&
				[one.openedAt, one.openedIn, one.state, one.closedAt, one.closedIn].every((text) => typeof text === "string") &&
				(one.answer === null || isTaskAnswer(one.answer)),
		)
	);
}

export function isTaskSubject(value: unknown): value is TaskSubject {
	return (
		isFields(value) &&
		isAbsentOr(value.conversations, isTexts) &&
		isAbsentOr(value.signals, isTexts) &&
		isAbsentOr(value.decision, (inner) => typeof inner === "string") &&
		isAbsentOr(value.dispute, (inner) => typeof inner === "string")
	);
}

export function isReasonParams(value: unknown): value is Reason["params"] {
	return (
		isFields(value) &&
		Object.values(value).every((param) => param === null || ["string", "number", "boolean"].includes(typeof param))
	);
}

export function isPlan(value: unknown): value is readonly Segment[] {
	return (
		Array.isArray(value) &&
		value.every(
			(segment) =>
				isFields(segment) &&
				typeof segment.fromWeek === "number" &&
				typeof segment.toWeek === "number" &&
				typeof segment.checkpoint === "string" &&
				/^(4|12|24|8(\/\d+)?)$/.test(segment.checkpoint),
		)
	);
}

export function isPauses(value: unknown): value is readonly Pause[] {
	return (
		Array.isArray(value) &&
		value.every(
			(pause) =>
				isFields(pause) && typeof pause.from === "string" && (pause.to === null || typeof pause.to === "string"),
		)
	);
}

const changeKind = ["pause", "resume", "extend", "move-policy", "people-changed"] satisfies CycleChange["do"][];
export function isCycleChange(value: unknown): value is CycleChange {
	return isFields(value) && typeof value.do === "string" && changeKind.some((kind) => kind === value.do);
}

export function isPools(value: unknown): value is PoolFacts {
	return (
		isFields(value) &&
		SIGNALS.every((signal) => {
			const pool = value[signal];
			return isFields(pool) && typeof pool.shown === "boolean" && typeof pool.conversations === "number";
		})
	);
}

const isNumber = (value: unknown): boolean => typeof value === "number";
const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isText = (value: unknown): boolean => typeof value === "string";
const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value);
const isOneOf = (words: readonly string[]) => (value: unknown) => typeof value === "string" && words.includes(value);

type Checks = { readonly [field: string]: (value: unknown) => boolean };

/** What each kind of label has beside what all have. */
const OF_KIND: { readonly [K in LabelKind]: Checks } = {
	question: {
		form: isOneOf(["open", "closed"]),
		discovery: isBoolean,
		leading: isBoolean,
		rhetorical: isBoolean,
		stackedOn: isNumberOrNull,
		repeats: isNumberOrNull,
	},
	restatement: { strength: isNumber, of: isNumber, objection: isNumberOrNull },
	answer: { objection: isNumber },
	objection: { topic: isOneOf(OBJECTION_TOPICS) },
	need: {},
	claim: { need: isNumberOrNull },
	ask: { ask: isOneOf(["meeting", "pilot", "decision", "introduction", "document"]) },
	"own-promise": {},
	"listening-cue": {},
	difficulty: {},
	empathy: { difficulty: isNumberOrNull },
	"buying-signal": {},
	competitor: {},
};

const OF_EVERY_LABEL: Checks = {
	utterance: isNumber,
	start: isNumber,
	end: isNumber,
	confidence: isNumber,
	rule: isText,
	features: isTexts,
};

const has = (value: Fields, checks: Checks): boolean => Object.entries(checks).every(([field, is]) => is(value[field]));

function isLabelKind(kind: unknown): kind is LabelKind {
	return typeof kind === "string" && Object.hasOwn(OF_KIND, kind);
}

export function isLabels(value: unknown): value is readonly Label[] {
	return (
		Array.isArray(value) &&
		value.every(
			(label, index) =>
				isFields(label) &&
				label.id === index &&
				isLabelKind(label.kind) &&
				has(label, OF_EVERY_LABEL) &&
				has(label, OF_KIND[label.kind]),
		)
	);
}

const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

export function isSpeakers(value: unknown): value is readonly SpeakerFact[] {
	return (
		Array.isArray(value) &&
		value.every(
			(speaker) =>
				isFields(speaker) &&
				has(speaker, {
					key: isText,
					label: isText,
					name: isTextOrNull,
					email: isTextOrNull,
					side: (side) => side === null || side === "company" || side === "external",
					channel: isNumberOrNull,
				}),
		)
	);
}

const NEAR_MISS_BECAUSE = [
	"magic-words",
	"only-understanding",
	"no-concrete-step",
	"not-sure",
] as const satisfies readonly NearMiss["because"][];

export function isNearMisses(value: unknown): value is readonly NearMiss[] {
	return (
		Array.isArray(value) &&
		value.every(
			(miss) =>
				isFields(miss) &&
				isLabelKind(miss.kind) &&
				has(miss, { utterance: isNumber, start: isNumber, end: isNumber, because: isOneOf(NEAR_MISS_BECAUSE) }),
		)
	);
}

/** Everything that a labeller said, as its row holds it. */
export function readLabelling(row: {
	readonly labeller: string;
	readonly version: string;
	readonly labels: unknown;
	readonly nearMisses: unknown;
	readonly alsoIn: readonly string[];
	readonly validatedOn: readonly string[];
}): Labelling {
	const { labeller, version, alsoIn, validatedOn } = row;
	return {
		labeller,
		version,
		labels: readDocument("labelling", row.labels, isLabels),
		nearMisses: readDocument("near misses", row.nearMisses, isNearMisses),
		alsoIn,
		validatedOn,
	};
}

export function isScorecard(value: unknown): value is Scorecard {
	if (!isFields(value) || typeof value.rubricVersion !== "string" || !isFields(value.nextAction)) return false;
	const readings = value.readings;
	return (
		isFields(readings) && SIGNALS.every((signal) => isReading(readings[signal])) && isReading(value.discoveryOnWords)
	);
}

function isReading(value: unknown): boolean {
	return isFields(value) && (value.status === "measured" || value.status === "not-applicable");
}

/** A stored policy of an older version lacks what was added since; the missing part is what the default says. */
export function readPolicy(value: unknown): CoachingPolicy {
	const whole = isFields(value) ? fill(DEFAULT_POLICY, value) : value;
	return readDocument("policy", whole, isPolicy);
}

function isPolicy(value: unknown): value is CoachingPolicy {
	if (!isFields(value)) return false;
	const bands = value.bands;
	return (
		Object.entries(DEFAULT_POLICY).every(([name, part]) => typeof value[name] === typeof part) &&
		isFields(bands) &&
		SIGNALS.every((signal) => {
			const band = bands[signal];
			return isFields(band) && (band.kind === "three" || band.kind === "two");
		})
	);
}

function fill(standard: Fields, stored: Fields): Fields {
	const whole: { [field: string]: unknown } = { ...stored };
	for (const [name, part] of Object.entries(standard)) {
		const own = stored[name];
		// Bands are whole or absent: two kinds of band must not be mixed.
		if (own === undefined) whole[name] = part;
		else if (name !== "bands" && isFields(part) && isFields(own)) whole[name] = fill(part, own);
	}
	return whole;
}

function isTexts(value: unknown): boolean {
	return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isAbsentOr(value: unknown, is: (value: unknown) => boolean): boolean {
	return value === undefined || is(value);
}
