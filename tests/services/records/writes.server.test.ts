import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { migrationNames } from "../../../services/records/ready.ts";
import type { LaunchInput } from "../../../services/records/types.ts";
import {
	type Company,
	callerOf,
	conversationOf,
	createCompany,
	EPOCH,
	launch,
	newKey,
	personOf,
	type Rig,
	refusal,
	STARTS_ON,
	scoredWith,
	startRig,
	step,
	submission,
	throughBaseline,
	value,
	ZONE,
} from "./rig.ts";

let rig: Rig;
let company: Company;
beforeAll(async () => {
	rig = await startRig();
	company = await createCompany(rig.records, { reps: 12 });
});
afterAll(() => rig.close());

const org = () => rig.records.org(company.orgId);
const cohortOf = (reps: readonly string[], more: Partial<LaunchInput> = {}): LaunchInput => ({
	name: "Cohort",
	startsOn: STARTS_ON,
	reps,
	policy: null,
	...more,
});
const launching = async (input: LaunchInput, key = newKey(input)) => await org().launchCohort(company.lead, input, key);

describe("a launch", () => {
	it("sent twice with the same key makes one cohort and gives the same cycles in the same order", async () => {
		const input = cohortOf(["r1", "r0"]);
		const key = newKey(input);
		const first = value(await launching(input, key));
		const again = value(await launching(input, key));
		expect(again).toEqual({ ...first, replayed: true });
		const reps = await Promise.all(first.cycleIds.map(async (id) => (await org().findCycle(id))?.repId));
		expect(reps).toEqual([personOf(company, "r1").id, personOf(company, "r0").id]);
		expect(await org().findCohort(first.cohortId)).toMatchObject({ state: "launching", cycles: { planned: 2 } });
	});

	it("with a key that was used for something else is refused, and makes nothing", async () => {
		const key = newKey("first");
		value(await launching(cohortOf(["r2"]), key));
		const before = await org().listCohorts();
		const other = { ...key, requestHash: newKey("second").requestHash };
		expect(refusal(await launching(cohortOf(["r3"]), other))).toMatchObject({ code: "key-reused" });
		expect(await org().listCohorts()).toHaveLength(before.length);
	});

	it("of a rep who practises already is refused by that name, with a pointer to each such row", async () => {
		const [cycleId] = await launch(rig.records, company, ["r4"]);
		const refused = refusal(await launching(cohortOf(["r3", "r4"])));
		expect(refused).toEqual({
			code: "already-practising",
			faults: [
				{ field: "/reps/1", expected: "a rep who practises in no other cycle", came: `r4, in cycle ${cycleId}` },
			],
		});
		expect(await org().listCycles({ repId: personOf(company, "r3").id })).toEqual([]);
	});

	it("cannot put a rep into two practising cycles even past every check", async () => {
		await expect(
			rig.look(
				`insert into cycle (org_id, cohort_id, rep_id, policy_version_id, seed, starts_on)
				select org_id, gen_random_uuid(), rep_id, policy_version_id, 1, starts_on from cycle where rep_id = $1`,
				[personOf(company, "r4").id],
			),
		).rejects.toThrow(/cycle_one_practising_per_rep/);
		const [index] = await rig.look<{ definition: string }>(
			"select indexdef as definition from pg_indexes where indexname = 'cycle_one_practising_per_rep'",
		);
		expect(index?.definition).toMatch(/UNIQUE.*\(org_id, rep_id\) WHERE/);
	});

	it("by two leads at the same time for the same rep makes one cycle", async () => {
		const results = await Promise.all([launching(cohortOf(["r5"])), launching(cohortOf(["r5"]), newKey("other"))]);
		expect(results.filter(({ ok }) => ok)).toHaveLength(1);
		expect(await org().listCycles({ repId: personOf(company, "r5").id })).toHaveLength(1);
	});

	it.each<[string, LaunchInput, { field: string; expected: RegExp }]>([
		["a rep twice", cohortOf(["r6", "r7", "r6"]), { field: "/reps/2", expected: /each rep once/ }],
		["a rep whom nobody knows", cohortOf(["r6", "nobody"]), { field: "/reps/1", expected: /active person/ }],
		["a manager who is nobody", cohortOf(["head"]), { field: "/reps/0", expected: /role rep/ }],
		[
			"a date that does not exist",
			cohortOf(["r6"], { startsOn: "2026-02-30" }),
			{ field: "/startsOn", expected: /exists/ },
		],
		[
			"a day without a manager of record",
			cohortOf(["r6"], { startsOn: "2025-11-30" }),
			{ field: "/reps/0", expected: /manager of record/ },
		],
		["no reps", cohortOf([]), { field: "/reps", expected: /1 to 1,000/ }],
		[
			"more than 1,000 reps, all or none",
			cohortOf(
				Array.from({ length: 1001 }, (_, n) => `x${n}`),
				{ atomic: true },
			),
			{ field: "/reps", expected: /1 to 1,000/ },
		],
	])("with %s names the field and what was expected, and writes nothing", async (_, input, fault) => {
		const before = await org().listCohorts();
		const refused = refusal(await launching(input));
		expect(refused.code).toBe("invalid");
		expect(refused.faults[0]).toMatchObject({ field: fault.field, expected: expect.stringMatching(fault.expected) });
		expect(await org().listCohorts()).toHaveLength(before.length);
	});

	it("of a rep whose manager has left names the manager", async () => {
		await rig.look("update person set status = 'left' where id = $1", [personOf(company, "m1").id]);
		const refused = refusal(await launching(cohortOf(["r6"])));
		await rig.look("update person set status = 'active' where id = $1", [personOf(company, "m1").id]);
		expect(refused.faults[0]).toMatchObject({ field: "/reps/0", came: "r6, whose manager m1 has left" });
	});

	it("stores a new policy once, as the next version, and never changes an old one", async () => {
		const policy = { ...DEFAULT_POLICY, practice: { ...DEFAULT_POLICY.practice, perWeek: 3 } };
		const first = value(await launching(cohortOf(["r6"], { policy })));
		const second = value(await launching(cohortOf(["r7"], { policy })));
		const versions = await rig.look<{ number: number; name: string }>(
			"select number, name from policy_version where org_id = $1 order by number",
			[company.orgId],
		);
		expect(versions).toEqual([
			{ number: 1, name: "default" },
			{ number: 2, name: "default" },
		]);
		const [a, b] = [await org().findCohort(first.cohortId), await org().findCohort(second.cohortId)];
		expect(a?.policyVersionId).toBe(b?.policyVersionId);
	});

	it("is handed out row by row: a row comes again until somebody says that its cycle was started", async () => {
		const cohort = value(await launching(cohortOf(["r8", "r9", "r10"])));
		const page = () => rig.records.takeLaunchPage(company.orgId, cohort.cohortId);
		const first = await page();
		expect(first.starts.map(({ cycleId }) => cycleId)).toEqual(cohort.cycleIds);
		expect(first.starts.map(({ startsAt }) => startsAt)).toEqual(Array(3).fill("2026-01-04T23:00:00.000Z"));
		expect(await page()).toEqual(first);
		await rig.records.markStarted(company.orgId, cohort.cohortId, first.starts.slice(0, 2));
		expect((await page()).starts).toEqual(first.starts.slice(2));
		await rig.records.markStarted(company.orgId, cohort.cohortId, first.starts);
		expect(await page()).toMatchObject({ starts: [], more: false });
		const now = "2026-01-05T08:00:00.000Z";
		await rig.records.lookAtCohort(company.orgId, cohort.cohortId, { since: now, now });
		expect(await org().findCohort(cohort.cohortId)).toMatchObject({ state: "running", members: { started: 3 } });
	});

	it("of a long list keeps each row that cannot begin with its reason, and nothing by which somebody is known", async () => {
		const many = await createCompany(rig.records, { reps: 6 });
		const theirs = rig.records.org(many.orgId);
		await launch(rig.records, many, ["r1"]);
		const reps = ["r0", "nobody-here", "r1", "head", "r2"];
		const input = { ...cohortOf(reps), atomic: false };
		const key = newKey(input);
		const made = value(await theirs.launchCohort(many.lead, input, key));
		expect(made).toMatchObject({ cycleIds: [], rows: 5 });
		expect(value(await theirs.launchCohort(many.lead, input, key))).toEqual({ ...made, replayed: true });
		expect(await theirs.findCohort(made.cohortId)).toMatchObject({ members: { waiting: 5 } });
		const { starts } = await rig.records.takeLaunchPage(many.orgId, made.cohortId);
		expect(starts.map(({ ordinal }) => ordinal)).toEqual([0, 4]);
		const refusals = await theirs.listLaunchRefusals(made.cohortId, null, 10);
		expect(refusals.map(({ row, reason }) => [row, reason.code])).toEqual([
			[1, "launch.unknown-rep"],
			[2, "launch.already-practising"],
			[3, "launch.not-a-rep"],
		]);
		expect(await theirs.listLaunchRefusals(made.cohortId, 2, 10)).toHaveLength(1);
		expect(await theirs.findCohort(made.cohortId)).toMatchObject({ members: { planned: 2, refused: 3 } });
		const kept = await rig.look("select external_id from cohort_member where cohort_id = $1", [made.cohortId]);
		expect(kept.every(({ external_id }) => external_id === null)).toBe(true);
	});

	it("of whole teams finds the reps itself, and deals them to waves by a seed that is kept with the decision", async () => {
		const many = await createCompany(rig.records, { reps: 6 });
		const theirs = rig.records.org(many.orgId);
		const waves = { later: ["2026-02-02", "2026-03-02"], assigned: "at-random", seed: 7 } as const;
		const input: LaunchInput = { ...cohortOf([]), of: { kind: "teams", managers: ["m1"] }, waves };
		const { cohortId, rows } = value(await theirs.launchCohort(many.lead, input, newKey(input)));
		expect(rows).toBe(6);
		expect(await theirs.findCohort(cohortId)).toMatchObject({
			waves: { startsOn: [STARTS_ON, ...waves.later], assigned: "at-random", seed: 7 },
		});
		await rig.records.takeLaunchPage(many.orgId, cohortId);
		const dealt = await rig.look<{ wave: number; count: string; member: Date; cycle: Date }>(
			`select m.wave, count(*) as count, m.starts_on as member, c.starts_on as cycle
			from cohort_member m join cycle c on c.org_id = m.org_id and c.cohort_id = m.cohort_id and c.rep_id = m.rep_id
			where m.cohort_id = $1 group by m.wave, m.starts_on, c.starts_on order by m.wave`,
			[cohortId],
		);
		expect(dealt.map(({ wave, count }) => [wave, Number(count)])).toEqual([
			[0, 2],
			[1, 2],
			[2, 2],
		]);
		expect(dealt.every(({ member, cycle }) => member.getTime() === cycle.getTime())).toBe(true);
		const [decision] = await rig.look<{ inputs: object; rule: string }>(
			"select inputs, rule from decision where cohort_id = $1",
			[cohortId],
		);
		expect(decision).toMatchObject({ rule: "cohort.waves-at-random", inputs: { seed: 7, rows: 6 } });
		const wrong = { ...input, of: { kind: "teams" as const, managers: ["m1", "ghost"] } };
		expect(refusal(await theirs.launchCohort(many.lead, wrong, newKey(wrong))).faults).toMatchObject([
			{ field: "/of/managers/1", came: "ghost" },
		]);
	});

	it("takes time for its starts out of one rate, however many cohorts are launched", async () => {
		const many = await createCompany(rig.records, { reps: 1 });
		const wait = () => rig.records.reserveStarts(many.orgId, 100, 10);
		expect(await wait()).toBeLessThan(100);
		const second = await wait();
		expect(second).toBeGreaterThan(8_000);
		expect(await wait()).toBeGreaterThan(second + 9_000);
	});
});

