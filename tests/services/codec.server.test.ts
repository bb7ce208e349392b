import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import proto from "@temporalio/proto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import { migrate } from "../../embedded/migrate.ts";
import { silentProgress } from "../../embedded/progress.ts";
import { type Services, startServices } from "../../embedded/services.ts";
import { loadConfig } from "../../services/config.ts";
import { keyEncryptionOf } from "../../services/keys.ts";
import { scoreWorkflowId } from "../../workflows/workflow-ids.ts";
import { launchOneRep, submit, throughBaseline } from "../support/company.ts";
import { replay, runsOf } from "../support/replay.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";
import { superuser } from "../support/superuser.ts";

const SKILL = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };
const spoken = (seed: number) =>
	conversationOf(composeDialogue({ persona: PERSONAS[0], skill: SKILL, seed, withTimes: true }));

const keyEncryption = keyEncryptionOf({
	keyEncryptionKey: randomBytes(32).toString("base64"),
	olderKeyEncryptionKeys: [],
});

describe("a cycle whose payloads are sealed", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	beforeAll(async () => {
		if (keyEncryption === null) throw new Error("no key");
		rig = await startRig({ keyEncryption, codec: "on" });
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		// Replays every run with the codec.
		await rig?.close();
	});

	it("runs as any other, shows no payload to Temporal, and replays only for who has the keys", async () => {
		const company = await launchOneRep(rig, "rep");
		const { org, cycleId, as, at } = company;
		await throughBaseline(rig, company, spoken);
		const [focus] = await org.listTasks({ cycleId, state: "open" });
		const answer = { kind: "approve-focus", signals: ["value-framing", "close-attempts"] } as const;
		const input = { kind: "decide-task", cycleId, taskId: focus?.id ?? null, answer, note: null, at: at(3) } as const;
		const act = await org.writeAct(as("manager"), input, onceOnly("/v1/acts"));
		if (!act.ok) throw new Error(JSON.stringify(act.error));
		const { id: actId, kind, taskId } = act.value;
		expect(await rig.cycles.applyAct(cycleId, { actId, kind, taskId })).toEqual({ kind: "done" });
		expect((await rig.cycles.position(cycleId)).cycleId).toBe(cycleId);

		const runs = await runsOf(rig.database.superuser);
		expect(runs.length).toBeGreaterThanOrEqual(5);
		for (const { workflowId, runId } of runs) {
			const history = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
			const payloads = payloadsOf(proto.temporal.api.history.v1.History.fromObject(history).toJSON());
			expect(payloads.length, workflowId).toBeGreaterThan(0);
			for (const encoding of payloads) expect(encoding, workflowId).toBe("binary/encrypted");
		}

		// Without the keys nothing of them can be read, and with them a reader that does not seal is enough.
		const [run] = runs;
		if (run === undefined) throw new Error("no run");
		const blind = await replay(rig.client, rig.bundle, [run]);
		expect(blind.refused).toHaveLength(1);
	});
});

/** Encodings of everything that is a payload, but for search attributes, which are ids alone and never sealed. */
function payloadsOf(value: unknown): readonly string[] {
	if (Array.isArray(value)) return value.flatMap(payloadsOf);
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([field, inner]) => {
		if (field === "searchAttributes" || field === "header") return [];
		// What the SDK itself notes down of a local activity: ids and times.
		if (field === "details" && typeof inner === "object" && inner !== null && "data" in inner) {
			return Object.entries(inner).flatMap(([name, detail]) => (name === "data" ? [] : payloadsOf(detail)));
		}
		if (field === "metadata" && typeof inner === "object" && inner !== null && "encoding" in inner) {
			return [Buffer.from(String(inner.encoding), "base64").toString()];
		}
		return payloadsOf(inner);
	});
}

describe("Temporal's own database, without any codec", () => {
	let home: string;
	let services: Services;
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), "coachloop-planted-"));
		services = await startServices({
			home,
			cacheFolder: loadConfig().cacheFolder,
			temporal: { skippedTime: true, inMemory: false, namespace: "coachloop-planted" },
			durable: false,
			progress: silentProgress,
		});
		await migrate(services.databaseUrls.owner);
		rig = await startRig({
			servers: {
				superuserUrl: services.superuserUrl("postgres") ?? "",
				templateUrls: services.databaseUrls,
				temporalAddress: services.temporalAddress,
				namespace: services.namespace,
			},
		});
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		await rig?.close();
		await services?.stop();
		await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
	});

	it("holds no planted name, address or sentence of anybody after a cycle has run, nor of a failed scoring", async () => {
		const planted = {
			name: "Xaveria Quillfeather",
			email: "xaveria@quillfeather.example",
			repId: "quill-4711",
			sentence: "the tangerine lighthouse hums at noon",
			speaker: "Zebulon Marrowbone",
			note: "she laughs like a heron",
		};
		const company = await launchOneRep(rig, planted.repId, { name: planted.name, email: planted.email });
		const { org, cycleId, as, at } = company;
		const plantedIn = (number: number): Conversation => {
			const conversation = spoken(number);
			return {
				...conversation,
				utterances: conversation.utterances.map((utterance) => ({
					...utterance,
					...(utterance.role === "rep" ? {} : { speaker: planted.speaker }),
					text: utterance.ordinal === 4 ? `What about ${planted.sentence}? ${utterance.text}` : utterance.text,
				})),
			};
		};
		const conversations = await throughBaseline(rig, company, plantedIn);
		const [focus] = await org.listTasks({ cycleId, state: "open" });
		const answer = { kind: "approve-focus", signals: ["value-framing", "close-attempts"] } as const;
		const input = {
			kind: "decide-task",
			cycleId,
			taskId: focus?.id ?? null,
			answer,
			note: planted.note,
			at: at(3),
		} as const;
		const act = await org.writeAct(as("manager"), input, onceOnly("/v1/acts"));
		if (!act.ok) throw new Error(JSON.stringify(act.error));
		await rig.cycles.applyAct(cycleId, { actId: act.value.id, kind: act.value.kind, taskId: act.value.taskId });
		await rig.time.advanceTo(cycleId, at(12));

		// A transcript that cannot be read any more: what the parser complains of quotes it.
		await workers.stop();
		const damaged = await submit(company, at(12), plantedIn(4));
		// The relay may not have come to it yet: started twice, it is started once.
		await rig.cycles.startScoring(company.orgId, damaged);
		const document = Buffer.concat([Buffer.from([1]), brotliCompressSync(planted.sentence)]);
		await superuser(rig.database.superuser, "update transcript set document = $1 where conversation_id = $2", [
			document,
			damaged,
		]);
		const failures: unknown[] = [];
		workers = await rig.startWorkers(({ error }) => failures.push(error));
		await eventually(
			async () => (await rig.client.workflow.getHandle(scoreWorkflowId(damaged, 1)).describe()).raw,
			({ pendingActivities }) => (pendingActivities?.[0]?.lastFailure?.message ?? "") !== "",
		);
		expect(String(failures[0])).toContain("the tangeri");

		const files = (await readdir(join(home, "temporal"))).filter((name) => name.startsWith("temporal"));
		const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(join(home, "temporal", name)))));
		const found = (text: string) => bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le"));
		// The search would find what is there: ids stand in the open.
		for (const id of [cycleId, conversations[0] ?? "", act.value.id]) expect(found(id), id).toBe(true);
		for (const text of [...Object.values(planted), "Quillfeather", "lighthouse", "Marrowbone", "heron", "tangeri"]) {
			expect(found(text), text).toBe(false);
		}
	}, 180_000);
});
