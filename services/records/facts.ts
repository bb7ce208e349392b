import { instantAt, localDateOf } from "../../domain/calendar.ts";
import { DISPUTE_STATES, type DisputeFact, markDisputed } from "../../domain/cycle/dispute.ts";
import {
	ACT_KINDS,
	type ActFact,
	type ConversationFact,
	CYCLE_FLAGS,
	type CycleFacts,
	type DrillFact,
	ENGINE,
	type Judged,
	type LateBaseline,
	type PastDecisions,
	type PersonFact,
	type PracticeFact,
	type ReadingFact,
	type TaskFact,
} from "../../domain/cycle/facts.ts";
import { CYCLE_KINDS } from "../../domain/cycle/kind.ts";
import { conversationsIn } from "../../domain/cycle/supplements.ts";
import { OWNER_RULES, type OwnerRule, TASK_KINDS } from "../../domain/cycle/task.ts";
import { DRILL_GAPS, DRILL_STATES, type DrillAngle, type Occurrence } from "../../domain/drill/drill.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../../domain/time.ts";
import { Prisma, type Tx } from "../database.ts";
import { CURRENT_SCORECARD } from "./current-scorecard.ts";
import { dateColumn, instant, localDate } from "./dates.ts";
import { type DeclaredDay, daysOffOf, yearsAround } from "./days-off.ts";
import {
	isCycleChange,
	isDrillAsk,
	isEarlier,
	isFields,
	isLines,
	isPauses,
	isPlan,
	isPool,
	isPools,
	isProduct,
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
import { readGuess } from "./guesses.ts";
import { readBusy, readCycleInvites } from "./invites.ts";
import { leadOf } from "./lead.ts";
import { readManagerCadence } from "./manager-cadence.ts";
import { readRamp } from "./milestones.ts";
import { ownersFrom, type Places } from "./owners.ts";
import type { Reads } from "./read-together.ts";

export const PHASES = ["planned", "baseline", "practice", "habit", "closed"] as const;
export const SOURCES = ["practice", "live"] as const;
export const PRACTICE_STATES = ["planned", "done", "missed", "withdrawn"] as const;
export const TASK_STATES = ["open", "done", "accepted", "withdrawn"] as const;
const STATUSES = ["measured", "not-applicable"] as const;
const BASES = ["clock", "words", "labels"] as const;
/** Discovery on the words basis has a row of its own beside the four signals. */
export const DISCOVERY_ON_WORDS = "discovery-on-words";

/** What the lock of a cycle reads of it, for whoever holds it. */
export const CYCLE_COLUMNS = Prisma.sql`
	c.phase, c.week, c.focus, c.starts_on, c.week_two_on, c.plan, c.pauses, c.pass, c.seed, c.flags, c.kind, c.product,
	c.pool, c.rep_id, c.policy_version_id, r.status = 'active' as rep_is_active, r.fact_seq, r.zone, r.country, r.region,
	h.lead_id, v.content as policy`;
export const CYCLE_TABLES = Prisma.sql`
	cycle c
	join person r on r.org_id = c.org_id and r.id = c.rep_id
	join cohort h on h.org_id = c.org_id and h.id = c.cohort_id
	join policy_version v on v.org_id = c.org_id and v.id = c.policy_version_id`;

/**
 * Everything that a decision of this cycle may look at, read by whoever holds the cycle's lock; most of it in one
 * statement.
 *
 * @param ramp Also how earlier hires were getting on, which only one look of a new hire's cycle asks for.
 */
export async function readCycleFacts(
	tx: Tx,
	reads: Reads,
	orgId: string,
	cycleId: string,
	row: CycleRow,
	now: Instant,
	actId: string | null,
	ramp = false,
): Promise<CycleFacts> {
	const startsOn = localDate(row.starts_on);
	const today = localDateOf(now, row.zone);
	const above = placesAbove(orgId, row.rep_id, row.lead_id, today);
	const around = Prisma.sql`select ${row.rep_id}::uuid as id union all select a.id from (${above}) a`;
	const [conversations, places, invited, practices, tasks, drills, past, guess, disputes, repDaysOff] =
		await Promise.all([
			readConversations(reads, orgId, row.rep_id, instantAt(startsOn, "00:00", row.zone)),
			readPlaces(reads, orgId, row.rep_id, row.lead_id, today),
			readCycleInvites(reads, orgId, cycleId, around, now),
			readPractices(reads, orgId, cycleId),
			readTasks(reads, orgId, cycleId),
			readDrills(reads, orgId, cycleId),
			readPast(reads, orgId, cycleId, actId !== null),
			readGuess(reads, orgId, cycleId),
			readDisputes(reads, orgId, { repId: row.rep_id }),
			readRepDaysOff(reads, orgId, row, today),
		]);
	const act = actId === null ? null : await readAct(tx, orgId, { cycleId }, actId);
	const owners = ownersFrom(places);
	const toName = namedIn(tasks, act);
	const known = [row.rep_id, ...Object.values(places).flatMap((person) => person?.id ?? [])];
	const others = toName.filter((id) => !known.includes(id));
	const [named, busyOthers] = await Promise.all([
		readNamed(reads, orgId, toName, today),
		others.length === 0 ? [] : readBusy(reads, orgId, cycleId, Prisma.sql`select unnest(${others}::uuid[]) as id`, now),
	]);
	return {
		cycle: {
			id: cycleId,
			repId: row.rep_id,
			kind: oneOf("cycle kind", CYCLE_KINDS, row.kind),
			product: row.product === null ? null : readDocument("product", row.product, isProduct),
			repIsActive: row.rep_is_active,
			phase: oneOf("phase", PHASES, row.phase),
			week: row.week,
			focus: focusPair(row.focus),
			zone: row.zone,
			startsOn,
			weekTwoOn: row.week_two_on === null ? null : localDate(row.week_two_on),
			plan: readDocument("plan", row.plan, isPlan),
			pauses: readDocument("pauses", row.pauses, isPauses),
			pass: row.pass,
			pool: row.pool,
			seed: row.seed,
			flags: row.flags.map((flag) => oneOf("flag", CYCLE_FLAGS, flag)),
		},
		policyVersion: row.policy_version_id,
		policy: readPolicy(row.policy),
		conversations: markDisputed(conversations, disputes),
		practices,
		tasks,
		drills,
		past,
		guess,
		frozenSignals: [],
		ramp: ramp ? await readRamp(tx, orgId, row.rep_id) : null,
		managerCadence: row.kind === "manager-cadence" ? await readManagerCadence(tx, orgId, row.rep_id, startsOn) : null,
		owners,
		named,
		disputes,
		repDaysOff,
		invites: invited.invites,
		busy: [...invited.busy, ...busyOthers],
		act,
		factsUpTo: row.fact_seq,
	};
}

async function readRepDaysOff(
	reads: Reads,
	orgId: string,
	row: CycleRow,
	on: LocalDate,
): Promise<readonly LocalDate[]> {
	const years = yearsAround(on);
	const [read] = await reads.rows<{ readonly declared: readonly DeclaredDay[] }>(Prisma.sql`
		select h.declared from (select ${row.country}::text as country) w cross join lateral (${declaredDays(orgId, years)}) h`);
	return daysOffOf(row, read?.declared ?? [], years);
}

export type CycleRow = {
	readonly phase: string;
	readonly week: number;
	readonly focus: readonly string[];
	readonly starts_on: Date;
	readonly week_two_on: Date | null;
	readonly plan: unknown;
	readonly pauses: unknown;
	readonly pass: number;
	readonly pool: number;
	readonly flags: readonly string[];
	readonly kind: string;
	readonly product: unknown;
	readonly rep_is_active: boolean;
	readonly fact_seq: number;
	readonly seed: number;
	readonly rep_id: string;
	readonly policy_version_id: string;
	readonly zone: ZoneId;
	readonly country: string | null;
	readonly region: string | null;
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

/**
 * Who stands above a rep on a date, by the people table alone, with the days off of that year and the next. Above nobody
 * (null) there are a lead and a head.
 */
export async function readPlaces(
	reads: Reads,
	orgId: string,
	repId: string | null,
	leadId: string,
	on: LocalDate,
): Promise<Places> {
	const years = yearsAround(on);
	const rows = await reads.rows<PlaceColumns>(Prisma.sql`
		select w.place, w.id, w.zone, w.country, w.region, h.declared
		from (${placesAbove(orgId, repId, leadId, on)}) w
		cross join lateral (${declaredDays(orgId, years)}) h`);
	const at = (place: OwnerRule) => {
		const row = rows.find((candidate) => candidate.place === place);
		return row === undefined ? null : { id: row.id, zone: row.zone, daysOff: daysOffOf(row, row.declared, years) };
	};
	return { manager: at("manager"), "managers-manager": at("managers-manager"), lead: at("lead"), head: at("head") };
}

/** The people of `readPlaces` alone. */
function placesAbove(orgId: string, repId: string | null, leadId: string, on: LocalDate): Prisma.Sql {
	const date = dateColumn(on);
	return Prisma.sql`
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
		where p.org_id = ${orgId}::uuid and p.id = ${leadOf(Prisma.sql`${orgId}::uuid`, Prisma.sql`${leadId}::uuid`)}
		union all
		(select 'head', p.id, p.zone, p.country, p.region
		from person p
		where p.org_id = ${orgId}::uuid and p.status = 'active' and 'head' = any(p.roles)
		order by p.external_id
		limit 1)`;
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
	reads: Reads,
	orgId: string,
	ids: readonly string[],
	on: LocalDate,
): Promise<readonly PersonFact[]> {
	if (ids.length === 0) return [];
	const years = yearsAround(on);
	const rows = await reads.rows<Omit<PlaceColumns, "place">>(Prisma.sql`
		select w.id, w.zone, w.country, w.region, h.declared
		from person w
		cross join lateral (${declaredDays(orgId, years)}) h
		where w.org_id = ${orgId}::uuid and w.id = any(${[...ids]}::uuid[])
			and w.status = 'active' and w.roles && array['manager', 'lead', 'head']
		order by w.id`);
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
	reads: Reads,
	orgId: string,
	which: { readonly repId: string } | { readonly id: string },
): Promise<readonly DisputeFact[]> {
	const condition = "id" in which ? Prisma.sql`d.id = ${which.id}::uuid` : Prisma.sql`d.rep_id = ${which.repId}::uuid`;
	const rows = await reads.rows<DisputeColumns>(Prisma.sql`
		select d.id, d.conversation_id, d.signal, d.state, d.verdict_by, d.lines, d.fact_seq
		from dispute d
		where d.org_id = ${orgId}::uuid and ${condition}
		order by d.id`);
	return rows.map((row) => ({
		id: row.id,
		conversationId: row.conversation_id,
		signal: oneOf("signal", SIGNALS, row.signal),
		state: oneOf("dispute state", DISPUTE_STATES, row.state),
		verdictBy: row.verdict_by,
		lines: readDocument("disputed lines", row.lines, isLines),
		factSeq: row.fact_seq,
	}));
}

type DisputeColumns = {
	readonly id: string;
	readonly conversation_id: string;
	readonly signal: string;
	readonly state: string;
	readonly verdict_by: string | null;
	readonly lines: unknown;
	readonly fact_seq: number;
};

export type ReadingColumns = {
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
	readonly occurred_at: string;
	readonly fact_seq: number;
	readonly practice_id: string | null;
	readonly drill_id: string | null;
	readonly scorecard_id: string;
	readonly rep_turns: number;
	readonly rep_words: number;
};

/**
 * Scored conversations of the rep since the cycle's first day, in the order in which they became known. What was said
 * before it is history and belongs to no baseline; a call whose consent was withdrawn is not read.
 */
async function readConversations(
	reads: Reads,
	orgId: string,
	repId: string,
	since: Instant,
): Promise<readonly ConversationFact[]> {
	const scored = Prisma.sql`
		from conversation v ${CURRENT_SCORECARD}`;
	const counts = Prisma.sql`
		where v.org_id = ${orgId}::uuid and v.rep_id = ${repId}::uuid and v.state = 'scored'
			and v.occurred_at >= ${new Date(since)}
			and not exists (
				select from consent k where k.org_id = v.org_id and k.conversation_id = v.id and k.state <> 'given'
			)`;
	const reading = reads.rows<ConversationColumns>(Prisma.sql`
		select v.id, v.source, v.occurred_at, v.fact_seq, v.practice_id, v.drill_id, s.id as scorecard_id,
			v.rep_turns, v.rep_words, g.signal, g.status, g.numerator, g.denominator, g.value, g.basis, g.low_confidence
		${scored}
		join reading g on g.org_id = s.org_id and g.scorecard_id = s.id
		${counts}
		order by v.fact_seq, v.id`);
	const found = reads.rows<OccurrenceColumns>(Prisma.sql`
		select o.scorecard_id, o.gap, o.occurred, o.wanted, o.utterance, o.label, o.is_moment
		${scored}
		join occurrence o on o.org_id = s.org_id and o.scorecard_id = s.id
		${counts}`);
	const [rows, occurrences] = [await reading, occurrencesOf(await found)];
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
				source: head.drill_id === null ? oneOf("source", SOURCES, head.source) : "drill",
				occurredAt: instant(new Date(head.occurred_at)),
				factSeq: head.fact_seq,
				practiceId: head.practice_id,
				...(head.drill_id === null ? {} : { drillId: head.drill_id }),
				occurrences: occurrences.get(head.scorecard_id) ?? [],
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

type OccurrenceColumns = {
	readonly scorecard_id: string;
	readonly gap: string;
	readonly occurred: number;
	readonly wanted: number;
	readonly utterance: number;
	readonly label: number | null;
	readonly is_moment: boolean;
};

function occurrencesOf(rows: readonly OccurrenceColumns[]): ReadonlyMap<string, readonly Occurrence[]> {
	const found = new Map<string, Occurrence[]>();
	for (const row of rows) {
		const { occurred, wanted, utterance, label } = row;
		const gap = oneOf("gap", DRILL_GAPS, row.gap);
		const occurrence = { gap, occurred, wanted, line: { utterance, label }, isMoment: row.is_moment };
		found.set(row.scorecard_id, [...(found.get(row.scorecard_id) ?? []), occurrence]);
	}
	// In the order of the library, as they were found.
	const place = ({ gap }: Occurrence) => DRILL_GAPS.indexOf(gap);
	for (const list of found.values()) list.sort((a, b) => place(a) - place(b));
	return found;
}

type DrillColumns = {
	readonly id: string;
	readonly name: string;
	readonly gap: string;
	readonly state: string;
	readonly angle: number;
	readonly conversation_id: string;
	readonly evidence_utterance: number;
	readonly evidence_label: number | null;
	readonly times: number;
	readonly sessions: readonly number[];
	readonly from_date: LocalDate;
	readonly since: string;
	readonly hearer: { readonly id: string; readonly zone: string; readonly status: string } | null;
	readonly submitted: number | null;
	readonly attempts: readonly {
		readonly ordinal: number;
		readonly angle: number;
		readonly conversationId: string;
		readonly score: number | null;
	}[];
};

/** Who was named to hear the best attempt and has left hears nothing any more. */
async function readDrills(reads: Reads, orgId: string, cycleId: string): Promise<readonly DrillFact[]> {
	const rows = await reads.rows<DrillColumns>(Prisma.sql`
		select d.id, d.name, d.gap, d.state, d.angle, d.conversation_id, d.evidence_utterance, d.evidence_label, d.times,
			d.sessions, d.from_date, d.since, d.submitted,
			case when h.id is null then null else json_build_object('id', h.id, 'zone', h.zone, 'status', h.status) end as hearer,
			coalesce((
				select json_agg(json_build_object(
					'ordinal', a.ordinal, 'angle', a.angle, 'conversationId', a.conversation_id, 'score', a.score
				) order by a.ordinal)
				from drill_attempt a
				where a.org_id = d.org_id and a.drill_id = d.id
			), '[]') as attempts
		from drill d
		left join person h on h.org_id = d.org_id and h.id = d.submit_to
		where d.org_id = ${orgId}::uuid and d.cycle_id = ${cycleId}::uuid
		order by d.name collate "C"`);
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		gap: oneOf("gap", DRILL_GAPS, row.gap),
		state: oneOf("drill state", DRILL_STATES, row.state),
		angle: angleOf(row.angle),
		conversationId: row.conversation_id,
		evidence: { utterance: row.evidence_utterance, label: row.evidence_label },
		times: row.times,
		sessions: row.sessions,
		from: row.from_date,
		since: instant(new Date(row.since)),
		submitTo: hearerOf(row.hearer),
		submitted: row.submitted,
		attempts: row.attempts.map((attempt) => ({ ...attempt, angle: angleOf(attempt.angle) })),
	}));
}

