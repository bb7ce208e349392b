import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type Company,
	callerOf,
	createCompany,
	launch,
	newKey,
	personOf,
	practise,
	type Rig,
	startRig,
	throughBaseline,
	value,
} from "./rig.ts";

let rig: Rig;

beforeAll(async () => {
	rig = await startRig();
});
afterAll(() => rig?.close());

const SPAN = { since: "2026-01-01T00:00:00.000Z", until: "2026-02-01T00:00:00.000Z" };

/** r0 is launched and through the baseline; r1 and r2 are only there. */
async function begun() {
	const company = await createCompany(rig.records, { reps: 3 });
	const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
	await throughBaseline(rig.records, company, "r0", cycleId);
	return { company, cycleId, org: rig.records.org(company.orgId) };
}

function call(company: Company, rep: string, at: string) {
	return practise(rig.records, company, rep, at, {
		source: "live",
		kind: "customer-call",
		consent: { purpose: "coaching", reference: `paper-${at}`, at },
	});
}

/** A task about a rep, as its step would have put it down. */
async function doneTask(
	company: Company,
	cycleId: string,
	kind: string,
	closedAt: string,
	rep = "r0",
): Promise<string> {
	const id = randomUUID();
	await rig.look(
		`insert into task (org_id, id, cycle_id, name, kind, owner_rule, rep_id, subject, reason_code, reason_params,
			opened_at, opened_in, closed_in, due_at, state, closed_at)
		values ($1, $2, $3, $4, $5, 'manager', $6, '{}', 'x', '{}', $7::timestamptz - interval '1 hour', 's', 's', $7, 'done', $7)`,
		[company.orgId, id, cycleId, `${kind}:${id}`, kind, personOf(company, rep).id, closedAt],
	);
	return id;
}

describe("agreement", () => {
	it("counts each line of a month once for each signal, by language and labeller, of one reviewer or of all", async () => {
		const { company, cycleId, org } = await begun();
		const { conversationId } = await call(company, "r0", "2026-01-12T10:00:00.000Z");
		const review = await doneTask(company, cycleId, "review", "2026-01-15T10:00:00.000Z");
		const add = (line: number, by: string, said: string[], engine: string[], at: string) =>
			rig.look(
				`insert into blind_line (org_id, task_id, conversation_id, line, by_id, said, engine, labeller, labeller_version,
					language, at) values ($1, $2, $3, $4, $5, $6, $7, 'embedded', '1', 'en', $8)`,
				[company.orgId, review, conversationId, line, personOf(company, by).id, said, engine, at],
			);
		const both = ["close-attempts", "value-framing"];
		await add(0, "m1", both, ["close-attempts"], "2026-01-15T10:00:00.000Z");
		await add(1, "m1", [], ["close-attempts"], "2026-01-15T10:00:00.000Z");
		await add(2, "m2", [], [], "2026-01-31T23:30:00.000Z");
		await add(3, "m2", ["close-attempts"], [], "2026-02-01T00:30:00.000Z");

		const all = await org.agreement(null);
		expect(all).toHaveLength(8);
		const of = (month: string, signal: string) => all.find((one) => one.month === month && one.signal === signal);
		expect(of("2026-01", "close-attempts")).toMatchObject({
			language: "en",
			labeller: "embedded",
			agreed: { both: 1, personOnly: 0, engineOnly: 1, neither: 1 },
			found: { lines: 3 },
			verdict: "not-enough-lines",
		});
		expect(of("2026-01", "value-framing")?.agreed).toEqual({ both: 0, personOnly: 1, engineOnly: 0, neither: 2 });
		expect(of("2026-01", "discovery-density")).toMatchObject({ agreed: { neither: 3 }, found: null });
		expect(of("2026-02", "close-attempts")?.agreed).toMatchObject({ personOnly: 1 });

		const own = await org.agreement(personOf(company, "m1").id);
		expect(own.map(({ month }) => month)).toEqual(Array(4).fill("2026-01"));
		const other = await begun();
		expect(await other.org.agreement(null)).toEqual([]);
	});
});

