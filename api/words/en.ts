import type { Reason } from "../../domain/cycle/reason.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import { BECAUSE_WORDS, NEXT_WORDS, SCORECARD_REASONS, SIGNAL_WORDS } from "../../services/scoring/words.ts";

type Params = Reason["params"];
type Template = (params: Params) => string;

/** Words for what a code in a parameter names. */
const NAMES: { readonly [code: string]: string } = {
	...SIGNAL_WORDS,
	manager: "the manager",
	"managers-manager": "the manager's manager",
	lead: "the enablement lead",
	head: "the head of enablement",
	"approve-focus": "approve the focus",
	review: "review sessions",
	"deployment-review": "deployment review",
	"one-to-one": "one-to-one",
	"live-coaching": "live coaching",
	"baseline-late": "late baseline",
	"empty-weeks": "weeks without practice",
	"confirm-rep": "confirming who the rep is",
	dispute: "deciding a dispute",
	consent: "recording a customer's consent",
	upheld: "upheld",
	"not-upheld": "not upheld",
	outcomes: "the outcomes of a cohort",
	"in-order": "in their order",
	"at-random": "at random",
	"role-play": "role-play",
	"customer-call": "customer call",
	"email-exchange": "e-mail exchange",
	"pricing-objection": "a pricing objection",
	"competitor-displacement": "winning over a competitor's customer",
	"competitor-unselling": "competitor unselling",
	"incumbent-vendor": "an incumbent vendor",
	"missing-follow-up": "a missing follow-up question",
	"buying-signal": "a buying signal",
	"next-step": "the next step",
	"no-moment": "no moment was found that the library has a drill for",
	"already-drilled": "a drill on it is open already",
	"open-at-most": "the rep has as many open drills as there may be",
	"holds-in-target": "practice of it holds in target",
	call: "the call",
	evidence: "the line that shows it",
	completed: "all weeks are done",
	stopped: "somebody stopped it",
	"deployment-stopped": "the deployment review stopped it",
	"never-started": "the baseline never came together",
	"subject-gone": "what it was about is gone",
	"baseline-complete": "the baseline is complete",
	"paused-too-long": "the pause lasted too long",
	unreadable: "something stored cannot be read",
	undecidable: "what is stored contradicts itself",
	"refused:pause.too-far-back": "refused, since it lies too far back",
	"refused:pause.ends-before-it-begins": "refused, since it ends before it begins",
	"refused:resume.later-than-the-pause": "refused, since the pause ends earlier",
	"refused:deployment.extension-too-long": "refused, since the cycle would become too long",
	"task-opened:manager": "the manager is called in",
	"task-opened:lead": "the enablement lead is called in",
	"task-opened:head": "the head of enablement is called in",
	"on-track": "on track",
	"not-enough-data": "not enough data",
	"one-replaced": "one focus signal is replaced",
	"focus-stays": "the focus stays",
	"manager-chooses": "the manager chooses",
	rotated: "the focus moves on",
	not: "not carried over",
	carried: "carried over",
	partly: "partly carried over",
	"not-measurable": "not measurable",
	"not-applicable": "not applicable",
	"not-shown": "not shown",
	"baseline-stays-open": "the baseline stays open",
	"baseline-closed": "the baseline closes",
	"no-further-practice": "no further practice",
	"practice-planned": "another practice",
	"nothing-to-do": "nothing happens",
	"practices-missing": "practices missing",
	"practices-done": "practices done",
	"practices-missed": "practices missed",
	"nothing-missed": "nothing missed",
	"review-opened": "a review",
	"nothing-to-review": "nothing to review",
	"left-out": "not reviewed",
	"focus-approved": "the proposal approved",
	"focus-changed": "another focus",
	"paused-back-dated": "a pause that puts the cycle back",
	"angle-1": "asked openly",
	"angle-2": "raised sideways",
	"late-baseline": "a late baseline",
	"no-late-baseline": "no late baseline yet",
	compared: "compared with earlier hires",
	"nothing-to-compare-with": "nothing to compare with",
	"asked-again": "asked again",
	"lead-looks": "the enablement lead looks after it",
	"reviews-open": "reviews still open",
	"reviews-done": "no review open",
	"meeting-planned": "a meeting",
	"no-time-left": "no meeting, it is due too soon",
	"owner-off": "no meeting, whoever owes it is off",
	"rep-off": "no meeting, the rep is off",
	"no-common-hours": "no meeting, the working hours of the two never meet",
	"calendar-full": "no meeting, there is always something else",
	"drill-assigned": "a drill",
	"drill-suggested": "a drill is suggested",
	reminded: "a reminder",
	watching: "the best attempt is sent, and real calls are watched",
	"live-practice": "the moment is practised live",
	changed: "the drill has changed it",
	"not-changed": "the drill goes on from another angle",
	"not-practised": "it ends without an attempt",
	"not-seen": "it ends, the moment never came up",
	holds: "it holds",
	"does-not-hold": "it does not hold",
	"not-wanted": "there, and not answered as wanted",
	wanted: "there, and answered as wanted",
	"enough-data": "enough data, or not asked before",
	"goes-on": "goes on",
	"at-work": "at work",
};

