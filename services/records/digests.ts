import { localDateOf } from "../../domain/calendar.ts";
import { type DigestFact, digestOf } from "../../domain/cohort/digest.ts";
import { TASK_KINDS } from "../../domain/cycle/task.ts";
import { findScenario } from "../../domain/practice/scenarios.ts";
import { epochMs } from "../../domain/time.ts";
import { Prisma, type Tx } from "../database.ts";
import { isPauses, oneOf, readDocument, readPolicy } from "./documents.ts";
import { PHASES } from "./facts.ts";
import type { DeliveryItem, NamedDigest } from "./notification-types.ts";

/** More reps than anybody manages, and than a lead hears of one by one. */
const READ_MAX = 1_000;
const WEEK_MS = 7 * 86_400_000;
/** Open tasks that say that somebody should look. */
const TELLING_KINDS = ["baseline-late", "empty-weeks"] as const;

type Reader = { readonly id: string; readonly zone: string };
type Message = Pick<DeliveryItem, "id" | "cohortId" | "template">;

/** What the digests among these messages say to their reader, as things stand while they are sent. */
export async function readDigests(
	tx: Tx,
	orgId: string,
	reader: Reader,
	messages: readonly Message[],
): Promise<ReadonlyMap<string, NamedDigest>> {
	const read = new Map<string, NamedDigest>();
	for (const { id, cohortId, template } of messages) {
		const { until } = template.params;
		if (cohortId === undefined || !template.code.startsWith("digest.") || typeof until !== "string") continue;
		read.set(id, await readDigest(tx, orgId, reader, cohortId, until, template.code === "digest.team"));
	}
	return read;
}

type RepColumns = {
	readonly rep_id: string;
	readonly name: string;
	readonly phase: string;
	readonly week: number;
	readonly pauses: unknown;
	readonly scenario: string | null;
	readonly tasks: readonly string[];
	readonly checkpoints: readonly string[];
};

/** A manager reads of each rep managed today; a lead of the whole, and by name of those with something to look at. */
async function readDigest(
	tx: Tx,
	orgId: string,
	reader: Reader,
	cohortId: string,
	until: string,
	isOfTeam: boolean,
): Promise<NamedDigest> {
	const cohort = await tx.cohort.findUniqueOrThrow({
		where: { orgId_id: { orgId, id: cohortId } },
		select: { name: true, policyVersion: { select: { content: true } } },
	});
	const at = new Date(until);
	const since = new Date(epochMs(until) - WEEK_MS);
	const isTheirs = isOfTeam
		? Prisma.sql`exists (
			select from manages g
			where g.org_id = c.org_id and g.rep_id = c.rep_id and g.manager_id = ${reader.id}::uuid
				and g.from_date <= (${at}::timestamptz at time zone r.zone)::date
				and (g.to_date is null or (${at}::timestamptz at time zone r.zone)::date < g.to_date)
		)`
		: Prisma.sql`true`;
	const today = localDateOf(until, reader.zone);
	const tells = isOfTeam
		? Prisma.sql`true`
		: Prisma.sql`(s.tasks && ${[...TELLING_KINDS]}::text[] or cardinality(s.checkpoints) > 0 or exists (
			select from jsonb_array_elements(s.pauses) p
			where p->>'from' <= ${today} and (p->>'to' is null or ${today} < p->>'to')
		))`;
	const from = Prisma.sql`
		from cycle c
		join person r on r.org_id = c.org_id and r.id = c.rep_id and r.status = 'active'
		where c.org_id = ${orgId}::uuid and c.cohort_id = ${cohortId}::uuid and c.phase in ('baseline', 'practice', 'habit')
			and ${isTheirs}`;
	const rows = await tx.$queryRaw<readonly RepColumns[]>`
		select s.* from (
			select c.rep_id, r.name, c.phase, c.week, c.pauses,
				(select p.scenario from practice p
					where p.org_id = c.org_id and p.cycle_id = c.id and p.state = 'planned'
					order by p.week, p.ordinal limit 1) as scenario,
				array(select t.kind from task t
					where t.org_id = c.org_id and t.cycle_id = c.id and t.state = 'open' order by t.due_at, t.id) as tasks,
				array(select d.reason_code from decision d
					where d.org_id = c.org_id and d.cycle_id = c.id and d.name like 'checkpoint:%'
						and d.at > ${since}::timestamptz and d.at <= ${at}::timestamptz
					order by d.at) as checkpoints
			${from}
		) s
		where ${tells}
		order by s.rep_id
		limit ${READ_MAX}`;
	const [total] = await tx.$queryRaw<readonly { reps: number; tasks: number }[]>`
		select count(*)::int as reps, coalesce(sum((
			select count(*) from task t where t.org_id = c.org_id and t.cycle_id = c.id and t.state = 'open'
		)), 0)::int as tasks
		${from}`;
	const facts = rows.map(
		(row): DigestFact => ({
			repId: row.rep_id,
			phase: oneOf("phase", PHASES, row.phase),
			week: row.week,
			pauses: readDocument("pauses", row.pauses, isPauses),
			nextPractice: row.scenario === null ? null : { signal: findScenario(row.scenario)?.signal ?? null },
			openTasks: row.tasks.map((kind) => oneOf("task kind", TASK_KINDS, kind)),
			checkpoints: row.checkpoints,
		}),
	);
	const { linesMax } = readPolicy(cohort.policyVersion.content).digest;
	const digest = digestOf(facts, today, linesMax);
	const names = new Map(rows.map(({ rep_id, name }) => [rep_id, name]));
	return {
		...digest,
		reps: total?.reps ?? 0,
		openTasks: total?.tasks ?? 0,
		cohort: cohort.name,
		lines: digest.lines.map((line) => ({ ...line, name: names.get(line.repId) ?? "" })),
	};
}
