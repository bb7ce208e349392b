import { createPublicKey, randomBytes, randomUUID, verify } from "node:crypto";
import proto from "@temporalio/proto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Activities } from "../../activities/index.ts";
import { composeDialogue } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import { keyEncryptionOf } from "../../services/keys.ts";
import { confirmRepTaskId } from "../../services/records/ids.ts";
import { unpackTranscript } from "../../services/records/transcript-document.ts";
import type { ErasureView, PersonInput } from "../../services/records/types.ts";
import { isWorkflowUnknown } from "../../services/temporal.ts";
import { scoreWorkflowId, taskWorkflowId } from "../../workflows/workflow-ids.ts";
import { launchOneRep, type OneRep, throughBaseline } from "../support/company.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";
import { superuser } from "../support/superuser.ts";

const SKILL = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };
const STAGES = ["withdrawWork", "endWorkflows", "eraseRows", "destroyKey", "certifyErasure"] as const;

/** Everything by which somebody could be known, each found nowhere else. */
const PLANTED = {
	name: "Xaveria Quillfeather",
	email: "xaveria@quillfeather.example",
	externalId: "quill-4711",
	sentences: Array.from({ length: 18 }, (_, index) => `the tangerine lighthouse hums verse ${index} of its own`),
	speakers: ["Zebulon Marrowbone", "Philippa Oxenford", "Thaddeus Wren"],
	askedSpeakers: [
		{ label: "Speaker Quince", name: "Quince Hollowell", email: "quince@hollowell.example" },
		{ label: "Speaker Ambrose", name: "Ambrose Fennimore", email: "ambrose@fennimore.example" },
	],
	consent: { purpose: "coaching of the quill affair", reference: "paper-quill-0815" },
	notesAbout: ["she laughs like a heron", "stammers when the marmalade comes up"],
	noteBy: "told him that his cufflinks rattle",
	keys: ["idempotency-quill-a", "idempotency-quill-b", "idempotency-quill-c"],
	lines: ["only said in the call with the walrus", "what the walrus answered to that"],
	place: [
		'"country":"XQ"',
		'"region":"quill-shire"',
		'"language":"xqq"',
		'"location":"quill-harbour"',
		'"shift":"quill-dawn"',
	],
	invites: ["one-to-one:under-the-quill-tree", "one-to-one:quill-sees-a-colleague"],
	messages: ["message-about-quill", "message-to-quill"],
} as const;
const IDENTIFIERS = [
	PLANTED.name,
	"Quillfeather",
	PLANTED.email,
	PLANTED.externalId,
	...PLANTED.sentences,
	...PLANTED.speakers,
	...PLANTED.askedSpeakers.flatMap(({ label, name, email }) => [label, name, email]),
	...Object.values(PLANTED.consent),
	...PLANTED.notesAbout,
	PLANTED.noteBy,
	...PLANTED.keys,
	...PLANTED.lines,
	...PLANTED.place,
	...PLANTED.invites,
	...PLANTED.messages,
];

/** Tables whose rows about an erased person are deleted. A new table has to stand here or below. */
const GOES = [
	"act",
	"api_key",
	"blind_line",
	"calendar_feed",
	"cohort_member",
	"consent",
	"conversation",
	"conversation_rep",
	"cycle",
	"cycle_run",
	"decision",
	"dispute",
	"drill",
	"drill_attempt",
	"fingerprint",
	"idempotency",
	"invite",
	"known_speaker",
	"labelling",
	"manages",
	"milestone",
	"notification_setting",
	"occurrence",
	"outbox",
	"practice",
	"reading",
	"run_archive",
	"scorecard",
	"step_record",
	"task",
	"task_step",
	"tier_guess",
	"transcript",
] as const;
/** Tables whose rows stay, and why that shows nobody. */
const STAYS = {
	reconcile_difference: "ids of what was mended, and of no person",
	reconcile_round: "counts",
	organisation: "about nobody",
	policy_version: "about nobody",
	cohort: "its lead is an id",
	cohort_outcome: "of a whole cohort, about nobody",
	start_rate: "of the organisation, about nobody",
	person: "name, addresses, roles, place and language are replaced, the id is the pseudonym",
	holiday: "days of the organisation, about nobody",
	channel_config: "the organisation's channels, about nobody",
	webhook_endpoint: "the organisation's receivers, about nobody",
	webhook_delivery: "ids of messages that are gone, codes and times",
	data_key: "the key in it is destroyed",
	audit: "actor and target are ids, actions are codes",
	relay_job: "ids, and withdrawn",
	erasure: "the certificate: ids and counts",
	tombstone: "keyed hashes",
};

