import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CycleChange } from "../../../domain/cycle/facts.ts";
import { createDatabase, type Database } from "../../../services/database.ts";
import { publicHolidays } from "../../../services/scheduling/holidays.ts";
import {
	type Company,
	callerOf,
	createCompany,
	EPOCH,
	factsOfCycle,
	launch,
	newKey,
	personOf,
	type Rig,
	refusal,
	startRig,
	step,
	throughBaseline,
	value,
	ZONE,
} from "./rig.ts";

let rig: Rig;
let database: Database;
beforeAll(async () => {
	rig = await startRig();
	database = createDatabase(rig.database.app, { connectionsMax: 2 });
});
afterAll(async () => {
	await database?.close();
	await rig?.close();
});

function input(company: Company, externalId: string, more: object = {}) {
	const { name, email, roles } = personOf(company, externalId);
	const manager = externalId === "m1" ? "director" : null;
	return { externalId, name, email, roles, zone: ZONE, manager, ...more };
}

describe("whose public holidays count for a person", () => {
	it("is imported, stays when a list leaves it out, and is forgotten by null", async () => {
		const company = await createCompany(rig.records);
		const org = rig.records.org(company.orgId);
		const placed = async (more: object) => {
			const [person] = value(await org.importPeople([input(company, "m1", more)], EPOCH));
			return [person?.country, person?.region];
		};
		expect(await placed({})).toEqual([null, null]);
		expect(await placed({ country: "DE", region: "BY" })).toEqual(["DE", "BY"]);
		expect(await placed({})).toEqual(["DE", "BY"]);
		// A region belongs to its country: with another country the old one is gone.
		expect(await placed({ country: "CH" })).toEqual(["CH", null]);
		expect(await placed({ country: null })).toEqual([null, null]);
	});

	it("is refused by name where it is not known, and a region without its country", async () => {
		const company = await createCompany(rig.records);
		const refused = refusal(
			await rig.records
				.org(company.orgId)
				.importPeople(
					[
						input(company, "m1", { country: "XX" }),
						input(company, "m2", { country: "DE", region: "ZZ" }),
						input(company, "r0", { region: "BY" }),
						input(company, "r1", { country: "" }),
					],
					EPOCH,
				),
		);
		expect(refused.faults.map(({ field, came }) => [field, came])).toEqual([
			["/people/0/country", "XX"],
			["/people/1/region", "ZZ"],
			["/people/2/region", "BY"],
			["/people/3/country", "nothing"],
		]);
		await expect(
			rig.look("update person set region = 'BY' where org_id = $1 and external_id = 'm1'", [company.orgId]),
		).rejects.toThrow(/person_region_check/);
	});

	it("and the organisation's own days are the days off that a decision sees, of that year and the next", async () => {
		const company = await createCompany(rig.records, { reps: 1 });
		const org = rig.records.org(company.orgId);
		const people = [input(company, "m1", { country: "DE", region: "BY" }), input(company, "lead", { country: "CH" })];
		value(await org.importPeople(people, EPOCH));
		const day = (date: string, country: string | null, kind: "off" | "working") => ({
			date,
			country,
			kind,
			name: "A day",
		});
		value(await org.setHolidays(2026, [day("2026-12-24", null, "off"), day("2026-01-06", "DE", "working")]));
		value(await org.setHolidays(2027, [day("2027-12-31", null, "off")]));
		value(await org.setHolidays(2028, [day("2028-12-31", null, "off")]));
		const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
		const facts = await database.withOrg(company.orgId, (tx) =>
			factsOfCycle(tx, company.orgId, cycleId, "2026-01-05T08:00:00.000Z"),
		);
		const { manager, lead, head } = facts.owners;
		const bavarian = publicHolidays("DE", "BY", 2026, 2027).filter((date) => date !== "2026-01-06");
		expect(manager?.daysOff).toEqual([...bavarian, "2026-12-24", "2027-12-31"].toSorted());
		expect(lead?.daysOff).toEqual([...publicHolidays("CH", null, 2026, 2027), "2026-12-24", "2027-12-31"].toSorted());
		expect(head?.daysOff).toEqual(["2026-12-24", "2027-12-31"]);
	});

	it("moves the due date of a task behind the days off of its owner", async () => {
		const dueWith = async (days: readonly string[]) => {
			const company = await createCompany(rig.records, { reps: 1 });
			const org = rig.records.org(company.orgId);
			const declared = days.map((date) => ({ date, country: null, kind: "off" as const, name: "Away day" }));
			value(await org.setHolidays(2026, declared));
			const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
			await throughBaseline(rig.records, company, "r0", cycleId);
			const tasks = await org.listTasks({ cycleId, state: "open" });
			return tasks.map(({ kind, dueAt }) => [kind, dueAt]);
		};
		// Thursday 8 January, 12:00: three working days.
		expect(await dueWith([])).toEqual([["approve-focus", "2026-01-13T11:00:00.000Z"]]);
		expect(await dueWith(["2026-01-09", "2026-01-13"])).toEqual([["approve-focus", "2026-01-15T11:00:00.000Z"]]);
	});
});