/** What stands behind a colon is a name of its own: `refused:pause.too-far-back`, `stepped-up:lead`. */
function outcomeNamed(code: string): string {
	if (Object.hasOwn(NAMES, code)) return NAMES[code] ?? code;
	const [kind = code, ...rest] = code.split(":");
	const of = rest.join(":");
	if (code.startsWith("attempt-")) return `attempt ${code.slice("attempt-".length)}`;
	if (kind === "refused") return `refused (${of})`;
	if (kind === "stepped-up") return `it goes to ${NAMES[of] ?? of}`;
	const signals = code.split(" ");
	if (signals.every((signal) => Object.hasOwn(SIGNAL_WORDS, signal)))
		return signals.map((signal) => NAMES[signal] ?? signal).join(" and ");
	return code;
}

const BOUNDS: { readonly [bound: string]: string } = { "at-least": "at least ", "at-most": "at most " };

function measured(value: Params[string] | undefined): string {
	if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
	return typeof value === "string" ? outcomeNamed(value) : "nothing";
}

/** One input as it would have had to be, beside what it was: `what` names it, `{of}` stands for whose it is. */
const change = (what: string): Template => {
	return (p) => {
		const name = what.replace("{of}", said(p, "of"));
		const counts = (numerator: Params[string] | undefined) =>
			numerator === undefined ? "" : ` (${measured(numerator)} of ${measured(p.denominator)})`;
		const until = p.until === undefined ? "" : ` to ${measured(p.until)}`;
		const bound = BOUNDS[String(p.bound)] ?? "";
		return `${name}: ${bound}${measured(p.needed)}${counts(p.numerator)}${until} instead of ${measured(p.is)}${counts(p.was)}`;
	};
};

const ABOUT: { readonly [aspect: string]: string } = {
	whole: "",
	cadence: "Cadence: ",
	"called-in": "Who is called in: ",
	angle: "How the customer raises it: ",
	tier: "Tier: ",
	attempt: "The attempt that stands for it: ",
};

const alternative = (how: string): Template => {
	return (p) => {
		const aspect = String(p.aspect ?? "whole");
		const about = ABOUT[aspect] ?? `${NAMES[aspect] ?? aspect}: `;
		return `${about}${outcomeNamed(String(p.outcome ?? ""))}${how}`;
	};
};

function said(params: Params, name: string): string {
	const value = params[name];
	if (value === undefined || value === null || value === "") return "none";
	return NAMES[String(value)] ?? String(value);
}

/** Names in one parameter, separated by spaces. */
function listed(params: Params, name: string): string {
	const codes = String(params[name] ?? "")
		.split(" ")
		.filter((code) => code !== "");
	return codes.length === 0 ? "none" : codes.map((code) => NAMES[code] ?? code).join(" and ");
}

function counted(params: Params, name: string, one: string, many = `${one}s`): string {
	return `${said(params, name)} ${params[name] === 1 ? one : many}`;
}

function number(params: Params, name: string): string {
	const value = params[name];
	return typeof value === "number" ? String(Math.round(value * 100) / 100) : said(params, name);
}

function percent(params: Params, name: string): string {
	const value = params[name];
	return typeof value === "number" ? `${Math.round(value * 1000) / 10} %` : said(params, name);
}

/** A carry-over with its interval and what it rests on; nothing where it was not measurable. */
const carried = (p: Params, of = ""): string =>
	!(`${of}ratio` in p)
		? ""
		: `${percent(p, `${of}ratio`)}, 95 % interval ${percent(p, `${of}low`)} to ${percent(p, `${of}high`)}, n = ${said(p, `${of}live`)} on calls and ${said(p, `${of}practice`)} in practice`;

const carriedEach = (p: Params): string =>
	SIGNALS.map((signal) => ({ signal, words: carried(p, `${signal}.`) }))
		.filter(({ words }) => words !== "")
		.map(({ signal, words }) => `. ${NAMES[signal]}: ${words}`)
		.join("");

const tooLittle = (p: Params): string =>
	`Too little of the practice of ${said(p, "signal")} shows in real calls${!("ratio" in p) ? "" : ` (${carried(p)})`}`;

const next = (action: string): Template => {
	return (p) => {
		const unsure = p.lowConfidence === null || p.lowConfidence === undefined ? "" : "; little to go by";
		const because = typeof p.because === "string" ? `; this one did not count: ${codeWords(p.because)}` : "";
		return `${action} (${number(p, "value")}, target ${number(p, "target")}${unsure})${because}`;
	};
};

const ACKNOWLEDGMENT_ALONE =
	"That rests on acknowledged objections alone, the least certain reading, so a person decides";

const week4 = (verdict: string): Template => {
	return (p) =>
		`Week 4: ${verdict}. ${said(p, "moved")} of ${counted(p, "outside", "signal")} outside target moved up a tier (${said(p, "needed")} needed), over ${counted(p, "practices", "practice")}; fallen: ${listed(p, "fell")}${p.uncertain === true ? `. ${ACKNOWLEDGMENT_ALONE}` : ""}`;
};

const week24 = (cadence: string): Template => {
	return (p) =>
		`The end of the habit: the cadence was ${cadence}, ${said(p, "done")} of ${counted(p, "planned", "planned practice")} done; lift sustained: ${listed(p, "sustained")}; lost: ${listed(p, "lost")}`;
};

const span: Template = (p) =>
	p.until === "open"
		? `from ${said(p, "from")} until somebody ends the pause`
		: `from ${said(p, "from")} to ${said(p, "until")}`;

const week8 = (verdict: string): Template => {
	return (p) =>
		`Week 8: ${verdict}. ${counted(p, "judged", "signal")} with enough data; stuck: ${listed(p, "stuck")}; focus signals in target: ${listed(p, "inTarget")}; focus from here: ${said(p, "first")} and ${said(p, "second")}${p.disputed === "" ? "" : `; not counted while the rep disputes it: ${listed(p, "disputed")}`}`;
};