describe("the report of drills", () => {
	it("has days, plateaus and coverage of the reps that are asked about, each with what it rests on", async () => {
		const { company, cycleId, org } = await begun();
		const { people, orgId } = company;
		value(
			await org.importPeople(
				["r0", "r1", "r2"].map((externalId, n) => ({
					externalId,
					name: externalId.toUpperCase(),
					email: `${externalId}@example.org`,
					roles: ["rep"] as const,
					zone: "Europe/Berlin",
					location: n === 2 ? null : "Leipzig",
					shift: n === 0 ? "early" : "late",
					manager: n === 2 ? "m2" : "m1",
				})),
				"2026-01-05",
			),
		);
		// The same call four times over and more says that nothing moves; practice of the same days goes on.
		const { conversationId } = await call(company, "r0", "2026-01-10T10:00:00.000Z");
		for (const day of ["14", "18", "22", "26"]) await call(company, "r0", `2026-01-${day}T10:00:00.000Z`);
		await practise(rig.records, company, "r0", "2026-01-20T10:00:00.000Z");
		const drill = (name: string, state: string, assignedAt: string) =>
			rig.look(
				`insert into drill (org_id, id, cycle_id, rep_id, name, gap, conversation_id, evidence_utterance, state, times,
					from_date, since, assigned_at, closed_at)
				values ($1, $2, $3, $4, $5, 'next-step', $6, 3, $7, 3, '2026-01-12', $8, $8,
					case when $7 in ('closed', 'withdrawn') then $8::timestamptz end)`,
				[orgId, randomUUID(), cycleId, people.r0?.id, name, conversationId, state, assignedAt],
			);
		await drill("drill:01", "assigned", "2026-01-11T10:00:00.000Z");
		await drill("drill:02", "assigned", "2026-01-27T10:00:00.000Z");
		await drill("drill:03", "withdrawn", "2026-01-12T10:00:00.000Z");
		await doneTask(company, cycleId, "review", "2026-01-15T10:00:00.000Z");
		await doneTask(company, cycleId, "one-to-one", "2026-01-16T10:00:00.000Z");
		// Not coaching, and before the span.
		await doneTask(company, cycleId, "approve-focus", "2026-01-16T10:00:00.000Z");
		await doneTask(company, cycleId, "review", "2025-12-16T10:00:00.000Z");

		const found = await org.drillReport(null, SPAN);
		expect(found.callToDrillDays).toEqual({ n: 2, waiting: 0, quartiles: { low: 5, median: 9, high: 13 } });
		expect(found.drillToNextCallDays).toMatchObject({ n: 1, waiting: 1, quartiles: { median: 3 } });
		expect(found.firstGapDays).toMatchObject({ n: 1, waiting: 0, quartiles: { median: 6 } });
		expect(found.plateaus).toMatchObject({ practising: 1, measured: 1, plateaued: 1 });
		expect(found.plateaus.list[0]).toMatchObject({ repId: people.r0?.id, practices: 4, calls: 5 });
		const brief = (groups: typeof found.coverage.byShift) =>
			groups.map(({ of, reps, reached, coachings }) => [of, reps, reached, coachings]);
		expect(brief(found.coverage.byLocation)).toEqual([
			["Leipzig", 2, 1, 2],
			[null, 1, 0, 0],
		]);
		expect(brief(found.coverage.byShift)).toEqual([
			["early", 1, 1, 2],
			["late", 2, 0, 0],
		]);
		expect(new Map(found.coverage.byManager.map(({ of, reps }) => [of, reps]))).toEqual(
			new Map([
				[people.m1?.id, 2],
				[people.m2?.id, 1],
			]),
		);

		const other = await org.drillReport([people.r1?.id ?? ""], SPAN);
		expect(other).toMatchObject({ callToDrillDays: { n: 0 }, coverage: { all: { reps: 1, coachings: 0 } } });
		// A call whose consent was withdrawn, and a reading that is disputed, say nothing of how a rep moves.
		await rig.look("update consent set state = 'withdrawn' where org_id = $1 and reference like '%-01-1%'", [orgId]);
		expect((await org.drillReport(null, SPAN)).plateaus).toMatchObject({ practising: 1, measured: 0, list: [] });
	});

	it("reads location and shift back, keeps them where they are left out, and forgets them where they are empty", async () => {
		const { org, company } = await begun();
		const person = {
			name: "R1",
			email: "r1@example.org",
			roles: ["rep"] as const,
			zone: "Europe/Berlin",
			manager: "m1",
		};
		const stored = async (more: object) => {
			const people = value(await org.importPeople([{ externalId: "r1", ...person, ...more }], "2026-01-05"));
			return people.map(({ location, shift }) => [location, shift]);
		};
		expect(await stored({ location: "Turin", shift: "late" })).toEqual([["Turin", "late"]]);
		expect(await stored({})).toEqual([["Turin", "late"]]);
		expect(await stored({ location: null })).toEqual([[null, "late"]]);
		expect((await org.findPerson(personOf(company, "r1").id))?.shift).toBe("late");
	});
});

describe("coaching time", () => {
	it("sums the stated minutes of answered reviews, one-to-ones and live coachings by person and local week", async () => {
		const { company, cycleId, org } = await begun();
		const answer = async (
			by: string,
			kind: "review" | "one-to-one" | "empty-weeks",
			at: string,
			minutes?: number,
			outcome = "done",
		) => {
			const taskId = await doneTask(company, cycleId, kind, at);
			await rig.look("update task set state = 'open', closed_at = null, closed_in = null where id = $1", [taskId]);
			const given = kind === "review" ? ({ kind, reviewed: true } as const) : ({ kind, done: true } as const);
			const input = { kind: "decide-task", cycleId, taskId, answer: given, note: null, minutes, at } as const;
			const { id } = value(await org.writeAct(callerOf(company, by), input, newKey(taskId)));
			await rig.look("update act set state = 'applied', result = $2, applied_at = at where id = $1", [
				id,
				JSON.stringify({ kind: outcome }),
			]);
		};
		await answer("m1", "review", "2026-01-13T10:00:00.000Z", 25);
		await answer("m1", "one-to-one", "2026-01-16T10:00:00.000Z", 0);
		await answer("m1", "review", "2026-01-17T10:00:00.000Z");
		// In Berlin it is Monday already.
		await answer("m1", "review", "2026-01-18T23:30:00.000Z");
		await answer("m2", "review", "2026-01-14T10:00:00.000Z", 40);
		await answer("m2", "review", "2026-01-14T11:00:00.000Z", 40, "already-decided");
		await answer("m2", "empty-weeks", "2026-01-14T10:00:00.000Z");
		const m1 = personOf(company, "m1").id;
		const own = [
			{ personId: m1, week: "2026-01-19", answers: 1, stated: 0, minutes: null },
			{ personId: m1, week: "2026-01-12", answers: 3, stated: 2, minutes: 25 },
		];
		expect(await org.coachingTime(m1, SPAN)).toEqual(own);
		const all = await org.coachingTime(null, SPAN);
		expect(all).toHaveLength(3);
		expect(all).toEqual(
			expect.arrayContaining([
				...own,
				{ personId: personOf(company, "m2").id, week: "2026-01-12", answers: 1, stated: 1, minutes: 40 },
			]),
		);
	});
});
