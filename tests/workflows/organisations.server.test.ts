import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, localDateOf } from "../../domain/calendar.ts";
import type { DrillAsk } from "../../domain/cycle/facts.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { seedOf } from "../../services/records/ids.ts";
import { createMemoryCycles } from "../../services/records/memory.ts";
import type { ActInput, PersonInput } from "../../services/records/types.ts";
import { scoreWorkflowId } from "../../workflows/workflow-ids.ts";
import { choiceAt, drillFor, heardIn, newMemory, spokenBy } from "../support/choices.ts";
import { personOf } from "../support/company.ts";
import {
	anyOrganisation,
	type Doing,
	doingsOf,
	hireOf,
	type Names,
	named,
	ORGANISATIONS_SEED,
	type OrganisationYear,
	PRODUCT,
	placesOf,
	type RepYear,
} from "../support/organisations.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { existing, liveInMemory } from "../support/years-in-memory.ts";

const ORGANISATIONS = 20;
const RULES_SEEN = [
	"baseline.three-valid-conversations",
	"checkpoint.week-4",
	"checkpoint.week-8",
	"checkpoint.week-12",
	"cycle.paused-by-a-person",
	"deployment.head-decides",
	"cycle.paused-since-the-rep-left",
	"dispute.somebody-else-decides",
	"drill.attempts-are-scored",
	"drill.manager-assigns",
	"focus.manager-decides",
	"task.delegated-by-name",
	"task.not-mine-goes-one-step-up",
	"task.one-step-up-at-one-and-a-half",
	"task.reopened-by-a-person",
	"week.empty-weeks",
];
/** About how long a worker takes to begin with what is due. */
const LATE_MS = 50;
/** Organisations of which a cycle is driven at once. */
const AT_ONCE = 6;

describe("the years of random organisations, on the engine and in memory", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	// Two days ahead it is no longer yesterday, nor yet begun, in any zone.
	const startsOn = addDays(localDateOf(instantOf(Date.now()), "UTC"), 2);

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		await pool?.end();
		await rig?.close();
	});

	it("come to the same decisions, field by field", async () => {
		const organisations = fc.sample(anyOrganisation(startsOn), { seed: ORGANISATIONS_SEED, numRuns: ORGANISATIONS });
		const launched = await Promise.all(organisations.map((organisation) => launch(rig, organisation, startsOn)));
		const waiting = [...launched.entries()];
		const rules = new Set<string>();
		const driver = async () => {
			for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
				const [index, years] = next;
				const store = createMemoryCycles();
				// One after the other: each meets the managers when those before have left them time.
				for (const year of years) {
					const names = await liveOnServer(rig, year, startsOn);
					const { rows } = await liveInMemory(year.organisation, year.rep, startsOn, names, store, { lateMs: LATE_MS });
					const inMemory = bySteps(rows.decisions.map(({ id: _, ...decision }) => decision));
					const onServer = bySteps(await decisionsOf(rig, year.cycleId));
					const about = `${year.externalId} of organisation ${index} of seed ${ORGANISATIONS_SEED}`;
					expect(differences(onServer, inMemory, ""), about).toEqual([]);
					for (const { rule } of rows.decisions) rules.add(rule);
				}
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, driver));
		// The sample goes through what it is there for.
		expect([...rules]).toEqual(expect.arrayContaining(RULES_SEEN));
	}, 600_000);
});

let pool: pg.Pool | undefined;

type Company = Awaited<ReturnType<Rig["organisation"]>>;
type Year = Company & {
	readonly organisation: OrganisationYear;
	readonly rep: RepYear;
	readonly externalId: string;
	readonly n: number;
	readonly cycleId: string;
	readonly policyVersion: string;
	readonly firstPolicyVersion: string;
	readonly seed: number;
};

/** The n-th rep as the people table has them under a manager; a manager, where a cadence is built. */
function repOf({ kind, managerZones, reps }: OrganisationYear, n: number, manager: string): PersonInput {
	const role = kind === "manager-cadence" ? "manager" : "rep";
	return { ...personOf(`rep-${n}`, role, manager), zone: reps[n]?.zone ?? managerZones[0] };
}

