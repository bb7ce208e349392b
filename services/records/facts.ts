import { instantAt, localDateOf } from "../../domain/calendar.ts";
import { DISPUTE_STATES, type DisputeFact, markDisputed } from "../../domain/cycle/dispute.ts";
import {
	ACT_KINDS,
	type ActFact,
	type ConversationFact,
	type CycleFacts,
	type PastDecisions,
	type PersonFact,
	type PracticeFact,
	type ReadingFact,
	type TaskFact,
} from "../../domain/cycle/facts.ts";
import { OWNER_RULES, type OwnerRule, TASK_KINDS } from "../../domain/cycle/task.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../../domain/time.ts";
import { Prisma, type Tx } from "../database.ts";
import { dateColumn, instant, localDate } from "./dates.ts";
import { type DeclaredDay, daysOffOf, yearsAround } from "./days-off.ts";
import {
	isCycleChange,
	isEarlier,
	isLines,
	isPauses,
	isPlan,
	isPools,
	isReminded,
	isTaskAct,
	isTaskAnswer,
	isTaskOpening,
	isTaskSubject,
	oneOf,
	readDocument,
	readPolicy,
	UnreadableDocument,
} from "./documents.ts";
import { ownersFrom, type Places } from "./owners.ts";

export const PHASES = ["planned", "baseline", "practice", "habit", "closed"] as const;
export const SOURCES = ["practice", "live"] as const;
export const PRACTICE_STATES = ["planned", "done", "missed", "withdrawn"] as const;
export const TASK_STATES = ["open", "done", "accepted", "withdrawn"] as const;
const STATUSES = ["measured", "not-applicable"] as const;
const BASES = ["clock", "words", "labels"] as const;
/** Discovery on the words basis has a row of its own beside the four signals. */
export const DISCOVERY_ON_WORDS = "discovery-on-words";

/** Everything that a decision of this cycle may look at, read inside the transaction that holds the cycle's lock. */
export async function readCycleFacts(
	tx: Tx,
	orgId: string,
	cycleId: string,
	now: Instant,
	actId: string | null,
): Promise<CycleFacts> {
	const [row] = await tx.$queryRaw<readonly CycleRow[]>`
		select c.phase, c.week, c.focus, c.starts_on, c.week_two_on, c.plan, c.pauses, c.pass, c.seed, c.rep_id, c.policy_version_id,
			r.zone, h.lead_id, v.content as policy
		from cycle c
		join person r on r.org_id = c.org_id and r.id = c.rep_id
		join cohort h on h.org_id = c.org_id and h.id = c.cohort_id
		join policy_version v on v.org_id = c.org_id and v.id = c.policy_version_id
		where c.org_id = ${orgId}::uuid and c.id = ${cycleId}::uuid`;
	if (row === undefined) throw new UnreadableDocument("cycle");
	const startsOn = localDate(row.starts_on);
	const conversations = await readConversations(tx, orgId, row.rep_id, instantAt(startsOn, "00:00", row.zone));
	const today = localDateOf(now, row.zone);
	const places = await readPlaces(tx, orgId, row.rep_id, row.lead_id, today);
	const disputes = await readDisputes(tx, orgId, { repId: row.rep_id });
	const tasks = await readTasks(tx, orgId, cycleId);
	const act = actId === null ? null : await readAct(tx, orgId, { cycleId }, actId);
	return {
		cycle: {
			id: cycleId,
			repId: row.rep_id,
			phase: oneOf("phase", PHASES, row.phase),
			week: row.week,
			focus: focusPair(row.focus),
			zone: row.zone,
			startsOn,
			weekTwoOn: row.week_two_on === null ? null : localDate(row.week_two_on),
			plan: readDocument("plan", row.plan, isPlan),
			pauses: readDocument("pauses", row.pauses, isPauses),
			pass: row.pass,
			seed: row.seed,
		},
		policyVersion: row.policy_version_id,
		policy: readPolicy(row.policy),
		conversations: markDisputed(conversations, disputes),
		practices: await readPractices(tx, orgId, cycleId),
		tasks,
		past: await readPast(tx, orgId, cycleId, actId !== null),
		owners: ownersFrom(places),
		named: await readNamed(tx, orgId, namedIn(tasks, act), today),
		disputes,
		act,
		factsUpTo: [...conversations, ...disputes].reduce((highest, { factSeq }) => Math.max(highest, factSeq), 0),
	};
}

