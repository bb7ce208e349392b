import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import type { Result } from "../../../domain/fault.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Labelling } from "../../../domain/signals/label.ts";
import type { Reading } from "../../../domain/signals/reading.ts";
import { type Scorecard, scorecardOf } from "../../../domain/signals/scorecard.ts";
import type { Signal } from "../../../domain/signals/signal.ts";
import type { DatabaseOptions, Tx } from "../../../services/database.ts";
import { createRecords } from "../../../services/records/index.ts";
import { cycleTables } from "../../../services/records/step-store.ts";
import type {
	Caller,
	PersonInput,
	PersonView,
	Records,
	Refusal,
	StepIdentity,
	SubmitInput,
	WriteKey,
} from "../../../services/records/types.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

export type Rig = {
	readonly records: Records;
	readonly database: TestDatabase;
	/** Queries as the superuser, past row level security: for a test's own checks only. */
	look<T extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<readonly T[]>;
	close(): Promise<void>;
};

export async function startRig(pool: DatabaseOptions = {}): Promise<Rig> {
	const database = await createTestDatabase();
	const records = createRecords({
		appUrl: database.app,
		relayUrl: database.relay,
		fingerprintKey: "a key for tests, and for nothing else",
		pool,
	});
	const client = new pg.Client({ connectionString: database.superuser });
	await client.connect();
	return {
		records,
		database,
		async look<T extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
			return (await client.query<T>(sql, [...values])).rows;
		},
		async close() {
			await records.close();
			await client.end();
			await database.drop();
		},
	};
}

export const ZONE = "Europe/Berlin";
/** A Monday. Every test's cycles start then, unless it says otherwise. */
export const STARTS_ON = "2026-01-05";
export const EPOCH = "2025-12-01";

export type Company = {
	readonly orgId: string;
	readonly lead: Caller;
	readonly people: { readonly [externalId: string]: PersonView };
};

/** A head, a lead, a director above two managers, and the reps r0, r1, ... who report to m1. */
export async function createCompany(
	records: Records,
	options: { readonly reps?: number; readonly clock?: "wall" | "skipped" } = {},
): Promise<Company> {
	const clock = options.clock ?? "skipped";
	const { orgId } = await records.createOrganisation({ name: "Testers", clock });
	const person = (externalId: string, roles: PersonInput["roles"], manager: string | null): PersonInput => ({
		externalId,
		name: externalId.toUpperCase(),
		email: `${externalId}@example.org`,
		roles,
		zone: ZONE,
		manager,
	});
	const people = value(
		await records
			.org(orgId)
			.importPeople(
				[
					person("head", ["head"], null),
					person("lead", ["lead"], "head"),
					person("director", ["manager"], "head"),
					person("m1", ["manager"], "director"),
					person("m2", ["manager"], "director"),
					...Array.from({ length: options.reps ?? 2 }, (_, index) => person(`r${index}`, ["rep"], "m1")),
				],
				EPOCH,
			),
	);
	const byExternalId = Object.fromEntries(people.map((view) => [view.externalId, view]));
	const lead = byExternalId.lead;
	if (lead === undefined) throw new Error("no lead");
	return { orgId, people: byExternalId, lead: { orgId, personId: lead.id, roles: ["lead"], clock } };
}

export function personOf(company: Company, externalId: string): PersonView {
	const person = company.people[externalId];
	if (person === undefined) throw new Error(`no person ${externalId}`);
	return person;
}

export function callerOf(company: Company, externalId: string): Caller {
	const { id, roles } = personOf(company, externalId);
	return { orgId: company.orgId, personId: id, roles, clock: company.lead.clock };
}

