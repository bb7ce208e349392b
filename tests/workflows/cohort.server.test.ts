import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, nextWeekdayOnOrAfter } from "../../domain/calendar.ts";
import { contentOf } from "../../services/notification/content.ts";
import { cohortWorkflowId, cycleWorkflowId } from "../../workflows/workflow-ids.ts";
import { type Api, startApi } from "../support/api.ts";
import { personOf } from "../support/company.ts";
import { historyToText } from "../support/replay.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";

const TODAY = new Date().toISOString().slice(0, 10);
const WITHIN_MS = 60_000;

describe("a cohort", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	let api: Api;
	let superuser: pg.Client;

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
		api = await startApi({ records: rig.records, cycles: rig.cycles, now: () => new Date().toISOString() });
		superuser = new pg.Client({ connectionString: rig.database.superuser });
		await superuser.connect();
	});
	afterAll(async () => {
		await superuser?.end();
		await api?.close();
		await workers?.stop();
		await rig?.close();
	});

	async function company(reps: number) {
		const made = await rig.organisation(
			[
				personOf("head", "head", null),
				personOf("lead", "lead", null),
				personOf("manager", "manager", null),
				personOf("other", "manager", null),
				...Array.from({ length: reps }, (_, n) => personOf(`rep-${n}`, "rep", "manager")),
			],
			"2026-01-01",
		);
		const key = await made.org.createApiKey(made.as("lead").personId);
		const launch = async (more: object) => {
			const answer = await api.post("/v1/cohorts", { name: "Autumn", startsOn: TODAY, ...more }, key);
			expect([201, 202], answer.text).toContain(answer.status);
			const { id, cycleIds } = JSON.parse(answer.text);
			return { id: String(id), cycleIds: (Array.isArray(cycleIds) ? cycleIds : []).map(String), status: answer.status };
		};
		const seen = async (path: string) => JSON.parse((await api.get(path, key)).text);
		const cyclesOf = (cohortId: string) => made.org.listCycles({ cohortId });
		const change = async (id: string, asked: object) => {
			const answer = await api.post(`/v1/cohorts/${id}/changes`, { change: asked }, key);
			expect(answer.status, answer.text).toBe(202);
			return await eventually(
				async () => (await seen(`/v1/cohorts/${id}/changes`)).data.at(-1),
				({ state, cycles }) => state === "applied" && cycles.pending === 0,
				WITHIN_MS,
			);
		};
		const importRep = async (externalId: string, manager: string) => {
			const imported = await made.org.importPeople([personOf(externalId, "rep", manager)], TODAY);
			if (!imported.ok) throw new Error(JSON.stringify(imported.error));
			return imported.value[0]?.id ?? "";
		};
		return { ...made, key, launch, seen, cyclesOf, change, importRep };
	}

	const count = async (sql: string, values: readonly unknown[]) =>
		Number((await superuser.query<{ n: string }>(sql, [...values])).rows[0]?.n);

	it("of a hundred reps is launched whole, each rep once, though the launcher dies half-way and is started anew", async () => {
		const reps = 120;
		const { launch, seen, org, importRep } = await company(reps);
		const real = rig.cycles.startCycle;
		let left = 50;
		let deaths = 0;
		rig.cycles.startCycle = async (given) => {
			if (left <= 0) {
				deaths += 1;
				throw new Error("the launcher is gone");
			}
			left -= 1;
			return await real(given);
		};
		await importRep("stranger", "other");
		const list = [...Array.from({ length: reps }, (_, n) => `rep-${n}`), "who-is-this"];
		const { id, cycleIds, status } = await launch({ reps: list, atomic: false });
		expect([status, cycleIds]).toEqual([202, []]);
		await eventually(
			async () => deaths,
			(n) => n > 0,
			WITHIN_MS,
		);
		await workers.stop();
		const halfWay = await seen(`/v1/cohorts/${id}`);
		expect(halfWay).toMatchObject({ state: "launching", members: { refused: 1, started: 0, planned: reps } });
		rig.cycles.startCycle = real;
		workers = await rig.startWorkers();
		await eventually(
			() => seen(`/v1/cohorts/${id}`),
			({ state, members }) => state === "running" && members.started === reps,
			WITHIN_MS,
		);
		await eventually(
			() => org.findCohort(id),
			(cohort) => cohort?.cycles.baseline === reps,
			WITHIN_MS,
		);
		expect(await count("select count(*) as n from cycle where cohort_id = $1", [id])).toBe(reps);
		expect(await count("select count(distinct rep_id) as n from cycle where cohort_id = $1", [id])).toBe(reps);
		const welcomed = `select count(*) as n from outbox o join cycle c on c.org_id = o.org_id and c.id = o.cycle_id
			where c.cohort_id = $1 and o.template_code = 'baseline.opened' and o.channel = 'inbox'`;
		expect(await count(welcomed, [id])).toBe(reps);
		expect(await seen(`/v1/cohorts/${id}/refusals`)).toMatchObject({
			data: [{ row: reps, pointer: `/reps/${reps}`, code: "invalid", reason: { code: "launch.unknown-rep" } }],
			nextCursor: null,
		});
		const history = historyToText(await rig.client.workflow.getHandle(cohortWorkflowId(id)).fetchHistory());
		const payloads = history.replace(/"data":\s*"([^"]+)"/g, (_, data) => Buffer.from(data, "base64").toString());
		for (const said of ["rep-1", "Name of", "Autumn", "who-is-this"]) expect(payloads).not.toContain(said);
	});

	it("that is open starts who joins its team by itself, once, and nobody who joins another or practises already", async () => {
		const { launch, cyclesOf, importRep, change } = await company(3);
		const { id } = await launch({ reps: ["rep-0"], open: { kind: "team", manager: "manager" } });
		const second = await launch({ reps: ["rep-1"] });
		const hired = await importRep("hired", "manager");
		const elsewhere = await importRep("elsewhere", "other");
		const joined = await eventually(
			() => cyclesOf(id),
			(cycles) => cycles.length === 2 && cycles.every(({ phase }) => phase === "baseline"),
			WITHIN_MS,
		);
		expect(joined.map(({ repId }) => repId)).toContain(hired);
		// Whoever moves into the team while practising in another cohort stays there.
		await importRep("rep-1", "other");
		await importRep("rep-1", "manager");
		await importRep("hired", "manager");
		const first = await cyclesOf(id);
		await rig.time.advanceCohortTo(id, `${addDays(TODAY, 3)}T12:00:00.000Z`);
		expect(await cyclesOf(id)).toHaveLength(first.length);
		expect(first.map(({ repId }) => repId)).not.toContain(elsewhere);
		expect(await cyclesOf(second.id)).toHaveLength(1);
		// After the stop nobody is taken in any more.
		await change(id, { do: "stop" });
		await importRep("too-late", "manager");
		await rig.time.advanceCohortTo(id, `${addDays(TODAY, 6)}T12:00:00.000Z`);
		expect(await cyclesOf(id)).toHaveLength(first.length);
	});

	it("pauses, goes on and stops as one: every cycle takes it as a step of its own, those of a later wave too", async () => {
		const { launch, cyclesOf, change, seen, org, orgId } = await company(6);
		const reps = Array.from({ length: 6 }, (_, n) => `rep-${n}`);
		const later = addDays(TODAY, 30);
		const { id } = await launch({ reps, waves: { later: [later], assigned: "at-random", seed: 5 } });
		const begun = await eventually(
			() => cyclesOf(id),
			(cycles) => cycles.filter(({ phase }) => phase === "baseline").length === 3,
			WITHIN_MS,
		);
		expect(begun.filter(({ startsOn }) => startsOn === later)).toHaveLength(3);

		const from = addDays(TODAY, 25);
		expect(await change(id, { do: "pause", from, until: null })).toMatchObject({ cycles: { applied: 6, refused: 0 } });
		expect((await cyclesOf(id)).map(({ pauses }) => pauses)).toEqual(Array(6).fill([{ from, to: null }]));
		// The day of the later wave comes, and nobody of it begins.
		const waiting = begun.find(({ startsOn }) => startsOn === later)?.id ?? "";
		await rig.time.advanceTo(waiting, `${addDays(later, 5)}T12:00:00.000Z`);
		expect(await org.findCycle(waiting)).toMatchObject({ phase: "planned" });
		const told = "select count(*) as n from outbox where org_id = $1 and template_code = 'baseline.opened'";
		expect(await count(told, [orgId])).toBe(3);

		const on = addDays(later, 2);
		expect(await change(id, { do: "resume", on })).toMatchObject({ cycles: { applied: 6, refused: 0 } });
		await eventually(
			() => org.findCycle(waiting),
			(cycle) => cycle?.phase === "baseline",
			WITHIN_MS,
		);

		expect(await change(id, { do: "stop" })).toMatchObject({ cycles: { applied: 6, refused: 0 } });
		const closed = await cyclesOf(id);
		expect(closed.map(({ phase, closedBecause }) => [phase, closedBecause])).toEqual(
			Array(6).fill(["closed", "stopped"]),
		);
		expect(await seen(`/v1/cohorts/${id}`)).toMatchObject({ state: "stopped", cycles: { closed: 6 } });
		for (const { id: cycleId } of closed) {
			await eventually(
				async () => (await rig.client.workflow.getHandle(cycleWorkflowId(cycleId)).describe()).status.name,
				(status) => status === "COMPLETED",
				WITHIN_MS,
			);
		}
		expect(await count("select count(*) as n from decision where cohort_id = $1", [id])).toBe(4);
	});

	it("tells managers and the lead once a week how it goes, and asks the lead for outcomes when week 12 is over", async () => {
		const { launch, seen, org, as, key, orgId } = await company(2);
		const on = await org.notification.saveChannel(as("lead").personId, "email", { enabled: true });
		expect(on.ok).toBe(true);
		const { id } = await launch({ reps: ["rep-0", "rep-1"] });
		await eventually(
			() => org.findCohort(id),
			(cohort) => cohort?.cycles.baseline === 2,
			WITHIN_MS,
		);
		const monday = nextWeekdayOnOrAfter(addDays(TODAY, 1), 1);
		await rig.time.advanceCohortTo(id, `${addDays(monday, 4 * 7)}T23:00:00.000Z`);
		const { rows } = await superuser.query<{ step: string; person_id: string; template_code: string }>(
			"select step, person_id, template_code from outbox where cohort_id = $1 and channel = 'inbox' order by step",
			[id],
		);
		const weeks = (who: string) =>
			rows.filter(({ person_id }) => person_id === as(who).personId).map(({ step }) => step);
		// Launched on a Monday before its digests are due, it has those of that day too.
		const first = weeks("manager")[0] === `digest:${TODAY}` ? TODAY : monday;
		const last = addDays(monday, 4 * 7);
		const expected = [];
		for (let day = first; day <= last; day = addDays(day, 7)) expected.push(`digest:${day}`);
		expect(weeks("manager")).toEqual(expected);
		expect(weeks("lead")).toEqual(expected);
		expect(new Set(rows.map(({ template_code }) => template_code))).toEqual(new Set(["digest.team", "digest.cohort"]));

		// Names stand in what is sent, and nowhere before.
		const leases = await rig.records.outbox.lease("email", 50, 60_000);
		const deliveries = await Promise.all(leases.map((lease) => rig.records.outbox.open(lease)));
		const digest = deliveries.find(
			(delivery) => delivery?.orgId === orgId && delivery.person.id === as("manager").personId,
		);
		if (digest === undefined || digest === null) throw new Error("no digest to send");
		expect(digest.items[0].template.params).toEqual({ cohort: id, week: first, until: expect.any(String) });
		const [sentences] = contentOf(digest, null).items.map((item) => item.sentences);
		expect(sentences?.[0]).toMatch(/^Your week with Autumn: 2 reps, /);
		expect(sentences?.join(" ")).toContain("Name of rep-0, week 1: next: a practice for the baseline.");

		expect(await seen(`/v1/cohorts/${id}`)).toMatchObject({ outcomes: [{ week: 12, state: "not-due" }] });
		await rig.time.advanceCohortTo(id, `${addDays(TODAY, 90)}T12:00:00.000Z`);
		expect(await seen(`/v1/cohorts/${id}`)).toMatchObject({ outcomes: [{ week: 12, state: "missing" }] });
		const [task] = await eventually(
			async () => (await seen("/v1/tasks")).data,
			(tasks) => tasks.length > 0,
			WITHIN_MS,
		);
		expect(task).toMatchObject({ kind: "outcomes", cycleId: null, ownerRule: "lead", ownerId: as("lead").personId });
		const answer = { answer: { kind: "outcomes", there: true } };
		const done = await api.post(`/v1/tasks/${task.id}/completion`, answer, key);
		expect(done.status, done.text).toBe(200);
		expect(await seen(`/v1/cohorts/${id}`)).toMatchObject({ outcomes: [{ week: 12, state: "there" }] });
	});
});
