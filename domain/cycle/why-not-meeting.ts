import type { Stretch } from "../calendar.ts";
import { planMeeting } from "../scheduling/meeting.ts";
import { epochMs, type Instant, instantOf, type LocalDate } from "../time.ts";
import { eachIn, type Fields, fieldsIn, listIn, numberIn, textIn } from "./why-not-inputs.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

type Person = { readonly zone: string; readonly daysOff: readonly LocalDate[] };

type Meeting = {
	readonly until: Instant;
	readonly busy: readonly Stretch[];
	readonly owner: Person;
	readonly rep: Person;
};

const HOUR_MS = 3_600_000;
/** Hours by which the day on which the task is due is moved on. */
const HOURS_LATER = 14 * 24;
/** Entries and days off that are asked about one by one. */
const ASKED_MAX = 8;

function personIn(inputs: Fields, name: string): Person {
	const person = fieldsIn(inputs, name);
	const daysOff = listIn(person, "daysOff").flatMap((date) => (typeof date === "string" ? [date] : []));
	return { zone: textIn(person, "zone"), daysOff };
}

/** When two people could have met, had it been due later, or had one of them been free. */
export const meetingPlanned: AskAgain = ({ inputs, outcome, policy }) => {
	const from = textIn(inputs, "from");
	const minutes = numberIn(inputs, "minutes");
	const gridMinutes = numberIn(inputs, "gridMinutes");
	const asked: Meeting = {
		until: textIn(inputs, "until"),
		busy: eachIn(inputs, "busy", (item) => ({ from: textIn(item, "from"), to: textIn(item, "to") })),
		owner: personIn(inputs, "owner"),
		rep: personIn(inputs, "rep"),
	};
	const hours = Math.max(0, Math.ceil((epochMs(asked.until) - epochMs(from)) / HOUR_MS));
	const calendar = ({ zone, daysOff }: Person) => ({ zone, daysOff, hours: policy.workingHours });
	const later = (hour: number) => instantOf(epochMs(asked.until) + hour * HOUR_MS);
	const blocked = (hour: number) => instantOf(epochMs(from) + hour * HOUR_MS);
	return askAgain<Meeting>({
		inputs: asked,
		ask: ({ until, busy, owner, rep }) => {
			const people = { owner: calendar(owner), rep: calendar(rep) };
			const found = planMeeting({ ...people, from, until, busy, minutes, gridMinutes });
			return { outcomes: { [WHOLE]: found.kind === "none" ? found.because : "meeting-planned" } };
		},
		levers: [
			{
				what: "meeting-until",
				of: null,
				is: asked.until,
				range: { kind: "steps", from: -hours, to: HOURS_LATER, at: 0 },
				valueAt: later,
				with: (meeting, to) => ({ ...meeting, until: later(Number(to)) }),
			},
			{
				what: "busy-until",
				of: null,
				is: from,
				range: { kind: "steps", from: 0, to: hours, at: 0 },
				valueAt: blocked,
				with: (meeting, to) => ({
					...meeting,
					busy: Number(to) === 0 ? meeting.busy : [{ from, to: blocked(Number(to)) }, ...meeting.busy],
				}),
			},
			...asked.busy.slice(0, ASKED_MAX).map(
				(stretch): Lever<Meeting> => ({
					what: "calendar-entry",
					of: stretch.from,
					is: "busy",
					range: { kind: "choice", values: ["busy", "free"] },
					with: (meeting, to) =>
						to === "busy" ? meeting : { ...meeting, busy: meeting.busy.filter((other) => other !== stretch) },
				}),
			),
			...daysOffLevers("owner", asked),
			...daysOffLevers("rep", asked),
		],
		possible: { [WHOLE]: ["meeting-planned", "no-time-left", "calendar-full"] },
		stored: { [WHOLE]: String(outcome.kind === "no-meeting" ? outcome.because : outcome.kind) },
	});
};

function daysOffLevers(who: "owner" | "rep", asked: Meeting): readonly Lever<Meeting>[] {
	return asked[who].daysOff.slice(0, ASKED_MAX).map((date) => ({
		what: `day-off-of-the-${who}`,
		of: date,
		is: "off",
		range: { kind: "choice", values: ["off", "at-work"] },
		with: (meeting, to) =>
			to === "off"
				? meeting
				: { ...meeting, [who]: { ...meeting[who], daysOff: meeting[who].daysOff.filter((other) => other !== date) } },
	}));
}