const guessed: Template = (p) =>
	typeof p.right !== "number" ? "" : `; of the guessed tiers ${said(p, "right")} of ${said(p, "of")} were right`;

const week6 = (verdict: string): Template => {
	return (p) =>
		`Week 6, day ${said(p, "day")} since hiring: ${counted(p, "reached", "milestone")} reached; ${verdict}, with ${counted(p, "n", "earlier hire")} (${said(p, "needed")} needed)`;
};

const cadence = (verdict: string): Template => {
	return (p) =>
		`Checkpoint ${said(p, "checkpoint")} of the cadence: ${verdict}; ${said(p, "done")} of ${counted(p, "opened", "review")} done, ${said(p, "onTime")} in time; ${counted(p, "lines", "line")} labelled blind`;
};

const supplement = (verdict: string): Template => {
	return (p) =>
		`Checkpoint ${said(p, "checkpoint")} ${verdict} (then: ${listed(p, "was")}; now: ${listed(p, "now")}): ${counted(p, "late", "conversation")} came late, ${said(p, "gone")} went with their consent. What was decided stays`;
};

/** How often a drill is run, as its reason tells it. */
const schedule = (p: Params): string =>
	Number(p.mornings ?? 0) === 0
		? counted(p, "times", "attempt")
		: `${counted(p, "times", "attempt")} on each of ${counted(p, "mornings", "morning")}`;

const opened = (what: string): Template => {
	return (p) => `${what}, due ${said(p, "dueAt")}`;
};