describe("a submission", () => {
	const rep = () => personOf(company, "r11");
	const submit = async (more: Parameters<typeof submission>[1] = {}, key = newKey(Math.random())) =>
		await org().submitConversation(callerOf(company, "r11"), submission(rep().id, more), key);

	it("sent twice at the same time with the same key is one conversation", async () => {
		const conversation = conversationOf();
		const key = newKey("together");
		const results = await Promise.all([submit({ conversation }, key), submit({ conversation }, key)]);
		const ids = results.map((result) => value(result).conversationId);
		expect(new Set(ids).size).toBe(1);
		expect(results.map((result) => value(result).replayed).sort()).toEqual([false, true]);
	});

	it("of the same words gives the first conversation's id, however they are spelled and spaced", async () => {
		const first = value(await submit({ conversation: conversationOf("Hello there, it is late.") }));
		const again = value(await submit({ conversation: conversationOf("  hello THERE – it is late") }));
		expect(again).toMatchObject({ conversationId: first.conversationId, duplicate: true, replayed: false });
		const jobs = await rig.look("select 1 from relay_job where target = $1", [first.conversationId]);
		expect(jobs).toHaveLength(1);
	});

	it("of the same words by another rep is kept too, and both are flagged from then on", async () => {
		const conversation = conversationOf();
		const shared = async (id: string) => (await org().findConversation(id))?.sharedWords;
		const first = value(await submit({ conversation }));
		expect(await shared(first.conversationId)).toBe(false);
		const other = value(await submit({ conversation, repId: personOf(company, "r9").id }));
		expect(other).toMatchObject({ duplicate: false });
		expect([await shared(first.conversationId), await shared(other.conversationId)]).toEqual([true, true]);
		const listed = await org().listConversations({ repId: rep().id });
		expect(listed.filter(({ sharedWords }) => sharedWords).map(({ id }) => id)).toEqual([first.conversationId]);
	});

	it("of the same words by many callers at once is stored once", async () => {
		const conversation = conversationOf();
		const results = await Promise.all(Array.from({ length: 8 }, () => submit({ conversation })));
		expect(new Set(results.map((result) => value(result).conversationId)).size).toBe(1);
		expect(results.filter((result) => !value(result).duplicate)).toHaveLength(1);
	});

	it("numbers the facts of a person one after the other, none twice, however many come at once", async () => {
		await Promise.all(Array.from({ length: 8 }, () => submit()));
		const rows = await rig.look<{ fact_seq: number }>("select fact_seq from conversation where rep_id = $1", [
			rep().id,
		]);
		expect(new Set(rows.map(({ fact_seq }) => fact_seq)).size).toBe(rows.length);
	});

	it("of a live conversation without consent is refused, and nothing of it is kept", async () => {
		const conversation = conversationOf();
		const refused = refusal(await submit({ source: "live", kind: "customer-call", conversation }));
		expect(refused).toMatchObject({ code: "consent-missing", faults: [{ field: "/consent" }] });
		const consent = { purpose: "coaching", reference: "C-1", at: "2026-01-06T09:00:00.000Z" };
		const kept = value(await submit({ source: "live", kind: "customer-call", conversation, consent }));
		expect(kept.duplicate).toBe(false);
	});

	it("for a practice of somebody else, of nobody, or of a closed cycle is refused with the reason", async () => {
		const [cycleId = ""] = await launch(rig.records, company, ["r11"]);
		await throughBaseline(rig.records, company, "r11", cycleId);
		const practiceId = (await org().findCycle(cycleId))?.nextPractice?.id ?? "";
		const foreign = await org().submitConversation(
			company.lead,
			submission(personOf(company, "r0").id, { practiceId }),
			newKey("foreign"),
		);
		expect(refusal(foreign)).toMatchObject({ code: "invalid", faults: [{ field: "/practiceId" }] });
		expect(refusal(await submit({ practiceId: "nothing" }))).toMatchObject({ code: "invalid" });
		const at = "2026-01-09T09:00:00.000Z";
		const stop = { kind: "stop-cycle", cycleId, taskId: null, answer: null, note: null, at } as const;
		const act = value(await org().writeAct(company.lead, stop, newKey(stop)));
		await rig.records.runStep(step(company.orgId, cycleId, at), { kind: "act", actId: act.id });
		expect(refusal(await submit({ practiceId }))).toMatchObject({ code: "cycle-closed" });
	});

	it("by nobody is not found, and one from the future of a wall clock is refused", async () => {
		expect(refusal(await org().submitConversation(company.lead, submission("nobody"), newKey(1)))).toMatchObject({
			code: "not-found",
			faults: [{ field: "/repId" }],
		});
		const wall = await createCompany(rig.records, { clock: "wall" });
		const input = submission(personOf(wall, "r0").id, { occurredAt: "2999-01-01T00:00:00.000Z" });
		const refused = await rig.records.org(wall.orgId).submitConversation(callerOf(wall, "r0"), input, newKey(input));
		expect(refusal(refused)).toMatchObject({ code: "invalid", faults: [{ field: "/occurredAt" }] });
	});

	it("is given to scoring as it came in, with the bands of the rep's policy", async () => {
		const conversation = conversationOf();
		const { conversationId } = value(await submit({ conversation }));
		const input = await rig.records.readForScoring(company.orgId, conversationId);
		expect(input).toMatchObject({ conversation, bands: DEFAULT_POLICY.bands, withdrawn: false });
		const scored = scoredWith(0.1 + 0.2);
		await rig.records.recordScore(company.orgId, conversationId, scored);
		const view = await org().findScorecard(conversationId);
		expect(view?.scorecard).toEqual(scored.scorecard);
		expect(view?.transcript).toEqual(conversation);
	});

	it("whose consent was withdrawn is not scored any more", async () => {
		const consent = { purpose: "coaching", reference: "C-2", at: "2026-01-06T09:00:00.000Z" };
		const { conversationId } = value(await submit({ source: "live", kind: "customer-call", consent }));
		await rig.look("update consent set state = 'withdrawn' where conversation_id = $1", [conversationId]);
		expect(await rig.records.readForScoring(company.orgId, conversationId)).toMatchObject({ withdrawn: true });
		await rig.records.recordScore(company.orgId, conversationId, scoredWith());
		expect(await org().findConversation(conversationId)).toMatchObject({ state: "received" });
	});
});

