import type { ReadingFact } from "../../domain/cycle/facts.ts";
import { COACHING_KINDS } from "../../domain/cycle/task.ts";
import { type CallOfReport, type DrillReport, drillReport, type ReportFacts } from "../../domain/drill/report.ts";
import { agreementOf, type MonthOfAgreement } from "../../domain/outcomes/agreement.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import { epochMs } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { CURRENT_SCORECARD } from "./current-scorecard.ts";
import { instant, localDate } from "./dates.ts";
import { oneOf } from "./documents.ts";
import { type ReadingColumns, readingFact } from "./facts.ts";
import { isId } from "./ids.ts";
import { currentPolicy } from "./policies.ts";
import type { CoachingWeek, ReportSpan } from "./types.ts";

const DAY_MS = 86_400_000;

/** Kappa of lines labelled blind, per signal, language, labeller and month (UTC): of one reviewer, or of all. */
export function readAgreement(
	database: Database,
	orgId: string,
	reviewerId: string | null,
): Promise<readonly MonthOfAgreement[]> {
	return database.withOrg(orgId, async (tx) => {
		const { agreement } = (await currentPolicy(tx, orgId)).policy;
		const rows = await tx.$queryRaw<readonly AgreementColumns[]>`
			select to_char(b.at at time zone 'UTC', 'YYYY-MM') as month, b.language, b.labeller, s.signal,
				count(*) filter (where s.signal = any(b.said) and s.signal = any(b.engine))::int as both,
				count(*) filter (where s.signal = any(b.said) and s.signal <> all(b.engine))::int as person_only,
				count(*) filter (where s.signal <> all(b.said) and s.signal = any(b.engine))::int as engine_only,
				count(*) filter (where s.signal <> all(b.said) and s.signal <> all(b.engine))::int as neither
			from blind_line b
			cross join unnest(${[...SIGNALS]}::text[]) as s(signal)
			where b.org_id = ${orgId}::uuid and (${reviewerId}::uuid is null or b.by_id = ${reviewerId}::uuid)
			group by 1, 2, 3, 4`;
		const months = rows.map((row) => ({
			signal: oneOf("signal", SIGNALS, row.signal),
			language: row.language,
			labeller: row.labeller,
			month: row.month,
			agreed: {
				both: row.both,
				personOnly: row.person_only,
				engineOnly: row.engine_only,
				neither: row.neither,
			},
		}));
		return agreementOf(months, agreement);
	});
}

type AgreementColumns = {
	readonly month: string;
	readonly language: string;
	readonly labeller: string;
	readonly signal: string;
	readonly both: number;
	readonly person_only: number;
	readonly engine_only: number;
	readonly neither: number;
};

/** Drills, first gaps, plateaus and coverage of these reps (null: of all who are active) in a span of time. */
export function readDrillReport(
	database: Database,
	orgId: string,
	repIds: readonly string[] | null,
	span: ReportSpan,
): Promise<DrillReport> {
	const wanted = repIds?.filter(isId) ?? null;
	return database.withOrg(orgId, async (tx) => {
		const { policy } = await currentPolicy(tx, orgId);
		const trendSince = new Date(epochMs(span.until) - policy.trend.days * DAY_MS);
		const reps = await readReps(tx, orgId, wanted, span, trendSince);
		const ids = reps.map(({ id }) => id);
		const facts: ReportFacts = {
			reps,
			drills: await readDrillsOf(tx, orgId, ids, span),
			cycles: await readCyclesOf(tx, orgId, ids, span),
			calls: await readCallsOf(tx, orgId, ids, trendSince, new Date(span.until)),
		};
		return drillReport(facts, policy, span.until);
	});
}

type RepColumns = {
	readonly id: string;
	readonly location: string | null;
	readonly shift: string | null;
	readonly manager_id: string | null;
	readonly coachings: number;
	readonly practices: number;
};

