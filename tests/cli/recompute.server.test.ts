import { execFile } from "node:child_process";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue, type Skill } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { recompute } from "../../cli/recompute.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { RUBRIC_VERSION } from "../../domain/signals/scorecard.ts";
import { builtFile } from "../../embedded/guarded.ts";
import type { Recomputed } from "../../services/records/types.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";

const SKILLS: readonly Skill[] = [
	{ discovery: 0, acknowledgment: 0, value: 0, close: 0 },
	{ discovery: 1, acknowledgment: 1, value: 1, close: 1 },
];

describe("coachloop recompute", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	let superuser: pg.Client;
	let company: Awaited<ReturnType<Rig["organisation"]>>;
	const conversations: string[] = [];

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
		superuser = new pg.Client({ connectionString: rig.database.superuser });
		await superuser.connect();
		const person = (externalId: string, role: "lead" | "manager" | "rep", manager: string | null) => ({
			externalId,
			name: externalId,
			email: `${externalId}@example.test`,
			roles: [role],
			zone: "Europe/Berlin",
			manager,
		});
		company = await rig.organisation(
			[person("lead", "lead", null), person("m", "manager", null), person("a", "rep", "m"), person("b", "rep", "m")],
			"2026-01-01",
		);
		// One of the two reps is scored with bands of her own cohort, the other before with those of the organisation.
		await practise("b");
		const bands = { ...DEFAULT_POLICY.bands, "close-attempts": { kind: "two", targetFrom: 1, cap: 2 } } as const;
		const launched = await company.org.launchCohort(
			company.as("lead"),
			{ name: "Own bands", startsOn: "2026-01-05", reps: ["a"], policy: { ...DEFAULT_POLICY, bands } },
			onceOnly("/v1/cohorts"),
		);
		if (!launched.ok) throw new Error(JSON.stringify(launched.error));
		await practise("a");
	});
	afterAll(async () => {
		await superuser?.end();
		await workers?.stop();
		await rig?.close();
	});

	async function practise(rep: string): Promise<void> {
		for (const [index, skill] of SKILLS.entries()) {
			const spoken = composeDialogue({ persona: PERSONAS[0], skill, seed: index + 1, withTimes: index === 0 });
			const sent = await company.org.submitConversation(
				company.as(rep),
				{
					repId: company.as(rep).personId,
					source: "practice",
					kind: "role-play",
					practiceId: null,
					occurredAt: "2026-01-06T10:00:00.000Z",
					format: "utterances",
					conversation: conversationOf(spoken),
					consent: null,
				},
				onceOnly("/v1/conversations"),
			);
			if (!sent.ok) throw new Error(JSON.stringify(sent.error));
			const { conversationId } = sent.value;
			conversations.push(conversationId);
			await eventually(
				() => company.org.findConversation(conversationId),
				(conversation) => conversation?.state === "scored",
			);
		}
	}

	async function recomputed() {
		const said: { lines: string[]; json: unknown } = { lines: [], json: null };
		const nothing = { update() {}, done() {}, failed() {}, advance() {} };
		const code = await recompute(rig.records, null, {
			isJson: true,
			line: (text) => void said.lines.push(text),
			json: (value) => {
				said.json = value;
			},
			error: (text) => void said.lines.push(text),
			step: () => nothing,
			bar: () => nothing,
		});
		return { code, ...said };
	}

	/** Changes rows behind the product's back, and puts them back afterwards. */
	async function changed<T>(change: string, back: string, id: string, work: () => Promise<T>): Promise<T> {
		expect((await superuser.query(change, [id])).rowCount).toBe(1);
		try {
			return await work();
		} finally {
			await superuser.query(back, [id]);
		}
	}

	it("finds what the workflow stored equal to the last digit, under the bands that each was scored with", async () => {
		const { code, json } = await recomputed();
		expect(json).toMatchObject({
			rubricVersion: RUBRIC_VERSION,
			organisations: 1,
			scorecards: conversations.length,
			equal: conversations.length,
			different: 0,
			unknownPolicy: 0,
			noTranscript: 0,
			otherRubrics: {},
			differences: [],
			differencesLeftOut: 0,
		});
		expect(code).toBe(0);
		const { rows } = await superuser.query("select distinct policy_version_id from scorecard");
		expect(rows).toHaveLength(2);
	});

	it("keeps everything that the labeller said: near misses, other languages and what it was measured on", async () => {
		const [, id = ""] = conversations;
		const input = await rig.records.readForScoring(company.orgId, id);
		const view = await company.org.findScorecard(id);
		expect(view?.scorecard).toMatchObject({
			validatedOn: view?.labelling.validatedOn,
			alsoIn: view?.labelling.alsoIn,
		});
		const labelling = {
			labeller: "test",
			version: "whole",
			labels: [],
			nearMisses: [{ kind: "ask", utterance: 1, start: 0, end: 3, because: "no-concrete-step" }],
			alsoIn: ["fr", "it"],
			validatedOn: ["a corpus"],
		} as const;
		if (view === null) throw new Error("no scorecard");
		const stored = {
			labelling,
			scorecard: view.scorecard,
			occurrences: [],
			policyVersion: input?.policyVersion ?? null,
		};
		await rig.records.recordScore(company.orgId, id, stored);
		expect((await company.org.findScorecard(id))?.labelling).toEqual(labelling);
		await superuser.query("delete from reading where scorecard_id in (select id from scorecard where ordinal = 2)");
		await superuser.query("update conversation set current_scorecard = 1");
		await superuser.query("delete from scorecard where ordinal = 2");
		await superuser.query("delete from labelling where version = 'whole'");
	});

	it("names the one stored reading of which the last digit was changed, and ends with 1", async () => {
		const [id = ""] = conversations;
		const reading = (value: string) =>
			`update reading set value = ${value} where signal = 'close-attempts'
				and scorecard_id = (select id from scorecard where conversation_id = $1)`;
		const before = (await company.org.findScorecard(id))?.scorecard.readings["close-attempts"];
		if (before?.status !== "measured") throw new Error("close attempts are always measured here");
		const off = before.value + 4e-16 * Math.max(1, before.value);
		expect(off).not.toBe(before.value);
		const { code, json, lines } = await changed(reading(`${off}`), reading(`${before.value}`), id, recomputed);
		const difference = { field: "/reading/close-attempts/value", stored: off, recomputed: before.value };
		expect(json).toMatchObject({
			different: 1,
			equal: conversations.length - 1,
			differences: [{ orgId: company.orgId, conversationId: id, scorecard: 1, ...difference }],
		});
		expect(lines[0]).toContain(`stored ${off}, recomputed ${before.value}`);
		expect(code).toBe(1);
	});

	it("finds a changed digit inside the stored scorecard, a missing reading, and a label document that is damaged", async () => {
		const [, id = ""] = conversations;
		const card = (path: string, value: string) =>
			`update scorecard set content = jsonb_set(content, '${path}', '${value}') where conversation_id = $1`;
		const turns = (await company.org.findScorecard(id))?.scorecard.repTurns ?? 0;
		const inside = await changed(card("{repTurns}", `${turns + 1}`), card("{repTurns}", `${turns}`), id, recomputed);
		expect(inside.json).toMatchObject({ differences: [{ field: "/repTurns", stored: turns + 1, recomputed: turns }] });

		const renamed = (from: string, to: string) =>
			`update reading set signal = '${to}' where signal = '${from}'
				and scorecard_id = (select id from scorecard where conversation_id = $1)`;
		await superuser.query("alter table reading drop constraint reading_signal_check");
		const missing = await changed(renamed("value-framing", "other"), renamed("other", "value-framing"), id, recomputed);
		expect(missing.json).toMatchObject({
			differences: [
				{ field: "/reading/value-framing", stored: null },
				{ field: "/reading/other", recomputed: null },
			],
		});

		await superuser.query("create temporary table kept as select id, labels from labelling");
		const damaged = await changed(
			`update labelling set labels = '[{"id": 0, "kind": "question", "utterance": 0}]' where conversation_id = $1`,
			"update labelling l set labels = k.labels from kept k where k.id = l.id and l.conversation_id = $1",
			id,
			recomputed,
		);
		expect(damaged).toMatchObject({
			code: 1,
			json: { different: 1, differences: [{ field: "", stored: expect.stringMatching(/stored labelling/) }] },
		});
		expect((await recomputed()).code).toBe(0);
	});

	it("takes the database from the settings, as the worker does, and answers with one JSON document", async () => {
		const { app, relay } = rig.database;
		const ran = (...args: readonly string[]) =>
			new Promise<{ code: number; out: string; err: string }>((resolve) => {
				const settings = { DATABASE_URL: app, DATABASE_RELAY_URL: relay };
				const child = execFile(
					process.execPath,
					[builtFile("cli/main.js"), "recompute", ...args],
					{ env: { ...process.env, ...settings } },
					(_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
				);
			});
		const { code, out, err } = await ran("--json", "--org", company.orgId);
		expect([code, err]).toEqual([0, ""]);
		expect(JSON.parse(out)).toMatchObject({ organisations: 1, equal: conversations.length, different: 0 });
		expect(await ran("--org", "mine")).toMatchObject({ code: 2, err: expect.stringMatching(/--org: expected/) });
	});

	it("counts and names a scorecard of an older rubric, and does not compare it", async () => {
		const [id = ""] = conversations;
		const set = (version: string) => `update scorecard set rubric_version = '${version}' where conversation_id = $1`;
		const { code, json, lines } = await changed(set("0"), set(RUBRIC_VERSION), id, recomputed);
		expect(json).toMatchObject({ otherRubrics: { 0: 1 }, equal: conversations.length - 1, different: 0 });
		expect(lines.join("\n")).toMatch(/Not compared: 1 of rubric version 0/);
		expect(code).toBe(0);
	});

	it("reads each scorecard once, whatever the page, and puts down in the log that it did", async () => {
		const seen: Recomputed[] = [];
		for (let after: string | null = null; ; ) {
			const page = await rig.records.recomputePage(company.orgId, after, 3);
			seen.push(...page);
			const last = page.at(-1);
			if (last === undefined) break;
			after = last.id;
		}
		expect(seen.map(({ conversationId }) => conversationId).toSorted()).toEqual(conversations.toSorted());
		const { rows } = await superuser.query("select actor_id, target from audit where action = 'scorecards.recomputed'");
		expect(rows[0]).toEqual({ actor_id: null, target: company.orgId });
	});
});