describe("people", () => {
	const input = (externalId: string, manager: string | null) => ({
		externalId,
		name: externalId,
		email: `${externalId}@people.example`,
		roles: ["rep"] as const,
		zone: ZONE,
		manager,
	});

	it("who change manager take their tasks with them at once, on that date and without any message", async () => {
		const fresh = await createCompany(rig.records, { reps: 1 });
		const [cycleId = ""] = await launch(rig.records, fresh, ["r0"]);
		await throughBaseline(rig.records, fresh, "r0", cycleId);
		const records = rig.records.org(fresh.orgId);
		const [m1, m2] = [personOf(fresh, "m1").id, personOf(fresh, "m2").id];
		expect(await records.listTasks({ ownerId: m1, state: "open" })).toHaveLength(1);
		expect(await records.listTasks({ ownerId: m2, state: "open" })).toHaveLength(0);
		const moved = { ...input("r0", "m2"), email: personOf(fresh, "r0").email };
		value(await records.importPeople([moved], "2026-01-08"));
		expect(await records.listTasks({ ownerId: m1, state: "open" })).toHaveLength(0);
		expect(await records.listTasks({ ownerId: m2, state: "open" })).toMatchObject([{ ownerId: m2 }]);
		expect(await records.manages(m1, personOf(fresh, "r0").id, "2026-01-07")).toBe(true);
		expect(await records.manages(m1, personOf(fresh, "r0").id, "2026-01-08")).toBe(false);
		expect(await records.manages(m2, personOf(fresh, "r0").id, "2026-01-08")).toBe(true);
		expect(await records.findPerson(personOf(fresh, "r0").id)).toMatchObject({ managerId: m2 });
	});

	it("who leave hand their tasks one step up; a task is owed by nobody only when nobody is left", async () => {
		const fresh = await createCompany(rig.records, { reps: 1 });
		const [cycleId = ""] = await launch(rig.records, fresh, ["r0"]);
		await throughBaseline(rig.records, fresh, "r0", cycleId);
		const owners: (string | null | undefined)[] = [];
		for (const leaver of ["nobody", "m1", "director", "lead", "head"]) {
			await rig.look("update person set status = 'left' where org_id = $1 and external_id = $2", [fresh.orgId, leaver]);
			const [task] = await rig.records.org(fresh.orgId).listTasks({ cycleId, state: "open" });
			owners.push(task?.ownerId);
		}
		const ids = ["m1", "director", "lead", "head"].map((externalId) => personOf(fresh, externalId).id);
		expect(owners).toEqual([...ids, null]);
	});

	it("have one manager of record at any date: the table itself refuses two", async () => {
		await expect(
			rig.look("insert into manages (org_id, rep_id, manager_id, from_date) values ($1, $2, $3, '2026-02-01')", [
				company.orgId,
				personOf(company, "r0").id,
				personOf(company, "m2").id,
			]),
		).rejects.toThrow(/manages_one_at_any_date/);
	});

	it("imported twice are the same people", async () => {
		const people = [input("boss", null), input("one", "boss")];
		const first = value(await org().importPeople(people, EPOCH));
		expect(value(await org().importPeople(people, EPOCH))).toEqual(first);
	});

	it("with a manager who is nobody, a zone that does not exist or somebody's address are refused, all faults at once", async () => {
		const refused = refusal(
			await org().importPeople(
				[
					input("p0", "nobody"),
					{ ...input("p1", null), zone: "Mars/Olympus" },
					{ ...input("p2", null), email: "m1@example.org" },
					input("p2", null),
				],
				EPOCH,
			),
		);
		expect(refused.code).toBe("invalid");
		expect(refused.faults.map(({ field }) => field)).toEqual([
			"/people/0/manager",
			"/people/1/zone",
			"/people/2/email",
			"/people/3/externalId",
		]);
		expect(await org().listPeople({ externalId: "p0" })).toEqual([]);
	});
});

