import { SIGNALS } from "../../../domain/signals/signal.ts";
import type { MessageWords, Speaking, Template } from "./words.ts";

const due = (what: string): Template => {
	return ({ when }) => (when("dueAt") === "" ? `${what}.` : `${what}. It is due ${when("dueAt")}.`);
};

const verdict = (words: string): Template => {
	return () => words;
};

/** The title is a sentence of its own: it is the subject of the e-mail, too. */
const entry = (before: string): Template => {
	return ({ title, when, day, params }) =>
		`${before}${title("kind")}. ${params.allDay === true ? day("startsAt") : when("startsAt")}.`;
};
const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** A carry-over with its interval and what it rests on; empty where it was not measurable. */
const carried = ({ percent, count }: Speaking, of = ""): string =>
	percent(`${of}ratio`) === ""
		? ""
		: `${percent(`${of}ratio`)}, 95% interval ${percent(`${of}low`)} to ${percent(`${of}high`)}, n = ${count(`${of}live`)} on calls and ${count(`${of}practice`)} in practice`;

const carriedEach = (say: Speaking): string =>
	SIGNALS.map((signal) => ({ signal, words: carried(say, `${signal}.`) }))
		.filter(({ words }) => words !== "")
		.map(({ signal, words }) => ` ${EN.signals[signal]}: ${words}.`)
		.join("");

