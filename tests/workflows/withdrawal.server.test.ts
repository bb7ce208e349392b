import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Activities } from "../../activities/index.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import { unpackTranscript } from "../../services/records/transcript-document.ts";
import { launchOneRep, type OneRep } from "../support/company.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";

/** What the product promises: nothing is scored and nothing is left so long after a customer took consent back. */
const WITHIN_MS = 60_000;
const SAID = "the zeppelin cinnamon ledger is what we talked about";

let rig: Rig;
let workers: Awaited<ReturnType<Rig["startWorkers"]>> | undefined;
/** Runs once between the labels and their record, as when consent is withdrawn in that very moment. */
let meanwhile: (() => Promise<unknown>) | undefined;

function interrupted(real: Activities): Activities {
	return {
		...real,
		async scoreConversation(input) {
			const first = meanwhile;
			meanwhile = undefined;
			if (first === undefined) return await real.scoreConversation(input);
			// The words were read before the withdrawal, and are labelled and recorded after it.
			const records = { ...rig.records };
			const read = await records.readForScoring(input.orgId, input.conversationId);
			if (read === null || read.withdrawn) throw new Error("nothing was read");
			const { createScoring } = await import("../../services/scoring/index.ts");
			const scored = createScoring().labelAndScore(read.conversation, read.bands);
			await first();
			await records.recordScore(input.orgId, input.conversationId, { ...scored, policyVersion: read.policyVersion });
		},
	};
}

beforeAll(async () => {
	rig = await startRig({ activities: interrupted });
	workers = await rig.startWorkers();
});
afterAll(async () => {
	await workers?.stop();
	await rig?.close();
});

async function call({ org, as, repId, at }: OneRep): Promise<string> {
	const conversation: Conversation = {
		kind: "customer-call",
		language: "en",
		utterances: Array.from({ length: 16 }, (_, ordinal) => ({
			ordinal,
			role: ordinal % 2 === 0 ? ("rep" as const) : ("customer" as const),
			speaker: ordinal % 2 === 0 ? "Rep" : "Customer",
			text: `${SAID}, line ${ordinal}. What would have to change for you to decide this month?`,
			startMs: ordinal * 10_000,
			endMs: ordinal * 10_000 + 9_000,
			confidence: null,
		})),
	};
	const sent = await org.submitConversation(
		as(repId),
		{
			repId: as(repId).personId,
			source: "live",
			kind: "customer-call",
			practiceId: null,
			occurredAt: at(1),
			format: "utterances",
			conversation,
			consent: { purpose: "coaching", reference: "paper", at: at(1) },
		},
		onceOnly("/v1/conversations"),
	);
	if (!sent.ok) throw new Error(JSON.stringify(sent.error));
	return sent.value.conversationId;
}

const withdraw = async ({ org, as, at }: OneRep, conversationId: string) => {
	const done = await org.withdrawConsent(as("manager"), conversationId, at(2), onceOnly("/v1/consent"));
	expect(done).toMatchObject({ ok: true });
};

/** Rows that hold anything of the call beside its empty shell, and every text of both databases in which its words stand. */
async function leftOf(conversationId: string): Promise<readonly string[]> {
	const left: string[] = [];
	const tables = ["transcript", "labelling", "scorecard", "conversation_rep", "known_speaker"];
	for (const table of tables) {
		const rows = await superuser(rig.database.superuser, `select from ${table} where conversation_id = $1`, [
			conversationId,
		]);
		if (rows.length > 0) left.push(table);
	}
	const named = await superuser<{ name: string }>(
		rig.database.superuser,
		"select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'",
	);
	for (const { name } of named) {
		const rows = await superuser(rig.database.superuser, `select from ${name} t where row_to_json(t)::text like $1`, [
			`%${SAID}%`,
		]);
		if (rows.length > 0) left.push(`words in ${name}`);
	}
	const documents = await superuser<{ document: Buffer }>(rig.database.superuser, "select document from transcript");
	if (documents.some(({ document }) => JSON.stringify(unpackTranscript(document)).includes(SAID))) left.push("words");
	for await (const { workflowId } of rig.client.workflow.list()) {
		if (workflowId.includes(conversationId)) left.push(workflowId);
	}
	return left;
}

async function goneInTime(since: number, conversationId: string): Promise<void> {
	await eventually(
		() => leftOf(conversationId),
		(left) => left.length === 0,
		WITHIN_MS - (Date.now() - since),
	);
}

describe("a call whose consent is withdrawn", () => {
	it("while it waits to be scored is never scored, and is gone within a minute", async () => {
		const company = await launchOneRep(rig, "queued");
		await workers?.stop();
		const conversationId = await call(company);
		const since = Date.now();
		await withdraw(company, conversationId);
		workers = await rig.startWorkers();
		await goneInTime(since, conversationId);
		expect(await company.org.findConversation(conversationId)).toMatchObject({ state: "refused" });
	}, 120_000);

	it("while it is being labelled leaves no label and no score, and is gone within a minute", async () => {
		const company = await launchOneRep(rig, "labelled");
		let since = 0;
		let conversationId = "";
		const sent = new Promise<string>((resolve) => {
			meanwhile = async () => {
				since = Date.now();
				await withdraw(company, await started);
				resolve(await started);
			};
		});
		const started = call(company);
		conversationId = await sent;
		await goneInTime(since, conversationId);
		expect(await company.org.findScorecard(conversationId)).toBeNull();
	}, 120_000);

	it("after it was scored is gone within a minute: words, labels, scorecards, readings and workflows", async () => {
		const company = await launchOneRep(rig, "scored");
		const conversationId = await call(company);
		await eventually(
			() => company.org.findConversation(conversationId),
			(found) => found?.state === "scored",
		);
		expect((await leftOf(conversationId)).length).toBeGreaterThan(2);
		const since = Date.now();
		await withdraw(company, conversationId);
		await goneInTime(since, conversationId);
		const readings = await superuser(
			rig.database.superuser,
			"select from reading g join person p on p.id = g.rep_id where p.external_id = 'scored'",
		);
		expect(readings).toEqual([]);
	}, 120_000);
});
