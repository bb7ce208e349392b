import { addDays, instantAt } from "../../domain/calendar.ts";
import type { Instant, LocalDate, ZoneId } from "../../domain/time.ts";
import type { Skill } from "./dialogues/compose.ts";
import type { DemoStory, Keeper, RepStory, SkillFrom } from "./stories.ts";

/** What somebody does at a moment of a cycle. `number` counts the rep's practices, or calls, from 1. */
export type DemoAct =
	| { readonly kind: "practice"; readonly number: number; readonly skill: Skill }
	| { readonly kind: "call"; readonly number: number; readonly skill: Skill; readonly occurredAt: Instant }
	| { readonly kind: "inbox"; readonly person: string };

/** A moment of interest: the cycle's clock is brought here, then the acts are done in order. */
export type Moment = { readonly at: Instant; readonly week: number; readonly acts: readonly DemoAct[] };

export const WEEKS = 12;
const FIRST_WEEK_WITH_CALLS = 9;
/** Local times; all of them lie well away from the engine's own looks, which fall on 00:00 and 09:00 and up to an hour on. */
const PRACTICE_TIME = "14:30";
const CALL_TIME = "15:00";
/** Days after the start on which the three conversations of the baseline are held. */
const BASELINE_DAYS = [1, 2, 3] as const;

/**
 * Everything that happens in the cycle of one rep, in order of time. `startsOn` is a Monday, and the baseline is
 * complete in its first week, so week 2 begins seven days later. Whoever keeps an inbox is asked for every cycle: who
 * owes what is for the engine to say.
 */
export function agendaOf(
	rep: RepStory,
	story: DemoStory,
	given: { readonly startsOn: LocalDate; readonly zone: ZoneId },
): readonly Moment[] {
	const moments: Moment[] = [];
	const add = (week: number, day: number, time: string, act: DemoAct): void => {
		const at = instantAt(addDays(given.startsOn, (week - 1) * 7 + day), time, given.zone);
		moments.push({ at, week, acts: [act] });
	};
	let practices = 0;
	const practise = (week: number, day: number): void => {
		practices += 1;
		add(week, day, PRACTICE_TIME, { kind: "practice", number: practices, skill: skillIn(rep.practice, week) });
	};

	for (const day of BASELINE_DAYS) practise(1, day);
	for (let week = 2; week <= WEEKS; week += 1) {
		for (const day of rep.practiceDays.weeks[week] ?? rep.practiceDays.otherwise) practise(week, day - 1);
	}
	const { calls } = rep;
	if (calls !== null) {
		const heardBy = managerOf(rep, story);
		for (let week = FIRST_WEEK_WITH_CALLS; week <= WEEKS; week += 1) {
			const number = week - FIRST_WEEK_WITH_CALLS + 1;
			// The call is brought in on the day on which the manager sits at the desk, and was held the day before.
			const day = (heardBy?.day ?? 5) - 1;
			const occurredAt = instantAt(addDays(given.startsOn, (week - 1) * 7 + day - 1), CALL_TIME, given.zone);
			add(week, day, heardBy?.time ?? PRACTICE_TIME, { kind: "call", number, skill: calls, occurredAt });
		}
	}
	for (const keeper of keepersOf(rep, story)) {
		for (let week = 1; week <= WEEKS; week += 1) {
			if (!keeper.away.includes(week)) add(week, keeper.day - 1, keeper.time, { kind: "inbox", person: keeper.person });
		}
	}
	return joined(moments);
}

/** The instant by which the last checkpoint is over. */
export function endOf(given: { readonly startsOn: LocalDate; readonly zone: ZoneId }): Instant {
	return instantAt(addDays(given.startsOn, WEEKS * 7 + 1), "12:00", given.zone);
}

function skillIn(practice: readonly SkillFrom[], week: number): Skill {
	const found = practice.findLast((from) => from.week <= week);
	if (found === undefined) throw new Error(`a story needs a skill from week 1 on, came none for week ${week}`);
	return found.skill;
}

function managerOf(rep: RepStory, story: DemoStory): Keeper | undefined {
	const manager = story.people.find(({ externalId }) => externalId === rep.rep)?.manager;
	return story.keepers.find(({ person }) => person === manager);
}

/** All keepers but the managers above other reps alone, in whose inbox nothing of this cycle can lie. */
function keepersOf(rep: RepStory, story: DemoStory): readonly Keeper[] {
	const person = (externalId: string | null | undefined) =>
		story.people.find((other) => other.externalId === externalId);
	const line = new Set<string>();
	for (let above = person(rep.rep)?.manager; above && !line.has(above); above = person(above)?.manager) line.add(above);
	return story.keepers.filter((keeper) => line.has(keeper.person) || !person(keeper.person)?.roles.includes("manager"));
}

/** Moments of the same instant become one, so that a cycle's clock is moved there once. */
function joined(moments: readonly Moment[]): readonly Moment[] {
	const byInstant = new Map<Instant, Moment>();
	for (const moment of moments) {
		const before = byInstant.get(moment.at);
		byInstant.set(moment.at, before === undefined ? moment : { ...before, acts: [...before.acts, ...moment.acts] });
	}
	return [...byInstant.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}
