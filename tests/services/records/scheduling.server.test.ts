import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type Database, type Tx } from "../../../services/database.ts";
import { cancelInvites, type PlannedInvite, planInvite } from "../../../services/records/invites.ts";
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
			"/holidays/1/date",
			"/holidays/2/date",
			"/holidays/3/date",
			"/holidays/4/country",
			"/holidays/5/name",
		]);
		expect(await org.listHolidays(2026)).toEqual([]);
	});
});

describe("an invite", () => {
	let company: Company;
	let cycleId: string;
	const NOW = "2026-01-06T09:00:00.000Z";
	const LATER = "2026-01-07T09:00:00.000Z";
	const plan = (more: Partial<PlannedInvite> = {}): PlannedInvite => ({
		cycleId,
		name: "one-to-one:checkpoint-4",
		personId: personOf(company, "m1").id,
		kind: "one-to-one",
		startsAt: "2026-02-02T09:00:00.000Z",
		endsAt: "2026-02-02T09:30:00.000Z",
		...more,
	});
	const inOrg = <T>(work: (tx: Tx) => Promise<T>) => database.withOrg(company.orgId, work);
	const planned = (invite: PlannedInvite, now = NOW) => inOrg((tx) => planInvite(tx, company.orgId, invite, now));
	const told = (changes: Awaited<ReturnType<typeof planned>>) =>
		changes.map(({ method, personId, sequence }) => [method, personId, sequence]);
	beforeAll(async () => {
		company = await createCompany(rig.records, { reps: 2 });
		[cycleId = ""] = await launch(rig.records, company, ["r0"]);
	});

	it("keeps its UID for good, and its number rises with each change and with nothing else", async () => {
		const m1 = personOf(company, "m1").id;
		const [first] = await planned(plan());
		expect(first).toMatchObject({ method: "request", personId: m1, sequence: 0, changedAt: NOW });
		expect(await planned(plan(), LATER)).toEqual([]);
		const moved = plan({ startsAt: "2026-02-03T09:00:00.000Z", endsAt: "2026-02-03T09:30:00.000Z" });
		const [second] = await planned(moved, LATER);
		expect(second).toMatchObject({ id: first?.id, method: "request", sequence: 1, changedAt: LATER });
		expect(await planned(moved, LATER)).toEqual([]);
		expect(await rig.look("select id from invite where org_id = $1", [company.orgId])).toHaveLength(1);
	});

	it("that goes to somebody else is cancelled for the one before, with the time that this one knows", async () => {
		const name = "one-to-one:moves";
		const [m1, m2] = [personOf(company, "m1").id, personOf(company, "m2").id];
		await planned(plan({ name }));
		const changes = await planned(plan({ name, personId: m2, startsAt: "2026-02-02T09:15:00.000Z" }), LATER);
		expect(told(changes)).toEqual([
			["cancel", m1, 1],
			["request", m2, 1],
		]);
		expect(changes.map(({ startsAt }) => startsAt)).toEqual(["2026-02-02T09:00:00.000Z", "2026-02-02T09:15:00.000Z"]);
	});

	it("is called off with all that a cycle still has before it, once, and can be planned anew under the same UID", async () => {
		const [other = ""] = await launch(rig.records, company, ["r1"]);
		const at = (name: string, day: string, of = cycleId) =>
			plan({
				cycleId: of,
				name,
				kind: "checkpoint",
				startsAt: `2026-03-${day}T09:00:00.000Z`,
				endsAt: `2026-03-${day}T10:00:00.000Z`,
			});
		for (const invite of [at("past", "02"), at("next", "03"), at("last", "04"), at("theirs", "05", other)]) {
			await planned(invite);
		}
		const cancelled = (name?: string) =>
			inOrg((tx) =>
				cancelInvites(
					tx,
					company.orgId,
					{ cycleId, from: "2026-03-03T09:00:00.000Z", ...(name !== undefined && { name }) },
					LATER,
				),
			);
		expect(told(await cancelled("next"))).toEqual([["cancel", plan().personId, 1]]);
		const rest = await cancelled();
		expect(rest).toMatchObject([{ method: "cancel", sequence: 1, startsAt: "2026-03-04T09:00:00.000Z" }]);
		expect(await cancelled()).toEqual([]);
		const [again] = await planned(at("last", "04"), LATER);
		expect(again).toMatchObject({ id: rest[0]?.id, method: "request", sequence: 2 });
		const rows = await rig.look<{ name: string; state: string }>(
			"select name, state from invite where org_id = $1 and kind = 'checkpoint' order by starts_at",
			[company.orgId],
		);
		expect(rows.map(({ name, state }) => `${name} ${state}`)).toEqual([
			"past planned",
			"next cancelled",
			"last planned",
			"theirs planned",
		]);
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
		await database.withOrg(company.orgId, async (tx) => {
			const add = (name: string, personId: string, day: string) =>
				planInvite(
					tx,
					company.orgId,
					{
						cycleId,
						name,
						personId,
						kind: "live-coaching",
						startsAt: `${day}T09:00:00.000Z`,
						endsAt: `${day}T10:00:00.000Z`,
					},
					SINCE,
				);
			await add("b", m1, "2026-02-02");
			await add("a", m1, "2026-02-01");
			await add("old", m1, "2025-12-31");
			await add("off", m1, "2026-02-03");
			await add("theirs", r0, "2026-02-04");
			await cancelInvites(tx, company.orgId, { cycleId, name: "off", from: SINCE }, SINCE);
		});
		const { token } = await make(company, "m1");
		const read = await rig.records.readCalendarFeed(token ?? "", SINCE);
		expect(read?.map(({ startsAt, kind }) => [startsAt, kind])).toEqual([
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
		expect(await rig.records.readCalendarFeed(second.token ?? "", SINCE)).toEqual([]);
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
		expect(await rig.records.readCalendarFeed(token ?? "", SINCE)).toEqual([]);
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
		const invite = {
			cycleId,
			name: "one-to-one",
			personId: id,
			kind: "one-to-one",
			startsAt: "2026-02-02T09:00:00.000Z",
			endsAt: "2026-02-02T09:30:00.000Z",
		} as const;
		expect(await database.withOrg(orgId, (tx) => planInvite(tx, orgId, invite, SINCE))).toEqual([]);
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