/** Every row of every table as text, transcripts unpacked. */
async function dumpOf(url: string): Promise<string> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		const tables = await client.query<{ name: string }>(
			"select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'",
		);
		const parts: string[] = [];
		for (const { name } of tables.rows) {
			const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
			parts.push(...rows.map(({ row }) => row));
		}
		const { rows } = await client.query<{ document: Buffer }>("select document from transcript");
		for (const { document } of rows) parts.push(JSON.stringify(unpackTranscript(document)));
		return parts.join("\n");
	} finally {
		await client.end();
	}
}

/** Every history that Temporal has, with its payloads in the clear, and the ids of all workflows. */
async function temporalDump(rig: Rig): Promise<string> {
	const parts: string[] = [];
	for await (const { workflowId, runId } of rig.client.workflow.list()) {
		try {
			const history = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
			const text = JSON.stringify(proto.temporal.api.history.v1.History.fromObject(history).toJSON());
			const payloads = [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)];
			parts.push(workflowId, text, ...payloads.map(([, data = ""]) => Buffer.from(data, "base64").toString()));
		} catch (error) {
			// Listed a moment longer than it lives.
			if (!isWorkflowUnknown(error)) throw error;
		}
	}
	return parts.join("\n");
}

let rig: Rig;
let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
/** Stages whose answer is lost once, as when the worker dies right after the commit. */
const lost = new Set<string>();
const died: string[] = [];

function dyingOnce(real: Activities): Activities {
	const dying =
		<Args extends readonly unknown[]>(stage: string, run: (...args: Args) => Promise<void>) =>
		async (...args: Args) => {
			await run(...args);
			if (lost.delete(stage)) {
				died.push(stage);
				throw new Error("the answer is lost");
			}
		};
	return {
		...real,
		withdrawWork: dying("withdrawWork", real.withdrawWork),
		endWorkflows: dying("endWorkflows", real.endWorkflows),
		eraseRows: dying("eraseRows", real.eraseRows),
		destroyKey: dying("destroyKey", real.destroyKey),
		certifyErasure: dying("certifyErasure", real.certifyErasure),
	};
}

beforeAll(async () => {
	const keyEncryption = keyEncryptionOf({
		keyEncryptionKey: randomBytes(32).toString("base64"),
		olderKeyEncryptionKeys: [],
	});
	if (keyEncryption === null) throw new Error("no key");
	rig = await startRig({ keyEncryption, activities: dyingOnce });
	workers = await rig.startWorkers();
});
afterAll(async () => {
	await workers?.stop();
	await rig?.close();
});

function planted(number: number): Conversation {
	const conversation = conversationOf(
		composeDialogue({ persona: PERSONAS[0], skill: SKILL, seed: number, withTimes: true }),
	);
	const sentences = PLANTED.sentences.slice((number - 1) * 6, number * 6);
	return {
		...conversation,
		utterances: conversation.utterances.map((utterance) => {
			const sentence = sentences[utterance.ordinal];
			return {
				...utterance,
				speaker: utterance.role === "rep" ? PLANTED.name : (PLANTED.speakers[number - 1] ?? ""),
				text: sentence === undefined ? utterance.text : `${utterance.text} Well, ${sentence}.`,
			};
		}),
	};
}