export const EN: MessageWords = {
	locale: "en-GB",
	signals: {
		"objection-acknowledgment": "acknowledging objections",
		"close-attempts": "asking for a next step",
		"value-framing": "tying value to needs",
		"discovery-density": "discovery questions",
	},
	tasks: {
		"approve-focus": "approve the focus",
		review: "review sessions",
		"deployment-review": "decide how a deployment goes on",
		"one-to-one": "hold a one-to-one",
		"live-coaching": "coach live",
		"baseline-late": "look after a late baseline",
		"empty-weeks": "look after weeks without practice",
		"confirm-rep": "say who the rep is",
		dispute: "decide a dispute",
		consent: "record a customer's consent",
		outcomes: "say whether a cohort's outcomes are there",
	},
	moments: {
		"talked-past-buying-signal": "talked past a buying signal",
		"weak-objection-response": "weak objection response",
		"competitor-not-explored": "competitor mention not explored",
		"missing-follow-up": "missing follow-up question",
	},
	meetings: {
		"one-to-one": "Coaching: one-to-one",
		"live-coaching": "Coaching: live coaching",
		checkpoint: "Coaching: checkpoint",
	},
	kinds: {
		meeting: "calendar invites",
		task: "tasks",
		reminder: "reminders",
		coaching: "news about coaching",
		digest: "digests",
		account: "news about the installation",
	},
	names: {
		manager: "the manager",
		"managers-manager": "the manager's manager",
		lead: "the enablement lead",
		head: "the head of enablement",
		"pricing-objection": "a pricing objection",
		"competitor-displacement": "winning over a competitor's customer",
		"competitor-unselling": "competitor unselling",
		"incumbent-vendor": "an incumbent vendor",
		"missing-follow-up": "a missing follow-up question",
		"buying-signal": "a buying signal",
		"next-step": "the next step",
		completed: "all weeks are done",
		stopped: "somebody stopped it",
		"deployment-stopped": "the deployment review stopped it",
		"paused-too-long": "the pause lasted too long",
		"never-started": "the baseline never came together",
		"subject-gone": "what it was about is gone",
		"baseline-complete": "the baseline is complete",
	},
	messages: {
		"task-opened.approve-focus": due("Please approve the focus of a rep, or choose another"),
		"task-opened.review": due("Please review the sessions that are most worth it"),
		"task-opened.deployment-review": due("Please decide how a deployment goes on"),
		"task-opened.one-to-one": due("Please hold a one-to-one"),
		"task-opened.live-coaching": due("Please coach live"),
		"task-opened.baseline-late": due("Please look after a baseline that is late"),
		"task-opened.empty-weeks": due("Please look after weeks without practice"),
		"task-opened.confirm-rep": due("Please say who of the speakers of a transcript the rep is"),
		"task-opened.dispute": due("A rep disputes a reading. Please decide it, line by line"),
		"task-opened.consent": due("Please record whether the customer of a call agreed"),
		"task.handed-on": ({ named, when }) =>
			`Somebody says that this is not theirs, and it comes to you from ${named("from")}: ${named("kind")}. It is due ${when("dueAt")}.`,
		"task.handed-back": ({ named, when }) => `This is back with you: ${named("kind")}. It is due ${when("dueAt")}.`,
		"task.delegated": ({ named, when }) => `This was given to you: ${named("kind")}. It is due ${when("dueAt")}.`,
		"task.reopened": ({ named, when }) => `This was opened again: ${named("kind")}. It is due ${when("dueAt")}.`,
		"dispute.upheld": ({ named }) =>
			`Your dispute about ${named("signal")} is upheld: that reading counts no more, and both versions stay.`,
		"dispute.not-upheld": ({ named }) =>
			`Your dispute about ${named("signal")} is decided: the reading counts as before, and both versions stay.`,
		"task-opened.outcomes": due(
			"Please bring in the quota attainment of a cohort, and say whether it is there or there will be none",
		),
		"task.remind": ({ named, when }) =>
			`A reminder, half of the time is over: ${named("kind")}. It is due ${when("dueAt")}.`,
		"task.remind-due": ({ named }) => `Due now: ${named("kind")}.`,
		"task.remind-weekly": ({ named, when }) => `Still open: ${named("kind")}. It was due ${when("dueAt")}.`,
		"task.stepped-up": ({ named, when }) =>
			`This was not done in time and comes to you from ${named("from")}: ${named("kind")}. It is due ${when("dueAt")}.`,
		"task.taken-back": ({ named }) =>
			`There is nothing left for you to do here: ${named("kind")} (${named("because")}).`,
		"baseline.opened": ({ count }) =>
			`Your coaching begins. Please record ${count("conversations")} practice conversations for your baseline.`,
		"baseline.reminded": ({ count }) =>
			`Day ${count("day")} of your baseline: ${count("done")} of ${count("needed")} conversations are there.`,
		"baseline.closed": ({ named, count, params }) =>
			`Your baseline is complete. Your focus: ${named("first")} and ${named("second")}.${params.right == null ? "" : ` Of the tiers that you guessed, ${count("right")} of ${count("of")} were right.`}`,
		"baseline.lead-ends": verdict("The lead ended a coaching cycle, since its baseline did not come together."),
		"focus.chosen-otherwise": ({ named }) =>
			`A new focus was chosen: ${named("first")} and ${named("second")}. The practices from here on are about it.`,
		"deployment.continued": verdict("A deployment review decided: the coaching cycle goes on as before."),
		"deployment.stopped": verdict("A deployment review decided: the coaching cycle ends."),
		"deployment.extended": ({ count }) =>
			`A deployment review decided: the coaching cycle is extended, up to week ${count("untilWeek")}.`,
		"deployment.focus-changed": ({ named }) =>
			`A deployment review changed the focus: ${named("first")} and ${named("second")}. The practices from here on are about it.`,
		"week.practices-missing": ({ count }) =>
			count("missing") === 1
				? `One practice of week ${count("week")} is still missing.`
				: `${count("missing")} practices of week ${count("week")} are still missing.`,
		"week6.compared": ({ count }) =>
			`Week 6: day ${count("day")} since hiring, with ${count("reached")} milestones reached; ${count("noMore")} of ${count("n")} earlier hires had no more by then.`,
		"week6.nothing-to-compare-with": ({ count }) =>
			`Week 6: day ${count("day")} since hiring, with ${count("reached")} milestones reached. There are too few earlier hires to compare with.`,
		"supplement.same-verdict": verdict(
			"New facts came in about a checkpoint that was decided. It would say the same now.",
		),
		"supplement.other-verdict": verdict(
			"New facts came in about a checkpoint that was decided. It would say something else now: please look at them before you talk.",
		),
		"cadence.launched": verdict("Your cadence of reviews begins. Nothing is to be practised."),
		"cadence.reviews-open": ({ count }) =>
			count("open") === 1
				? "One review of this week is still open."
				: `${count("open")} reviews of this week are still open.`,
		"cadence.kept": ({ count }) =>
			`Your cadence of reviews: kept, with ${count("done")} of ${count("opened")} reviews done.`,
		"cadence.dropped": ({ count }) =>
			`Your cadence of reviews: ${count("done")} of ${count("opened")} reviews done. Somebody will talk it over with you.`,
		"cadence.nothing-to-review": verdict("Your cadence of reviews: nothing came in to review."),
		"cycle.rep-left": verdict(
			"Somebody is no longer active: the coaching cycle stands still, and nothing is due in it.",
		),
		"cycle.rep-returned": verdict("Welcome back: the coaching cycle goes on."),
		"week4.holding": verdict("Your first four weeks: what was in target stayed there."),
		"week4.on-track": verdict("Your first four weeks: you are on track."),
		"week4.partial": verdict("Your first four weeks: part of it moved."),
		"week4.flat": verdict("Your first four weeks: nothing moved yet. Somebody will coach you live."),
		"week4.not-enough-data": verdict("Your first four weeks: there is not enough practice to say how you are doing."),
		"week8.not-enough-data": verdict("Week 8: there is not enough practice to say how you are doing."),
		"week8.stuck": verdict("Week 8: several behaviours are stuck. Somebody decides how to go on."),
		"week8.rotated": ({ named }) =>
			`Week 8: both behaviours of your focus are in target. Your next focus: ${named("first")} and ${named("second")}.`,
		"week8.manager-chooses": verdict(
			"Week 8: one behaviour of your focus is in target. Your manager chooses what comes next.",
		),
		"week8.one-replaced": ({ named }) =>
			`Week 8: one behaviour of your focus is in target. Your focus from here: ${named("first")} and ${named("second")}.`,
		"week8.focus-stays": verdict("Week 8: your focus stays as it is."),
		"week12.carry-over": (say) =>
			`Week 12: it can be seen how your practice carries over to real calls.${carriedEach(say)}`,
		"week12.not-measurable": verdict("Week 12: there are too few real calls to say how your practice carries over."),
		"week24.kept": ({ count }) =>
			`The end of your habit: you kept it, with ${count("done")} of ${count("planned")} planned practices.`,
		"week24.dropped": ({ count }) =>
			`The end of your habit: ${count("done")} of ${count("planned")} planned practices.`,
		"cycle.paused": verdict("The coaching cycle stands still for a while: nothing is due in the meantime."),
		"cycle.resumed": verdict("The coaching cycle goes on."),
		"cycle.returned": verdict("Welcome back: the coaching cycle goes on, and the next practice is there."),
		"cycle.extended": ({ count }) => `The coaching cycle is extended, up to week ${count("untilWeek")}.`,
		"digest.team": verdict("The week of your team in a cohort."),
		"digest.cohort": verdict("The week of a cohort."),
		"cycle.closed": ({ named }) => `Your coaching cycle is closed: ${named("because")}.`,
		"cycle.step-stuck": verdict(
			"A coaching cycle stands still: a step of it could not be decided. Have a look at it, and then have the step tried again.",
		),
		"task.step-stuck": verdict(
			"A task of no cycle could not be gone on with. It is tried again all the time; have a look at what is wrong with it.",
		),
		"cycle.act-stuck": verdict("What somebody asked of a coaching cycle could not be decided. Have a look at it."),
		"meeting.request": entry(""),
		"meeting.cancel": entry("Cancelled: "),
		"drill.first-gap-named": ({ named }) =>
			`A first gap of a rep is named: ${named("gap")}. You decide whether it becomes a drill.`,
		"drill.assigned": ({ named, count }) =>
			count("mornings") === 0
				? `A drill for you: ${named("gap")}. Please run it ${count("times")} times.`
				: `A drill for you: ${named("gap")}. Please run it ${count("times")} times on each of ${count("mornings")} mornings.`,
		"drill.for-carry-over": (say) =>
			`Too little of the practice of "${say.named("signal")}" shows in a rep's real calls${carried(say) === "" ? "" : ` (${carried(say)})`}: there is a drill from a call now, ${say.named("gap")}.`,
		"drill.suggested-at-the-end": (say) =>
			`Too little of the practice of "${say.named("signal")}" shows in a rep's real calls${carried(say) === "" ? "" : ` (${carried(say)})`}, and the cycle is over: think of a drill from a call, ${say.named("gap")}.`,
		"drill.session": ({ named, count }) => `Your drill today: ${named("gap")}. Still to run: ${count("missing")}.`,
		"drill.send-best": ({ named }) =>
			`Your drill (${named("gap")}) is run as often as it should be. Please send the attempt that you score highest on.`,
		"drill.attempt-for-you": ({ named }) => `A rep sent you the best attempt at a drill: ${named("gap")}.`,
		"drill.watching": ({ named, count }) =>
			`Your drill (${named("gap")}) is practised. The same moment is watched for in your next real calls, up to ${count("calls")}.`,
		"drill.changed": ({ named }) => `It has changed in a real conversation: ${named("gap")}. The drill is done.`,
		"drill.other-angle": ({ named }) => `Your drill (${named("gap")}) goes on from another angle.`,
		"drill.to-live-coaching": ({ named }) => `Your drill (${named("gap")}) ends; somebody will coach you live.`,
		"drill.live-practice": ({ named, count }) =>
			`The moment of your drill (${named("gap")}) did not come up in real calls. Please practise it live within ${count("days")} days.`,
		"drill.not-practised": ({ named }) => `A drill ended without an attempt: ${named("gap")}.`,
		"drill.not-seen": ({ named }) =>
			`A drill ended, since its moment came up neither in calls nor in practice: ${named("gap")}.`,
		"drill.withdrawn": ({ named }) => `Your drill was taken back: ${named("gap")}.`,
		"webhook.disabled": ({ when }) =>
			`A receiver of webhooks has failed since ${when("since")} and was switched off. Its messages wait in the delivery log.`,
	},
	digest: {
		opening: ({ cohort, reps, openTasks, checkpoints, flagged }) =>
			`Your week with ${cohort}: ${some(reps, "rep")}, ${some(openTasks, "open task")}, ${some(checkpoints, "checkpoint")} in the last seven days, ${some(flagged, "rep")} to look at first.`,
		rep: (name, week) => `${name}, week ${week}`,
		flags: {
			paused: "stands still",
			"baseline-late": "the baseline is late",
			"no-practice": "weeks without practice",
			"not-moving": "nothing moves",
		},
		verdicts: {
			"week4.holding": "week 4: everything holds",
			"week4.on-track": "week 4: on track",
			"week4.partial": "week 4: part of it moved",
			"week4.flat": "week 4: flat",
			"week4.not-enough-data": "week 4: not enough practice",
			"week8.not-enough-data": "week 8: not enough practice",
			"week8.stuck": "week 8: stuck",
			"week8.rotated": "week 8: a new focus",
			"week8.manager-chooses": "week 8: you choose the focus",
			"week8.one-replaced": "week 8: half of the focus is new",
			"week8.focus-stays": "week 8: the focus stays",
			"week12.carry-over": "week 12: carry-over to real calls is known",
			"week12.not-measurable": "week 12: too few real calls",
			"week24.kept": "the habit was kept",
			"week24.dropped": "the habit was dropped",
		},
		checkpoint: "a checkpoint came",
		openTasks: (tasks) => `open: ${tasks.join(", ")}`,
		nextPractice: (signal) => (signal === null ? "next: a practice for the baseline" : `next practice: ${signal}`),
		nothing: "nothing to do",
		others: (count) => `And ${some(count, "more rep")}.`,
	},
	unknown: "There is news about coaching for you.",
	severalSubject: (count) => `${count} messages from coachloop`,
	open: "Open it",
	momentTitle: "The moment",
	why: "You get this from coachloop, the coaching of your organisation.",
	settings: "Choose what you get by e-mail",
	unsubscribe: "No longer by e-mail",
};