describe("an organisation's own days", () => {
	it("are replaced year by year, and the same list twice changes nothing", async () => {
		const { orgId } = await createCompany(rig.records);
		const org = rig.records.org(orgId);
		const list = [
			{ date: "2026-12-24", country: null, kind: "off" as const, name: "Christmas Eve" },
			{ date: "2026-12-24", country: "DE", kind: "working" as const, name: "Not in Germany" },
		];
		expect(value(await org.setHolidays(2026, list))).toEqual(list);
		expect(value(await org.setHolidays(2026, list))).toEqual(list);
		const next = [{ date: "2027-01-04", country: null, kind: "off" as const, name: "Bridge" }];
		value(await org.setHolidays(2027, next));
		expect(value(await org.setHolidays(2026, []))).toEqual([]);
		expect(await org.listHolidays(2027)).toEqual(next);
	});

	it("are refused whole, with every reason", async () => {
		const { orgId } = await createCompany(rig.records);
		const org = rig.records.org(orgId);
		const off = { country: null, kind: "off" as const, name: "A day" };
		const refused = refusal(
			await org.setHolidays(2026, [
				{ ...off, date: "2026-12-24" },
				{ ...off, date: "2026-12-24" },
				{ ...off, date: "2027-01-01" },
				{ ...off, date: "2026-02-29" },
				{ ...off, date: "2026-05-04", country: "XX" },
				{ ...off, date: "2026-05-05", name: " " },
			]),
		);
		expect(refused.faults.map(({ field }) => field)).toEqual([
			"/days/1/date",
			"/days/2/date",
			"/days/3/date",
			"/days/4/country",
			"/days/5/name",
		]);
		expect(await org.listHolidays(2026)).toEqual([]);
	});
});

describe("a list of people", () => {
	const row = (at: number, person: object) => ({
		row: at,
		person: {
			zone: ZONE,
			manager: null,
			roles: ["rep"] as const,
			...person,
			externalId: "",
			name: "N",
			email: "",
			...person,
		},
	});
	const options = { since: EPOCH, dryRun: false };

	it("brings in its good rows, names what is wrong with the others, and in a dry run changes nothing", async () => {
		const company = await createCompany(rig.records, { reps: 1 });
		const org = rig.records.org(company.orgId);
		const list = {
			rows: [
				row(2, { externalId: "n1", email: "n1@example.org", manager: "m1" }),
				row(3, { externalId: "n2", email: "m1@example.org" }),
				row(4, { externalId: "n3", email: "n3@example.org", manager: "n2" }),
				row(5, { externalId: "n4", email: "n4@example.org", zone: "Mars/Olympus" }),
				row(6, { externalId: "r0", email: "r0@example.org", name: "Renamed", manager: "n1" }),
			],
			faults: [{ row: 7, column: "email", expected: "an e-mail address", came: "nothing" }],
		};
		const dry = await org.importPeopleList(company.lead, list, { ...options, dryRun: true });
		expect(dry.imported.map(({ row: at, id }) => [at, id === null])).toEqual([
			[2, true],
			[6, false],
		]);
		expect(await org.listPeople({ externalId: "n1" })).toEqual([]);
		const done = await org.importPeopleList(company.lead, list, options);
		expect(done.refused).toEqual(dry.refused);
		expect(done.refused.map(({ row: at, column }) => [at, column])).toEqual([
			[3, "email"],
			// Its manager stands in a row that is bad itself.
			[4, "manager"],
			[5, "zone"],
			[7, "email"],
		]);
		const [n1] = await org.listPeople({ externalId: "n1" });
		expect(await org.listPeople({ externalId: "r0" })).toMatchObject([{ name: "Renamed", managerId: n1?.id }]);
		expect(await org.listPeople({ externalId: "n3" })).toEqual([]);
	});

	it("lets only an administrator give or take the roles of those who run the product", async () => {
		const company = await createCompany(rig.records, { reps: 1 });
		const org = rig.records.org(company.orgId);
		const list = {
			rows: [
				row(2, { externalId: "n1", email: "n1@example.org", roles: ["admin"] }),
				row(3, { externalId: "head", email: "new-head@example.org", roles: ["rep"] }),
			],
			faults: [],
		};
		const asLead = await org.importPeopleList(company.lead, list, options);
		expect(asLead.imported).toEqual([]);
		expect(asLead.refused.map(({ row: at, column, came }) => [at, column, came])).toEqual([
			[2, "roles", "admin"],
			[3, "roles", "head"],
		]);
		const asAdmin = await org.importPeopleList({ ...company.lead, roles: ["admin"] }, list, options);
		expect(asAdmin.imported).toHaveLength(2);
	});
});