/** A call in which nobody knows yet who the rep is, with consent; the manager says so. */
async function callWithUnknownRep(company: OneRep): Promise<string> {
	const { org, as, repId, at } = company;
	const utterances = PLANTED.askedSpeakers.flatMap(({ label }, index) =>
		Array.from({ length: 8 }, (_, turn) => ({
			ordinal: turn * 2 + index,
			role: "unknown" as const,
			speaker: label,
			text: turn === 0 ? (PLANTED.lines[index] ?? "") : `Line ${turn} with a few words more.`,
			startMs: null,
			endMs: null,
			confidence: null,
		})),
	);
	const conversation: Conversation = {
		kind: "customer-call",
		language: "en",
		utterances: utterances.toSorted((a, b) => a.ordinal - b.ordinal),
	};
	const input = {
		repId: as(repId).personId,
		source: "live",
		kind: "customer-call",
		practiceId: null,
		occurredAt: at(3),
		format: "gong",
		conversation,
		speakers: PLANTED.askedSpeakers.map((speaker, index) => ({
			key: String(index),
			...speaker,
			side: null,
			channel: null,
		})),
		consent: { ...PLANTED.consent, at: at(3) },
	} as const;
	const key = { ...onceOnly("/v1/conversations"), key: PLANTED.keys[0] };
	const sent = await org.submitConversation(as(repId), input, key);
	if (!sent.ok) throw new Error(JSON.stringify(sent.error));
	const taskId = sent.value.askedIn ?? "";
	await eventually(
		() => org.findTask(taskId),
		(task) => task?.state === "open",
	);
	const act = await org.writeAct(
		as("manager"),
		{
			kind: "decide-task",
			cycleId: null,
			taskId,
			answer: { kind: "confirm-rep", speakers: [0] },
			note: PLANTED.notesAbout[1],
			at: at(3),
		},
		onceOnly("/v1/tasks"),
	);
	if (!act.ok) throw new Error(JSON.stringify(act.error));
	await eventually(
		() => org.findConversation(sent.value.conversationId),
		(found) => found?.state === "scored",
	);
	return sent.value.conversationId;
}

/** The focus of a cycle is approved, with a note. */
async function approveFocus(company: OneRep, by: string, note: string, key = randomUUID() as string): Promise<void> {
	const { org, as, cycleId, at } = company;
	const focus = (await org.listTasks({ cycleId, state: "open" })).find(({ kind }) => kind === "approve-focus");
	const answer = { kind: "approve-focus", signals: ["value-framing", "close-attempts"] } as const;
	const act = await org.writeAct(
		as(by),
		{ kind: "decide-task", cycleId, taskId: focus?.id ?? null, answer, note, at: at(3) },
		{ ...onceOnly("/v1/tasks"), key },
	);
	if (!act.ok) throw new Error(JSON.stringify(act.error));
	await rig.cycles.applyAct(cycleId, { actId: act.value.id, kind: act.value.kind, taskId: act.value.taskId });
}

async function request(company: OneRep, personId: string): Promise<ErasureView> {
	const asked = await company.org.requestErasure(company.as("admin"), personId, onceOnly("/v1/people/erasure"));
	if (!asked.ok) throw new Error(JSON.stringify(asked.error));
	return asked.value;
}

/** Waits until the rows and the key are gone. */
async function keyDestroyed(erasureId: string): Promise<void> {
	await eventually(
		async () => {
			const [row] = await superuser<{ destroyed: boolean }>(
				rig.database.superuser,
				"select k.destroyed_at is not null as destroyed from erasure e join person p on p.id = e.person_id join data_key k on k.id = p.data_key_id where e.id = $1",
				[erasureId],
			);
			return row?.destroyed;
		},
		(destroyed) => destroyed === true,
		60_000,
	);
}