/** What was decided, asked for or told, by the code of its reason. */
const REASONS: { readonly [code: string]: Template } = {
	"plan.launched": (p) => `The cycle was launched: ${counted(p, "weeks", "week")}, from ${said(p, "startsOn")} on`,
	"baseline.opened": (p) => `Please record ${counted(p, "conversations", "practice conversation")} for your baseline`,
	"baseline.reminded": (p) =>
		`Day ${said(p, "day")} of the baseline: ${said(p, "done")} of ${said(p, "needed")} conversations are there; the rep is reminded`,
	"baseline.late": (p) =>
		`Day ${said(p, "day")} of the baseline and only ${said(p, "done")} of ${said(p, "needed")} conversations are there`,
	"baseline.never-started": (p) =>
		`After ${said(p, "day")} days only ${said(p, "done")} of ${said(p, "needed")} conversations were there: closed as never started`,
	"baseline.lead-waits": () => "The lead decided to wait for the baseline",
	"baseline.lead-pauses": (p) =>
		`The lead decided that the cycle stands still: from ${said(p, "from")} to ${said(p, "until")}`,
	"baseline.lead-ends": () => "The lead ended the cycle, since its baseline did not come together",
	"baseline.the-lead-decides": () => "How a late baseline goes on is for the lead to say, in a task of its own",
	"baseline.is-closed": () => "The baseline is closed by now: it is not late any more",
	"baseline.closed": (p) =>
		p.conversations === undefined
			? `Your baseline is complete; your focus: ${said(p, "first")} and ${said(p, "second")}${guessed(p)}`
			: `The baseline is complete with ${counted(p, "conversations", "conversation")}; week 2 begins on ${said(p, "weekTwoOn")}${guessed(p)}`,
	"baseline.late-signal": (p) =>
		`A late baseline for ${said(p, "signal")}, from the first ${counted(p, "conversations", "practice")} that show it`,
	"focus.proposed": (p) => `Proposed focus: ${said(p, "first")} and ${said(p, "second")}, the two farthest from target`,
	"focus.accepted-by-silence": (p) => `The focus stands: nobody objected within ${counted(p, "days", "working day")}`,
	"focus.approved": (p) => `The manager approved the focus: ${said(p, "first")} and ${said(p, "second")}`,
	"focus.chosen-otherwise": (p) => `The manager chose another focus: ${said(p, "first")} and ${said(p, "second")}`,
	"focus.not-asked-for": () => "No focus is to be chosen in this task: no checkpoint of week 8 left its choice to it",
	"focus.needs-two-signals": (p) => `A focus needs two different signals, came twice ${said(p, "came")}`,
	"practice.for-the-baseline": (p) =>
		`Practice ${said(p, "ordinal")} of the baseline: ${said(p, "scenario")}; ${said(p, "valid")} of ${said(p, "needed")} conversations count so far`,
	"practice.for-the-week": (p) =>
		`Practice ${said(p, "ordinal")} of week ${said(p, "week")}: ${said(p, "scenario")}, for ${said(p, "signal")}`,
	"practice.from-last-score": (p) =>
		`Next practice (${said(p, "ordinal")} of week ${said(p, "week")}), picked from the last score: ${said(p, "scenario")}, for ${said(p, "signal")}`,
	"week.practices-done": (p) => `Week ${said(p, "week")}: the practices are done`,
	"week.practices-missing": (p) => `Week ${said(p, "week")}: ${counted(p, "missing", "practice")} still missing`,
	"week.closed": (p) => `Week ${said(p, "week")} closed: ${said(p, "done")} of ${said(p, "planned")} practices done`,
	"week.closed-with-missed": (p) =>
		`Week ${said(p, "week")} closed: ${said(p, "done")} of ${said(p, "planned")} practices done, ${said(p, "missed")} missed and not made up`,
	"week.empty-weeks": (p) =>
		`${counted(p, "empty", "week")} in a row without practice, up to week ${said(p, "week")}: ${said(p, "owner")} is called in`,
	"review.farthest-from-target": (p) =>
		`Week ${said(p, "week")}: ${counted(p, "sessions", "session")} most worth a review, farthest from target; the first for ${said(p, "signal")}, at ${number(p, "distance")} of the way`,
	"review.lines-to-label": (p) =>
		`The review asks to label ${counted(p, "expected", "line")} before the engine's labels are shown, each once, came ${said(p, "came")}`,
	"review.nothing-new": (p) => `Week ${said(p, "week")}: nothing new to review`,
	"week6.compared": (p) => `${week6("compared")(p)}; ${said(p, "noMore")} of them had reached no more by the same day`,
	"week6.nothing-to-compare-with": week6("nothing to compare with"),
	"week8.asked-again": (p) => `Week 8 is asked again after ${counted(p, "days", "active day")}`,
	"week8.lead-looks": () => "Week 8 still has too little data to judge by: the enablement lead looks after it",
	"supplement.same-verdict": supplement("would say the same now"),
	"supplement.other-verdict": supplement("would say something else now"),
	"cadence.launched": (p) =>
		`Building a cadence: ${counted(p, "weeks", "week")}, from ${said(p, "startsOn")} on, without practice`,
	"cadence.reviews-open": (p) =>
		`Week ${said(p, "week")}: ${counted(p, "open", "review")} still open, ${said(p, "done")} done`,
	"cadence.reviews-done": (p) => `Week ${said(p, "week")}: no review is open, ${said(p, "done")} done`,
	"cadence.kept": cadence("kept"),
	"cadence.dropped": cadence("dropped"),
	"cadence.nothing-to-review": cadence("nothing came in to review"),
	"cycle.rep-left": (p) =>
		`No longer active from ${said(p, "on")} on: the cycle stands still, and closes where nobody is back within ${counted(p, "days", "day")}`,
	"cycle.rep-returned": (p) => `Active again: the cycle goes on from ${said(p, "on")}`,
	"week4.holding": week4("everything holds in target"),
	"week4.on-track": week4("on track"),
	"week4.partial": week4("partly"),
	"week4.flat": week4("flat"),
	"week4.not-enough-data": week4("not enough data"),
	"week8.not-enough-data": week8("not enough data"),
	"week8.stuck": week8("stuck"),
	"week8.rotated": week8("both focus signals are in target, the focus moves on"),
	"week8.manager-chooses": week8(`one focus signal is in target. ${ACKNOWLEDGMENT_ALONE}`),
	"week8.one-replaced": week8("one focus signal is in target and is replaced"),
	"week8.focus-stays": week8("the focus stays"),
	"week12.carry-over": (p) =>
		`Week 12: carry-over to ${counted(p, "calls", "real call")} is measurable for ${counted(p, "measurable", "signal")}; carried: ${listed(p, "carried")}${carriedEach(p)}`,
	"week12.not-measurable": (p) =>
		`Week 12: carry-over is not measurable, with ${counted(p, "calls", "consented call")}`,
	"deployment.continued": () => "The deployment review decided to go on as before",
	"deployment.stopped": () => "The deployment review stopped the cycle",
	"deployment.focus-changed": (p) =>
		`The deployment review changed the focus to ${said(p, "first")} and ${said(p, "second")}`,
	"deployment.extended": (p) =>
		`The deployment review extended the cycle by ${counted(p, "weeks", "week")}, to week ${said(p, "untilWeek")}`,
	"deployment.extension-too-short": (p) =>
		`${counted(p, "weeks", "more week")} would already have ended: the cycle is in week ${said(p, "week")}`,
	"deployment.extension-too-late": (p) =>
		`Week 12 has been taken: ${said(p, "weeks")} more weeks before it are too late`,
	"deployment.extension-too-long": (p) =>
		`${counted(p, "weeks", "more week")} would take the cycle to week ${said(p, "untilWeek")}; at most ${said(p, "atMost")} are allowed`,
	"task.remind": (p) => `Half time: reminder of ${said(p, "kind")}, due ${said(p, "dueAt")}`,
	"task.remind-due": (p) => `Due: reminder of ${said(p, "kind")}`,
	"task.remind-weekly": (p) => `Still open: weekly reminder of ${said(p, "kind")}, due since ${said(p, "dueAt")}`,
	"task.stepped-up": (p) =>
		`Not done in time: ${said(p, "kind")} goes from ${said(p, "from")} to ${said(p, "to")}, due ${said(p, "dueAt")}`,
	"task.handed-on": (p) =>
		`${said(p, "from")} says that it is not theirs: ${said(p, "kind")} goes to ${said(p, "to")}, due ${said(p, "dueAt")}`,
	"task.handed-back": (p) => `Handed back: ${said(p, "kind")} goes to ${said(p, "to")} again, due ${said(p, "dueAt")}`,
	"task.declined-at-top": (p) =>
		`Nobody calls it theirs and nobody stands above: ${said(p, "kind")} stays where it is, and is flagged`,
	"task.delegated": (p) => `Given to somebody by name: ${said(p, "kind")}, due ${said(p, "dueAt")}`,
	"task.reopened": (p) => `Opened again: ${said(p, "kind")}, due ${said(p, "dueAt")}`,
	"delegate.not-possible": () => "A task goes to somebody active who is a manager, lead or head",
	"delegate.is-the-rep": () => "A task about a rep does not go to that rep",
	"delegate.has-it": () => "That person has the task already",
	"reopen.is-open": (p) => `Still open: ${said(p, "kind")}`,
	"reopen.was-withdrawn": (p) => `Withdrawn, since there was nothing left to do: ${said(p, "kind")}`,
	"reopen.dispute-anew": () => "A decided dispute is not opened again: a new one goes to somebody else",
	"reopen.had-consequences": (p) =>
		`What was answered has had consequences that another answer would not undo: ${said(p, "kind")}`,
	"dispute.opened": (p) => `The rep disputes ${said(p, "signal")} in ${counted(p, "lines", "line")}`,
	"dispute.upheld": (p) => `The dispute about ${said(p, "signal")} is upheld: the reading counts in no pool`,
	"dispute.not-upheld": (p) => `The dispute about ${said(p, "signal")} is not upheld: the reading counts as before`,
	"dispute.own-verdict": () => "Somebody decides whose own verdict is not the one that is disputed",
	"dispute.lines-do-not-fit": (p) =>
		`Each disputed line needs one verdict: expected lines ${said(p, "expected")}, came ${said(p, "came")}`,
	"dispute.verdict-does-not-fit": (p) =>
		`Upheld means that the rep is right about at least one line; right about ${said(p, "agreed")}, came ${said(p, "verdict")}`,
	"dispute.escalated": (p) =>
		`The dispute about ${said(p, "signal")} is decided, and week 8 says stuck after all: ${listed(p, "stuck")}`,
	"consent.not-recorded": () => "Nobody has recorded that the customer agreed: the call is not scored",
	"consent.recorded": () => "Somebody recorded the customer's consent: the call is scored",
	"consent.refused": () => "The customer did not agree: the words of the call are gone",
	"consent.in-the-future": (p) => `Consent was given before it is recorded, came ${said(p, "came")}`,
	"act.open-task": () => "The rep disputed a reading",
	"task-opened.dispute": opened("Please decide a dispute"),
	"task-opened.consent": opened("Please record whether the customer agreed to the call being used"),
	"task.closed-as.done": (p) => `Done: ${said(p, "kind")}`,
	"task.closed-as.accepted": (p) => `Accepted by silence: ${said(p, "kind")}`,
	"task.closed-as.withdrawn": (p) => `Withdrawn: ${said(p, "kind")}`,
	"task.taken-back": (p) => `Taken back: ${said(p, "kind")} (${said(p, "because")})`,
	"task.done.review": () => "The manager reviewed the sessions",
	"task.done.one-to-one": () => "The one-to-one took place",
	"task.done.live-coaching": () => "The live coaching took place",
	"task.done.baseline-late": () => "Somebody looked after the late baseline",
	"task.done.empty-weeks": () => "Somebody looked after the weeks without practice",
	"task-opened.approve-focus": opened("Please approve the focus, or choose another"),
	"task-opened.review": opened("Please review the sessions"),
	"task-opened.deployment-review": opened("Please decide how this deployment goes on"),
	"task-opened.one-to-one": opened("Please hold a one-to-one"),
	"task-opened.live-coaching": opened("Please coach live"),
	"task-opened.baseline-late": opened("Please look after the late baseline"),
	"task-opened.confirm-rep": opened("Please say who of the speakers the rep is"),
	"task-opened.outcomes": opened("Please say whether the outcomes of the cohort are there"),
	"outcomes.missing": (p) =>
		`Week ${said(p, "week")} of the cohort is over: its quota attainment is asked for, or that there will be none`,
	"outcomes.there": (p) => `The outcomes of week ${said(p, "week")} are there`,
	"outcomes.none": (p) => `There will be no outcomes of week ${said(p, "week")}`,
	"cohort.waves": (p) =>
		`${counted(p, "rows", "row")} dealt ${said(p, "assigned")} to ${counted(p, "waves", "wave")}, by seed ${said(p, "seed")}`,
	"cohort.paused": (p) => `The cohort stands still ${span(p)}`,
	"cohort.resumed": (p) => `The cohort goes on from ${said(p, "on")}`,
	"cohort.stopped": () => "The cohort was stopped",
	"launch.unknown-rep": () => "Nobody active was named so",
	"launch.not-a-rep": () => "The person does not have the role rep",
	"launch.no-manager": (p) => `The rep has no manager of record on ${said(p, "on")}`,
	"launch.manager-left": (p) => `The rep's manager of record on ${said(p, "on")} has left`,
	"launch.twice": () => "The rep is in the cohort already",
	"launch.already-practising": (p) => `The rep practises already, in cycle ${said(p, "cycle")}`,
	"digest.team": () => "The week of the reps of a team",
	"digest.cohort": () => "The week of a cohort",
	"task-opened.empty-weeks": opened("Please look after the weeks without practice"),
	"rep.not-named": (p) =>
		`The transcript (${said(p, "format")}) does not say who of its ${counted(p, "speakers", "speaker")} the rep is`,
	"rep.named": (p) =>
		`Somebody said who the rep is; that is kept for the next transcripts${p.along === 0 ? "" : `, and answers ${counted(p, "along", "other one")} at once`}`,
	"rep.named-for-once": () =>
		"Somebody said who the rep is, for this transcript alone: what it calls the rep means nothing in another",
	"rep.not-there": (p) => `None of the ${counted(p, "speakers", "speaker")} is the rep: the conversation is not scored`,
	"rep.no-such-speaker": (p) => `The speakers are numbered from 0 to ${said(p, "last")}, came ${said(p, "came")}`,
	"rep.nobody-left": (p) =>
		`Of ${counted(p, "speakers", "speaker")} not all can be the rep: somebody must be left to talk with`,
	"week24.kept": (p) => week24("kept")(p),
	"week24.dropped": (p) => week24("dropped")(p),
	"cycle.paused": (p) => `The cycle stands still ${span(p)}`,
	"cycle.paused-back-dated": (p) =>
		`The cycle stands still ${span(p)}; what it did since, because its time had come, is done anew`,
	"cycle.resumed": (p) => `The cycle goes on from ${said(p, "on")}`,
	"cycle.returned": (p) => `The pause is over: the cycle goes on from ${said(p, "on")}`,
	"cycle.paused-too-long": (p) =>
		`The cycle stood still since ${said(p, "from")} and nobody ended the pause in ${counted(p, "days", "day")}: it is closed`,
	"cycle.extended": (p) =>
		`The cycle is extended by ${counted(p, "weeks", "week")}, to week ${said(p, "untilWeek")}; all later checkpoints move with it`,
	"cycle.policy-moved": () => "The cycle goes on by another version of the policy",
	"meeting.planned": (p) =>
		`A time for the ${said(p, "kind")} at which both are at work and free: ${said(p, "startsAt")}`,
	"meeting.no-time-left": (p) => `No time for the ${said(p, "kind")} is planned: it is due too soon`,
	"meeting.owner-off": (p) => `No time for the ${said(p, "kind")} is planned: whoever owes it is off until it is due`,
	"meeting.rep-off": (p) => `No time for the ${said(p, "kind")} is planned: the rep is off until it is due`,
	"meeting.no-common-hours": (p) =>
		`No time for the ${said(p, "kind")} is planned: the working hours of the two never meet`,
	"meeting.calendar-full": (p) =>
		`No time for the ${said(p, "kind")} is planned: one of the two has something else whenever both are at work`,
	"meeting.request": (p) => `Put into the calendar: ${said(p, "kind")}, ${said(p, "startsAt")}`,
	"meeting.cancel": (p) => `Taken out of the calendar: ${said(p, "kind")}, ${said(p, "startsAt")}`,
	"cycle.people-changed": (p) => `Other people stand behind the tasks: ${counted(p, "tasks", "task")} planned anew`,
	"cycle.habit": (p) =>
		`The practice weeks are over; the habit begins, with ${counted(p, "perWeek", "practice")} a week up to week ${said(p, "untilWeek")}`,
	"pause.ends-before-it-begins": (p) =>
		`A pause from ${said(p, "from")} has to end on a later day, came ${said(p, "until")}`,
	"pause.too-far-back": (p) => `A pause may begin on ${said(p, "earliest")} at the earliest, came ${said(p, "from")}`,
	"resume.not-paused": () => "The cycle is not paused, and no pause lies ahead",
	"resume.later-than-the-pause": (p) => `The pause ends on ${said(p, "to")} already, before ${said(p, "on")}`,
	"act.policy-unknown": () => "There is no such version of a policy",
	"act.policy-is-the-same": () => "The cycle follows this version of the policy already",
	"act.change-cycle": () => "Somebody asked for another course of the cycle",
	"drill.suggested": (p) => `A drill is suggested on ${said(p, "gap")}, for ${said(p, "signal")}: the manager decides`,
	"drill.none-suggested": (p) => `No drill is suggested: ${said(p, "because")}`,
	"drill.first-gap-drilled": (p) =>
		`By the end of week ${said(p, "week")} there is a first drill, on ${said(p, "gap")}`,
	"drill.first-gap-named": (p) =>
		`By the end of week ${said(p, "week")} a first gap is named: ${said(p, "gap")}, for ${said(p, "signal")}. The manager decides on the drill`,
	"drill.first-gap-none": (p) => `By the end of week ${said(p, "week")} no gap is named: ${said(p, "because")}`,
	"drill.assigned": (p) => `A drill for you on ${said(p, "gap")}, ${schedule(p)}`,
	"drill.assigned-as-suggested": (p) =>
		`The manager assigned the drill that was suggested, on ${said(p, "gap")}: ${schedule(p)}`,
	"drill.assigned-otherwise": (p) =>
		`The manager assigned a drill on ${said(p, "gap")}: ${schedule(p)}${p.insists === true ? ". The signal holds in target: it is the manager's word" : ""}`,
	"drill.for-carry-over": (p) => `${tooLittle(p)}: a drill from a call, on ${said(p, "gap")}`,
	"drill.suggested-at-the-end": (p) =>
		`${tooLittle(p)}. The cycle ends here, so a drill from a call is only suggested, on ${said(p, "gap")}`,
	"drill.none-for-carry-over": (p) => `${tooLittle(p)}, but there is no drill for it: ${said(p, "because")}`,
	"drill.attempted": (p) =>
		`Attempt ${said(p, "attempt")} at the drill on ${said(p, "gap")}: ${said(p, "done")} of ${said(p, "asked")}, score ${number(p, "score")}`,
	"drill.send-best": (p) =>
		`All ${counted(p, "asked", "attempt")} at the drill on ${said(p, "gap")} are there: please send the one that you score highest on`,
	"drill.session": (p) =>
		`Session ${said(p, "session")} of the drill on ${said(p, "gap")}: ${counted(p, "missing", "attempt")} to run`,
	"drill.best-sent": (p) =>
		`Attempt ${said(p, "attempt")} of ${said(p, "attempts")}, the best, stands for the drill on ${said(p, "gap")}; the next real calls are watched`,
	"drill.other-sent": (p) =>
		`The rep sent attempt ${said(p, "attempt")} of ${said(p, "attempts")} for the drill on ${said(p, "gap")}; the next real calls are watched`,
	"drill.attempt-for-you": (p) =>
		`An attempt at a drill on ${said(p, "gap")} for you, with a score of ${number(p, "score")}`,
	"drill.watching": (p) =>
		`Your drill on ${said(p, "gap")} is practised; now up to ${counted(p, "calls", "real call")} in ${counted(p, "days", "day")} are watched for the same moment`,
	"drill.changed": (p) =>
		`The same moment came up again and was answered as wanted (${said(p, "wanted")} of ${said(p, "occurred")}): the drill on ${said(p, "gap")} has changed it`,
	"drill.other-angle": (p) =>
		`The same moment came up again and was not answered as wanted (${said(p, "wanted")} of ${said(p, "occurred")}): the drill on ${said(p, "gap")} goes on from another angle, ${schedule(p)}`,
	"drill.to-live-coaching": (p) =>
		`After ${counted(p, "angles", "angle")} the moment is still not answered as wanted: live coaching on ${said(p, "gap")}`,
	"drill.live-practice": (p) =>
		`The moment did not come up in ${counted(p, "calls", "watched call")}: please practise ${said(p, "gap")} live within ${counted(p, "days", "day")}`,
	"drill.not-practised": (p) => `The drill on ${said(p, "gap")} ended without an attempt`,
	"drill.not-seen": (p) =>
		`The moment of the drill on ${said(p, "gap")} came up neither in calls nor in practice: it ends`,
	"drill.withdrawn": (p) => `The drill on ${said(p, "gap")} was taken back`,
	"drill.cycle-not-begun": () => "The cycle has not begun yet",
	"drill.only-a-category": (p) =>
		`A drill names its gap, its call and its evidence: for ${said(p, "gap")} there is not ${said(p, "missing")}`,
	"drill.call-unknown": () => "The cycle knows no such scored conversation of the rep",
	"drill.already-open": (p) => `A drill on ${said(p, "gap")} is open already`,
	"drill.open-at-most": (p) =>
		`The rep has ${counted(p, "open", "open drill")}; at most ${said(p, "atMost")} are allowed`,
	"drill.holds-in-target": (p) =>
		`Practice of ${said(p, "signal")} holds in target: a drill on ${said(p, "gap")} needs the manager to insist`,
	"drill.morning-is-off": (p) =>
		`The mornings of a drill lie on active days from ${said(p, "from")} on, came ${said(p, "date")}`,
	"drill.unknown": () => "The cycle has no such drill",
	"drill.not-the-reps": () => "Only the rep sends an attempt",
	"drill.not-practising": (p) => `An attempt is sent while the drill is practised; it is ${said(p, "state")}`,
	"drill.nothing-to-send": () => "There is no attempt yet that could be sent",
	"drill.no-such-attempt": (p) =>
		`There is no attempt ${said(p, "came")} from this angle; there are ${said(p, "known")}`,
	"drill.closed": (p) => `The drill is over: it is ${said(p, "state")}`,
	"cycle.step-stuck": (p) =>
		`The step ${said(p, "step")} could not be taken (${said(p, "because")}): the cycle waits until an administrator has it tried again`,
	"cycle.step-retried": () => "An administrator had the step tried again",
	"task.step-stuck": (p) =>
		`A step of the task could not be taken (${said(p, "because")}); it is tried again all the time`,
	"cycle.act-stuck": (p) => `What somebody asked of the cycle could not be decided: ${said(p, "because")}`,
	"act.undecidable": (p) => `The cycle cannot decide this (${said(p, "because")}); its administrators were told`,
	"act.nothing-to-retry": () => "No step of this cycle waits to be tried again",
	"act.cycle-stuck": () => "The cycle waits for an administrator; its course can be changed after that",
	"act.retry-step": () => "Somebody asked to have the step tried again",
	"cycle.stopped": (p) => `The cycle was stopped in week ${said(p, "week")}`,
	"cycle.completed": (p) => `The cycle is complete after week ${said(p, "week")}`,
	"cycle.closed": (p) => `The cycle is closed: ${said(p, "because")}`,
	"act.decide-task": (p) => `Somebody answered the task ${said(p, "task")}`,
	"act.assign-drill": () => "Somebody assigned a drill",
	"act.submit-drill": () => "The rep sent an attempt at a drill",
	"act.withdraw-drill": () => "Somebody took a drill back",
	"act.stop-cycle": () => "Somebody asked to stop the cycle",
	"act.unknown": () => "The act is not known",
	"act.task-unknown": () => "The act names no task of this cycle",
	"act.answer-does-not-fit": (p) => `The task asks for ${said(p, "expected")}, came ${said(p, "came")}`,
	"act.cycle-not-practising": () => "The cycle is not practising yet",
	"act.cycle-closed": () => "The cycle is closed",
	"act.not-theirs": () => "Only the owner of the task today, or a lead, may do that",
	"conversation.practice": (p) =>
		p.week === undefined
			? `Practice: ${said(p, "kind")}`
			: `Practice of week ${said(p, "week")}: ${said(p, "kind")}, ${said(p, "scenario")}`,
	"step.nothing-decided": (p) => `Step ${said(p, "step")}: looked at, and nothing was to decide`,
	"why-not.asked-again": () => "Asked again with what was known then, the rule decides the same",
	"why-not.decides-otherwise-today": () =>
		"Asked again with what was known then, the rule of today decides otherwise; what follows is said by the rule of today",
	"why-not.one-outcome": () => "This rule leads to one outcome alone: nothing that was measured would have changed it",
	"why-not.rule-unknown": (p) => `Nobody knows the rule ${said(p, "rule")} any more`,
	"why-not.inputs-not-kept": () => "What the decision was taken by was not kept whole: an older version wrote it",
	"why-not.one-change": alternative(", had one thing been different"),
	"why-not.two-changes": alternative(", had two things been different together"),
	"why-not.out-of-reach": alternative(": no single change would have led there, and no two of those that were tried"),
	"change.pooled-value": change("{of}"),
	"change.baseline-value": change("{of} at the baseline"),
	"change.week-12-value": change("{of} at week 12"),
	"change.last-reading": change("{of} in the last practice"),
	"change.live-value": change("{of} on real calls"),
	"change.practice-value": change("{of} in practice"),
	"change.live-out-of": change("Occasions for {of} on real calls"),
	"change.practice-out-of": change("Occasions for {of} in practice"),
	"change.calls": change("Consented real calls"),
	"change.change-per-30-days": change("Change of {of} over 30 days"),
	"change.trend-practices": change("Practices behind the trend of {of}"),
	"change.trend": change("Trend of {of}"),
	"change.practices-since": change("Practices since the baseline"),
	"change.practices-of-the-week": change("Practices in the week"),
	"change.practices-of-the-habit": change("Practices in the weeks of the habit"),
	"change.empty-weeks-before": change("Weeks without practice before it"),
	"change.distance-to-target": change("Mean distance to target of the focus signals in session {of}"),
	"change.new-sessions": change("Sessions that nobody had reviewed"),
	"change.rep-turns": change("Turns of the rep in conversation {of}"),
	"change.rep-words": change("Words of the rep in conversation {of}"),
	"change.valid-conversations": change("Other valid conversations"),
	"change.conversations-done": change("Conversations of the baseline that were there"),
	"change.day": change("Day of the baseline"),
	"change.flat-checkpoints": change("Flat checkpoints before it"),
	"change.habit-weeks": change("Weeks of the plan behind week 12"),
	"change.task-state": change("The task {of} by then"),
	"change.owner": change("Who stands behind the place of {of}"),
	"change.chosen-focus": change("The focus that the manager chose"),
	"change.answer": change("The answer of the head of enablement"),
	"change.pause-from": change("First day of the pause"),
	"change.pause-until": change("First active day after the pause"),
	"change.pause-ended": change("End of the pause"),
	"change.resume-on": change("Day on which the cycle goes on"),
	"change.more-weeks": change("More weeks"),
	"change.dispute": change("The reading of {of}"),
	"change.practices-that-show-it": change("Practices that show {of}"),
	"change.late-reading": change("The reading in practice {of}"),
	"change.earlier-hires": change("Earlier hires who have been there as long"),
	"change.week-8-before": change("Week 8 the time before"),
	"change.weeks-to-the-next-checkpoint": change("Weeks to the next checkpoint"),
	"change.reviews-done": change("Reviews that were done"),
	"change.reviews-opened": change("Reviews that came in"),
	"change.meeting-until": change("Over by"),
	"change.busy-until": change("Something else in a calendar up to"),
	"change.calendar-entry": change("The calendar entry from {of} on"),
	"change.day-off-of-the-owner": change("Whoever owes it on {of}"),
	"change.day-off-of-the-rep": change("The rep on {of}"),
	"change.moment": change("The moment"),
	"change.moment-of": change("The moment of conversation {of}"),
	"change.conversations-with-a-moment": change("Conversations with a moment"),
	"change.open-drill": change("A drill on {of}"),
	"change.holds-in-target": change("Practice of {of} in target"),
	"change.first-drill": change("The first drill by then"),
	"change.carry-over": change("Carry-over of {of}, upper end of its interval"),
	"change.cycle-goes-on": change("The cycle behind week 12"),
	"change.moments": change("How often the moment came up in conversation {of}"),
	"change.moments-wanted": change("How often it was answered as wanted in conversation {of}"),
	"change.drill-angle": change("How the customer raises it"),
	"change.moment-in-a-call": change("The moment in the last watched call"),
	"change.moment-in-live-practice": change("The moment in the live practice"),
	"change.watched-calls": change("Real calls that were watched"),
	"change.attempts": change("Attempts at the drill"),
	"change.attempt-score": change("Score of attempt {of}"),
	"conversation.live": (p) => `Real conversation with consent: ${said(p, "kind")}`,
	...SCORECARD_REASONS,
	...Object.fromEntries(Object.entries(NEXT_WORDS).map(([code, action]) => [code, next(action)])),
	"next.nothing-measured": (p) =>
		`Nothing could be measured here${typeof p.because === "string" ? `: ${codeWords(p.because)}` : ""}`,
};

/** Why a line does not count, why a signal is not shown. */
const CODES: { readonly [code: string]: string } = BECAUSE_WORDS;

/** A reason in English. A code without words is shown as it is, with its parameters: never nothing, never a guess. */
export function wordsOf({ code, params }: Reason): string {
	const template = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
	return template?.(params) ?? `${code} ${JSON.stringify(params)}`;
}

/** Codes that have English words of their own. */
export const ENGLISH_CODES: readonly string[] = Object.keys(REASONS);

export function codeWords(code: string): string {
	return (Object.hasOwn(CODES, code) ? CODES[code] : undefined) ?? code;
}

export function hasWords(code: string): boolean {
	return Object.hasOwn(REASONS, code) || Object.hasOwn(CODES, code);
}
