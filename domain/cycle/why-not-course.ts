import { addDays, daysBetween, instantAt } from "../calendar.ts";
import type { LocalDate } from "../time.ts";
import type { Pause } from "./active-days.ts";
import { decideChange, decidePauseLimit, decideReturn } from "./decide-change.ts";
import type { ActFact, CycleChange, CycleFacts } from "./facts.ts";
import { CYCLE_KINDS } from "./kind.ts";
import { CYCLE_WEEKS_MAX } from "./plan.ts";
import { blankFacts, duringWeek } from "./why-not-facts.ts";
import { eachIn, type Fields, fieldsIn, numberIn, oneIn, planIn, textIn, textOrNullIn } from "./why-not-inputs.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";
import { actOutcome } from "./why-not-task.ts";

/** Days by which a date is moved to see what would have been different. */
const DAYS_TRIED = 60;

const ACT: ActFact = {
	id: "act",
	by: "person",
	byLead: true,
	at: duringWeek(2),
	kind: "change-cycle",
	taskId: null,
	answer: null,
	change: null,
	policy: null,
};

function pausesIn(inputs: Fields, name: string): readonly Pause[] {
	return eachIn(inputs, name, (item) => ({ from: textIn(item, "from"), to: textOrNullIn(item, "to") }));
}

/** A date that could have been another day. */
function dateLever<Inputs>(
	what: string,
	is: LocalDate,
	change: (inputs: Inputs, to: LocalDate) => Inputs,
	days = DAYS_TRIED,
): Lever<Inputs> {
	return {
		what,
		of: null,
		is,
		range: { kind: "steps", from: -days, to: days, at: 0 },
		valueAt: (offset) => addDays(is, offset),
		with: (inputs, offset) => change(inputs, addDays(is, Number(offset))),
	};
}

type Asked = Extract<CycleChange, { do: "pause" }>;

/** Whether a pause put the cycle back, stood in the future alone, or was refused. */
export const paused: AskAgain = ({ inputs, reason, policy, at }) => {
	const course = fieldsIn(inputs, "course");
	const asked = fieldsIn(inputs, "asked");
	const blank = blankFacts(policy);
	const baselineAt = textOrNullIn(inputs, "baselineAt");
	const facts: CycleFacts = {
		...blank,
		cycle: {
			...blank.cycle,
			kind: oneIn(course, "kind", CYCLE_KINDS),
			phase: oneIn(course, "phase", ["planned", "baseline", "practice", "habit"]),
			zone: textIn(course, "zone"),
			startsOn: textIn(course, "startsOn"),
			weekTwoOn: textOrNullIn(course, "weekTwoOn"),
			plan: planIn(course, "plan"),
			seed: numberIn(course, "seed"),
			pauses: pausesIn(inputs, "before"),
		},
		past: {
			...blank.past,
			baseline: baselineAt === null || blank.past.baseline === null ? null : { ...blank.past.baseline, at: baselineAt },
			decisions: eachIn(inputs, "taken", (item) => ({
				id: textIn(item, "id"),
				name: textIn(item, "name"),
				step: textIn(item, "step"),
				at: textIn(item, "at"),
				focus: null,
			})),
		},
	};
	const pause: Asked = { do: "pause", from: textIn(asked, "from"), until: textOrNullIn(asked, "until") };
	const kindOf = (code: string) => (code === "cycle.paused-back-dated" ? "paused-back-dated" : "paused");
	return askAgain<Asked>({
		inputs: pause,
		ask: (given) => {
			const outcome = decideChange(facts, ACT, given, at);
			const [decision] = outcome.decisions;
			return { outcomes: { [WHOLE]: decision === undefined ? actOutcome(outcome) : kindOf(decision.reason.code) } };
		},
		levers: [
			// Beyond the farthest day on which one may begin.
			dateLever("pause-from", pause.from, (given, from) => ({ ...given, from }), policy.pause.backDaysMax + DAYS_TRIED),
			...(pause.until === null
				? []
				: [dateLever<Asked>("pause-until", pause.until, (given, until) => ({ ...given, until }))]),
		],
		possible: {
			[WHOLE]: ["paused", "paused-back-dated", "refused:pause.too-far-back", "refused:pause.ends-before-it-begins"],
		},
		stored: { [WHOLE]: kindOf(reason.code) },
		// Each time all looks of the cycle are planned anew.
		places: 16,
	});
};