/** Lets the minute pass in which stragglers come to light, and waits for the certificate. */
async function done(company: OneRep, erasureId: string): Promise<ErasureView> {
	await keyDestroyed(erasureId);
	await rig.time.advanceErasureTo(erasureId, new Date(Date.now() + 120_000).toISOString());
	const view = await eventually(
		() => company.org.findErasure(erasureId),
		(found) => found?.state === "done",
		60_000,
	);
	if (view === null) throw new Error("no erasure");
	return view;
}

describe("the erasure of a person", () => {
	it("leaves none of 40 planted identifiers in either database, though the worker dies behind every stage", async () => {
		expect(new Set(IDENTIFIERS).size).toBeGreaterThanOrEqual(40);
		const company = await launchOneRep(rig, PLANTED.externalId, { name: PLANTED.name, email: PLANTED.email });
		const { org, orgId, as, cycleId, at } = company;
		const personId = as(PLANTED.externalId).personId;
		const conversations = await throughBaseline(rig, company, planted);
		await approveFocus(company, "manager", PLANTED.notesAbout[0], PLANTED.keys[1]);
		await callWithUnknownRep(company);
		await org.createApiKey(personId);
		// The person looks after a colleague, too: what they did there stays, without a word of theirs.
		const colleague = await launchColleague(company);
		await speakOfThePerson(company);
		await superuser(
			rig.database.superuser,
			`insert into act (org_id, actor_id, idempotency_key, kind, cycle_id, note, at, state, applied_at)
			values ($1, $2, $3, 'stop-cycle', $5, $4, now(), 'refused', now())`,
			[orgId, personId, PLANTED.keys[2], PLANTED.noteBy, colleague],
		);
		await plantMessagesAndMeetings(company, colleague);
		const key = onceOnly("/v1/me/calendar-feed");
		const feed = await org.createCalendarFeed({ ...as(PLANTED.externalId), orgId }, key);
		const token = feed.ok ? (feed.value.token ?? "") : "";
		expect(await rig.records.readCalendarFeed(token, at(0))).not.toBeNull();
		await rig.time.advanceTo(cycleId, at(31));

		const before = await dumpOf(rig.database.superuser);
		for (const text of IDENTIFIERS) expect(before.includes(text), text).toBe(true);
		const runs = await rig.records.listRuns(orgId, cycleId);
		expect(runs.length).toBeGreaterThanOrEqual(2);

		for (const stage of STAGES) lost.add(stage);
		const { id: erasureId } = await request(company, personId);
		const view = await done(company, erasureId);
		expect(died.toSorted()).toEqual([...STAGES].toSorted());

		const after = await dumpOf(rig.database.superuser);
		const temporal = await eventually(
			() => temporalDump(rig),
			(dump) => !dump.includes(`cycle:${cycleId}`) && conversations.every((id) => !dump.includes(`score:${id}`)),
		);
		for (const text of IDENTIFIERS) {
			expect(after.includes(text), `PostgreSQL: ${text}`).toBe(false);
			expect(temporal.includes(text), `Temporal: ${text}`).toBe(false);
		}
		for (const { runId } of runs) expect(await rig.cycles.readRun(cycleId, runId)).toBeNull();
		expect(await rig.records.readCalendarFeed(token, at(0))).toBeNull();
		const left = await superuser(
			rig.database.superuser,
			`select from notification_setting where person_id = $1
			union all select from invite where person_id = $1 or cycle_id = $2
			union all select from calendar_feed where person_id = $1
			union all select from outbox where person_id = $1 or cycle_id = $2
			union all select from drill where rep_id = $1 or cycle_id = $2
			union all select from occurrence where rep_id = $1`,
			[personId, cycleId],
		);
		expect(left).toHaveLength(0);
		// Others are still there.
		expect(await org.findCycle(colleague)).toMatchObject({ phase: "baseline" });
		const acts = await superuser(rig.database.superuser, "select note, actor_id from act where cycle_id = $1", [
			colleague,
		]);
		expect(acts).toContainEqual({ note: null, actor_id: personId });

		expectSigned(view, { certificate: erasureId, person: personId });
		await staysAway(company, personId);
	}, 300_000);

	it("is one and the same, however often it is asked for", async () => {
		const company = await launchOneRep(rig, "twice");
		const personId = company.as("twice").personId;
		const asked = await Promise.all([request(company, personId), request(company, personId)]);
		expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
		const view = await done(company, asked[0]?.id ?? "");
		expect(view.certificate).not.toBeNull();
		const again = await company.org.requestErasure(company.as("admin"), personId, onceOnly("/v1/people/erasure"));
		expect(again).toMatchObject({ ok: false, error: { code: "not-found" } });
	}, 120_000);

	it("is done once more where a restored backup brought rows of the person back", async () => {
		const company = await launchOneRep(rig, "restored", { name: "Ignatia Bellwether", email: "ig@bellwether.example" });
		const { org, orgId, cycleId } = company;
		const personId = company.as("restored").personId;
		const { id: erasureId } = await request(company, personId);
		const first = await done(company, erasureId);
		const run = (sql: string, values: readonly unknown[]) => superuser(rig.database.superuser, sql, values);
		await run(
			"update data_key set wrapped = '\\x01', destroyed_at = null where id = (select data_key_id from person where id = $1)",
			[personId],
		);
		const restored = [personId, "Ignatia Bellwether", "ig@bellwether.example"];
		await run(
			"update person set status = 'active', external_id = 'restored', name = $2, email = $3 where id = $1",
			restored,
		);
		await run(
			`insert into cycle (org_id, id, cohort_id, rep_id, policy_version_id, phase, starts_on, seed)
			select c.org_id, $2, c.id, $3, v.id, 'baseline', current_date, 1 from cohort c join policy_version v on v.org_id = c.org_id
			where c.org_id = $1 limit 1`,
			[orgId, cycleId, personId],
		);
		await run(
			`insert into invite (org_id, id, cycle_id, name, person_id, kind, starts_at, ends_at, changed_at)
			values ($1, gen_random_uuid(), $2, 'one-to-one', $3, 'one-to-one', now(), now() + interval '1 hour', now())`,
			[orgId, cycleId, personId],
		);
		await run(
			`insert into outbox (org_id, id, cycle_id, step, person_id, channel, template_code, params, at, deliver_at)
			values ($1, gen_random_uuid(), $2, 'late', $3, 'email', 'task.remind', '{}', now(), now())`,
			[orgId, cycleId, personId],
		);
		// A list names the person again before anybody has noticed: the tombstone holds.
		const again = await org.importPeopleList(
			company.as("admin"),
			{
				rows: [
					{
						row: 2,
						person: {
							externalId: "restored",
							name: "Renamed",
							email: "n@example.test",
							roles: ["rep"],
							zone: "UTC",
							manager: null,
						},
					},
				],
				faults: [],
			},
			{ since: "2026-01-01", dryRun: false },
		);
		expect(again).toMatchObject({ imported: [], leftOut: [2] });
		await rig.records.deleteExpired(orgId, new Date().toISOString());
		const second = await done(company, erasureId);
		expect(second.certificate?.document).not.toBe(first.certificate?.document);
		const dump = await dumpOf(rig.database.superuser);
		for (const text of ["Bellwether", "ig@bellwether.example"]) expect(dump).not.toContain(text);
		const left = await run(
			`select from cycle where rep_id = $1 union all select from invite where person_id = $1
			union all select from outbox where person_id = $1`,
			[personId],
		);
		expect(left).toHaveLength(0);
		// Nothing came back, so nothing is opened again.
		await rig.records.deleteExpired(orgId, new Date().toISOString());
		expect(await org.findErasure(erasureId)).toMatchObject({ state: "done" });
	}, 180_000);

	it("takes with it what a request that was under way still wrote behind it", async () => {
		const company = await launchOneRep(rig, "straggler");
		const { orgId } = company;
		const personId = company.as("straggler").personId;
		const { id: erasureId } = await request(company, personId);
		await keyDestroyed(erasureId);
		const late = [
			"insert into notification_setting (org_id, person_id, kind, channel, enabled) values ($1, $2, 'digest', 'email', false)",
			"insert into calendar_feed (org_id, person_id, token_hash) values ($1, $2, sha256('late'))",
			"insert into api_key (org_id, person_id, hash, prefix) values ($1, $2, sha256('late'), 'cl_late')",
			`insert into idempotency (org_id, actor_id, method, path, key, request_hash, status, target_kind, target_id)
			values ($1, $2, 'post', '/v1/me/calendar-feed', 'late', sha256('late'), 201, 'calendar-feed', $2)`,
		];
		for (const sql of late) await superuser(rig.database.superuser, sql, [orgId, personId]);
		await done(company, erasureId);
		const left = await superuser(
			rig.database.superuser,
			`select from notification_setting where person_id = $1 union all select from calendar_feed where person_id = $1
			union all select from api_key where person_id = $1 union all select from idempotency where actor_id = $1`,
			[personId],
		);
		expect(left).toHaveLength(0);
	}, 120_000);

	it("of one call, whose consent is withdrawn, takes the scoring and the question who the rep is out of Temporal", async () => {
		const company = await launchOneRep(rig, "withdrawn");
		const conversationId = await callWithUnknownRep(company);
		const scoring = () => rig.client.workflow.getHandle(scoreWorkflowId(conversationId, 1)).describe();
		const asking = () => rig.client.workflow.getHandle(taskWorkflowId(confirmRepTaskId(conversationId))).describe();
		expect(await scoring()).toBeDefined();
		expect(await asking()).toBeDefined();
		const at = company.at(4);
		const withdrawn = await company.org.withdrawConsent(
			company.as("manager"),
			conversationId,
			at,
			onceOnly("/v1/consent"),
		);
		expect(withdrawn).toMatchObject({ ok: true });
		for (const look of [scoring, asking]) {
			await eventually(
				() =>
					look().then(
						() => "there",
						(error: unknown) => (isWorkflowUnknown(error) ? "gone" : "away"),
					),
				(seen) => seen === "gone",
				60_000,
			);
		}
		const dump = await dumpOf(rig.database.superuser);
		for (const text of PLANTED.lines) expect(dump).not.toContain(text);
		for (const { name, email } of PLANTED.askedSpeakers)
			for (const text of [name, email]) expect(dump).not.toContain(text);
	}, 120_000);

	it("has an answer for every table: what it holds of a person goes, or stays for a reason", async () => {
		const tables = await superuser<{ name: string }>(
			rig.database.superuser,
			"select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> '_prisma_migrations'",
		);
		expect(tables.map(({ name }) => name).toSorted()).toEqual([...GOES, ...Object.keys(STAYS)].toSorted());
		const [erasing] = await superuser<{ text: string }>(
			rig.database.superuser,
			"select string_agg(pg_get_functiondef(oid), ' ') as text from pg_proc where proname like 'erasure\\_%'",
		);
		for (const table of GOES) expect(erasing?.text, table).toContain(`delete from public.${table} `);
	});

	it("makes every step and every score from the request on write nothing", async () => {
		const company = await launchOneRep(rig, "quiet");
		const { orgId, cycleId, as, at } = company;
		await superuser(rig.database.superuser, "update person set status = 'erasing' where id = $1", [
			as("quiet").personId,
		]);
		const rows = () =>
			superuser(rig.database.superuser, "select count(*)::int as n from step_record where cycle_id = $1", [cycleId]);
		const before = await rows();
		const identity = { orgId, cycleId, runId: "late", historyLength: 1, now: at(5) };
		expect(await rig.records.runStep(identity, { kind: "baseline" })).toEqual({
			kind: "refused",
			because: "cycle-closed",
		});
		expect(await rows()).toEqual(before);
	});
});

