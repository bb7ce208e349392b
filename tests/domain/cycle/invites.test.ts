import { describe, expect, it } from "vitest";
import { decideInvites } from "../../../domain/cycle/decide-invites.ts";
import type { CycleFacts, TaskFact } from "../../../domain/cycle/facts.ts";
import type { Change } from "../../../domain/cycle/step.ts";
import { cancelled, type InviteFact, planned } from "../../../domain/scheduling/invite.ts";
import { factsInPractice } from "./facts.ts";

const MONDAY = "2026-02-02T00:10:00.000Z";
const DUE = "2026-02-09T08:00:00.000Z";
const NAME = "one-to-one:checkpoint-4";

const task = (given: Partial<TaskFact> = {}): TaskFact => ({
	id: "task",
	name: NAME,
	kind: "one-to-one",
	state: "open",
	ownerRule: "manager",
	namedOwner: null,
	notOwner: null,
	reopened: 0,
	reminded: [],
	answer: null,
	openedAt: MONDAY,
	dueAt: DUE,
	subject: {},
	...given,
});
const opening: Change = {
	do: "open-task",
	task: {
		name: NAME,
		kind: "one-to-one",
		ownerRule: "manager",
		notOwner: null,
		dueAt: DUE,
		subject: {},
		reason: { code: "x", params: {} },
	},
};

/** What a step leaves behind: the facts that the next one finds. */
function live(facts: CycleFacts, changes: readonly Change[], now: string, isReplanned = false) {
	const found = decideInvites(facts, { decisions: [], changes }, isReplanned, now);
	let invites: readonly InviteFact[] = facts.invites;
	const told: string[] = [];
	for (const change of found.changes) {
		if (change.do !== "plan-invite" && change.do !== "cancel-invite") continue;
		const name = change.do === "plan-invite" ? change.invite.name : change.invite;
		const before = invites.find((invite) => invite.name === name);
		const next =
			change.do === "plan-invite" ? planned(before, change.invite) : before === undefined ? null : cancelled(before);
		if (next === null) continue;
		invites = [...invites.filter((invite) => invite.name !== name), next.invite];
		told.push(...next.news.map((one) => `${one.method} ${one.personId} ${one.name} ${one.sequence} ${one.startsAt}`));
	}
	return { facts: { ...facts, invites }, told, decisions: found.decisions };
}

/** A cycle whose task was just opened, and whose checkpoints stand in the calendars. */
function opened(facts: CycleFacts = factsInPractice()) {
	const begun = live(facts, [opening], MONDAY);
	return { ...begun, facts: { ...begun.facts, tasks: [task()] } };
}
const withOwner = (facts: CycleFacts, id: string, zone = "Europe/Berlin"): CycleFacts => ({
	...facts,
	owners: { ...facts.owners, manager: { id, zone, daysOff: [] } },
});
const ofMeeting = (told: readonly string[]) => told.filter((line) => line.includes(NAME));
const ofCheckpoints = (told: readonly string[]) => told.filter((line) => line.includes("checkpoint:"));