/** A message needs no more of a person than where they are: days off are for tasks. */
function hearerOf(person: DrillColumns["hearer"]): PersonFact | null {
	return person?.status === "active" ? { id: person.id, zone: person.zone, daysOff: [] } : null;
}

export function angleOf(stored: number): DrillAngle {
	if (stored === 1 || stored === 2) return stored;
	throw new UnreadableDocument("angle of a drill");
}

export function readingFact(row: ReadingColumns): ReadingFact {
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

type PracticeColumns = {
	readonly id: string;
	readonly week: number;
	readonly ordinal: number;
	readonly scenario: string;
	readonly pool: number;
	readonly state: string;
	readonly conversation_id: string | null;
};

async function readPractices(reads: Reads, orgId: string, cycleId: string): Promise<readonly PracticeFact[]> {
	const rows = await reads.rows<PracticeColumns>(Prisma.sql`
		select p.id, p.week, p.ordinal, p.scenario, p.pool, p.state, p.conversation_id
		from practice p
		where p.org_id = ${orgId}::uuid and p.cycle_id = ${cycleId}::uuid
		order by p.week, p.ordinal`);
	return rows.map(({ conversation_id, state, ...row }) => ({
		...row,
		state: oneOf("practice state", PRACTICE_STATES, state),
		conversationId: conversation_id,
	}));
}

type TaskColumns = {
	readonly id: string;
	readonly name: string;
	readonly kind: string;
	readonly state: string;
	readonly owner_rule: string;
	readonly owner_id: string | null;
	readonly not_owner_id: string | null;
	readonly opened_at: string;
	readonly due_at: string;
	readonly reminded: unknown;
	readonly earlier: unknown;
	readonly answer: unknown;
	readonly subject: unknown;
};

async function readTasks(reads: Reads, orgId: string, cycleId: string): Promise<readonly TaskFact[]> {
	const rows = await reads.rows<TaskColumns>(Prisma.sql`
		select t.id, t.name, t.kind, t.state, t.owner_rule, t.owner_id, t.not_owner_id, t.opened_at, t.due_at, t.reminded,
			t.earlier, t.answer, t.subject
		from task t
		where t.org_id = ${orgId}::uuid and t.cycle_id = ${cycleId}::uuid
		order by t.opened_at, t.name collate "C"`);
	return rows.map(({ owner_rule, owner_id, not_owner_id, opened_at, due_at, ...row }) =>
		taskFact({
			...row,
			ownerRule: owner_rule,
			ownerId: owner_id,
			notOwnerId: not_owner_id,
			openedAt: new Date(opened_at),
			dueAt: new Date(due_at),
		}),
	);
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

const CHECKPOINT = /^checkpoint:((?:4|6|12|24|8)(?:\/\d+)?)$/;
/** Those that judge signals, and can be judged again. */
const JUDGED = /^(?:checkpoint|supplement):((?:4|12|8(?:\/\d+)?))(?::\d+)?$/;
const LATE_BASELINE = /^late-baseline:(.+)$/;

/** Decisions that later ones rest on, by their names, and by what their names begin with. */
const RESTED_ON = ["baseline", "pause", "approve-focus"];
const RESTED_ON_FAMILIES = ["checkpoint", "late-baseline", "supplement"];

/** Do later decisions rest on one of this name? All others are read for a person's act alone. */
export function isRestedOn(name: string): boolean {
	return RESTED_ON.includes(name) || RESTED_ON_FAMILIES.some((family) => name.startsWith(`${family}:`));
}

/** `all`: every decision by its name, as an act may need them; else only those that later ones rest on. */
async function readPast(reads: Reads, orgId: string, cycleId: string, all: boolean): Promise<PastDecisions> {
	const rows = await reads.rows<PastColumns>(Prisma.sql`
		select d.id, d.name, d.step, d.at, d.outcome, d.inputs, d.facts_up_to
		from decision d
		where d.org_id = ${orgId}::uuid and d.cycle_id = ${cycleId}::uuid
			and (${all}::boolean or d.name = any(${RESTED_ON}::text[]) or d.name like any(
				${RESTED_ON_FAMILIES.map((family) => `${family}:%`)}::text[]
			))
		order by d.at, d.ordinal`);
	return pastFrom(
		rows.map(({ facts_up_to, at, ...row }) => ({ ...row, at: instant(new Date(at)), factsUpTo: facts_up_to })),
	);
}

type PastColumns = {
	readonly id: string;
	readonly name: string;
	readonly step: string;
	readonly at: string;
	readonly outcome: unknown;
	readonly inputs: unknown;
	readonly facts_up_to: number;
};

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
	const late = decisions.flatMap(lateBaselineIn);
	return {
		baseline:
			baseline === undefined
				? null
				: {
						at: baseline.at,
						pools: readDocument(
							"baseline",
							late.reduce<unknown>(
								(pools, { signal, pool }) => ({ ...Object(pools), [signal]: pool }),
								poolsIn(baseline.outcome),
							),
							isPools,
						),
						factsUpTo: baseline.factsUpTo,
						late,
					},
		focusChosen: focusChosenIn(decisions),
		judged: judgedIn(decisions),
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

/** What the manager chose last, where that was not the proposal. */
function focusChosenIn(decisions: readonly DecisionColumns[]): PastDecisions["focusChosen"] {
	const last = decisions.findLast(({ name }) => name === "approve-focus");
	return last !== undefined && kindOf(last.outcome) === "focus-changed"
		? focusPair(textsIn(last.outcome, "focus"))
		: null;
}

function lateBaselineIn({ name, outcome, inputs }: DecisionColumns): readonly LateBaseline[] {
	const signal = LATE_BASELINE.exec(name)?.[1];
	if (signal === undefined) return [];
	const pool = isFields(outcome) ? readDocument("late baseline", outcome.pool, isPool) : null;
	if (pool === null) return [];
	return [{ signal: oneOf("signal", SIGNALS, signal), pool, conversations: textsIn(inputs, "conversations") }];
}

/** What the checkpoints rest on, each as its last supplement says. */
function judgedIn(decisions: readonly DecisionColumns[]): readonly Judged[] {
	const judged = new Map<string, Judged>();
	for (const { id, name, outcome, inputs, factsUpTo } of decisions) {
		const checkpoint = JUDGED.exec(name)?.[1];
		if (checkpoint === undefined) continue;
		const before = name.startsWith("supplement:") ? judged.get(checkpoint) : undefined;
		// Whoever supplements a checkpoint that a pause has superseded says nothing any more.
		if (before === undefined && name.startsWith("supplement:")) continue;
		const said = isFields(outcome) && typeof outcome.verdict === "string" ? outcome.verdict : kindOf(outcome);
		judged.set(checkpoint, {
			checkpoint,
			decisionId: before?.decisionId ?? id,
			verdict: said,
			focus: focusPair(textsIn(inputs, "focus")),
			factsUpTo,
			conversations: isFields(inputs) ? conversationsIn(inputs) : [],
			supplements: before === undefined ? 0 : before.supplements + 1,
		});
	}
	return [...judged.values()];
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
	const [row] = await tx.$queryRaw<readonly ActColumns[]>`
		select a.id, a.actor_id, a.kind, a.cycle_id, a.task_id, a.at, a.answer, a.opens, a.change, a.drill,
			coalesce(p.status = 'active' and p.roles && array['lead', 'head'], false) as by_lead
		from act a
		left join person p on p.org_id = a.org_id and p.id = a.actor_id
		where a.org_id = ${orgId}::uuid and a.id = ${actId}::uuid`;
	// An act names where it belongs: sent anywhere else it is nobody's.
	if (row === undefined || ("cycleId" in of ? row.cycle_id !== of.cycleId : row.task_id !== of.taskId)) return null;
	const change = row.change === null ? null : readDocument("change", row.change, isCycleChange);
	return {
		id: row.id,
		by: row.actor_id ?? ENGINE,
		byLead: row.by_lead,
		at: instant(row.at),
		kind: oneOf("act kind", ACT_KINDS, row.kind),
		taskId: row.task_id,
		answer: row.answer === null ? null : readDocument("answer", row.answer, isTaskAct),
		opens: row.opens === null ? null : readDocument("task to open", row.opens, isTaskOpening),
		change,
		policy: change?.do === "move-policy" ? await readPolicyVersion(tx, orgId, change.version) : null,
		...(row.drill === null ? {} : { drill: readDocument("drill", row.drill, isDrillAsk) }),
	};
}

type ActColumns = {
	readonly id: string;
	readonly actor_id: string | null;
	readonly kind: string;
	readonly cycle_id: string | null;
	readonly task_id: string | null;
	readonly at: Date;
	readonly answer: unknown;
	readonly opens: unknown;
	readonly change: unknown;
	readonly drill: unknown;
	readonly by_lead: boolean;
};

async function readPolicyVersion(tx: Tx, orgId: string, id: string): Promise<ActFact["policy"]> {
	const row = await tx.policyVersion.findUnique({ where: { orgId_id: { orgId, id } }, select: { content: true } });
	return row === null ? null : { version: id, content: readPolicy(row.content) };
}