/** Whether the day on which a pause was to end could be so. */
export const resumed: AskAgain = ({ inputs, outcome, policy }) => {
	const today = textIn(inputs, "today");
	const on = textIn(fieldsIn(inputs, "asked"), "on");
	const blank = blankFacts(policy);
	const facts: CycleFacts = {
		...blank,
		cycle: { ...blank.cycle, phase: "planned", weekTwoOn: null, pauses: pausesIn(inputs, "before") },
	};
	return askAgain<LocalDate>({
		inputs: on,
		ask: (date) => {
			const change = { do: "resume", on: date } as const;
			return { outcomes: { [WHOLE]: actOutcome(decideChange(facts, ACT, change, instantAt(today, "12:00", "UTC"))) } };
		},
		levers: [dateLever("resume-on", on, (_, to) => to)],
		possible: { [WHOLE]: ["resumed", "refused:resume.later-than-the-pause"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

/** How many more weeks there could have been. */
export const extended: AskAgain = ({ inputs, outcome, policy }) => {
	const weeks = numberIn(fieldsIn(inputs, "asked"), "weeks");
	const blank = blankFacts(policy);
	const facts: CycleFacts = { ...blank, cycle: { ...blank.cycle, plan: planIn(inputs, "before") } };
	const now = duringWeek(numberIn(inputs, "week"));
	return askAgain<number>({
		inputs: weeks,
		ask: (more) => ({
			outcomes: { [WHOLE]: actOutcome(decideChange(facts, ACT, { do: "extend", weeks: more }, now)) },
		}),
		levers: [
			{
				what: "more-weeks",
				of: null,
				is: weeks,
				range: { kind: "steps", from: 1, to: CYCLE_WEEKS_MAX, at: weeks },
				with: (_, to) => Number(to),
			},
		],
		possible: { [WHOLE]: ["extended", "refused:deployment.extension-too-long"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

/** Whether the cycle went on on this day. */
export const returned: AskAgain = ({ inputs, reason, policy }) => {
	const on = textIn(reason.params, "on");
	const blank = blankFacts(policy);
	return askAgain<readonly Pause[]>({
		inputs: pausesIn(inputs, "pauses"),
		ask: (pauses) => {
			const facts = { ...blank, cycle: { ...blank.cycle, pauses } };
			const { decisions } = decideReturn(facts, on, instantAt(on, "12:00", "UTC"));
			return { outcomes: { [WHOLE]: decisions.length > 0 ? "returned" : "nothing-to-do" } };
		},
		levers: [
			dateLever<readonly Pause[]>(
				"pause-until",
				on,
				(pauses, to) => pauses.map((pause) => (pause.to === on ? { ...pause, to } : pause)),
				7,
			),
		],
		possible: { [WHOLE]: ["returned", "nothing-to-do"] },
		stored: { [WHOLE]: "returned" },
	});
};

/** Whether a pause without an end closed the cycle. */
export const pausedTooLong: AskAgain = ({ inputs, reason, policy, at }) => {
	const from = textIn(reason.params, "from");
	const blank = blankFacts(policy);
	const lasted = policy.pause.daysMax;
	return askAgain<readonly Pause[]>({
		inputs: pausesIn(inputs, "pauses"),
		ask: (pauses) => {
			const { decisions } = decidePauseLimit({ ...blank, cycle: { ...blank.cycle, pauses } }, from);
			return { outcomes: { [WHOLE]: decisions.length > 0 ? "closed" : "nothing-to-do" } };
		},
		levers: [
			{
				what: "pause-ended",
				of: null,
				is: "open",
				range: {
					kind: "choice",
					values: [addDays(from, Math.max(1, Math.min(lasted, daysBetween(from, at.slice(0, 10)))))],
				},
				with: (pauses, to) => pauses.map((pause) => (pause.from === from ? { ...pause, to: String(to) } : pause)),
			},
		],
		possible: { [WHOLE]: ["closed", "nothing-to-do"] },
		stored: { [WHOLE]: "closed" },
	});
};
