import { localDateOf, type WorkCalendar } from "../../domain/calendar.ts";
import { outcomesDueAt, outcomeWeeks, planDigest } from "../../domain/cohort/agenda.ts";
import type { CyclePhase } from "../../domain/cycle/facts.ts";
import type { CoachingPolicy } from "../../domain/policy.ts";
import { epochMs, type Instant, instantOf } from "../../domain/time.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { COHORT_STATES, isOpenRule } from "./cohorts.ts";
import { localDate } from "./dates.ts";
import { type DeclaredDay, daysOffOf, yearsAround } from "./days-off.ts";
import { isPauses, oneOf, readDocument, readPolicy } from "./documents.ts";
import { isId, outcomesTaskId } from "./ids.ts";
import { toStart } from "./launching.ts";
import { leadOf } from "./lead.ts";
import { messageRows } from "./messages.ts";
import { putMessages, readReach } from "./reach.ts";
import type { CohortLook, OpenRule } from "./types.ts";

type Times = { readonly since: Instant; readonly now: Instant };

const OVER: CohortLook = { change: null, launch: false, digest: false, outcomes: [], ended: true, next: null };
const HOUR_MS = 3_600_000;
const HOURS_PER_WEEK = 168;

/**
 * What a cohort has to do, by its own clock, in one transaction: it takes in who has joined, says so when its launch is
 * over or everything is, and asks for outcomes. Asked again it finds the same, or what has changed since.
 */
export function lookAtCohort(database: Database, orgId: string, cohortId: string, times: Times): Promise<CohortLook> {
	if (!isId(cohortId)) return Promise.resolve(OVER);
	return database.withOrg(orgId, async (tx) => {
		const cohort = await readCohort(tx, orgId, cohortId);
		if (cohort === null || cohort.state === "ended") return OVER;
		const { now } = times;
		const change = await tx.act.findFirst({
			where: { orgId, cohortId, kind: "change-cohort", state: "pending" },
			orderBy: [{ at: "asc" }, { id: "asc" }],
			select: { id: true },
		});
		if (cohort.openRule !== null && cohort.state !== "stopped") {
			await takeJoiners(tx, orgId, cohortId, cohort.openRule, now);
		}
		const [waiting] = await tx.$queryRaw<readonly { launch: boolean }[]>`
			select exists (select from cohort_member m where ${toStart(orgId, cohortId)}) as launch`;
		const launch = cohort.state !== "stopped" && waiting?.launch === true;
		if (!launch && cohort.state === "launching") await setState(tx, orgId, cohortId, "running");
		const outcomes = await askForOutcomes(tx, orgId, cohort, now);
		const digest = await digestPlan(tx, orgId, cohort, times);
		const isOpen = cohort.openRule !== null && cohort.state !== "stopped";
		const isDone = change === null && !launch && !isOpen && outcomes.next === null;
		const ended = isDone && !(await hasOpenCycles(tx, orgId, cohortId));
		if (ended && cohort.state !== "stopped") await setState(tx, orgId, cohortId, "ended");
		const hours = cohort.policy.cohort.joinersEveryHours;
		const next = earliest([outcomes.next, digest.next, isOpen ? hoursAfter(now, hours) : null]);
		return {
			change: change?.id ?? null,
			launch,
			digest: digest.due,
			outcomes: outcomes.asked,
			ended,
			// Whose cycles go on is looked at again even where nobody is there to be told anything.
			next: ended ? null : (next ?? hoursAfter(now, HOURS_PER_WEEK)),
		};
	});
}

function hoursAfter(now: Instant, hours: number): Instant {
	return instantOf(epochMs(now) + hours * HOUR_MS);
}

type Cohort = {
	readonly id: string;
	readonly state: (typeof COHORT_STATES)[number];
	/** Null where the organisation has no lead. */
	readonly leadId: string | null;
	readonly policy: CoachingPolicy;
	readonly openRule: OpenRule | null;
	readonly pauses: ReturnType<typeof readPauses>;
	/** First day of the last wave. */
	readonly lastStartsOn: string;
	readonly asked: ReadonlyMap<number, string>;
};

function readPauses(stored: unknown) {
	return readDocument("pauses", stored, isPauses);
}