/** The manager is that of the rep's own today; where time is skipped there is none, and the last one stands for it. */
async function readReps(
	tx: Tx,
	orgId: string,
	ids: readonly string[] | null,
	{ since, until }: ReportSpan,
	trendSince: Date,
): Promise<ReportFacts["reps"]> {
	const rows = await tx.$queryRaw<readonly RepColumns[]>`
		select p.id, p.location, p.shift, g.manager_id, coalesce(t.count, 0)::int as coachings,
			coalesce(v.count, 0)::int as practices
		from person p
		join organisation o on o.id = p.org_id
		left join manages g on g.org_id = p.org_id and g.rep_id = p.id
			and case
				when o.clock = 'skipped' then g.to_date is null
				else g.from_date <= (${new Date()} at time zone p.zone)::date
					and (g.to_date is null or (${new Date()} at time zone p.zone)::date < g.to_date)
			end
		left join (
			select rep_id, count(*) from task
			where org_id = ${orgId}::uuid and state = 'done' and kind = any(${[...COACHING_KINDS]}::text[])
				and closed_at between ${new Date(since)} and ${new Date(until)}
			group by rep_id
		) t on t.rep_id = p.id
		left join (
			select rep_id, count(*) from conversation
			where org_id = ${orgId}::uuid and source = 'practice' and drill_id is null and state = 'scored'
				and occurred_at between ${trendSince} and ${new Date(until)}
			group by rep_id
		) v on v.rep_id = p.id
		where p.org_id = ${orgId}::uuid and p.status = 'active' and 'rep' = any(p.roles)
			and (${ids === null} or p.id = any(${[...(ids ?? [])]}::uuid[]))
		order by p.id`;
	return rows.map((row) => ({
		id: row.id,
		location: row.location,
		shift: row.shift,
		managerId: row.manager_id,
		coachings: row.coachings,
		practices: row.practices,
	}));
}

async function readDrillsOf(
	tx: Tx,
	orgId: string,
	repIds: readonly string[],
	{ since, until }: ReportSpan,
): Promise<ReportFacts["drills"]> {
	const rows = await tx.$queryRaw<
		readonly { rep_id: string; called_at: Date; assigned_at: Date; next_call_at: Date | null }[]
	>`
		select d.rep_id, v.occurred_at as called_at, d.assigned_at,
			(
				select min(n.occurred_at) from conversation n
				where n.org_id = d.org_id and n.rep_id = d.rep_id and n.source = 'live' and n.state = 'scored'
					and n.occurred_at > d.assigned_at and n.occurred_at <= ${new Date(until)}
			) as next_call_at
		from drill d
		join conversation v on v.org_id = d.org_id and v.id = d.conversation_id
		where d.org_id = ${orgId}::uuid and d.rep_id = any(${[...repIds]}::uuid[]) and d.state <> 'withdrawn'
			and d.assigned_at between ${new Date(since)} and ${new Date(until)}`;
	return rows.map((row) => ({
		repId: row.rep_id,
		calledAt: instant(row.called_at),
		assignedAt: instant(row.assigned_at),
		nextCallAt: row.next_call_at === null ? null : instant(row.next_call_at),
	}));
}

async function readCyclesOf(
	tx: Tx,
	orgId: string,
	repIds: readonly string[],
	{ since, until }: ReportSpan,
): Promise<ReportFacts["cycles"]> {
	const rows = await tx.$queryRaw<readonly { starts_on: Date; zone: string; named_at: Date | null }[]>`
		select c.starts_on, r.zone, least(
			(
				select min(d.at) from decision d
				where d.org_id = c.org_id and d.cycle_id = c.id and d.at <= ${new Date(until)}
					and d.rule in ('drill.engine-suggests', 'drill.first-gap-by-week-2')
					and d.outcome ->> 'kind' in ('drill-suggested', 'drill-assigned')
			),
			(
				select min(a.assigned_at) from drill a
				where a.org_id = c.org_id and a.cycle_id = c.id and a.assigned_at <= ${new Date(until)}
			)
		) as named_at
		from cycle c
		join person r on r.org_id = c.org_id and r.id = c.rep_id
		where c.org_id = ${orgId}::uuid and c.rep_id = any(${[...repIds]}::uuid[]) and c.kind <> 'manager-cadence'
			and c.starts_on between (${new Date(since)} at time zone 'UTC')::date and (${new Date(until)} at time zone 'UTC')::date`;
	return rows.map((row) => ({
		startsOn: localDate(row.starts_on),
		zone: row.zone,
		gapNamedAt: row.named_at === null ? null : instant(row.named_at),
	}));
}