/** Another rep of the same organisation, in a cycle of their own; gives its id. */
async function launchColleague({ org, as, at }: OneRep): Promise<string> {
	const colleague: PersonInput = {
		externalId: "colleague",
		name: "A Colleague",
		email: "colleague@example.test",
		roles: ["rep"],
		zone: "UTC",
		manager: "manager",
	};
	const imported = await org.importPeople([colleague], "2026-01-01");
	if (!imported.ok) throw new Error(JSON.stringify(imported.error));
	const made = await org.launchCohort(
		as("lead"),
		{ name: "Winter", startsOn: at(0).slice(0, 10), reps: ["colleague"], policy: null },
		onceOnly("/v1/cohorts"),
	);
	if (!made.ok) throw new Error(JSON.stringify(made.error));
	const [cycleId = ""] = made.value.cycleIds;
	await eventually(
		() => org.findCycle(cycleId),
		(cycle) => cycle?.phase === "baseline",
	);
	return cycleId;
}

/**
 * What the rooms of messages and meetings hold of the person: choices, meetings in two calendars, and messages that wait,
 * of the person's own cycle and of a colleague's.
 */
async function plantMessagesAndMeetings({ orgId, as, cycleId }: OneRep, colleague: string): Promise<void> {
	const personId = as(PLANTED.externalId).personId;
	const run = (sql: string, values: readonly unknown[]) => superuser(rig.database.superuser, sql, values);
	await run(
		`update person set country = 'XQ', region = 'quill-shire', language = 'xqq', location = 'quill-harbour',
			shift = 'quill-dawn' where id = $1`,
		[personId],
	);
	await run(
		`insert into drill (org_id, id, cycle_id, rep_id, name, gap, conversation_id, evidence_utterance, times, from_date, since,
			assigned_by, assigned_at)
		select org_id, gen_random_uuid(), $3, $2, 'drill:01', 'next-step', id, 1, 3, current_date, now(), $4, now()
		from conversation where org_id = $1 and rep_id = $2 limit 1`,
		[orgId, personId, cycleId, as("manager").personId],
	);
	await run(
		`insert into drill_attempt (org_id, drill_id, ordinal, angle, conversation_id, at)
		select d.org_id, d.id, 1, 1, d.conversation_id, now() from drill d where d.rep_id = $1`,
		[personId],
	);
	await run(
		"insert into notification_setting (org_id, person_id, kind, channel, enabled) values ($1, $2, 'digest', 'email', false)",
		[orgId, personId],
	);
	const places = [
		[cycleId, as("manager").personId],
		[colleague, personId],
	] as const;
	for (const [index, [cycle, person]] of places.entries()) {
		await run(
			`insert into invite (org_id, id, cycle_id, name, person_id, kind, starts_at, ends_at, changed_at)
			values ($1, gen_random_uuid(), $2, $3, $4, 'one-to-one', now(), now() + interval '1 hour', now())`,
			[orgId, cycle, PLANTED.invites[index], person],
		);
		await run(
			`insert into outbox (org_id, id, cycle_id, step, person_id, channel, template_code, params, at, deliver_at)
			values ($1, gen_random_uuid(), $2, $3, $4, 'email', 'task.opened', '{}', now(), now())`,
			[orgId, cycle, PLANTED.messages[index], person],
		);
	}
}