/** The cycle of r0 up to a week-4 checkpoint without a practice: a one-to-one is owed. */
async function toAOneToOne(company: Company): Promise<string> {
	const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
	await throughBaseline(rig.records, company, "r0", cycleId);
	const checked = await rig.records.runStep(step(company.orgId, cycleId, "2026-02-01T23:10:00.000Z"), {
		kind: "checkpoint",
		checkpoint: "4",
	});
	expect(checked).toMatchObject({ verdict: "not-enough-data" });
	return cycleId;
}

describe("the meetings and checkpoints of a cycle", () => {
	const invitesOf = (cycleId: string) =>
		rig.look<{ name: string; person_id: string; starts: string; sequence: number; state: string; all_day: boolean }>(
			`select name, person_id, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as starts, sequence, state, all_day
			from invite where cycle_id = $1 order by starts_at, name`,
			[cycleId],
		);
	const mailOf = (cycleId: string, name: string) =>
		rig.look<{ person_id: string; code: string; sequence: number }>(
			`select o.person_id, o.template_code as code, (o.params ->> 'sequence')::int as sequence
			from outbox o join invite i on o.channel = 'calendar:' || i.id
			where i.cycle_id = $1 and i.name = $2 order by sequence, code`,
			[cycleId, name],
		);
	const asks = async (company: Company, cycleId: string, change: CycleChange, at: string) => {
		const act = { kind: "change-cycle", cycleId, taskId: null, answer: null, change, note: null, at } as const;
		const { id } = value(await rig.records.org(company.orgId).writeAct(company.lead, act, newKey(change)));
		await rig.records.runStep(step(company.orgId, cycleId, at), { kind: "act", actId: id });
	};

	it("stand in the table, in the outbox and in the feed with the step that brings them, and once however often it runs", async () => {
		const company = await createCompany(rig.records, { reps: 1 });
		const [m1, r0] = [personOf(company, "m1").id, personOf(company, "r0").id];
		const org = rig.records.org(company.orgId);
		value(await org.notification.saveChannel(company.lead.personId, "email", { enabled: true }));
		value(
			await org.notification.saveSettings(r0, { choices: [{ kind: "meeting", channel: "email", enabled: false }] }),
		);
		const cycleId = await toAOneToOne(company);
		const rows = await invitesOf(cycleId);
		expect(rows.map(({ name, starts, sequence, all_day }) => [name, starts, sequence, all_day])).toEqual([
			["checkpoint:4:manager", "2026-02-02 00:00", 0, true],
			["checkpoint:4:rep", "2026-02-02 00:00", 0, true],
			["one-to-one:checkpoint-4:owner", "2026-02-03 08:00", 0, false],
			["one-to-one:checkpoint-4:rep", "2026-02-03 08:00", 0, false],
			["checkpoint:8:manager", "2026-03-02 00:00", 0, true],
			["checkpoint:8:rep", "2026-03-02 00:00", 0, true],
			["checkpoint:12:manager", "2026-03-30 00:00", 0, true],
			["checkpoint:12:rep", "2026-03-30 00:00", 0, true],
		]);
		await rig.records.runStep(step(company.orgId, cycleId, "2026-02-02T10:00:00.000Z"), {
			kind: "checkpoint",
			checkpoint: "4",
		});
		expect(await invitesOf(cycleId)).toEqual(rows);
		expect(await mailOf(cycleId, "one-to-one:checkpoint-4:owner")).toEqual([
			{ person_id: m1, code: "meeting.request", sequence: 0 },
		]);
		// Who has switched invites by e-mail off has them in the feed all the same.
		expect(await mailOf(cycleId, "one-to-one:checkpoint-4:rep")).toEqual([]);
		const feed = value(await org.createCalendarFeed(callerOf(company, "r0"), newKey()));
		const read = await rig.records.readCalendarFeed(feed.token ?? "", "2026-01-01T00:00:00.000Z");
		expect(read?.invites.map(({ kind }) => kind).toSorted()).toEqual([
			"checkpoint",
			"checkpoint",
			"checkpoint",
			"one-to-one",
		]);
		const reasons = (await org.history(cycleId)).filter(({ rule }) => rule === "meeting.first-common-time");
		expect(reasons.map(({ reason }) => reason.code)).toEqual(["meeting.planned"]);
	});

	it("follow a pause, another manager and the end of the cycle: same UID, a higher number, called off for who is out", async () => {
		const company = await createCompany(rig.records, { reps: 1 });
		const [m1, m2] = [personOf(company, "m1").id, personOf(company, "m2").id];
		const org = rig.records.org(company.orgId);
		value(await org.notification.saveChannel(company.lead.personId, "email", { enabled: true }));
		const cycleId = await toAOneToOne(company);
		const at = "2026-02-02T09:00:00.000Z";
		await asks(company, cycleId, { do: "pause", from: "2026-02-03", until: "2026-02-10" }, at);
		const [meeting, , ...later] = await invitesOf(cycleId).then((rows) => rows.filter(({ sequence }) => sequence > 0));
		expect([meeting?.starts.slice(0, 10), meeting?.sequence]).toEqual(["2026-02-10", 1]);
		expect(later.map(({ name, sequence }) => [name, sequence])).toContainEqual(["checkpoint:8:rep", 1]);
		value(await org.importPeople([input(company, "r0", { manager: "m2" })], "2026-02-02"));
		await asks(company, cycleId, { do: "people-changed" }, "2026-02-02T10:00:00.000Z");
		const mails = await mailOf(cycleId, "one-to-one:checkpoint-4:owner");
		expect(mails.map(({ code, person_id, sequence }) => [code, person_id, sequence])).toEqual([
			["meeting.request", m1, 0],
			["meeting.request", m1, 1],
			["meeting.cancel", m1, 2],
			["meeting.request", m2, 2],
		]);
		const stop = { kind: "stop-cycle", cycleId, taskId: null, answer: null, note: null, at } as const;
		const { id } = value(await org.writeAct(company.lead, stop, newKey("stop")));
		await rig.records.runStep(step(company.orgId, cycleId, "2026-02-03T10:00:00.000Z"), { kind: "act", actId: id });
		const left = (await invitesOf(cycleId)).filter(({ state, starts }) => state === "planned" && starts > "2026-02-03");
		expect(left.map(({ name }) => name).filter((name) => !name.startsWith("checkpoint:4"))).toEqual([]);
	});
});