type CycleRow = {
	readonly phase: string;
	readonly week: number;
	readonly focus: readonly string[];
	readonly starts_on: Date;
	readonly week_two_on: Date | null;
	readonly plan: unknown;
	readonly pauses: unknown;
	readonly pass: number;
	readonly seed: number;
	readonly rep_id: string;
	readonly policy_version_id: string;
	readonly zone: ZoneId;
	readonly lead_id: string;
	readonly policy: unknown;
};

function focusPair(stored: readonly string[]): readonly [Signal, Signal] | null {
	const [first, second] = stored.map((signal) => oneOf("focus", SIGNALS, signal));
	return first === undefined || second === undefined ? null : [first, second];
}

type PlaceColumns = {
	readonly place: string;
	readonly id: string;
	readonly zone: string;
	readonly country: string | null;
	readonly region: string | null;
	readonly declared: readonly DeclaredDay[];
};

/** Who stands above a rep on a date, by the people table alone, with the days off of that year and the next. */
export async function readPlaces(tx: Tx, orgId: string, repId: string, leadId: string, on: LocalDate): Promise<Places> {
	const date = dateColumn(on);
	const years = yearsAround(on);
	const rows = await tx.$queryRaw<readonly PlaceColumns[]>`
		select w.place, w.id, w.zone, w.country, w.region, h.declared
		from (
		select 'manager' as place, p.id, p.zone, p.country, p.region
		from manages g
		join person p on p.org_id = g.org_id and p.id = g.manager_id and p.status = 'active'
		where g.org_id = ${orgId}::uuid and g.rep_id = ${repId}::uuid
			and g.from_date <= ${date}::date and (g.to_date is null or ${date}::date < g.to_date)
		union all
		select 'managers-manager', p.id, p.zone, p.country, p.region
		from manages g
		join manages h on h.org_id = g.org_id and h.rep_id = g.manager_id
			and h.from_date <= ${date}::date and (h.to_date is null or ${date}::date < h.to_date)
		join person p on p.org_id = h.org_id and p.id = h.manager_id and p.status = 'active'
		where g.org_id = ${orgId}::uuid and g.rep_id = ${repId}::uuid
			and g.from_date <= ${date}::date and (g.to_date is null or ${date}::date < g.to_date)
		union all
		select 'lead', p.id, p.zone, p.country, p.region
		from person p
		where p.org_id = ${orgId}::uuid and p.id = ${leadId}::uuid and p.status = 'active'
		union all
		(select 'head', p.id, p.zone, p.country, p.region
		from person p
		where p.org_id = ${orgId}::uuid and p.status = 'active' and 'head' = any(p.roles)
		order by p.external_id
		limit 1)
		) w
		cross join lateral (${declaredDays(orgId, years)}) h`;
	const at = (place: OwnerRule) => {
		const row = rows.find((candidate) => candidate.place === place);
		return row === undefined ? null : { id: row.id, zone: row.zone, daysOff: daysOffOf(row, row.declared, years) };
	};
	return { manager: at("manager"), "managers-manager": at("managers-manager"), lead: at("lead"), head: at("head") };
}

/** People who are named as owners, by tasks that are open and by an act. */
export function namedIn(tasks: readonly TaskFact[], act: ActFact | null): readonly string[] {
	const byTasks = tasks.flatMap(({ state, namedOwner }) =>
		state === "open" && namedOwner !== null ? [namedOwner] : [],
	);
	const byAct = act?.answer?.kind === "delegate" ? [act.answer.to] : [];
	return [...new Set([...byTasks, ...byAct])];
}