async function readCohort(tx: Tx, orgId: string, id: string): Promise<Cohort | null> {
	const row = await tx.cohort.findUnique({
		where: { orgId_id: { orgId, id } },
		include: { policyVersion: { select: { content: true } }, outcomes: { select: { week: true, state: true } } },
	});
	if (row === null) return null;
	const behind = leadOf(Prisma.sql`${orgId}::uuid`, Prisma.sql`${row.leadId}::uuid`);
	const [lead] = await tx.$queryRaw<readonly { id: string | null }[]>`select ${behind} as id`;
	return {
		id,
		state: oneOf("cohort state", COHORT_STATES, row.state),
		leadId: lead?.id ?? null,
		policy: readPolicy(row.policyVersion.content),
		openRule: row.openRule === null ? null : readDocument("rule of an open cohort", row.openRule, isOpenRule),
		pauses: readPauses(row.pauses),
		lastStartsOn: localDate(row.waves.at(-1) ?? row.startsOn),
		asked: new Map(row.outcomes.map(({ week, state }) => [week, state])),
	};
}

async function setState(tx: Tx, orgId: string, id: string, to: "running" | "ended"): Promise<void> {
	const from = to === "running" ? ["launching"] : ["launching", "running"];
	await tx.cohort.updateMany({ where: { orgId, id, state: { in: from } }, data: { state: to } });
}

async function hasOpenCycles(tx: Tx, orgId: string, cohortId: string): Promise<boolean> {
	return (
		(await tx.cycle.findFirst({ where: { orgId, cohortId, phase: { not: "closed" } }, select: { id: true } })) !== null
	);
}

/**
 * Rows for everybody who has joined since the cohort was made, and who is in no other cycle now. Ids grow with time, so a
 * later one is one that was made later. Whoever is or was in the cohort is in it already.
 */
async function takeJoiners(tx: Tx, orgId: string, cohortId: string, rule: OpenRule, now: Instant): Promise<void> {
	const at = new Date(now);
	const joined =
		rule.kind === "new-reps"
			? Prisma.sql`p.id > ${cohortId}::uuid`
			: Prisma.sql`g.manager_id = ${rule.managerId}::uuid and g.id > ${cohortId}::uuid`;
	await tx.$executeRaw`
		insert into cohort_member (org_id, cohort_id, ordinal, rep_id, starts_on)
		select h.org_id, h.id, last.ordinal + row_number() over (order by p.id), p.id,
			greatest(h.starts_on, (${at}::timestamptz at time zone p.zone)::date)
		from cohort h
		cross join lateral (
			select greatest(h.rows - 1, coalesce(max(m.ordinal), -1)) as ordinal from cohort_member m
			where m.org_id = h.org_id and m.cohort_id = h.id
		) last
		join person p on p.org_id = h.org_id and p.status = 'active' and 'rep' = any(p.roles)
		join manages g on g.org_id = p.org_id and g.rep_id = p.id
			and g.from_date <= greatest(h.starts_on, (${at}::timestamptz at time zone p.zone)::date)
			and (g.to_date is null or greatest(h.starts_on, (${at}::timestamptz at time zone p.zone)::date) < g.to_date)
		join person b on b.org_id = g.org_id and b.id = g.manager_id and b.status = 'active'
		where h.org_id = ${orgId}::uuid and h.id = ${cohortId}::uuid and ${joined}
			and not exists (
				select from cohort_member m
				where m.org_id = h.org_id and m.cohort_id = h.id
					and (m.rep_id = p.id or (m.state = 'waiting' and m.external_id = p.external_id))
			)
			and not exists (
				select from cycle c where c.org_id = p.org_id and c.rep_id = p.id and c.phase <> 'closed'
			)
		on conflict do nothing`;
}

