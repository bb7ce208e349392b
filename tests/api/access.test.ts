import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import { type PersonView, ROLES, type Role } from "../../services/records/types.ts";
import { type Answer, type Api, createFakeCycles, startApi } from "../support/api.ts";
import { createFakeRecords, type FakeOrg, type FakeRecords } from "../support/fake-records.ts";
import { scorecardOf } from "../support/scorecards.ts";
import { OWNERSHIPS, type Ownership, PUBLIC, VERDICTS } from "./verdicts.ts";

/** One caller per role, and for each the things of every ownership. */
type Stand = {
	readonly caller: PersonView;
	readonly key: string;
	readonly reps: { readonly [O in Ownership]: string };
};

let records: FakeRecords;
let api: Api;
let home: FakeOrg;
let away: FakeOrg;
let stands: { readonly [R in Role]: Stand };

beforeAll(async () => {
	records = createFakeRecords();
	home = records.addOrg();
	away = records.addOrg();
	const stand = (role: Role): Stand => {
		const caller = home.addPerson([role]);
		return {
			caller,
			key: records.keyFor(home, caller.id),
			reps: {
				own: caller.id,
				team: home.addPerson(["rep"], { managerId: caller.id }).id,
				mine: home.addPerson(["rep"]).id,
				other: home.addPerson(["rep"]).id,
				foreign: away.addPerson(["rep"]).id,
				unknown: randomUUID(),
			},
		};
	};
	stands = {
		rep: stand("rep"),
		manager: stand("manager"),
		lead: stand("lead"),
		head: stand("head"),
		admin: stand("admin"),
		viewer: stand("viewer"),
	};
	api = await startApi({ records, cycles: createFakeCycles() });
});
afterAll(() => api.close());

/** The id that a path gets: a thing of the kind that the route is about, standing to the caller as `ownership` says. */
function thingFor(route: Route, { caller, reps }: Stand, ownership: Ownership): string {
	if (ownership === "unknown") return randomUUID();
	const org = ownership === "foreign" ? away : home;
	const repId = reps[ownership];
	const kind = route.path.split("/")[2];
	switch (kind) {
		case "cohorts":
			return org.addCohort().id;
		case "cycles": {
			const { id } = org.addCycle(repId, route.operationId === "guessTiers" ? { phase: "baseline" } : {});
			org.addStep(id, "week:w03:nudge");
			return id;
		}
		case "decisions":
			return org.addDecision(repId).id;
		case "reps":
			return repId;
		case "people":
			return repId;
		case "erasures":
			return org.addErasure(repId).id;
		case "conversations": {
			const conversation = org.addConversation(repId, { state: "scored" });
			org.scorecards.set(conversation.id, scorecardOf(conversation));
			return conversation.id;
		}
		case "tasks":
			return org.addTask(repId, ownership === "mine" ? caller.id : randomUUID()).id;
		case "drills":
			return org.addDrill(repId).id;
		case "acts":
			return org.addAct(ownership === "mine" ? caller.id : randomUUID()).id;
		case "webhooks":
			return org.addWebhook().id;
		default:
			throw new Error(`no things for ${route.path}`);
	}
}

function bodyFor(route: Route, repId: string): object {
	switch (route.operationId) {
		case "launchCohort":
			return { name: "North", startsOn: "2026-11-23", reps: [home.addPerson(["rep"]).externalId] };
		case "assignDrill":
			home.addCycle(repId);
			return {
				repId,
				gap: "pricing-objection",
				conversationId: randomUUID(),
				evidence: { utterance: 3 },
				schedule: { times: 3 },
			};
		case "stopCycle":
		case "submitDrill":
		case "withdrawDrill":
		case "retryStep":
		case "replayCycle":
		case "createCalendarFeed":
		case "erasePerson":
		case "withdrawConsent":
			return {};
		case "declineTask":
			return { note: "somebody else manages this rep by now" };
		case "delegateTask":
			return { to: home.addPerson(["manager"]).id };
		case "reopenTask":
			return {};
		case "openDispute":
			return { signal: "value-framing", lines: [{ utterance: 0, counts: true }], words: "That ties to a need." };
		case "completeTask":
			return { answer: { kind: "review", reviewed: true } };
		case "submitConversation":
			return {
				repId,
				source: "practice",
				kind: "role-play",
				occurredAt: "2026-11-20T09:00:00Z",
				language: "en",
				transcript: {
					utterances: [
						{ role: "rep", speaker: "Ann", text: `What slows you down? ${randomUUID()}` },
						{ role: "customer", speaker: "Bo", text: "Reporting." },
					],
				},
			};
		case "guessTiers":
			return {
				tiers: {
					"objection-acknowledgment": "low",
					"close-attempts": "target",
					"value-framing": "middle",
					"discovery-density": "middle",
				},
			};
		case "importMilestones":
			return { milestones: [{ rep: "ext-1", kind: "first-deal", on: "2026-11-20" }] };
		case "changeCohort":
			return { change: { do: "stop" } };
		case "changeCycle":
			return { change: { do: "pause", from: "2026-11-23", until: "2026-11-30" } };
		case "saveNotificationSettings":
			return { language: "de", choices: [{ kind: "coaching", channel: "email", enabled: false }] };
		case "saveNotificationChannel":
			return { enabled: true };
		case "createWebhook":
			return { url: "https://hooks.example.com/coachloop", events: ["task"] };
		case "updateWebhook":
			return { url: "https://hooks.example.com/coachloop", events: ["task"], enabled: true };
		case "setDaysOff":
			return { days: [{ date: "2026-12-24", kind: "off", name: "Christmas Eve" }] };
		case "importPeople":
			return { format: "json", people: [] };
		case "redeliverWebhook":
			return { messageId: randomUUID() };
		default:
			throw new Error(`no body for ${route.operationId}`);
	}
}