/** A colleague's call in which the person is named aloud, a note and a consent that name the person, an address that is known. */
async function speakOfThePerson({ org, orgId, as, at }: OneRep): Promise<void> {
	const [colleague] = await org.listPeople({ externalId: "colleague" });
	const conversation = planted(4);
	const [first, ...rest] = conversation.utterances;
	if (first === undefined) throw new Error("nothing said");
	const named = `I took over from ${PLANTED.name.toUpperCase()}, that is ${PLANTED.externalId}, write to ${PLANTED.email}.`;
	const sent = await org.submitConversation(
		as("lead"),
		{
			repId: colleague?.id ?? "",
			source: "practice",
			kind: "role-play",
			practiceId: null,
			occurredAt: at(1),
			format: "utterances",
			conversation: {
				...conversation,
				utterances: [{ ...first, text: named }, ...rest].map((utterance) => ({ ...utterance, speaker: "Somebody" })),
			},
			consent: null,
		},
		onceOnly("/v1/conversations"),
	);
	if (!sent.ok) throw new Error(JSON.stringify(sent.error));
	const run = (sql: string, values: readonly unknown[]) => superuser(rig.database.superuser, sql, values);
	const { conversationId } = sent.value;
	await run(
		"insert into consent (org_id, conversation_id, state, purpose, reference, at) values ($1, $2, 'given', 'coaching', $3, now())",
		[orgId, conversationId, `mail of ${PLANTED.name}`],
	);
	await run(
		"insert into known_speaker (org_id, rep_id, by, source, value, conversation_id) values ($1, $2, 'email', '', $3, $4)",
		[orgId, colleague?.id, PLANTED.email, conversationId],
	);
	await run(
		`insert into act (org_id, actor_id, idempotency_key, kind, cycle_id, note, at, state, applied_at)
		select $1, $2, 'about-somebody', 'stop-cycle', c.id, $3, now(), 'refused', now() from cycle c where c.rep_id = $4`,
		[orgId, as("lead").personId, `as ${PLANTED.name} did`, colleague?.id],
	);
}