/** Weeks that have come to be asked for, from the first one on that is due; and when the next one is. */
async function askForOutcomes(
	tx: Tx,
	orgId: string,
	cohort: Cohort,
	now: Instant,
): Promise<{ readonly asked: readonly number[]; readonly next: Instant | null }> {
	const { id: cohortId, policy, asked, pauses, lastStartsOn } = cohort;
	const open = outcomeWeeks(policy).filter((week) => !asked.has(week));
	if (cohort.state === "stopped" || open.length === 0 || !(await hasPractice(tx, orgId, cohortId))) {
		return { asked: await notYetOpened(tx, orgId, cohort), next: null };
	}
	const calendar = await calendarOfLead(tx, orgId, policy, now, cohort.leadId);
	// Where nobody is there who could be asked, somebody may be at the next look.
	if (calendar === null) return { asked: await notYetOpened(tx, orgId, cohort), next: null };
	let next: Instant | null = null;
	for (const week of open) {
		const due = outcomesDueAt(lastStartsOn, week, pauses, calendar);
		if (due !== null && epochMs(due) <= epochMs(now)) {
			await tx.cohortOutcome.createMany({
				data: [{ orgId, cohortId, week, taskId: outcomesTaskId(cohortId, week), askedAt: new Date(now) }],
				skipDuplicates: true,
			});
		} else next = earliest([next, due]);
	}
	return { asked: await notYetOpened(tx, orgId, cohort), next };
}

/** Is there anybody whose outcomes could be asked for, or will be? */
async function hasPractice(tx: Tx, orgId: string, cohortId: string): Promise<boolean> {
	const cycle = await tx.cycle.findFirst({
		where: { orgId, cohortId, OR: [{ phase: { not: "closed" } }, { weekTwoOn: { not: null } }] },
		select: { id: true },
	});
	return cycle !== null;
}

/** Weeks that are asked for and whose task is not there yet. */
async function notYetOpened(tx: Tx, orgId: string, { id: cohortId }: Cohort): Promise<readonly number[]> {
	const rows = await tx.cohortOutcome.findMany({
		where: { orgId, cohortId, state: "missing" },
		orderBy: { week: "asc" },
		select: { week: true },
	});
	const tasks = await tx.task.findMany({ where: { orgId, cohortId }, select: { id: true } });
	return rows.map(({ week }) => week).filter((week) => !tasks.some(({ id }) => id === outcomesTaskId(cohortId, week)));
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
	return instants.reduce<Instant | null>(
		(first, at) => (at !== null && (first === null || epochMs(at) < epochMs(first)) ? at : first),
		null,
	);
}

type PlaceColumns = {
	readonly id: string;
	readonly zone: string;
	readonly country: string | null;
	readonly region: string | null;
};

type Reader = { readonly id: string; readonly zone: string; readonly calendar: WorkCalendar };

async function declaredDays(tx: Tx, orgId: string, now: Instant): Promise<readonly DeclaredDay[]> {
	const { fromYear, toYear } = yearsAround(localDateOf(now, "UTC"));
	const days = await tx.holiday.findMany({
		where: { orgId, date: { gte: new Date(`${fromYear}-01-01`), lte: new Date(`${toYear}-12-31`) } },
		select: { date: true, country: true, kind: true },
	});
	return days.map(({ date, country, kind }) => ({
		date: localDate(date),
		country,
		kind: oneOf("kind of day", ["off", "working"], kind),
	}));
}

/** When the lead works, or else the head. */
async function calendarOfLead(
	tx: Tx,
	orgId: string,
	policy: CoachingPolicy,
	now: Instant,
	leadId: string | null,
): Promise<WorkCalendar | null> {
	const people = await tx.$queryRaw<readonly PlaceColumns[]>`
		select id, zone, country, region from person
		where org_id = ${orgId}::uuid and status = 'active' and (id = ${leadId}::uuid or 'head' = any(roles))
		order by id is distinct from ${leadId}::uuid, external_id
		limit 1`;
	return calendarsOf(people, policy, now, await declaredDays(tx, orgId, now))[0]?.calendar ?? null;
}

/** When people work; those in the same place share the reading of its holidays. */
function calendarsOf<P extends PlaceColumns>(
	people: readonly P[],
	policy: CoachingPolicy,
	now: Instant,
	declared: readonly DeclaredDay[],
): readonly Reader[] {
	const offIn = new Map<string, readonly string[]>();
	return people.map((person) => {
		const place = `${person.country} ${person.region}`;
		const daysOff = offIn.get(place) ?? daysOffOf(person, declared, yearsAround(localDateOf(now, person.zone)));
		offIn.set(place, daysOff);
		return { id: person.id, zone: person.zone, calendar: { zone: person.zone, hours: policy.workingHours, daysOff } };
	});
}

