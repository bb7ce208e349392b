import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, localDateOf } from "../../domain/calendar.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { ownersFrom } from "../../services/records/owners.ts";
import type { ActInput } from "../../services/records/types.ts";
import { scoreWorkflowId } from "../../workflows/workflow-ids.ts";
import { personOf } from "../support/company.ts";
import {
	answerAt,
	anyOrganisation,
	type Doing,
	doingsOf,
	liveInMemory,
	type Names,
	named,
	type OrganisationYear,
	placesOf,
	type RepYear,
	spokenBy,
} from "../support/organisations.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";

const SEED = 20_261_122;
const ORGANISATIONS = 20;
const RULES_SEEN = [
	"baseline.three-valid-conversations",
	"checkpoint.week-4",
	"checkpoint.week-8",
	"checkpoint.week-12",
	"cycle.paused-by-a-person",
	"deployment.head-decides",
	"focus.manager-decides",
	"task.one-step-up-at-one-and-a-half",
	"week.empty-weeks",
];
/** Cycles that are driven at once. */
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
		await rig?.close();
	});

	it("come to the same decisions, field by field", async () => {
		const organisations = fc.sample(anyOrganisation(startsOn), { seed: SEED, numRuns: ORGANISATIONS });
		const years = (await Promise.all(organisations.map((organisation) => launch(rig, organisation, startsOn)))).flat();
		const waiting = [...years.entries()];
		const rules = new Set<string>();
		const driver = async () => {
			for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
				const [index, year] = next;
				const names = await liveOnServer(rig, year, startsOn);
				const { rows } = await liveInMemory(year.organisation, year.rep, startsOn, names);
				const inMemory = bySteps(rows.decisions.map(({ id: _, ...decision }) => decision));
				const onServer = bySteps(await decisionsOf(rig, year.cycleId));
				expect(differences(onServer, inMemory, ""), `year ${index} of seed ${SEED}`).toEqual([]);
				for (const { rule } of rows.decisions) rules.add(rule);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, driver));
		// The sample goes through what it is there for.
		expect([...rules]).toEqual(expect.arrayContaining(RULES_SEEN));
	}, 600_000);
});

type Company = Awaited<ReturnType<Rig["organisation"]>>;
type Year = Company & {
	readonly organisation: OrganisationYear;
	readonly rep: RepYear;
	readonly externalId: string;
	readonly cycleId: string;
	readonly policyVersion: string;
	readonly firstPolicyVersion: string;
	readonly seed: number;
};

/** The organisation with its people as they will be on every date, and a cohort of all its reps. */
async function launch(rig: Rig, organisation: OrganisationYear, startsOn: string): Promise<readonly Year[]> {
	const [first, second] = organisation.managerZones;
	const boss = organisation.hasBoss ? "boss" : null;
	const repOf = (n: number, manager: string) => ({
		...personOf(`rep-${n}`, "rep", manager),
		zone: organisation.reps[n]?.zone ?? first,
	});
	const company = await rig.organisation(
		[
			...(organisation.hasHead ? [personOf("head", "head", null)] : []),
			personOf("lead", "lead", null),
			...(boss === null ? [] : [personOf(boss, "manager", null)]),
			{ ...personOf("manager-0", "manager", boss), zone: first },
			{ ...personOf("manager-1", "manager", boss), zone: second },
			...organisation.reps.map((_, n) => repOf(n, "manager-0")),
		],
		"2026-01-01",
	);
	for (const [n, { transfers }] of organisation.reps.entries()) {
		for (const [index, day] of [...new Set(transfers)].toSorted((a, b) => a - b).entries()) {
			const moved = await company.org.importPeople([repOf(n, `manager-${(index + 1) % 2}`)], addDays(startsOn, day));
			if (!moved.ok) throw new Error(JSON.stringify(moved.error));
		}
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
	const input = { name: "Any", startsOn, reps, policy };
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
	const cycles = await rows<{ id: string; rep: string; seed: number; policy: string }>(
		rig,
		`select c.id, p.external_id as rep, c.seed, c.policy_version_id as policy
		from cycle c join person p on p.org_id = c.org_id and p.id = c.rep_id where c.org_id = $1`,
		[company.orgId],
	);
	return organisation.reps.map((rep, n) => {
		const cycle = cycles.find((row) => row.rep === `rep-${n}`);
		if (cycle === undefined || policies === undefined) throw new Error(`rep-${n} was not launched`);
		return {
			...company,
			organisation,
			rep,
			externalId: `rep-${n}`,
			cycleId: cycle.id,
			seed: cycle.seed,
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
	};
	const places = placesOf(year.organisation, rep, startsOn, names.person);
	const people = ["manager-0", "manager-1", "boss", "lead", "head"].filter(isThere);
	let extended = false;
	const act = async (key: string, by: string, input: Omit<ActInput, "cycleId" | "note">) => {
		const written = await org.writeAct(as(by), { ...input, cycleId, note: null }, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		acts.set(key, written.value.id);
		const message = { actId: written.value.id, kind: input.kind, taskId: input.taskId };
		// A worker that is slow to answer is asked again: the same act.
		await eventually(
			() => rig.cycles.applyAct(cycleId, message),
			(outcome) => outcome !== "pending",
			60_000,
		);
	};
	const take = async (doing: Doing): Promise<void> => {
		const nothing = { taskId: null, answer: null, at: doing.at };
		switch (doing.do) {
			case "speak": {
				const practice = doing.source === "practice" ? (await org.findCycle(cycleId))?.nextPractice : null;
				const conversation = spokenBy(doing.level, doing.n);
				const kind = doing.source === "live" ? "customer-call" : "role-play";
				const sent = await org.submitConversation(
					as(year.externalId),
					{
						repId: names.repId,
						source: doing.source,
						kind,
						practiceId: practice?.id ?? null,
						occurredAt: doing.at,
						format: "utterances",
						conversation: { ...conversation, kind },
						consent: doing.source === "live" ? { purpose: "coaching", reference: "said so", at: doing.at } : null,
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
				const open = await org.listTasks({ cycleId, state: "open" });
				const found = answerAt(rep, open, doing.at, extended);
				if (found === null) return;
				const { task, answer } = found;
				if (answer.kind === "deployment-review" && answer.decision.kind === "extend") extended = true;
				const owner = ownersFrom(places(localDateOf(doing.at, rep.zone)))[task.ownerRule];
				const by = people.find((id) => as(id).personId === owner?.id) ?? "lead";
				const answered = rep.answeredBy === "owner" ? by : "lead";
				return await act(doing.key, answered, { ...nothing, kind: "decide-task", taskId: task.id, answer });
			}
			case "stop":
				return await act(doing.key, "lead", { ...nothing, kind: "stop-cycle" });
			case "change":
				return await act(doing.key, "lead", { ...nothing, kind: "change-cycle", change: named(doing.change, names) });
		}
	};
	for (const doing of doingsOf(rep, startsOn)) {
		if ((await rig.time.advanceTo(cycleId, doing.at)) === "ended") break;
		await take(doing);
	}
	return names;
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
	const client = new pg.Client({ connectionString: rig.database.superuser });
	await client.connect();
	try {
		return (await client.query<Row>(sql, [...values])).rows;
	} finally {
		await client.end();
	}
}
