import { describe, expect, it } from "vitest";
import type { ConversationFact } from "../../../domain/cycle/facts.ts";
import type { StepCall } from "../../../domain/cycle/step.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { createMemoryCycles } from "../../../services/records/memory.ts";

const CYCLE = "0193e4a0-0000-7000-8000-000000000001";
const person = (id: string) => ({ id, zone: "UTC", daysOff: [] });

function startCycle() {
	const memory = createMemoryCycles();
	memory.addCycle({
		id: CYCLE,
		repId: "rep",
		zone: "UTC",
		startsOn: "2026-01-05",
		seed: 0,
		policy: DEFAULT_POLICY,
		policyVersion: "p1",
		places: () => ({
			manager: person("manager"),
			"managers-manager": null,
			lead: person("lead"),
			head: person("head"),
		}),
	});
	const run = (now: string, call: StepCall) =>
		memory.runStep({ orgId: "o", cycleId: CYCLE, runId: "run", historyLength: 1, now }, call);
	const practise = (id: string, occurredAt: string) => memory.addConversation(CYCLE, conversation(id, occurredAt));
	return { memory, run, practise };
}

function conversation(id: string, occurredAt: string): Omit<ConversationFact, "factSeq"> {
	const reading = { status: "measured", numerator: 1, denominator: 4, value: 0.25, lowConfidence: false } as const;
	return {
		id,
		source: "practice",
		occurredAt,
		practiceId: null,
		repTurns: 10,
		repWords: 300,
		readings: {
			"objection-acknowledgment": { ...reading, basis: "labels" },
			"close-attempts": { ...reading, denominator: 1, value: 1, basis: "labels" },
			"value-framing": { ...reading, basis: "labels" },
			"discovery-density": { ...reading, basis: "clock" },
		},
		discoveryOnWords: { ...reading, basis: "words" },
	};
}

describe("a cycle in memory", () => {
	it("gives the first result again with a later clock, and decides once, also when asked twice at once", async () => {
		const { memory, run } = startCycle();
		const [first, second] = await Promise.all([
			run("2026-01-05T08:00:00.000Z", { kind: "plan" }),
			run("2026-02-05T08:00:00.000Z", { kind: "plan" }),
		]);
		expect(second).toEqual(first);
		expect(memory.rows(CYCLE).steps).toHaveLength(1);
		expect(memory.rows(CYCLE).revision).toBe(1);
	});

	it("tells a person of one step in one message, which names all that the step has to say", async () => {
		const { memory, run, practise } = startCycle();
		await run("2026-01-05T08:00:00.000Z", { kind: "plan" });
		for (const day of [6, 7, 8]) await practise(`c${day}`, `2026-01-0${day}T10:00:00.000Z`);
		await run("2026-01-08T11:00:00.000Z", { kind: "baseline" });
		// One practice in week 2, none in 3 and 4: two empty weeks, and too little to judge at the checkpoint.
		await practise("c14", "2026-01-14T10:00:00.000Z");
		await run("2026-02-02T00:00:00.000Z", { kind: "checkpoint", checkpoint: "4" });
		const opened = memory.rows(CYCLE).tasks.filter((task) => task.openedIn === "checkpoint:4");
		expect(opened.map(({ kind, ownerRule }) => [kind, ownerRule])).toEqual(
			expect.arrayContaining([
				["empty-weeks", "manager"],
				["one-to-one", "manager"],
			]),
		);
		const told = memory
			.rows(CYCLE)
			.notifications.filter(({ step, personId }) => step === "checkpoint:4" && personId === "manager");
		expect(told).toHaveLength(1);
		const said = [told[0]?.template, ...(told[0]?.also ?? [])].map((one) => one?.code);
		expect(said).toContain("task-opened.empty-weeks");
		expect(said).toContain("task-opened.one-to-one");
		// Each is said with its own due time.
		for (const one of told[0]?.also ?? []) expect(one.params).toHaveProperty("dueAt");
	});

	it("leaves nothing half done when a step throws", async () => {
		const memory = createMemoryCycles();
		memory.addCycle({
			id: CYCLE,
			repId: "rep",
			zone: "UTC",
			startsOn: "2026-01-05",
			seed: 0,
			policy: DEFAULT_POLICY,
			policyVersion: "p1",
			places: () => {
				throw new Error("people table away");
			},
		});
		const identity = { orgId: "o", cycleId: CYCLE, runId: "r", historyLength: 1, now: "2026-01-05T08:00:00.000Z" };
		await expect(memory.runStep(identity, { kind: "plan" })).rejects.toThrow(/people table away/);
		expect(memory.rows(CYCLE)).toMatchObject({ phase: "planned", revision: 0, decisions: [], steps: [] });
	});
});