describe("the meeting of a one-to-one", () => {
	it("stands with owner and rep on the next working day, and says why", () => {
		const { told, decisions } = opened();
		expect(ofMeeting(told)).toEqual([
			`request manager ${NAME}:owner 0 2026-02-03T08:00:00.000Z`,
			`request rep ${NAME}:rep 0 2026-02-03T08:00:00.000Z`,
		]);
		expect(decisions).toMatchObject([{ rule: "meeting.first-common-time", outcome: { kind: "meeting-planned" } }]);
	});

	it("stays where it is while it suits both, and tells nobody anything", () => {
		const { facts } = opened();
		const later = live(facts, [], "2026-02-02T12:00:00.000Z", true);
		expect(later.told).toEqual([]);
		expect(later.decisions).toEqual([]);
	});

	it("is not put upon what the owner has in another cycle, nor on a day off of the rep", () => {
		const busy = [{ personId: "manager", startsAt: "2026-02-03T08:00:00.000Z", endsAt: "2026-02-03T09:00:00.000Z" }];
		expect(ofMeeting(opened({ ...factsInPractice(), busy }).told)[0]).toContain("T09:00");
		const off = opened({ ...factsInPractice(), repDaysOff: ["2026-02-03"] });
		// A working day's notice for both: the rep has none before Wednesday.
		expect(ofMeeting(off.told)[0]).toContain("2026-02-04T08:00");
	});

	it("moves behind a day off that was declared later, under the same UID", () => {
		const { facts } = opened();
		const later = live({ ...facts, repDaysOff: ["2026-02-03"] }, [], "2026-02-02T12:00:00.000Z");
		expect(ofMeeting(later.told)).toEqual([
			`request manager ${NAME}:owner 1 2026-02-04T12:00:00.000Z`,
			`request rep ${NAME}:rep 1 2026-02-04T12:00:00.000Z`,
		]);
	});

	it("goes to whoever owes the task now, and is called off for the one before", () => {
		const { facts } = opened();
		const later = live(withOwner(facts, "new"), [], "2026-02-02T12:00:00.000Z", true);
		expect(ofMeeting(later.told)).toEqual([
			`cancel manager ${NAME}:owner 1 2026-02-03T08:00:00.000Z`,
			`request new ${NAME}:owner 1 2026-02-03T12:00:00.000Z`,
			`request rep ${NAME}:rep 1 2026-02-03T12:00:00.000Z`,
		]);
	});

	it("goes to the person to whom the task is handed on, and stands again when the task is reopened", () => {
		const { facts } = opened();
		const named = { ...facts, named: [{ id: "delegate", zone: "Europe/Berlin", daysOff: [] }] };
		const move: Change = { do: "move-task", task: NAME, ownerRule: "manager", namedOwner: "delegate", dueAt: DUE };
		const handed = live(named, [move], "2026-02-02T12:00:00.000Z");
		expect(ofMeeting(handed.told).slice(0, 2)).toEqual([
			`cancel manager ${NAME}:owner 1 2026-02-03T08:00:00.000Z`,
			`request delegate ${NAME}:owner 1 2026-02-03T12:00:00.000Z`,
		]);
		const closed = { ...facts, invites: [], tasks: [task({ state: "done" })] };
		const again: Change = { do: "reopen-task", task: NAME, dueAt: "2026-02-12T16:00:00.000Z" };
		expect(ofMeeting(live(closed, [again], "2026-02-05T12:00:00.000Z").told)).toHaveLength(2);
	});

	it("is called off when the task is closed before it, and stands when it was held", () => {
		const { facts } = opened();
		const close: Change = { do: "close-task", task: NAME, as: "done", answer: null, actId: null };
		expect(ofMeeting(live(facts, [close], "2026-02-02T12:00:00.000Z").told)).toEqual([
			`cancel manager ${NAME}:owner 1 2026-02-03T08:00:00.000Z`,
			`cancel rep ${NAME}:rep 1 2026-02-03T08:00:00.000Z`,
		]);
		expect(ofMeeting(live(facts, [close], "2026-02-03T12:00:00.000Z").told)).toEqual([]);
	});

	it("moves behind a pause, with the task", () => {
		const { facts } = opened();
		const pauses = [{ from: "2026-02-02", to: "2026-02-16" }];
		const changes: Change[] = [
			{ do: "set-cycle", pauses },
			{ do: "move-task", task: NAME, ownerRule: "manager", dueAt: "2026-02-20T16:00:00.000Z" },
		];
		expect(ofMeeting(live(facts, changes, "2026-02-02T08:30:00.000Z", true).told)).toEqual([
			`request manager ${NAME}:owner 1 2026-02-16T08:00:00.000Z`,
			`request rep ${NAME}:rep 1 2026-02-16T08:00:00.000Z`,
		]);
	});

	it("is at the same time however late the worker wakes within a stretch of the grid", () => {
		const at = (now: string) =>
			decideInvites(factsInPractice(), { decisions: [], changes: [opening] }, false, now).decisions[0]?.outcome
				.startsAt;
		const onTime = at("2026-02-02T10:00:00.000Z");
		expect(onTime).toMatch(/^2026-02-0\d/);
		expect(at("2026-02-02T10:00:00.001Z")).toBe(onTime);
		expect(at("2026-02-02T10:00:59.000Z")).toBe(onTime);
		expect(at("2026-02-02T10:15:00.000Z")).not.toBe(onTime);
	});

	it("is not planned for people who never work at the same time: the reason is kept, and asked again when people change", () => {
		const { facts, told, decisions } = opened(withOwner(factsInPractice(), "far", "Pacific/Kiritimati"));
		expect(ofMeeting(told)).toEqual([]);
		expect(decisions).toMatchObject([{ reason: { code: "meeting.no-common-hours" } }]);
		expect(live(facts, [], "2026-02-02T12:00:00.000Z").decisions).toEqual([]);
		const nearer = live(withOwner(facts, "near"), [], "2026-02-02T12:00:00.000Z", true);
		expect(ofMeeting(nearer.told)).toHaveLength(2);
	});
});