export function value<T>(result: Result<T, Refusal>): T {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

export function refusal<T>(result: Result<T, Refusal>): Refusal {
	if (result.ok) throw new Error("expected a refusal");
	return result.error;
}

export function newKey(body: unknown = "", key: string = randomUUID()): WriteKey {
	const requestHash = new Uint8Array(createHash("sha256").update(JSON.stringify(body)).digest());
	return { method: "POST", path: "/v1/test", key, requestHash };
}

/** Launches the reps and gives their cycles in the same order. */
export async function launch(records: Records, company: Company, reps: readonly string[]): Promise<readonly string[]> {
	const launched = await records
		.org(company.orgId)
		.launchCohort(company.lead, { name: "First", startsOn: STARTS_ON, reps, policy: null }, newKey());
	return value(launched).cycleIds;
}

export function step(orgId: string, cycleId: string, now: string, runId = "run-1"): StepIdentity {
	return { orgId, cycleId, runId, historyLength: 8, now };
}

let said = 0;

/** A conversation with enough turns and words for a baseline; each one has words of its own unless they are given. */
export function conversationOf(words = `Conversation number ${said++}.`): Conversation {
	return {
		kind: "role-play",
		language: "en",
		utterances: Array.from({ length: 16 }, (_, ordinal) => ({
			ordinal,
			role: ordinal % 2 === 0 ? ("rep" as const) : ("customer" as const),
			speaker: ordinal % 2 === 0 ? "Rep" : "Customer",
			text:
				ordinal === 0
					? words
					: `Line ${ordinal} of what is said, with some twenty words in it so that there is enough to measure by anybody at all.`,
			startMs: ordinal * 10_000,
			endMs: ordinal * 10_000 + 9_000,
			confidence: null,
		})),
	};
}

export function submission(repId: string, more: Partial<SubmitInput> = {}): SubmitInput {
	return {
		repId,
		source: "practice",
		kind: "role-play",
		practiceId: null,
		occurredAt: "2026-01-06T10:00:00.000Z",
		format: "json",
		conversation: conversationOf(),
		consent: null,
		...more,
	};
}

/** A labelling and scorecard as a labeller would hand them in; `numerator` of every signal is given. */
export function scoredWith(
	numerator = 1,
	version = "1",
): { labelling: Labelling; scorecard: Scorecard; occurrences: readonly []; policyVersion: null } {
	const reading = (
		signal: Signal,
		unit: "per-minute" | "share" | "per-conversation",
		denominator: number,
	): Reading => ({
		status: "measured",
		signal,
		counted: [],
		outOf: [],
		notCounted: [],
		numerator,
		denominator,
		unit,
		basis: unit === "per-minute" ? "clock" : "labels",
		value: numerator / denominator,
		interval: { low: 0, high: 1 },
		tier: "low",
		confidence: null,
		lowConfidence: null,
	});
	const labelling = { labeller: "test", version, labels: [], nearMisses: [], alsoIn: [], validatedOn: [] };
	return {
		labelling,
		occurrences: [],
		policyVersion: null,
		scorecard: {
			...scorecardOf({ kind: "role-play", language: "en", utterances: [] }, labelling, DEFAULT_POLICY.bands),
			readings: {
				"objection-acknowledgment": reading("objection-acknowledgment", "share", 3),
				"close-attempts": reading("close-attempts", "per-conversation", 1),
				"value-framing": reading("value-framing", "share", 7),
				"discovery-density": reading("discovery-density", "per-minute", 2.3),
			},
			discoveryOnWords: { ...reading("discovery-density", "per-minute", 2.1) },
			repTurns: 8,
			repWords: 170,
			missing: [],
			flags: [],
			nextAction: { signal: "close-attempts", reason: { code: "ask", params: {} }, cites: null },
		},
	};
}

/** Submits and scores; gives the conversation's id and whether the cycle waits for it. */
export async function practise(
	records: Records,
	company: Company,
	rep: string,
	at: string,
	more: Partial<SubmitInput> = {},
): Promise<{ conversationId: string; waitingCycleId: string | null }> {
	const input = submission(personOf(company, rep).id, { occurredAt: at, ...more });
	const { conversationId } = value(
		await records.org(company.orgId).submitConversation(callerOf(company, rep), input, newKey()),
	);
	const { waitingCycleId } = await records.recordScore(company.orgId, conversationId, scoredWith());
	return { conversationId, waitingCycleId };
}

/** Plans the cycle and closes its baseline on three practices. */
export async function throughBaseline(records: Records, company: Company, rep: string, cycleId: string): Promise<void> {
	await records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
	for (const day of ["06", "07", "08"]) await practise(records, company, rep, `2026-01-${day}T10:00:00.000Z`);
	await records.runStep(step(company.orgId, cycleId, "2026-01-08T11:00:00.000Z"), { kind: "baseline" });
}

/** The facts of a cycle as its next step would read them. */
export async function factsOfCycle(tx: Tx, orgId: string, cycleId: string, now: string) {
	const tables = cycleTables(tx, orgId, cycleId);
	await tables.lock();
	return await tables.readFacts(now, null);
}
