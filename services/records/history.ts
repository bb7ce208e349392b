import { localDateOf } from "../../domain/calendar.ts";
import { ENGINE } from "../../domain/cycle/facts.ts";
import { weekAround } from "../../domain/cycle/weeks.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { instant, localDate } from "./dates.ts";
import { isEarlier, isFields, isPauses, isReasonParams, readDocument } from "./documents.ts";
import { isId } from "./ids.ts";
import { afterScoreName } from "./step-run.ts";
import type { HistoryEntry, HistoryKind } from "./types.ts";

type Line = Omit<HistoryEntry, "kind" | "week" | "proof" | "supersededBy"> & { readonly place: number };

/** Where lines of one step stand: what was asked or said comes before what was decided, and that before its effects. */
const PLACE = {
	conversation: 0,
	act: 1,
	decision: 2,
	"task-closed": 3,
	"task-opened": 4,
	notification: 5,
	step: 6,
} as const;

const KINDS: { readonly [W in HistoryEntry["what"]]: HistoryKind } = {
	conversation: "conversation",
	act: "act",
	decision: "decision",
	"task-closed": "task",
	"task-opened": "task",
	notification: "delivery",
	step: "step",
};

/** Decisions by which the cycle stands still or goes on again. */
const PAUSE_RULES: readonly (string | null)[] = [
	"cycle.paused-by-a-person",
	"cycle.resumed-by-a-person",
	"cycle.goes-on-after-a-pause",
	"cycle.paused-too-long",
];

/** The story of a cycle in order of its steps, from the rows that the steps wrote; null proof where no step stands behind. */
export function history(database: Database, orgId: string, cycleId: string): Promise<readonly HistoryEntry[]> {
	if (!isId(cycleId)) return Promise.resolve([]);
	return database.withOrg(orgId, async (tx) => {
		const steps = await readSteps(tx, orgId, cycleId);
		const weekOf = await readWeeks(tx, orgId, cycleId);
		const { lines: decisions, superseded } = await decisionLines(tx, orgId, cycleId);
		const told = [
			...decisions,
			...(await actLines(tx, orgId, cycleId)),
			...(await taskLines(tx, orgId, cycleId)),
			...(await conversationLines(tx, orgId, cycleId)),
			...(await notificationLines(tx, orgId, cycleId)),
		];
		const lines = [...told, ...silentSteps(steps, new Set(told.map(({ step }) => step)))];
		const order = (line: Line) => steps.get(line.step)?.order ?? Number.POSITIVE_INFINITY;
		return lines
			.sort(
				(a, b) =>
					epochMs(a.at) - epochMs(b.at) ||
					compare(order(a), order(b)) ||
					PLACE[a.what] - PLACE[b.what] ||
					a.place - b.place,
			)
			.map(({ place: _, ...line }) => ({
				...line,
				kind: PAUSE_RULES.includes(line.rule) ? "pause" : KINDS[line.what],
				week: weekOf(line.at),
				proof: steps.get(line.step)?.proof ?? null,
				supersededBy: line.what === "decision" ? (superseded.get(line.id) ?? null) : null,
			}));
	});
}

/** The week of the cycle in which an instant falls, by the rep's dates; in a pause, the one that goes on after it. */
async function readWeeks(tx: Tx, orgId: string, cycleId: string): Promise<(at: Instant) => number> {
	const row = await tx.cycle.findUnique({
		where: { orgId_id: { orgId, id: cycleId } },
		select: { weekTwoOn: true, pauses: true, rep: { select: { zone: true } } },
	});
	if (row === null) return () => 1;
	const weekTwoOn = row.weekTwoOn === null ? null : localDate(row.weekTwoOn);
	const pauses = readDocument("pauses", row.pauses, isPauses);
	return (at) => weekAround({ weekTwoOn, pauses }, localDateOf(at, row.rep.zone));
}

