import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../../services/database.ts";
import {
	type Company,
	callerOf,
	conversationOf,
	createCompany,
	factsOfCycle,
	launch,
	newKey,
	personOf,
	type Rig,
	refusal,
	scoredWith,
	startRig,
	submission,
	throughBaseline,
	value,
} from "./rig.ts";

const AT = "2026-01-14T10:00:00.000Z";
const consent = { purpose: "coaching", reference: "paper 12", at: "2026-01-12T09:00:00.000Z" };

let rig: Rig;
let company: Company;
let cycleId: string;
beforeAll(async () => {
	rig = await startRig();
	company = await createCompany(rig.records);
	[cycleId = ""] = await launch(rig.records, company, ["r0"]);
	await throughBaseline(rig.records, company, "r0", cycleId);
});
afterAll(() => rig.close());

const org = () => rig.records.org(company.orgId);

async function call(words: string): Promise<string> {
	const input = submission(personOf(company, "r0").id, {
		source: "live",
		kind: "customer-call",
		consent,
		occurredAt: "2026-01-13T10:00:00.000Z",
		conversation: conversationOf(words),
	});
	return value(await org().submitConversation(callerOf(company, "r0"), input, newKey())).conversationId;
}

const withdraw = (id: string, key = newKey()) => org().withdrawConsent(callerOf(company, "r0"), id, AT, key);

/** How many rows each table still has of a call. */
async function rowsOf(id: string) {
	const [row] = await rig.look<Record<string, number>>(
		`select
			(select count(*)::int from transcript where conversation_id = $1) as transcript,
			(select count(*)::int from labelling where conversation_id = $1) as labelling,
			(select count(*)::int from scorecard where conversation_id = $1) as scorecard,
			(select count(*)::int from reading g join scorecard s on s.id = g.scorecard_id where s.conversation_id = $1) as reading,
			(select count(*)::int from fingerprint where conversation_id = $1) as fingerprint`,
		[id],
	);
	return row;
}

describe("consent that is withdrawn", () => {
	it("takes words, labels, scorecards and readings with it, and leaves what was decided as it is", async () => {
		const id = await call("The words of the first call.");
		await rig.records.recordScore(company.orgId, id, scoredWith());
		expect(await rowsOf(id)).toMatchObject({ transcript: 1, labelling: 1, scorecard: 1, reading: 5 });
		const decided = await rig.look("select id, inputs, outcome from decision order by id");

		expect(value(await withdraw(id))).toMatchObject({ conversationId: id, withdrawnAt: AT });
		expect(await rowsOf(id)).toEqual({ transcript: 0, labelling: 0, scorecard: 0, reading: 0, fingerprint: 1 });
		expect(await org().findConversation(id)).toMatchObject({ state: "refused" });
		expect(await org().findScorecard(id)).toBeNull();
		expect(await rig.look("select id, inputs, outcome from decision order by id")).toEqual(decided);
	});

	it("stops a scoring that is under way: it stores nothing", async () => {
		const id = await call("The words of the second call.");
		const input = await rig.records.readForScoring(company.orgId, id);
		expect(input?.withdrawn).toBe(false);
		value(await withdraw(id));
		expect(await rig.records.recordScore(company.orgId, id, scoredWith())).toEqual({ waitingCycleId: null });
		expect(await rowsOf(id)).toMatchObject({ labelling: 0, scorecard: 0, reading: 0 });
		expect(await rig.records.readForScoring(company.orgId, id)).toBeNull();
	});

	it("leaves the pools: no decision after it counts the call", async () => {
		const [stays, goes] = [await call("A call that stays."), await call("A call that goes.")];
		for (const id of [stays, goes]) await rig.records.recordScore(company.orgId, id, scoredWith());
		const database = createDatabase(rig.database.app, { connectionsMax: 1 });
		const counted = async () => {
			const facts = await database.withOrg(company.orgId, (tx) =>
				factsOfCycle(tx, company.orgId, cycleId, "2026-01-15T08:00:00.000Z"),
			);
			return facts.conversations.map(({ id }) => id);
		};
		const before = await counted();
		expect(before).toEqual(expect.arrayContaining([stays, goes]));
		value(await withdraw(goes));
		const after = await counted();
		await database.close();
		expect(after).toContain(stays);
		expect(after).not.toContain(goes);
	});

	it("is withdrawn once, by whoever asks first, and the same file sent again stays without words", async () => {
		const words = "The words of a call that is sent twice.";
		const id = await call(words);
		const key = newKey();
		expect(value(await withdraw(id, key)).replayed).toBe(false);
		expect(value(await withdraw(id, key))).toMatchObject({ replayed: true, withdrawnAt: AT });
		expect(value(await withdraw(id))).toMatchObject({ replayed: false, withdrawnAt: AT });
		expect(await call(words)).toBe(id);
		expect(await rowsOf(id)).toMatchObject({ transcript: 0 });
		const jobs = await rig.look("select kind from relay_job where target = $1 and done_at is null", [id]);
		expect(jobs).toEqual([{ kind: "withdraw" }]);
	});

	it("is refused for a practice, which needs no consent, and for a call of nobody", async () => {
		const input = submission(personOf(company, "r0").id);
		const { conversationId } = value(await org().submitConversation(callerOf(company, "r0"), input, newKey()));
		expect(refusal(await withdraw(conversationId)).code).toBe("consent-missing");
		expect(refusal(await withdraw(company.orgId)).code).toBe("not-found");
	});
});