/** Those of these people who may own a task today: active, and manager, lead or head. */
export async function readNamed(
	tx: Tx,
	orgId: string,
	ids: readonly string[],
	on: LocalDate,
): Promise<readonly PersonFact[]> {
	if (ids.length === 0) return [];
	const years = yearsAround(on);
	const rows = await tx.$queryRaw<readonly Omit<PlaceColumns, "place">[]>`
		select w.id, w.zone, w.country, w.region, h.declared
		from person w
		cross join lateral (${declaredDays(orgId, years)}) h
		where w.org_id = ${orgId}::uuid and w.id = any(${[...ids]}::uuid[])
			and w.status = 'active' and w.roles && array['manager', 'lead', 'head']
		order by w.id`;
	return rows.map((row) => ({ id: row.id, zone: row.zone, daysOff: daysOffOf(row, row.declared, years) }));
}

/** The organisation's own days off and working days that hold for the person `w`. */
function declaredDays(orgId: string, years: ReturnType<typeof yearsAround>): Prisma.Sql {
	return Prisma.sql`
		select coalesce(jsonb_agg(jsonb_build_object(
			'date', to_char(d.date, 'YYYY-MM-DD'), 'country', d.country, 'kind', d.kind
		)), '[]'::jsonb) as declared
		from holiday d
		where d.org_id = ${orgId}::uuid and (d.country is null or d.country = w.country)
			and d.date between ${dateColumn(`${years.fromYear}-01-01`)}::date and ${dateColumn(`${years.toYear}-12-31`)}::date`;
}

/** What a rep has disputed, oldest first: all of it, or one. */
export async function readDisputes(
	tx: Tx,
	orgId: string,
	which: { readonly repId: string } | { readonly id: string },
): Promise<readonly DisputeFact[]> {
	const rows = await tx.dispute.findMany({ where: { orgId, ...which }, orderBy: { id: "asc" } });
	return rows.map((row) => ({
		id: row.id,
		conversationId: row.conversationId,
		signal: oneOf("signal", SIGNALS, row.signal),
		state: oneOf("dispute state", DISPUTE_STATES, row.state),
		verdictBy: row.verdictBy,
		lines: readDocument("disputed lines", row.lines, isLines),
		factSeq: row.factSeq,
	}));
}

type ReadingColumns = {
	readonly signal: string;
	readonly status: string;
	readonly numerator: number | null;
	readonly denominator: number | null;
	readonly value: number | null;
	readonly basis: string | null;
	readonly low_confidence: boolean;
};

type ConversationColumns = ReadingColumns & {
	readonly id: string;
	readonly source: string;
	readonly occurred_at: Date;
	readonly fact_seq: number;
	readonly practice_id: string | null;
	readonly rep_turns: number;
	readonly rep_words: number;
};

/**
 * Scored conversations of the rep since the cycle's first day, in the order in which they became known. What was said
 * before it is history and belongs to no baseline; a call whose consent was withdrawn is not read.
 */
async function readConversations(
	tx: Tx,
	orgId: string,
	repId: string,
	since: Instant,
): Promise<readonly ConversationFact[]> {
	const rows = await tx.$queryRaw<readonly ConversationColumns[]>`
		select v.id, v.source, v.occurred_at, v.fact_seq, v.practice_id, v.rep_turns, v.rep_words,
			g.signal, g.status, g.numerator, g.denominator, g.value, g.basis, g.low_confidence
		from conversation v
		join scorecard s on s.org_id = v.org_id and s.conversation_id = v.id and s.ordinal = v.current_scorecard
		join reading g on g.org_id = s.org_id and g.scorecard_id = s.id
		where v.org_id = ${orgId}::uuid and v.rep_id = ${repId}::uuid and v.state = 'scored'
			and v.occurred_at >= ${new Date(since)}
			and not exists (
				select from consent k where k.org_id = v.org_id and k.conversation_id = v.id and k.state <> 'given'
			)
		order by v.fact_seq, v.id`;
	const byId = new Map<string, ConversationColumns[]>();
	for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
	return [...byId.values()].flatMap((group): readonly ConversationFact[] => {
		const [head] = group;
		if (head === undefined) return [];
		const reading = (signal: string): ReadingFact => {
			const row = group.find((candidate) => candidate.signal === signal);
			if (row === undefined) throw new UnreadableDocument(`reading of ${signal}`);
			return readingFact(row);
		};
		return [
			{
				id: head.id,
				source: oneOf("source", SOURCES, head.source),
				occurredAt: instant(head.occurred_at),
				factSeq: head.fact_seq,
				practiceId: head.practice_id,
				repTurns: head.rep_turns,
				repWords: head.rep_words,
				readings: {
					"objection-acknowledgment": reading("objection-acknowledgment"),
					"close-attempts": reading("close-attempts"),
					"value-framing": reading("value-framing"),
					"discovery-density": reading("discovery-density"),
				},
				discoveryOnWords: reading(DISCOVERY_ON_WORDS),
			},
		];
	});
}