function expectSigned({ certificate }: ErasureView, names: object): void {
	if (certificate === null) throw new Error("no certificate");
	const { document, signature, publicKey } = certificate;
	const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
	const check = (text: string) => verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
	expect(check(document)).toBe(true);
	expect(check(document.replace("conversations", "conversationz"))).toBe(false);
	expect(JSON.parse(document)).toMatchObject({
		...names,
		// A colleague's call, a note, a consent and a speaker's address.
		mentionsMasked: 4,
		removed: { conversations: 4, cycles: 1, invites: 10, notificationSettings: 1 },
	});
}

/** What comes late does not bring the person back: a list of people, a call, a scoring. */
async function staysAway(company: OneRep, personId: string): Promise<void> {
	const { org, as, at } = company;
	const person = (more: Partial<PersonInput>): PersonInput => ({
		externalId: "somebody-new",
		name: "Somebody New",
		email: "new@example.test",
		roles: ["rep"],
		zone: "UTC",
		manager: "manager",
		...more,
	});
	const imported = await org.importPeople(
		[
			person({}),
			person({ externalId: PLANTED.externalId.toUpperCase(), name: PLANTED.name, email: "another@example.test" }),
			person({ externalId: "another-id", name: PLANTED.name, email: ` ${PLANTED.email.toUpperCase()}` }),
		],
		"2026-01-01",
	);
	if (!imported.ok) throw new Error(JSON.stringify(imported.error));
	expect(imported.value.map(({ externalId }) => externalId)).toEqual(["somebody-new"]);
	expect(await org.findPerson(personId)).toBeNull();
	const late = await org.submitConversation(
		as("manager"),
		{
			repId: personId,
			source: "practice",
			kind: "role-play",
			practiceId: null,
			occurredAt: at(32),
			format: "utterances",
			conversation: planted(1),
			consent: null,
		},
		onceOnly("/v1/conversations"),
	);
	expect(late).toMatchObject({ ok: false, error: { code: "not-found" } });
	const keys = await superuser<{ wrapped: Buffer | null }>(
		rig.database.superuser,
		"select k.wrapped from person p join data_key k on k.org_id = p.org_id and k.id = p.data_key_id where p.id = $1",
		[personId],
	);
	expect(keys).toEqual([{ wrapped: null }]);
	expect(await dumpOf(rig.database.superuser)).not.toContain(PLANTED.name);
}