/** The organisation with its people, and a cohort of all its reps. */
async function launch(rig: Rig, organisation: OrganisationYear, startsOn: string): Promise<readonly Year[]> {
	const [first, second] = organisation.managerZones;
	const boss = organisation.hasBoss ? "boss" : null;
	const company = await rig.organisation(
		[
			...(organisation.hasHead ? [personOf("head", "head", null)] : []),
			personOf("lead", "lead", null),
			...(boss === null ? [] : [personOf(boss, "manager", null)]),
			{ ...personOf("manager-0", "manager", boss), zone: first },
			{ ...personOf("manager-1", "manager", boss), zone: second },
			...organisation.earlierHires.map((_, n) => personOf(`hire-${n}`, "rep", null)),
			...organisation.reps.map((_, n) => repOf(organisation, n, "manager-0")),
		],
		"2026-01-01",
	);
	const hires = [
		...organisation.earlierHires.map((hire, n) => ({ rep: `hire-${n}`, hire })),
		...organisation.reps.flatMap(({ hire }, n) => (hire === null ? [] : [{ rep: `rep-${n}`, hire }])),
	];
	const milestones = hires.flatMap(({ rep, hire }) => {
		const { hiredOn, reached } = hireOf(hire, startsOn);
		return [{ rep, kind: "hired", on: hiredOn }, ...reached.map((one) => ({ rep, ...one }))];
	});
	if (milestones.length > 0) {
		const kept = await company.org.importMilestones(company.as("lead"), milestones, onceOnly("/v1/milestones"));
		if (!kept.ok) throw new Error(JSON.stringify(kept.error));
	}
	for (const year of new Set(organisation.daysOff.map((date) => Number(date.slice(0, 4))))) {
		const days = organisation.daysOff.filter((date) => date.startsWith(`${year}-`));
		const set = await company.org.setHolidays(
			year,
			days.map((date) => ({ date, country: null, kind: "off", name: "Off" })),
		);
		if (!set.ok) throw new Error(JSON.stringify(set.error));
	}
	const policy = { ...DEFAULT_POLICY, lengthWeeks: organisation.lengthWeeks };
	const reps = organisation.reps.map((_, n) => `rep-${n}`);
	const { kind } = organisation;
	const product = kind === "tenured-new-product" ? { product: PRODUCT } : {};
	const input = { name: "Any", startsOn, reps, policy, kind, ...product };
	const made = await company.org.launchCohort(company.as("lead"), input, onceOnly("/v1/cohorts"));
	if (!made.ok) throw new Error(JSON.stringify(made.error));
	await rig.cycles.startCohort(company.orgId, made.value.cohortId);
	await eventually(
		() => company.org.findCohort(made.value.cohortId),
		(cohort) => cohort?.state === "running",
	);
	const [policies] = await rows<{ first: string }>(
		rig,
		"select id as first from policy_version where org_id = $1 order by number limit 1",
		[company.orgId],
	);
	const cycles = await rows<{ id: string; rep: string; policy: string }>(
		rig,
		`select c.id, p.external_id as rep, c.policy_version_id as policy
		from cycle c join person p on p.org_id = c.org_id and p.id = c.rep_id where c.org_id = $1`,
		[company.orgId],
	);
	// Before the first look: the same minutes of the hour in every run.
	for (const { id, rep } of cycles) {
		await rows(rig, "update cycle set seed = $2 where id = $1", [id, seedOf(rep)]);
	}
	return organisation.reps.map((rep, n) => {
		const cycle = cycles.find((row) => row.rep === `rep-${n}`);
		if (cycle === undefined || policies === undefined) throw new Error(`rep-${n} was not launched`);
		return {
			...company,
			organisation,
			rep,
			externalId: `rep-${n}`,
			n,
			cycleId: cycle.id,
			seed: seedOf(cycle.rep),
			policyVersion: cycle.policy,
			firstPolicyVersion: policies.first,
		};
	});
}

