import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue, type Skill } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { addDays, instantAt } from "../../domain/calendar.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { ActInput, Caller } from "../../services/records/types.ts";
import { personOf } from "../support/company.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";

const ZONE = "Europe/Berlin";
const LOW: Skill = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };

function spoken(seed: number, skill: Skill): Conversation {
	return conversationOf(composeDialogue({ persona: PERSONAS[0], skill, seed, withTimes: true }));
}

describe("a cycle on the real engine", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	const today = new Date().toISOString().slice(0, 10);
	const at = (day: number, time = "10:00") => instantAt(addDays(today, day), time, ZONE);

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		await rig?.close();
	});

	async function launchedJustNow() {
		const company = await rig.organisation(
			[
				personOf("head", "head", null),
				personOf("lead", "lead", null),
				personOf("boss", "manager", null),
				personOf("manager", "manager", "boss"),
				personOf("rep", "rep", "manager"),
			],
			"2026-01-01",
		);
		const input = { name: "Autumn", startsOn: today, reps: ["rep"], policy: null };
		const made = await company.org.launchCohort(company.as("lead"), input, onceOnly("/v1/cohorts"));
		if (!made.ok) throw new Error(JSON.stringify(made.error));
		const [cycleId = ""] = made.value.cycleIds;
		return { ...company, cycleId };
	}

	async function launched() {
		const company = await launchedJustNow();
		await eventually(
			() => company.org.findCycle(company.cycleId),
			(cycle) => cycle?.phase === "baseline",
		);
		return company;
	}

	type Launched = Awaited<ReturnType<typeof launched>>;

	async function practise({ org, as, cycleId }: Launched, occurredAt: string, seed: number): Promise<void> {
		const practice = (await org.findCycle(cycleId))?.nextPractice;
		const sent = await org.submitConversation(
			as("rep"),
			{
				repId: as("rep").personId,
				source: "practice",
				kind: "role-play",
				practiceId: practice?.id ?? null,
				occurredAt,
				format: "utterances",
				conversation: spoken(seed, LOW),
				consent: null,
			},
			onceOnly("/v1/conversations"),
		);
		if (!sent.ok) throw new Error(JSON.stringify(sent.error));
		const { conversationId } = sent.value;
		await eventually(
			() => org.findConversation(conversationId),
			(conversation) => conversation?.state === "scored",
		);
	}

	async function baseline(company: Launched): Promise<void> {
		for (const [index, day] of [1, 2, 3].entries()) {
			await rig.time.advanceTo(company.cycleId, at(day));
			await practise(company, at(day), index + 1);
		}
		await eventually(
			() => company.org.findCycle(company.cycleId),
			(cycle) => cycle?.phase === "practice",
		);
	}

	const write = async (
		{ org, cycleId }: Launched,
		by: Caller,
		act: Pick<ActInput, "kind" | "taskId" | "answer">,
		when: string,
	) => {
		const written = await org.writeAct(by, { ...act, cycleId, note: null, at: when }, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		return { actId: written.value.id, kind: act.kind, taskId: act.taskId };
	};

	it("goes on where it was when the worker dies between any two weeks, and continues as new at week 4", async () => {
		const company = await launched();
		const { org, cycleId, as } = company;
		await baseline(company);
		const focus = (await org.listTasks({ cycleId, state: "open" })).find(({ kind }) => kind === "approve-focus");
		const answer = { kind: "approve-focus", signals: ["value-framing", "close-attempts"] } as const;
		const act = await write(company, as("manager"), { kind: "decide-task", taskId: focus?.id ?? null, answer }, at(3));
		expect(await rig.cycles.applyAct(cycleId, act)).toEqual({ kind: "done" });
		// Sent again by the relay, by a retry, or in the next run: the first result, and no second decision.
		expect(await rig.cycles.applyAct(cycleId, act)).toEqual({ kind: "done" });
		expect((await org.findCycle(cycleId))?.focus).toEqual(["value-framing", "close-attempts"]);

		for (const week of [2, 3, 4]) {
			await workers.stop();
			workers = await rig.startWorkers();
			await rig.time.advanceTo(cycleId, at(week * 7 - 6));
			await practise(company, at(week * 7 - 6), week * 10);
			await rig.time.advanceTo(cycleId, at(week * 7 - 4));
			await practise(company, at(week * 7 - 4), week * 10 + 1);
		}
		await rig.time.advanceTo(cycleId, at(30));
		const story = await org.history(cycleId);
		const checkpoint = story.find(({ name }) => name === "checkpoint:4");
		expect(checkpoint).toMatchObject({ rule: "checkpoint.week-4", reason: { code: "week4.flat" } });
		expect(new Set(story.flatMap(({ proof }) => (proof === null ? [] : [proof.runId]))).size).toBe(2);
		expect(await rig.cycles.applyAct(cycleId, act)).toEqual({ kind: "done" });

		const position = await rig.cycles.position(cycleId);
		const { rows } = await superuser(rig.database.superuser, "select revision from cycle where id = $1", [cycleId]);
		expect(rows).toEqual([{ revision: position.revision }]);

		const stop = await write(company, as("lead"), { kind: "stop-cycle", taskId: null, answer: null }, at(30));
		expect(await rig.cycles.applyAct(cycleId, stop)).toEqual({ kind: "done" });
		expect(await org.findCycle(cycleId)).toMatchObject({ phase: "closed", closedBecause: "stopped" });
		const late = { ...stop, actId: randomUUID() };
		expect(await rig.cycles.applyAct(cycleId, late)).toMatchObject({ kind: "refused" });
	}, 180_000);

	it("keeps an act for a cycle whose launch is still under way, and applies it once it has begun", async () => {
		const company = await launchedJustNow();
		const { org, cycleId, as } = company;
		// Written before any relay has started the cycle: the act and the launch are delivered side by side.
		const stop = await write(company, as("lead"), { kind: "stop-cycle", taskId: null, answer: null }, at(0));
		await eventually(
			() => org.findAct(stop.actId),
			(act) => act?.state !== "pending",
		);
		expect(await org.findAct(stop.actId)).toMatchObject({ state: "applied", outcome: { kind: "done" } });
		expect(await org.findCycle(cycleId)).toMatchObject({ phase: "closed", closedBecause: "stopped" });
		expect(await rig.cycles.applyAct(randomUUID(), stop)).toBe("pending");
	}, 60_000);

	it("waits for a database that is away and then takes the step once", async () => {
		const company = await launched();
		const { org, cycleId } = company;
		const name = new URL(rig.database.superuser).pathname.slice(1);
		const connect = (allow: "grant" | "revoke") =>
			superuser(
				rig.database.superuser,
				`${allow} connect on database ${name} ${allow === "grant" ? "to" : "from"} coachloop_app`,
				[],
			);
		const cut = () =>
			superuser(
				rig.database.superuser,
				"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'coachloop_app' and datname = current_database()",
				[],
			);
		await connect("revoke");
		try {
			await cut();
			// The look of day 3 comes due while nobody can connect.
			const moved = rig.time.advanceTo(cycleId, at(4));
			await eventually(
				() => pendingSteps(rig, cycleId),
				(pending) => pending.length === 1,
			);
			await connect("grant");
			await moved;
		} finally {
			await connect("grant");
		}
		const told = await eventually(
			async () => (await org.history(cycleId)).filter(({ reason }) => reason.code === "baseline.reminded"),
			(reminders) => reminders.length > 0,
		);
		expect(told.filter(({ what }) => what === "decision")).toHaveLength(1);
	}, 120_000);
});

/** Names of the normal activities that the cycle now waits for. */
async function pendingSteps(rig: Rig, cycleId: string): Promise<readonly string[]> {
	const { raw } = await rig.client.workflow.getHandle(`cycle:${cycleId}`).describe();
	return (raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? "");
}

async function superuser(url: string, sql: string, values: readonly unknown[]) {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await client.query(sql, [...values]);
	} finally {
		await client.end();
	}
}