describe("the checkpoints", () => {
	const first = () => live(factsInPractice(), [], "2026-01-12T08:00:00.000Z");

	it("stand in the calendars of rep and manager as whole days, on the date of the rep on which each is taken", () => {
		const { facts, told } = first();
		expect(ofCheckpoints(told)).toEqual([
			"request rep checkpoint:4:rep 0 2026-02-02T00:00:00.000Z",
			"request manager checkpoint:4:manager 0 2026-02-02T00:00:00.000Z",
			"request rep checkpoint:8:rep 0 2026-03-02T00:00:00.000Z",
			"request manager checkpoint:8:manager 0 2026-03-02T00:00:00.000Z",
			"request rep checkpoint:12:rep 0 2026-03-30T00:00:00.000Z",
			"request manager checkpoint:12:manager 0 2026-03-30T00:00:00.000Z",
		]);
		expect(facts.invites.every(({ allDay }) => allDay)).toBe(true);
		expect(live(facts, [], "2026-01-15T08:00:00.000Z").told).toEqual([]);
	});

	it("move with a pause and an extension, are called off by a pause without an end, and come back when it ends", () => {
		const { facts } = first();
		const paused = live(
			facts,
			[{ do: "set-cycle", pauses: [{ from: "2026-01-19", to: "2026-01-26" }] }],
			"2026-01-15T08:00:00.000Z",
		);
		expect(paused.told[0]).toBe("request rep checkpoint:4:rep 1 2026-02-09T00:00:00.000Z");
		expect(paused.told).toHaveLength(6);
		const open = live(
			facts,
			[{ do: "set-cycle", pauses: [{ from: "2026-02-09", to: null }] }],
			"2026-02-03T08:00:00.000Z",
		);
		expect(open.told).toEqual([
			"cancel rep checkpoint:8:rep 1 2026-03-02T00:00:00.000Z",
			"cancel manager checkpoint:8:manager 1 2026-03-02T00:00:00.000Z",
			"cancel rep checkpoint:12:rep 1 2026-03-30T00:00:00.000Z",
			"cancel manager checkpoint:12:manager 1 2026-03-30T00:00:00.000Z",
		]);
		const back = live(
			open.facts,
			[{ do: "set-cycle", pauses: [{ from: "2026-02-09", to: "2026-02-16" }] }],
			"2026-02-15T08:00:00.000Z",
		);
		expect(back.told[0]).toBe("request rep checkpoint:8:rep 2 2026-03-09T00:00:00.000Z");
	});

	it("go to another manager, and are called off with the cycle; those that were taken stay", () => {
		const { facts } = first();
		const other = live(withOwner(facts, "new"), [], "2026-02-03T08:00:00.000Z", true);
		expect(other.told).toEqual([
			"cancel manager checkpoint:8:manager 1 2026-03-02T00:00:00.000Z",
			"request new checkpoint:8:manager 1 2026-03-02T00:00:00.000Z",
			"cancel manager checkpoint:12:manager 1 2026-03-30T00:00:00.000Z",
			"request new checkpoint:12:manager 1 2026-03-30T00:00:00.000Z",
		]);
		const closed = live(facts, [{ do: "set-cycle", phase: "closed" }], "2026-02-02T08:00:00.000Z");
		expect(closed.told).toHaveLength(4);
		expect(closed.told.join()).not.toContain("checkpoint:4");
	});
});