/** Lives one rep's year through records, workers and Temporal; gives back what everything is called there. */
async function liveOnServer(rig: Rig, year: Year, startsOn: string): Promise<Names> {
	const { org, orgId, as, cycleId, rep } = year;
	const conversations = new Map<number, string>();
	const acts = new Map<string, string>();
	const disputes = new Map<string, string>();
	const { hasBoss, hasHead } = year.organisation;
	const isThere = (id: string) => (id !== "boss" || hasBoss) && (id !== "head" || hasHead);
	const names: Names = {
		cycleId,
		repId: as(year.externalId).personId,
		seed: year.seed,
		policyVersion: year.policyVersion,
		firstPolicyVersion: year.firstPolicyVersion,
		person: (externalId) => (isThere(externalId) ? as(externalId).personId : "nobody"),
		conversation: (n) => conversations.get(n) ?? `never held ${n}`,
		act: (key) => acts.get(key) ?? `never done ${key}`,
		dispute: (key) => disputes.get(key) ?? `never disputed ${key}`,
	};
	const people = ["manager-0", "manager-1", "boss", "lead", "head"].filter(isThere);
	const memory = newMemory();
	let manager: 0 | 1 = 0;
	let isActive = true;
	// A worker that is slow to answer is asked again: the same act.
	const apply = (actId: string, kind: ActInput["kind"], taskId: string | null) =>
		eventually(
			() => rig.cycles.applyAct(cycleId, { actId, kind, taskId }),
			(outcome) => outcome !== "pending",
			60_000,
		);
	const act = async (key: string, by: string, input: Omit<ActInput, "cycleId" | "note">) => {
		const written = await org.writeAct(as(by), { ...input, cycleId, note: null }, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(`${key}: ${JSON.stringify(written.error)}`);
		acts.set(key, written.value.id);
		await apply(written.value.id, input.kind, input.taskId);
	};
	/** The people table as it is from here on; the engine tells the cycle of it by an act of its own, where it matters. */
	const importRep = async (key: string, at: string) => {
		const since = localDateOf(at, rep.zone);
		const told = await engineActs();
		const person = { ...repOf(year.organisation, year.n, `manager-${manager}`), active: isActive };
		const stored = await org.importPeople([person], since);
		if (!stored.ok) throw new Error(JSON.stringify(stored.error));
		const [act] = (await engineActs()).filter((id) => !told.includes(id));
		if (act === undefined) return;
		acts.set(key, act);
		await apply(act, "change-cycle", null);
	};
	const engineActs = async () =>
		(
			await rows<{ id: string }>(rig, "select id from act where cycle_id = $1 and actor_id is null order by id", [
				cycleId,
			])
		).map(({ id }) => id);
	const openDrill = async () => (await org.listDrills({ repId: names.repId, state: "open" })).at(-1)?.id;
	const isKept = async (n: number) => {
		const id = conversations.get(n);
		return id !== undefined && (await org.findConversation(id))?.state === "scored";
	};
	const take = async (doing: Doing): Promise<void> => {
		const nothing = { taskId: null, answer: null, at: doing.at };
		const drilled = (key: string, by: string, kind: ActInput["kind"], drill: DrillAsk) =>
			act(key, by, { ...nothing, kind, drill });
		switch (doing.do) {
			case "speak": {
				const drillId = doing.source === "drill" ? await openDrill() : undefined;
				if (doing.source === "drill" && drillId === undefined) return;
				const practice = doing.source === "practice" ? (await org.findCycle(cycleId))?.nextPractice : null;
				const conversation = spokenBy(doing.level, doing.n);
				const isCall = doing.source === "live";
				const kind = isCall ? "customer-call" : "role-play";
				const sent = await org.submitConversation(
					as(year.externalId),
					{
						repId: names.repId,
						source: isCall ? "live" : "practice",
						kind,
						practiceId: practice?.id ?? null,
						...(drillId === undefined ? {} : { drillId }),
						occurredAt: doing.at,
						format: "utterances",
						conversation: { ...conversation, kind },
						consent: isCall ? { purpose: "coaching", reference: "said so", at: doing.at } : null,
					},
					onceOnly("/v1/conversations"),
				);
				if (!sent.ok) throw new Error(JSON.stringify(sent.error));
				const { conversationId } = sent.value;
				conversations.set(doing.n, conversationId);
				await rig.cycles.startScoring(orgId, conversationId);
				await rig.client.workflow.getHandle(scoreWorkflowId(conversationId, 1)).result();
				return;
			}
			case "visit": {
				const places = placesOf(year.organisation, manager, localDateOf(doing.at, rep.zone), names.person);
				const tasks = (await org.listTasks({ cycleId })).map((task) => ({ ...task, namedOwner: task.delegatedTo }));
				const person = existing(year.organisation, names.person);
				const choice = choiceAt(rep, doing, tasks, doing.at, memory, places, person);
				if (choice === null) return;
				const { task, answer } = choice;
				const by = people.find((id) => as(id).personId === choice.by) ?? "lead";
				return await act(doing.key, by, { ...nothing, kind: "decide-task", taskId: task.id, answer });
			}
			case "stop":
				return await act(doing.key, "lead", { ...nothing, kind: "stop-cycle" });
			case "change":
				return await act(doing.key, "lead", { ...nothing, kind: "change-cycle", change: named(doing.change, names) });
			case "guess": {
				const saved = await org.saveGuess(as(year.externalId), cycleId, doing.tiers, doing.at);
				if (!saved.ok && !["baseline-closed", "invalid"].includes(saved.error.code)) {
					throw new Error(JSON.stringify(saved.error));
				}
				return;
			}
			case "transfer":
				manager = manager === 0 ? 1 : 0;
				return await importRep(doing.key, doing.at);
			case "leave":
			case "return":
				isActive = doing.do === "return";
				return await importRep(doing.key, doing.at);
			case "dispute": {
				if (!(await isKept(doing.n))) return;
				const { signal, at } = doing;
				const conversationId = names.conversation(doing.n);
				const lines = heardIn(doing.level, doing.n).disputable[signal];
				const input = { conversationId, signal, lines, words: "that is not what was said", at };
				const opened = await org.openDispute(as(year.externalId), input, onceOnly("/v1/disputes"));
				if (!opened.ok && opened.error.code === "already-disputed") return;
				if (!opened.ok) throw new Error(JSON.stringify(opened.error));
				const { id } = opened.value.dispute;
				disputes.set(doing.key, id);
				memory.disputes.set(id, lines);
				await apply(id, "open-task", null);
				return;
			}
			case "withdraw": {
				if (!(await isKept(doing.n))) return;
				const id = names.conversation(doing.n);
				const gone = await org.withdrawConsent(as("lead"), id, doing.at, onceOnly("/v1/consent"));
				if (!gone.ok) throw new Error(JSON.stringify(gone.error));
				memory.withdrawn.add(id);
				return;
			}
			case "assign-drill": {
				if (!(await isKept(doing.n))) return;
				const by = `manager-${manager}`;
				const call = { conversation: names.conversation(doing.n), submitTo: names.person(by) };
				return await drilled(doing.key, by, "assign-drill", drillFor(doing, doing.at, rep.zone, call));
			}
			case "submit-drill":
			case "withdraw-drill": {
				const drill = await openDrill();
				if (drill === undefined) return;
				return doing.do === "submit-drill"
					? await drilled(doing.key, year.externalId, doing.do, { do: "submit", drill, attempt: null })
					: await drilled(doing.key, "lead", doing.do, { do: "withdraw", drill });
			}
		}
	};
	for (const doing of doingsOf(rep, year.organisation.kind, startsOn)) {
		if ((await advance(rig, cycleId, doing.at)) === "ended") break;
		await take(doing);
	}
	return names;
}

/**
 * Moves the cycle's clock from alarm to alarm: told to go past one, it would leave out those that the cycle has not set
 * yet, where a worker on a busy machine is slow.
 */
async function advance(rig: Rig, cycleId: string, at: string): Promise<"reached" | "ended"> {
	const alarm = async () => {
		const [row] = await rows<{ phase: string; next_due: Date | null }>(
			rig,
			"select phase, next_due from cycle where id = $1",
			[cycleId],
		);
		return row?.phase === "closed" ? "ended" : (row?.next_due?.toISOString() ?? null);
	};
	// What was said just now is looked at first: the clock would go on over it.
	await rig.time.untilIdle(cycleId);
	let due = await alarm();
	while (due !== "ended" && due !== null && epochMs(due) < epochMs(at)) {
		const rung = due;
		if ((await rig.time.advanceTo(cycleId, rung)) === "ended") return "ended";
		await eventually(alarm, (next) => next !== rung, 60_000);
		await rig.time.untilIdle(cycleId);
		due = await alarm();
	}
	return due === "ended" ? due : await rig.time.advanceTo(cycleId, at);
}

async function decisionsOf(rig: Rig, cycleId: string) {
	const stored = await rows<{
		step: string;
		ordinal: number;
		name: string;
		rule: string;
		policy_version_id: string;
		inputs: unknown;
		outcome: unknown;
		facts_up_to: number;
		reason_code: string;
		reason_params: unknown;
		by: string;
		at: Date;
	}>(rig, "select * from decision where cycle_id = $1", [cycleId]);
	return stored.map((row) => ({
		name: row.name,
		rule: row.rule,
		outcome: row.outcome,
		reason: { code: row.reason_code, params: row.reason_params },
		inputs: row.inputs,
		by: row.by,
		step: row.step,
		ordinal: row.ordinal,
		policyVersion: row.policy_version_id,
		factsUpTo: row.facts_up_to,
		at: row.at.toISOString(),
	}));
}

function bySteps<Of extends { readonly step: string; readonly ordinal: number }>(decisions: readonly Of[]) {
	return Object.fromEntries(decisions.map((decision) => [`${decision.step}#${decision.ordinal}`, decision]));
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** The engine's clock goes on while an answer is under way; one in memory stands still. */
const APART_MS = 60_000;

/** Where two documents differ, by path. Instants of the same moment may lie some seconds apart; nothing else may. */
function differences(a: unknown, b: unknown, path: string): readonly string[] {
	if (typeof a === "string" && typeof b === "string" && INSTANT.test(a) && INSTANT.test(b)) {
		return Math.abs(epochMs(a) - epochMs(b)) <= APART_MS ? [] : [`${path}: ${a}, in memory ${b}`];
	}
	if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
		const of: { readonly [name: string]: unknown } = { ...a };
		const other: { readonly [name: string]: unknown } = { ...b };
		return [...new Set([...Object.keys(of), ...Object.keys(other)])].flatMap((name) =>
			differences(of[name], other[name], `${path}/${name}`),
		);
	}
	return Object.is(a, b) ? [] : [`${path}: ${JSON.stringify(a)}, in memory ${JSON.stringify(b)}`];
}

async function rows<Row extends object>(rig: Rig, sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
	pool ??= new pg.Pool({ connectionString: rig.database.superuser, max: AT_ONCE });
	return (await pool.query<Row>(sql, [...values])).rows;
}