const BEGUN: readonly CyclePhase[] = ["baseline", "practice", "habit"];

/** Who reads the digest: whoever manages a rep of a cycle in one of these phases today, and the lead. */
function readersOf(orgId: string, cohortId: string, now: Instant, phases: readonly CyclePhase[]): Prisma.Sql {
	const at = new Date(now);
	const goesOn = Prisma.sql`c.phase = any(${[...phases]}::text[])`;
	return Prisma.sql`
		select m.id, m.zone, m.country, m.region
		from cycle c
		join person r on r.org_id = c.org_id and r.id = c.rep_id
		join manages g on g.org_id = c.org_id and g.rep_id = c.rep_id
			and g.from_date <= (${at}::timestamptz at time zone r.zone)::date
			and (g.to_date is null or (${at}::timestamptz at time zone r.zone)::date < g.to_date)
		join person m on m.org_id = g.org_id and m.id = g.manager_id and m.status = 'active'
		where c.org_id = ${orgId}::uuid and c.cohort_id = ${cohortId}::uuid and ${goesOn}
		union
		select l.id, l.zone, l.country, l.region
		from cohort h
		join person l on l.org_id = h.org_id and l.id = ${leadOf(Prisma.sql`h.org_id`, Prisma.sql`h.lead_id`)}
		where h.org_id = ${orgId}::uuid and h.id = ${cohortId}::uuid and exists (
			select from cycle c
			where c.org_id = h.org_id and c.cohort_id = h.id and ${goesOn}
		)`;
}

/** Has anybody's digest come due, and when does the next one? One question for each place that people are in. */
async function digestPlan(
	tx: Tx,
	orgId: string,
	{ id, policy }: Cohort,
	{ since, now }: Times,
): Promise<{ readonly due: boolean; readonly next: Instant | null }> {
	const places = await tx.$queryRaw<readonly Omit<PlaceColumns, "id">[]>`
		select distinct zone, country, region from (${readersOf(orgId, id, now, ["planned", ...BEGUN])}) readers`;
	if (places.length === 0) return { due: false, next: null };
	const readers = calendarsOf(
		places.map((place) => ({ ...place, id: "" })),
		policy,
		now,
		await declaredDays(tx, orgId, now),
	);
	const plans = readers.map(({ calendar }) => planDigest(since, now, calendar, policy));
	return { due: plans.some(({ due }) => due !== null), next: earliest(plans.map(({ next }) => next)) };
}

/** As many people as one transaction writes messages for. */
const READERS_MAX = 200;

/**
 * Puts down the digests that came due, for the next people in order of id: one for each person and week, whatever is
 * repeated. It holds ids and dates; what it says is read when it is sent.
 */
export function putDigests(
	database: Database,
	orgId: string,
	cohortId: string,
	{ since, now }: Times,
	after: string | null,
): Promise<string | null> {
	return database.withOrg(orgId, async (tx) => {
		const cohort = await readCohort(tx, orgId, cohortId);
		if (cohort === null) return null;
		const people = await tx.$queryRaw<readonly PlaceColumns[]>`
			select * from (${readersOf(orgId, cohortId, now, BEGUN)}) readers
			where ${after}::uuid is null or id > ${after}::uuid
			order by id
			limit ${READERS_MAX}`;
		const due = calendarsOf(people, cohort.policy, now, await declaredDays(tx, orgId, now)).flatMap((reader) => {
			const { due: monday } = planDigest(since, now, reader.calendar, cohort.policy);
			return monday === null ? [] : [{ reader, monday }];
		});
		if (due.length > 0) {
			const reach = await readReach(
				tx,
				orgId,
				due.map(({ reader }) => reader.id),
			);
			const rows = due.flatMap(({ reader, monday }) => {
				const code = reader.id === cohort.leadId ? "digest.cohort" : "digest.team";
				const template = { code, params: { cohort: cohortId, week: monday, until: now } };
				return messageRows(cohortId, `digest:${monday}`, reader, template, now, reach, cohort.policy.notification);
			});
			await putMessages(tx, orgId, { cohortId }, rows);
		}
		return people.length < READERS_MAX ? null : (people.at(-1)?.id ?? null);
	});
}
