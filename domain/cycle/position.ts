import { localDateOf } from "../calendar.ts";
import { epochMs, type Instant } from "../time.ts";
import type { CycleFacts } from "./facts.ts";
import { segmentOfWeek } from "./plan.ts";
import { lookName, type Position, type Turn } from "./step.ts";
import { practiceLooks, weekAround } from "./weeks.ts";

/**
 * Where the story of a practising cycle goes on after a pause has put it back, told by the tables alone: at the first
 * checkpoint that is overdue and does not stand, else at the next look to come. Weeks between the two are not looked at
 * again: they would see the same facts, and people would hear of them twice.
 *
 * @param standing Checkpoints that were taken and count.
 */
export function positionAfter(
	standing: readonly string[],
	{ cycle, policy }: Pick<CycleFacts, "cycle" | "policy">,
	now: Instant,
): Position {
	const { plan } = cycle;
	const looks = practiceLooks(plan, cycle, policy);
	const isOver = (name: string) => looks.some((look) => look.name === name && epochMs(look.at) <= epochMs(now));
	const overdue = plan.findIndex(
		({ checkpoint, toWeek }) => !standing.includes(checkpoint) && isOver(lookName(toWeek, "end")),
	);
	const segment = plan[overdue];
	if (segment !== undefined) return { segment: overdue, week: segment.toWeek + 1, part: "nudge" };
	const next = looks.find(({ at }) => epochMs(at) > epochMs(now));
	const [, number, part] = /^w(\d+):(nudge|end)$/.exec(next?.name ?? "") ?? [];
	// The looks of this week lie behind a pause without an end; week 1 has none of its own.
	const week =
		number === undefined
			? Math.max(plan[0]?.fromWeek ?? 2, weekAround(cycle, localDateOf(now, cycle.zone)))
			: Number(number);
	return { segment: segmentOfWeek(plan, week), week, part: part === "end" ? "end" : "nudge" };
}

/** A checkpoint leads into the weeks behind it; one that was taken anew, to where the cycle stood meanwhile. */
export function onwards(facts: CycleFacts, checkpoint: string, now: Instant): Turn {
	if (facts.cycle.pass === 0) return { kind: "goes-on" };
	const standing = [...facts.past.checkpoints.map(({ name }) => name), checkpoint];
	return { kind: "moved", at: positionAfter(standing, facts, now) };
}