describe("the relay", () => {
	it("leases a job to one relay at a time, gives it back after the lease, and never again once it is done", async () => {
		const fresh = await startRig();
		try {
			const own = await createCompany(fresh.records, { reps: 3 });
			const other = await createCompany(fresh.records, { reps: 1 });
			await launch(fresh.records, own, ["r0", "r1"]);
			await launch(fresh.records, other, ["r0"]);
			const [a, b] = await Promise.all([
				fresh.records.leaseRelayJobs(10, 60_000),
				fresh.records.leaseRelayJobs(10, 60_000),
			]);
			const leased = [...a, ...b];
			expect(leased).toHaveLength(2);
			expect(new Set(leased.map(({ orgId }) => orgId))).toEqual(new Set([own.orgId, other.orgId]));
			expect(leased.every(({ kind, attempts }) => kind === "launch" && attempts === 1)).toBe(true);
			expect(await fresh.records.leaseRelayJobs(10, 60_000)).toEqual([]);

			await fresh.look("update relay_job set leased_until = now() - interval '1 second'");
			const [done, retried] = await fresh.records.leaseRelayJobs(10, 60_000);
			if (done === undefined || retried === undefined) throw new Error("not leased again");
			expect(done.attempts).toBe(2);
			await fresh.records.finishRelayJob(done.orgId, done.id);
			await fresh.records.retryRelayJob(retried.orgId, retried.id, 0);
			expect(await fresh.records.leaseRelayJobs(10, 60_000)).toMatchObject([{ id: retried.id, attempts: 3 }]);
			await fresh.records.retryRelayJob(retried.orgId, retried.id, 3_600_000);
			expect(await fresh.records.leaseRelayJobs(10, 60_000)).toEqual([]);
		} finally {
			await fresh.close();
		}
	});
});

describe("readiness", () => {
	it("compares the newest migration of the folder with what the database says of itself", async () => {
		expect(await rig.records.ready()).toBe(true);
		const [row] = await rig.look<{ version: string }>("select schema_version() as version");
		expect(row?.version).toBe(migrationNames().at(-1));
		await rig.look("alter function schema_version() rename to schema_version_hidden");
		expect(await rig.records.ready()).toBe(false);
		await rig.look("alter function schema_version_hidden() rename to schema_version");
		expect(await rig.records.ready()).toBe(true);
	});
});