describe("a private calendar feed", () => {
	const SINCE = "2026-01-01T00:00:00.000Z";
	const make = async (company: Company, externalId: string, key = newKey()) =>
		value(await rig.records.org(company.orgId).createCalendarFeed(callerOf(company, externalId), key));

	it("shows the meetings of its one person that are planned, from an instant on, in order", async () => {
		const company = await createCompany(rig.records, { reps: 1 });
		const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
		const [m1, r0] = [personOf(company, "m1").id, personOf(company, "r0").id];
		const add = (name: string, personId: string, day: string, state = "planned") =>
			rig.look(
				`insert into invite (org_id, id, cycle_id, name, person_id, kind, starts_at, ends_at, state, changed_at)
				values ($1, gen_random_uuid(), $2, $3, $4, 'live-coaching', $5, $5::timestamptz + interval '1 hour', $6, now())`,
				[company.orgId, cycleId, name, personId, `${day}T09:00:00.000Z`, state],
			);
		await add("b", m1, "2026-02-02");
		await add("a", m1, "2026-02-01");
		await add("old", m1, "2025-12-31");
		await add("off", m1, "2026-02-03", "cancelled");
		await add("theirs", r0, "2026-02-04");
		const { token } = await make(company, "m1");
		const read = await rig.records.readCalendarFeed(token ?? "", SINCE);
		expect(read?.invites.map(({ startsAt, kind }) => [startsAt, kind])).toEqual([
			["2026-02-01T09:00:00.000Z", "live-coaching"],
			["2026-02-02T09:00:00.000Z", "live-coaching"],
		]);
	});

	it("has one address at a time, of which the table keeps the SHA-256 alone; a key asked again makes no new one", async () => {
		const company = await createCompany(rig.records);
		const key = newKey();
		const first = await make(company, "m1", key);
		expect(first.token).toMatch(/^[\w-]{43}$/);
		expect(await make(company, "m1", key)).toEqual({ token: null, replayed: true });
		const rows = await rig.look<{ hash: string; row: string }>(
			"select encode(token_hash, 'hex') as hash, calendar_feed::text as row from calendar_feed where org_id = $1",
			[company.orgId],
		);
		expect(rows.map(({ hash }) => hash)).toEqual([
			createHash("sha256")
				.update(first.token ?? "")
				.digest("hex"),
		]);
		expect(rows[0]?.row).not.toContain(first.token);
		const second = await make(company, "m1");
		expect(await rig.records.readCalendarFeed(first.token ?? "", SINCE)).toBeNull();
		expect(await rig.records.readCalendarFeed(second.token ?? "", SINCE)).toEqual({ language: "en", invites: [] });
	});

	it("is shut at once when its person shuts it or leaves, and opens for no other token", async () => {
		const company = await createCompany(rig.records);
		const org = rig.records.org(company.orgId);
		const { id } = personOf(company, "m1");
		const { token } = await make(company, "m1");
		expect(await rig.records.readCalendarFeed("x".repeat(43), SINCE)).toBeNull();
		await rig.look("update person set status = 'left' where org_id = $1 and id = $2", [company.orgId, id]);
		expect(await rig.records.readCalendarFeed(token ?? "", SINCE)).toBeNull();
		await rig.look("update person set status = 'active' where org_id = $1 and id = $2", [company.orgId, id]);
		expect(await rig.records.readCalendarFeed(token ?? "", SINCE)).toEqual({ language: "en", invites: [] });
		expect(await org.revokeCalendarFeed(id)).toBe(true);
		expect(await org.revokeCalendarFeed(id)).toBe(false);
		expect(await rig.records.readCalendarFeed(token ?? "", SINCE)).toBeNull();
	});
});