async function ask(route: Route, id: string, repId: string, key: string | null): Promise<Answer> {
	const query = route.operationId === "exportCycleHistory" ? "?as=json" : "";
	const path =
		route.path
			.replace("{id}", id)
			.replace("{channel}", "email")
			.replace("{year}", "2026")
			.replace("{step}", "week%3Aw03%3Anudge") + query;
	const body = route.body === null ? undefined : bodyFor(route, repId);
	return await api.ask(route.method, path, body, key);
}

describe("who may do what", () => {
	it("has a reviewed verdict for every route, and no verdict for a route that is gone", () => {
		const withKey = routes.filter(({ roles }) => roles !== null).map(({ operationId }) => operationId);
		const without = routes.filter(({ roles }) => roles === null).map(({ operationId }) => operationId);
		expect(Object.keys(VERDICTS).toSorted()).toEqual(withKey.toSorted());
		expect([...PUBLIC].toSorted()).toEqual(without.toSorted());
	});

	for (const route of routes.filter(({ roles }) => roles !== null)) {
		for (const role of ROLES) {
			it(`answers ${role} on ${route.method.toUpperCase()} ${route.path} as reviewed`, async () => {
				const verdicts = VERDICTS[route.operationId]?.[role];
				const stand = stands[role];
				if (typeof verdicts === "number") {
					expect((await ask(route, "", stand.reps.own, stand.key)).status).toBe(verdicts);
					return;
				}
				for (const ownership of OWNERSHIPS) {
					const id = route.owned ? thingFor(route, stand, ownership) : "";
					const { status } = await ask(route, id, stand.reps[ownership], stand.key);
					expect({ ownership, status }).toEqual({ ownership, status: verdicts?.[ownership] });
				}
			});
		}

		it(`answers nobody and bad keys 401 on ${route.method.toUpperCase()} ${route.path}`, async () => {
			for (const key of [null, "clk_unknownunknownunknown", "short", "with space inside it"]) {
				const answer = await ask(route, randomUUID(), randomUUID(), key);
				expect(answer.status).toBe(401);
				expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer /);
			}
		});
	}
});

