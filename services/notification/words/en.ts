import type { MessageWords, Template } from "./words.ts";

const due = (what: string): Template => {
	return ({ when }) => (when("dueAt") === "" ? `${what}.` : `${what}. It is due ${when("dueAt")}.`);
};

const verdict = (words: string): Template => {
	return () => words;
};

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
	},
	moments: {
		"talked-past-buying-signal": "talked past a buying signal",
		"weak-objection-response": "weak objection response",
		"competitor-not-explored": "competitor mention not explored",
		"missing-follow-up": "missing follow-up question",
	},
	kinds: {
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
		completed: "all weeks are done",
		stopped: "somebody stopped it",
		"deployment-stopped": "the deployment review stopped it",
		"never-started": "the baseline never came together",
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
		"task.remind": ({ named, when }) =>
			`A reminder, half of the time is over: ${named("kind")}. It is due ${when("dueAt")}.`,
		"task.remind-due": ({ named }) => `Due now: ${named("kind")}.`,
		"task.remind-weekly": ({ named, when }) => `Still open: ${named("kind")}. It was due ${when("dueAt")}.`,
		"task.stepped-up": ({ named, when }) =>
			`This was not done in time and comes to you from ${named("from")}: ${named("kind")}. It is due ${when("dueAt")}.`,
		"baseline.opened": ({ count }) =>
			`Your coaching begins. Please record ${count("conversations")} practice conversations for your baseline.`,
		"baseline.reminded": ({ count }) =>
			`Day ${count("day")} of your baseline: ${count("done")} of ${count("needed")} conversations are there.`,
		"baseline.closed": ({ named }) =>
			`Your baseline is complete. Your focus: ${named("first")} and ${named("second")}.`,
		"week.practices-missing": ({ count }) =>
			count("missing") === 1
				? `One practice of week ${count("week")} is still missing.`
				: `${count("missing")} practices of week ${count("week")} are still missing.`,
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
		"week12.carry-over": verdict("Week 12: it can be seen how your practice carries over to real calls."),
		"week12.not-measurable": verdict("Week 12: there are too few real calls to say how your practice carries over."),
		"week24.kept": ({ count }) =>
			`The end of your habit: you kept it, with ${count("done")} of ${count("planned")} planned practices.`,
		"week24.dropped": ({ count }) =>
			`The end of your habit: ${count("done")} of ${count("planned")} planned practices.`,
		"cycle.paused": verdict("The coaching cycle stands still for a while: nothing is due in the meantime."),
		"cycle.resumed": verdict("The coaching cycle goes on."),
		"cycle.returned": verdict("Welcome back: the coaching cycle goes on, and the next practice is there."),
		"cycle.extended": ({ count }) => `The coaching cycle is extended, up to week ${count("untilWeek")}.`,
		"cycle.closed": ({ named }) => `Your coaching cycle is closed: ${named("because")}.`,
		"webhook.disabled": ({ when }) =>
			`A receiver of webhooks has failed since ${when("since")} and was switched off. Its messages wait in the delivery log.`,
	},
	unknown: "There is news about coaching for you.",
	severalSubject: (count) => `${count} messages from coachloop`,
	open: "Open it",
	momentTitle: "The moment",
	why: "You get this from coachloop, the coaching of your organisation.",
	settings: "Choose what you get by e-mail",
	unsubscribe: "No longer by e-mail",
};