/** Steps that left nothing else behind: a rung that found its task closed, an act that was refused. */
function silentSteps(steps: ReadonlyMap<string, Step>, told: ReadonlySet<string>): readonly Line[] {
	return [...steps].flatMap(([name, { at, kind, order }]): readonly Line[] =>
		told.has(name)
			? []
			: [
					{
						...NOTHING,
						id: name,
						at,
						step: name,
						what: "step",
						name,
						reason: { code: "step.nothing-decided", params: { step: name } },
						outcome: { kind },
						by: "engine",
						place: order,
					},
				],
	);
}

function compare(a: number, b: number): number {
	return a === b ? 0 : a < b ? -1 : 1;
}

type Step = {
	readonly order: number;
	readonly at: Instant;
	readonly kind: string;
	readonly proof: HistoryEntry["proof"];
};

async function readSteps(tx: Tx, orgId: string, cycleId: string): Promise<ReadonlyMap<string, Step>> {
	const rows = await tx.stepRecord.findMany({
		where: { orgId, cycleId },
		orderBy: [{ at: "asc" }, { recordedAt: "asc" }, { name: "asc" }],
		select: { name: true, runId: true, historyLength: true, at: true, result: true },
	});
	return new Map(
		rows.map(({ name, runId, historyLength, at, result }, order) => [
			name,
			// What `record` appends runs beside the cycle, not in one of its runs.
			{
				order,
				at: instant(at),
				kind: isFields(result) ? String(result.kind) : "",
				proof: runId === "" ? null : { runId, historyLength },
			},
		]),
	);
}

const NOTHING = { rule: null, inputs: {}, outcome: {}, policyVersionId: null } as const;

async function decisionLines(
	tx: Tx,
	orgId: string,
	cycleId: string,
): Promise<{ readonly lines: readonly Line[]; readonly superseded: ReadonlyMap<string, string> }> {
	const rows = await tx.decisionRow.findMany({ where: { orgId, cycleId } });
	const superseded = new Map<string, string>();
	for (const { id, supersedes, outcome } of rows) {
		// A pause that began in the past names all that was taken too early.
		const named = isFields(outcome) && Array.isArray(outcome.superseded) ? outcome.superseded : [];
		for (const before of [...named, ...(supersedes === null ? [] : [supersedes])]) {
			if (typeof before === "string") superseded.set(before, id);
		}
	}
	const lines = rows.map(
		(row): Line => ({
			id: row.id,
			at: instant(row.at),
			step: row.step,
			what: "decision",
			name: row.name,
			rule: row.rule,
			reason: { code: row.reasonCode, params: readDocument("reason", row.reasonParams, isReasonParams) },
			inputs: readDocument("inputs", row.inputs, isFields),
			outcome: readDocument("outcome", row.outcome, isFields),
			by: row.by,
			policyVersionId: row.policyVersionId,
			place: row.ordinal,
		}),
	);
	return { lines, superseded };
}

async function actLines(tx: Tx, orgId: string, cycleId: string): Promise<readonly Line[]> {
	const rows = await tx.act.findMany({ where: { orgId, cycleId }, include: { task: { select: { name: true } } } });
	return rows.map((row) => ({
		...NOTHING,
		id: row.id,
		at: instant(row.at),
		step: `act:${row.id}`,
		what: "act",
		name: row.kind,
		reason: { code: `act.${row.kind}`, params: row.task === null ? {} : { task: row.task.name } },
		inputs: row.answer === null ? {} : { answer: row.answer },
		outcome: row.result === null ? { kind: row.state } : readDocument("act outcome", row.result, isFields),
		by: row.actorId ?? ENGINE,
		place: 0,
	}));
}

