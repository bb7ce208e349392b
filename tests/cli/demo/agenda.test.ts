import { describe, expect, it } from "vitest";
import { agendaOf, endOf, type Moment, WEEKS } from "../../../cli/demo/agenda.ts";
import { nextMonday } from "../../../cli/demo/run.ts";
import { DEMO_STORY, type RepStory, ZONE } from "../../../cli/demo/stories.ts";
import { isAtWork } from "../../../domain/calendar.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { epochMs } from "../../../domain/time.ts";

const when = { startsOn: "2026-11-23", zone: ZONE };
const agendaFor = (rep: RepStory): readonly Moment[] => agendaOf(rep, DEMO_STORY, when);

function story(external: string): RepStory {
	const found = DEMO_STORY.reps.find(({ rep }) => rep === external);
	if (found === undefined) throw new Error(`no story of ${external}`);
	return found;
}

describe("the agenda of a cycle", () => {
	it.each(DEMO_STORY.reps.map((rep) => [rep.rep, rep] as const))(
		"of %s goes forward in time, each instant once",
		(_, rep) => {
			const instants = agendaFor(rep).map(({ at }) => epochMs(at));
			expect(instants).toEqual([...new Set(instants)].toSorted((a, b) => a - b));
			expect(instants.at(-1)).toBeLessThan(epochMs(endOf(when)));
			expect(agendaFor(rep).map(({ week }) => week)).toEqual(
				agendaFor(rep)
					.map(({ week }) => week)
					.toSorted((a, b) => a - b),
			);
		},
	);

	it("holds three conversations for the baseline and two practices in each later week", () => {
		const practices = agendaFor(story("rep-improver")).flatMap(({ week, acts }) =>
			acts.filter(({ kind }) => kind === "practice").map(() => week),
		);
		expect(practices).toEqual([
			1,
			1,
			1,
			...Array.from({ length: WEEKS - 1 }, (_, index) => [index + 2, index + 2]).flat(),
		]);
	});

	it("of the drop-out holds no practice after the third week", () => {
		const weeks = agendaFor(story("rep-drop-out"))
			.filter(({ acts }) => acts.some(({ kind }) => kind === "practice"))
			.map(({ week }) => week);
		expect(Math.max(...weeks)).toBe(3);
	});

	it("brings in calls in weeks 9 to 12, held before, and none of the rep whose customers did not consent", () => {
		const calls = agendaFor(story("rep-slow")).flatMap(({ at, week, acts }) =>
			acts.flatMap((act) => (act.kind === "call" ? [{ at, week, occurredAt: act.occurredAt }] : [])),
		);
		expect(calls.map(({ week }) => week)).toEqual([9, 10, 11, 12]);
		for (const { at, occurredAt } of calls) expect(epochMs(occurredAt)).toBeLessThan(epochMs(at));
		expect(
			agendaFor(story("rep-strong"))
				.flatMap(({ acts }) => acts)
				.filter(({ kind }) => kind === "call"),
		).toEqual([]);
	});

	it("asks only the own manager and those above, and leaves a manager on holiday alone", () => {
		const inboxes = agendaFor(story("rep-flat-1")).flatMap(({ week, acts }) =>
			acts.flatMap((act) => (act.kind === "inbox" ? [{ week, person: act.person }] : [])),
		);
		expect(new Set(inboxes.map(({ person }) => person))).toEqual(
			new Set(["manager-south", "director", "lead", "head"]),
		);
		expect(inboxes.filter(({ person }) => person === "manager-south").map(({ week }) => week)).toEqual([
			1, 2, 3, 4, 7, 8, 9, 10, 11, 12,
		]);
	});

	it("lets people act in their working hours", () => {
		for (const rep of DEMO_STORY.reps) {
			const calendar = { zone: ZONE, hours: DEFAULT_POLICY.workingHours, daysOff: [] };
			for (const { at } of agendaFor(rep)) expect(isAtWork(at, calendar), at).toBe(true);
		}
	});

	it("starts on a Monday that has not begun", () => {
		expect(nextMonday("2026-11-22")).toBe("2026-11-23");
		expect(nextMonday("2026-11-23")).toBe("2026-11-30");
		expect(nextMonday("2026-11-24")).toBe("2026-11-30");
	});
});
