import type { Reason } from "./reason.ts";
import {
	afterWeek12,
	checkpoint4,
	checkpoint8,
	checkpoint12,
	checkpoint24,
	escalatedAfterDispute,
} from "./why-not-checkpoint.ts";
import { extended, paused, pausedTooLong, resumed, returned } from "./why-not-course.ts";
import { carryOverDrill, drillSuggested, firstGap } from "./why-not-drill.ts";
import { bestSent, drillJudged, notSeenInCalls, sessionCalled } from "./why-not-drill-course.ts";
import { Unanswerable } from "./why-not-inputs.ts";
import { cadenceCheckpoint, cadenceWeek, week6 } from "./why-not-kinds.ts";
import { lateBaseline, supplemented, week8AskedAgain } from "./why-not-late.ts";
import { meetingPlanned } from "./why-not-meeting.ts";
import { anotherForBaseline, baselineClosed, baselineDay, focusProposed, practicePlanned } from "./why-not-practice.ts";
import type { AskAgain, StoredDecision } from "./why-not-rule.ts";
import type { Alternative, Asked } from "./why-not-search.ts";
import { acceptedBySilence, deploymentDecided, focusDecided, reminded, steppedUp } from "./why-not-task.ts";
import { reviewPicked, weekClosed, weekLookedAt } from "./why-not-week.ts";

export type { StoredDecision } from "./why-not-rule.ts";

/** What would have had to be different for a decision to come out otherwise. */
export type WhyNot = {
	/**
	 * `asked`: the rule was asked again. `one-outcome`: it has no other. `unanswerable`: what it was decided by was not kept,
	 * or nobody knows the rule any more.
	 */
	readonly status: "asked" | "one-outcome" | "unanswerable";
	/** What the rule says today of the inputs of then; null where it was not asked. */
	readonly asked: Asked["outcomes"] | null;
	/** False where the rule would decide otherwise today: then the alternatives are those of today's rule. */
	readonly agrees: boolean;
	readonly alternatives: readonly Alternative[];
	/** Why there are no alternatives, or what stands before them. */
	readonly reason: Reason;
};

/** How the decisions of each rule are asked again, by the rule itself; null where a rule has but one outcome. */
const RULES: { readonly [rule: string]: AskAgain | null } = {
	"plan.by-policy": null,
	"baseline.three-valid-conversations": baselineClosed,
	"baseline.until-enough-are-valid": anotherForBaseline,
	"baseline.reminder": baselineDay,
	"baseline.late-task": baselineDay,
	"baseline.never-started": baselineDay,
	"focus.two-largest-distances": focusProposed,
	"focus.silence-accepts": acceptedBySilence,
	"focus.manager-decides": focusDecided,
	"practice.next-from-last-score": practicePlanned,
	"week.two-practices": weekLookedAt,
	"week.missed-not-made-up": weekClosed,
	"week.empty-weeks": weekClosed,
	"review.two-most-worth": reviewPicked,
	"baseline.late-for-a-signal-not-shown": lateBaseline,
	"checkpoint.week-4": checkpoint4,
	"checkpoint.week-6-milestones": week6,
	"checkpoint.week-8": checkpoint8,
	"checkpoint.week-8-waited-for-a-dispute": escalatedAfterDispute,
	"checkpoint.week-8-asked-again": week8AskedAgain,
	"checkpoint.week-12": checkpoint12,
	"checkpoint.week-24": checkpoint24,
	"checkpoint.supplement-for-late-or-withdrawn-facts": supplemented,
	"cadence.reviews-of-the-week": cadenceWeek,
	"cadence.reviews-done-and-agreement": cadenceCheckpoint,
	"meeting.first-common-time": meetingPlanned,
	"drill.engine-suggests": drillSuggested,
	"drill.first-gap-by-week-2": firstGap,
	"drill.carry-over-under-the-border": carryOverDrill,
	"drill.schedule": sessionCalled,
	"drill.best-is-sent-then-watched": bestSent,
	"drill.not-seen-then-live-practice": notSeenInCalls,
	"drill.not-changed-other-angle": drillJudged,
	"drill.verdict": drillJudged,
	"cycle.habit-after-week-12": afterWeek12,
	"cycle.ends-after-its-last-week": afterWeek12,
	"task.ladder": reminded,
	"task.one-step-up-at-one-and-a-half": steppedUp,
	"deployment.head-decides": deploymentDecided,
	"cycle.paused-by-a-person": paused,
	"cycle.resumed-by-a-person": resumed,
	"cycle.extended-by-a-person": extended,
	"cycle.goes-on-after-a-pause": returned,
	"cycle.paused-too-long": pausedTooLong,
	// What came in is scored, told or looked after, whatever it is.
	"drill.attempts-are-scored": null,
	"outcomes.asked-for-when-the-week-is-over": null,
	"cycle.step-stuck": null,
	// The people table says so, and nothing else.
	"cycle.paused-since-the-rep-left": null,
	"cycle.resumed-since-the-rep-is-back": null,
	// A person did it, and nothing that is measured led there.
	"cycle.stopped-by-a-person": null,
	"cycle.moved-by-a-person": null,
	"cycle.people-changed": null,
	"task.delegated-by-name": null,
	"task.not-mine-goes-one-step-up": null,
	"task.reopened-by-a-person": null,
	"dispute.somebody-else-decides": null,
	"consent.a-person-records-it": null,
	"consent.nothing-is-scored-without": null,
	"task.review": null,
	"task.one-to-one": null,
	"task.live-coaching": null,
	"task.baseline-late": null,
	"task.empty-weeks": null,
	"task.subject-gone": null,
	"rep.a-person-says-who": null,
	"rep.a-person-is-asked-once": null,
	"drill.manager-assigns": null,
	"drill.taken-back-by-a-person": null,
	"cycle.step-retried": null,
	"outcomes.a-person-says-whether-they-are-there": null,
	"cohort.waves-in-order": null,
	"cohort.waves-at-random": null,
	"cohort.paused-by-a-person": null,
	"cohort.resumed-by-a-person": null,
	"cohort.stopped-by-a-person": null,
};

/** Whether anybody knows how decisions of this rule are asked again. */
export function isRuleKnown(rule: string): boolean {
	return Object.hasOwn(RULES, rule);
}

/** Varies the stored inputs of one decision through the rule that took it, and names the nearest changes. Pure. */
export function whyNot(decision: StoredDecision): WhyNot {
	const { rule } = decision;
	const again = isRuleKnown(rule) ? RULES[rule] : undefined;
	if (again === undefined) return none("unanswerable", { code: "why-not.rule-unknown", params: { rule } });
	if (again === null) return none("one-outcome", { code: "why-not.one-outcome", params: { rule } });
	try {
		const { asked, agrees, alternatives } = again(decision);
		if (alternatives.length === 0) return none("one-outcome", { code: "why-not.one-outcome", params: { rule } });
		const code = agrees ? "why-not.asked-again" : "why-not.decides-otherwise-today";
		return { status: "asked", asked, agrees, alternatives, reason: { code, params: { rule } } };
	} catch (error) {
		if (!(error instanceof Unanswerable)) throw error;
		return none("unanswerable", { code: "why-not.inputs-not-kept", params: { rule } });
	}
}

function none(status: "one-outcome" | "unanswerable", reason: Reason): WhyNot {
	return { status, asked: null, agrees: true, alternatives: [], reason };
}