function readingFact(row: ReadingColumns): ReadingFact {
	if (oneOf("reading", STATUSES, row.status) === "not-applicable") return { status: "not-applicable" };
	const { numerator, denominator, value, basis } = row;
	if (numerator === null || denominator === null || value === null || basis === null) {
		throw new UnreadableDocument("reading");
	}
	return {
		status: "measured",
		numerator,
		denominator,
		value,
		basis: oneOf("basis", BASES, basis),
		lowConfidence: row.low_confidence,
	};
}

async function readPractices(tx: Tx, orgId: string, cycleId: string): Promise<readonly PracticeFact[]> {
	const rows = await tx.practice.findMany({
		where: { orgId, cycleId },
		orderBy: [{ week: "asc" }, { ordinal: "asc" }],
	});
	return rows.map((row) => ({
		id: row.id,
		week: row.week,
		ordinal: row.ordinal,
		scenario: row.scenario,
		state: oneOf("practice state", PRACTICE_STATES, row.state),
		conversationId: row.conversationId,
	}));
}

async function readTasks(tx: Tx, orgId: string, cycleId: string): Promise<readonly TaskFact[]> {
	const rows = await tx.task.findMany({ where: { orgId, cycleId }, orderBy: [{ openedAt: "asc" }, { name: "asc" }] });
	return rows.map(taskFact);
}

/** A task's row as decisions look at it. */
export function taskFact(row: {
	readonly id: string;
	readonly name: string;
	readonly kind: string;
	readonly state: string;
	readonly ownerRule: string;
	readonly ownerId: string | null;
	readonly notOwnerId: string | null;
	readonly openedAt: Date;
	readonly dueAt: Date;
	readonly reminded: unknown;
	readonly earlier: unknown;
	readonly answer: unknown;
	readonly subject: unknown;
}): TaskFact {
	return {
		id: row.id,
		name: row.name,
		kind: oneOf("task kind", TASK_KINDS, row.kind),
		state: oneOf("task state", TASK_STATES, row.state),
		ownerRule: oneOf("owner rule", OWNER_RULES, row.ownerRule),
		namedOwner: row.ownerId,
		notOwner: row.notOwnerId,
		openedAt: instant(row.openedAt),
		dueAt: instant(row.dueAt),
		reopened: readDocument("earlier answers", row.earlier, isEarlier).length,
		reminded: readDocument("reminders", row.reminded, isReminded),
		answer: row.answer === null ? null : readDocument("answer", row.answer, isTaskAnswer),
		subject: readDocument("task subject", row.subject, isTaskSubject),
	};
}

const CHECKPOINT = /^checkpoint:((?:4|12|24|8)(?:\/\d+)?)$/;

/** `all`: every decision by its name, as an act may need them; else only those that later ones rest on. */
async function readPast(tx: Tx, orgId: string, cycleId: string, all: boolean): Promise<PastDecisions> {
	const resting = { OR: [{ name: "baseline" }, { name: "pause" }, { name: { startsWith: "checkpoint:" } }] };
	const rows = await tx.decisionRow.findMany({
		where: { orgId, cycleId, ...(all ? {} : resting) },
		orderBy: [{ at: "asc" }, { ordinal: "asc" }],
		select: { id: true, name: true, step: true, at: true, outcome: true, inputs: true, factsUpTo: true },
	});
	return pastFrom(rows.map((row) => ({ ...row, at: instant(row.at) })));
}