describe("a person who is being erased", () => {
	it.each(["erasing", "erased"])("and is %s gets no meeting, no feed and no choice any more", async (status) => {
		const company = await createCompany(rig.records, { reps: 1 });
		const { orgId } = company;
		const org = rig.records.org(orgId);
		const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
		const { id } = personOf(company, "m1");
		const SINCE = "2026-01-01T00:00:00.000Z";
		const { token } = value(await org.createCalendarFeed(callerOf(company, "m1"), newKey()));
		await rig.look("update person set status = $3 where org_id = $1 and id = $2", [orgId, id, status]);

		expect(await rig.records.readCalendarFeed(token ?? "", SINCE)).toBeNull();
		expect(refusal(await org.createCalendarFeed(callerOf(company, "m1"), newKey())).code).toBe("not-found");
		await throughBaseline(rig.records, company, "r0", cycleId);
		const choices = [{ kind: "digest", channel: "email", enabled: false }] as const;
		expect(refusal(await org.notification.saveSettings(id, { choices })).code).toBe("not-found");
		await org.notification.unsubscribe(id, "email", ["digest"]);
		const written = await rig.look(
			"select from invite where person_id = $1 union all select from notification_setting where person_id = $1",
			[id],
		);
		expect(written).toEqual([]);
	});
});