type CallColumns = ReadingColumns & {
	readonly id: string;
	readonly rep_id: string;
	readonly occurred_at: Date;
	readonly disputed: boolean;
};

/** Scored calls with consent. As in the cycle, a reading that is disputed, or rightly was, says nothing of how it moves. */
async function readCallsOf(
	tx: Tx,
	orgId: string,
	repIds: readonly string[],
	since: Date,
	until: Date,
): Promise<ReportFacts["calls"]> {
	const rows = await tx.$queryRaw<readonly CallColumns[]>`
		select v.id, v.rep_id, v.occurred_at, g.signal, g.status, g.numerator, g.denominator, g.value, g.basis,
			g.low_confidence,
			exists (
				select from dispute d
				where d.org_id = v.org_id and d.conversation_id = v.id and d.signal = g.signal
					and d.state in ('open', 'upheld')
			) as disputed
		from conversation v
		${CURRENT_SCORECARD}
		join reading g on g.org_id = s.org_id and g.scorecard_id = s.id and g.signal = any(${[...SIGNALS]}::text[])
		where v.org_id = ${orgId}::uuid and v.rep_id = any(${[...repIds]}::uuid[])
			and v.source = 'live' and v.state = 'scored' and v.occurred_at between ${since} and ${until}
			and not exists (
				select from consent k where k.org_id = v.org_id and k.conversation_id = v.id and k.state <> 'given'
			)
		order by v.occurred_at, v.id`;
	const calls = new Map<string, { call: Omit<CallOfReport, "readings">; readings: Map<Signal, ReadingFact> }>();
	for (const row of rows) {
		const one = calls.get(row.id) ?? {
			call: { repId: row.rep_id, at: instant(row.occurred_at) },
			readings: new Map<Signal, ReadingFact>(),
		};
		calls.set(row.id, one);
		const signal = oneOf("signal", SIGNALS, row.signal);
		one.readings.set(signal, row.disputed ? { status: "not-applicable" } : readingFact(row));
	}
	return [...calls.values()].map(({ call, readings }) => {
		const of = (signal: Signal): ReadingFact => readings.get(signal) ?? { status: "not-applicable" };
		return {
			...call,
			readings: {
				"objection-acknowledgment": of("objection-acknowledgment"),
				"close-attempts": of("close-attempts"),
				"value-framing": of("value-framing"),
				"discovery-density": of("discovery-density"),
			},
		};
	});
}

/**
 * Reviews, one-to-ones and live coachings that people answered, by person and week (from Monday, by the person's own
 * clock), with the minutes that they stated: of one person, or of all. Newest week first.
 */
export function readCoachingTime(
	database: Database,
	orgId: string,
	personId: string | null,
	{ since, until }: ReportSpan,
): Promise<readonly CoachingWeek[]> {
	return database.withOrg(orgId, async (tx) => {
		const rows = await tx.$queryRaw<
			readonly { person_id: string; week: string; answers: number; stated: number; minutes: number }[]
		>`
			select p.id as person_id, to_char(date_trunc('week', a.at at time zone p.zone), 'YYYY-MM-DD') as week,
				count(*)::int as answers, count(a.minutes)::int as stated, coalesce(sum(a.minutes), 0)::int as minutes
			from act a
			join person p on p.org_id = a.org_id and p.id = a.actor_id and p.status <> 'erased'
			where a.org_id = ${orgId}::uuid and a.kind = 'decide-task' and a.state = 'applied'
				and a.result ->> 'kind' = 'done' and a.answer ->> 'kind' = any(${[...COACHING_KINDS]}::text[])
				and a.at between ${new Date(since)} and ${new Date(until)}
				and (${personId}::uuid is null or p.id = ${personId}::uuid)
			group by 1, 2
			order by 2 desc, 1`;
		return rows.map((row) => ({
			personId: row.person_id,
			week: row.week,
			answers: row.answers,
			stated: row.stated,
			minutes: row.stated === 0 ? null : row.minutes,
		}));
	});
}