async function taskLines(tx: Tx, orgId: string, cycleId: string): Promise<readonly Line[]> {
	const rows = await tx.task.findMany({
		where: { orgId, cycleId },
		orderBy: { name: "asc" },
		include: { decidingAct: { select: { actorId: true } } },
	});
	const acts = await tx.act.findMany({
		where: { orgId, cycleId, kind: "decide-task" },
		select: { id: true, actorId: true },
	});
	const deciders = new Map(acts.map(({ id, actorId }) => [id, actorId]));
	return rows.flatMap((row, place): readonly Line[] => {
		const opened: Line = {
			...NOTHING,
			id: `${row.id}:opened`,
			at: instant(row.openedAt),
			step: row.openedIn,
			what: "task-opened",
			name: row.name,
			reason: { code: row.reasonCode, params: readDocument("reason", row.reasonParams, isReasonParams) },
			inputs: { subject: row.subject },
			outcome: { kind: row.kind, ownerRule: row.ownerRule, dueAt: instant(row.dueAt) },
			by: "engine",
			place,
		};
		const before = readDocument("earlier answers", row.earlier, isEarlier).flatMap((earlier, time): readonly Line[] => [
			{ ...opened, id: `${row.id}:opened:${time}`, at: earlier.openedAt, step: earlier.openedIn },
			{
				...NOTHING,
				id: `${row.id}:closed:${time}`,
				at: earlier.closedAt,
				step: earlier.closedIn,
				what: "task-closed",
				name: row.name,
				reason: { code: `task.closed-as.${earlier.state}`, params: { task: row.name, kind: row.kind } },
				outcome: { kind: earlier.state, ...(earlier.answer === null ? {} : { answer: earlier.answer }) },
				by: deciders.get(earlier.decidedByAct ?? "") ?? "engine",
				place,
			},
		]);
		if (row.closedAt === null || row.closedIn === null) return [...before, opened];
		const closed: Line = {
			...NOTHING,
			id: `${row.id}:closed`,
			at: instant(row.closedAt),
			step: row.closedIn,
			what: "task-closed",
			name: row.name,
			reason: { code: `task.closed-as.${row.state}`, params: { task: row.name, kind: row.kind } },
			outcome: { kind: row.state, ...(row.answer === null ? {} : { answer: row.answer }) },
			by: row.decidingAct?.actorId ?? ENGINE,
			place,
		};
		return [...before, opened, closed];
	});
}

/** Conversations that the cycle took note of, by the step that `record` left for each. */
async function conversationLines(tx: Tx, orgId: string, cycleId: string): Promise<readonly Line[]> {
	const prefix = afterScoreName("");
	const steps = await tx.stepRecord.findMany({
		where: { orgId, cycleId, name: { startsWith: prefix } },
		select: { name: true },
	});
	const rows = await tx.conversationRow.findMany({
		where: { orgId, id: { in: steps.map(({ name }) => name.slice(prefix.length)) } },
		include: { practice: { select: { week: true, ordinal: true, scenario: true } } },
	});
	return rows.map((row) => ({
		...NOTHING,
		id: row.id,
		at: instant(row.occurredAt),
		step: afterScoreName(row.id),
		what: "conversation",
		name: row.id,
		reason: {
			code: `conversation.${row.source}`,
			params:
				row.practice === null
					? { kind: row.kind }
					: { kind: row.kind, week: row.practice.week, scenario: row.practice.scenario },
		},
		inputs: { repTurns: row.repTurns, repWords: row.repWords, factSeq: row.factSeq },
		outcome: { kind: row.state },
		by: row.repId,
		place: row.factSeq,
	}));
}

async function notificationLines(tx: Tx, orgId: string, cycleId: string): Promise<readonly Line[]> {
	const rows = await tx.outbox.findMany({ where: { orgId, cycleId }, orderBy: { id: "asc" } });
	return rows.map((row, place) => ({
		...NOTHING,
		id: row.id,
		at: instant(row.at),
		step: row.step,
		what: "notification",
		name: row.templateCode,
		reason: { code: row.templateCode, params: readDocument("reason", row.params, isReasonParams) },
		outcome: {
			kind: row.state,
			to: row.personId,
			channel: row.channel,
			sentAt: row.sentAt === null ? null : instant(row.sentAt),
			attempts: row.attempts,
			lastError: row.lastError,
		},
		by: "engine",
		place,
	}));
}