type DecisionColumns = {
	readonly id: string;
	readonly name: string;
	readonly step: string;
	readonly at: Instant;
	readonly outcome: unknown;
	readonly inputs: unknown;
	readonly factsUpTo: number;
};

/**
 * What later decisions need of earlier ones, by their names and stored outcomes. Oldest first; those in whose place a
 * pause that began in the past has put others are left out.
 */
export function pastFrom(stored: readonly DecisionColumns[]): PastDecisions {
	const superseded = new Set(
		stored.flatMap(({ name, outcome }) => (name === "pause" ? textsIn(outcome, "superseded") : [])),
	);
	const decisions = stored.filter(({ id }) => !superseded.has(id));
	const baseline = decisions.find(({ name, outcome }) => name === "baseline" && kindOf(outcome) === "baseline-closed");
	return {
		baseline:
			baseline === undefined
				? null
				: {
						at: baseline.at,
						pools: readDocument("baseline", poolsIn(baseline.outcome), isPools),
						factsUpTo: baseline.factsUpTo,
					},
		checkpoints: decisions.flatMap(({ name, at, outcome }) => {
			const checkpoint = CHECKPOINT.exec(name)?.[1];
			return checkpoint === undefined ? [] : [{ name: checkpoint, at, verdict: kindOf(outcome) }];
		}),
		decisions: decisions.map(({ id, name, step, at, inputs }) => ({
			id,
			name,
			step,
			at,
			focus: focusPair(textsIn(inputs, "focus")),
		})),
	};
}

/** The texts of a list in a stored document; none where there is no such list. */
function textsIn(document: unknown, field: string): readonly string[] {
	if (typeof document !== "object" || document === null) return [];
	const fields: { readonly [name: string]: unknown } = { ...document };
	const list = fields[field];
	return Array.isArray(list) ? list.filter((text) => typeof text === "string") : [];
}

function kindOf(outcome: unknown): string {
	const isKinded = typeof outcome === "object" && outcome !== null && "kind" in outcome;
	return isKinded && typeof outcome.kind === "string" ? outcome.kind : "";
}

function poolsIn(outcome: unknown): unknown {
	return typeof outcome === "object" && outcome !== null && "pools" in outcome ? outcome.pools : undefined;
}

/** @param of The cycle, or the task of no cycle, that the act was sent to. */
export async function readAct(
	tx: Tx,
	orgId: string,
	of: { readonly cycleId: string } | { readonly taskId: string },
	actId: string,
): Promise<ActFact | null> {
	const row = await tx.act.findUnique({ where: { orgId_id: { orgId, id: actId } } });
	// An act names where it belongs: sent anywhere else it is nobody's.
	if (row === null || ("cycleId" in of ? row.cycleId !== of.cycleId : row.taskId !== of.taskId)) return null;
	const actor = await tx.person.findUnique({ where: { orgId_id: { orgId, id: row.actorId } } });
	const change = row.change === null ? null : readDocument("change", row.change, isCycleChange);
	return {
		id: row.id,
		by: row.actorId,
		byLead: actor?.status === "active" && actor.roles.some((role) => role === "lead" || role === "head"),
		at: instant(row.at),
		kind: oneOf("act kind", ACT_KINDS, row.kind),
		taskId: row.taskId,
		answer: row.answer === null ? null : readDocument("answer", row.answer, isTaskAct),
		opens: row.opens === null ? null : readDocument("task to open", row.opens, isTaskOpening),
		change,
		policy: change?.do === "move-policy" ? await readPolicyVersion(tx, orgId, change.version) : null,
	};
}

async function readPolicyVersion(tx: Tx, orgId: string, id: string): Promise<ActFact["policy"]> {
	const row = await tx.policyVersion.findUnique({ where: { orgId_id: { orgId, id } }, select: { content: true } });
	return row === null ? null : { version: id, content: readPolicy(row.content) };
}