describe("what is out of reach", () => {
	for (const route of routes.filter(({ owned }) => owned)) {
		it(`answers a foreign and an unknown id byte for byte alike on ${route.path} ${route.method}`, async () => {
			const { roles } = route;
			const role = (["manager", "lead", "admin", "rep"] as const).find((one) => roles?.[one]);
			const reader = stands[role ?? "lead"];
			const texts = [];
			for (const ownership of ["unknown", "foreign", ...(roles?.manager ? ["other" as const] : [])] as const) {
				const id = thingFor(route, reader, ownership);
				const answer = await ask(route, id, reader.reps[ownership], reader.key);
				expect(answer.status).toBe(404);
				expect(answer.text).not.toContain(id);
				const requestId = answer.headers.get("x-request-id") ?? "";
				const headers = [...answer.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
				texts.push(JSON.stringify(headers) + answer.text.replaceAll(requestId, "<request>"));
			}
			expect(new Set(texts).size).toBe(1);
		});
	}

	it("tells a rep who is nobody, one of another organisation and one out of reach apart by nothing", async () => {
		const { key, reps } = stands.manager;
		const route = routes.find(({ operationId }) => operationId === "submitConversation");
		if (route === undefined) throw new Error("no such route");
		const texts = [];
		for (const repId of [reps.unknown, reps.foreign, reps.other]) {
			const answer = await ask(route, "", repId, key);
			const requestId = answer.headers.get("x-request-id") ?? "";
			texts.push(answer.text.replaceAll(requestId, "<request>").replaceAll(repId, "<rep>"));
		}
		expect(new Set(texts).size).toBe(1);
	});

	it("takes an id that is no id for one that nobody has", async () => {
		for (const id of ["1", "%00", "..%2f..", "00000000-0000-0000-0000-00000000000g", "a".repeat(3000)]) {
			expect((await api.get(`/v1/cycles/${id}`, stands.lead.key)).status).toBe(404);
		}
	});
});

describe("lists", () => {
	it("show a rep only the own cycles and a manager only those of the team", async () => {
		const { rep, manager, lead } = stands;
		const own = home.addCycle(rep.reps.own, { phase: "habit" });
		const team = home.addCycle(manager.reps.team, { phase: "habit" });
		const ids = async (key: string) => idsOf(await api.get("/v1/cycles?limit=500&phase=habit", key));
		expect(await ids(rep.key)).toContain(own.id);
		expect(await ids(rep.key)).not.toContain(team.id);
		expect(await ids(manager.key)).toContain(team.id);
		expect(await ids(manager.key)).not.toContain(own.id);
		expect(await ids(lead.key)).toEqual(expect.arrayContaining([own.id, team.id]));
		expect(idsOf(await api.get(`/v1/cycles?repId=${manager.reps.team}`, rep.key))).toEqual([]);
	});

	it("show reps by the same reach, and no name to the viewer", async () => {
		const { rep, manager, lead, viewer } = stands;
		const ids = async (key: string) => idsOf(await api.get("/v1/reps", key));
		expect(await ids(rep.key)).toEqual([rep.caller.id]);
		expect(await ids(manager.key)).toEqual([manager.reps.team]);
		expect((await ids(lead.key)).length).toBeGreaterThan(10);
		const cohorts = await api.get("/v1/cohorts", viewer.key);
		for (const person of home.people.values()) expect(cohorts.text).not.toContain(person.name);
	});

	it("find a rep by external id within the caller's reach", async () => {
		const { manager, lead } = stands;
		const inTeam = home.people.get(manager.reps.team)?.externalId;
		const out = home.people.get(manager.reps.other)?.externalId;
		expect(idsOf(await api.get(`/v1/reps?externalId=${inTeam}`, manager.key))).toEqual([manager.reps.team]);
		expect(idsOf(await api.get(`/v1/reps?externalId=${out}`, manager.key))).toEqual([]);
		expect(idsOf(await api.get(`/v1/reps?externalId=${out}`, lead.key))).toEqual([manager.reps.other]);
	});

	it("show in the inbox only what the caller owes today, and by cycle only what the caller may see", async () => {
		const { manager, lead } = stands;
		const owed = home.addTask(manager.reps.mine, manager.caller.id);
		const ofTeam = home.addTask(manager.reps.team, randomUUID());
		const done = home.addTask(manager.reps.team, manager.caller.id, { state: "done" });
		const inbox = idsOf(await api.get("/v1/tasks", manager.key));
		expect(inbox).toContain(owed.id);
		expect(inbox).not.toContain(ofTeam.id);
		expect(inbox).not.toContain(done.id);
		expect(idsOf(await api.get("/v1/tasks?state=all", manager.key))).toContain(done.id);
		expect(idsOf(await api.get(`/v1/tasks?cycleId=${ofTeam.cycleId}`, manager.key))).toEqual([ofTeam.id]);
		const hidden = home.addTask(manager.reps.other, randomUUID());
		expect(idsOf(await api.get(`/v1/tasks?cycleId=${hidden.cycleId}`, manager.key))).toEqual([]);
		expect(idsOf(await api.get(`/v1/tasks?cycleId=${hidden.cycleId}`, lead.key))).toEqual([hidden.id]);
	});

	it("give somebody with two roles the reach of both", async () => {
		const both = home.addPerson(["rep", "manager"]);
		const pupil = home.addPerson(["rep"], { managerId: both.id });
		const key = records.keyFor(home, both.id);
		const cycles = [home.addCycle(both.id).id, home.addCycle(pupil.id).id];
		expect(idsOf(await api.get("/v1/cycles", key)).toSorted()).toEqual(cycles.toSorted());
		for (const id of cycles) expect((await api.get(`/v1/cycles/${id}`, key)).status).toBe(200);
	});
});

function idsOf({ body }: Answer): string[] {
	if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return [];
	return body.data.map((item: { id: string }) => item.id);
}
