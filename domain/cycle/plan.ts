import type { CycleKind } from "./kind.ts";

/**
 * Checkpoints by name; a repeated one is `8/2`, `8/3`, ... `6` looks at the milestones of a new hire; `24` ends the habit,
 * whatever its week.
 */
export type CheckpointName = "4" | "6" | "8" | `8/${number}` | "12" | "24";

/** A stretch of practice weeks that ends in a named checkpoint, at the end of `toWeek`. */
export type Segment = {
	readonly fromWeek: number;
	readonly toWeek: number;
	readonly checkpoint: CheckpointName;
};

/** No cycle is extended beyond this week. */
export const CYCLE_WEEKS_MAX = 24;
/** Weeks of practice before the habit begins. */
const PRACTICE_WEEKS = 12;

/** The segments of a cycle of 12 to 24 weeks. Week 1 is the baseline and belongs to none. */
export function planFor(lengthWeeks: number, kind: CycleKind = "standard"): readonly Segment[] {
	const ends: readonly (readonly [toWeek: number, checkpoint: CheckpointName])[] = [
		[4, "4"],
		...(kind === "new-hire" ? [[6, "6"] as const] : []),
		[8, "8"],
		[PRACTICE_WEEKS, "12"],
		...(lengthWeeks > PRACTICE_WEEKS ? [[lengthWeeks, "24"] as const] : []),
	];
	return ends.map(([toWeek, checkpoint], at) => ({ fromWeek: (ends[at - 1]?.[0] ?? 1) + 1, toWeek, checkpoint }));
}

/** The twelve weeks of the product's own cycle. */
export const TWELVE_WEEKS = planFor(PRACTICE_WEEKS);

export function isEight({ checkpoint }: { readonly checkpoint: string }): boolean {
	return checkpoint === "8" || checkpoint.startsWith("8/");
}

/**
 * Puts `weeks` more weeks of practice behind the week-8 checkpoint, ending in its repetition, and moves all later
 * segments by as many weeks.
 */
export function extendAfterWeek8(plan: readonly Segment[], weeks: number): readonly Segment[] {
	const lastEight = plan.findLastIndex(isEight);
	const eight = plan[lastEight];
	if (eight === undefined) return plan;
	const before = plan.slice(0, lastEight + 1);
	const extension: Segment = {
		fromWeek: eight.toWeek + 1,
		toWeek: eight.toWeek + weeks,
		checkpoint: `8/${before.filter(isEight).length + 1}`,
	};
	return [...before, extension, ...plan.slice(lastEight + 1).map((segment) => moved(segment, weeks))];
}

/**
 * Asks week 8 again `weeks` after the checkpoint `eight`, inside the weeks that follow it: nothing behind moves. The same
 * plan where it is asked again by another segment already; null where the next checkpoint comes before that.
 */
export function askWeek8Again(plan: readonly Segment[], eight: string, weeks: number): readonly Segment[] | null {
	const at = plan.findIndex(({ checkpoint }) => checkpoint === eight);
	const asked = plan[at];
	const next = plan[at + 1];
	if (asked === undefined || next === undefined) return null;
	if (isEight(next)) return plan;
	const toWeek = asked.toWeek + weeks;
	if (toWeek >= next.toWeek) return null;
	const again: Segment = { fromWeek: asked.toWeek + 1, toWeek, checkpoint: `8/${plan.filter(isEight).length + 1}` };
	return [...plan.slice(0, at + 1), again, { ...next, fromWeek: toWeek + 1 }, ...plan.slice(at + 2)];
}

/** Makes the segment of a week longer, the first one before its weeks begin, and moves all later ones by as many weeks. */
export function extendAtWeek(plan: readonly Segment[], week: number, weeks: number): readonly Segment[] {
	const longer = segmentOfWeek(plan, week);
	return plan.map((segment, at) => {
		if (at < longer) return segment;
		return at === longer ? { ...segment, toWeek: segment.toWeek + weeks } : moved(segment, weeks);
	});
}

/** Index of the segment that a week belongs to; the first one before its weeks begin, the last one behind them. */
export function segmentOfWeek(plan: readonly Segment[], week: number): number {
	const at = plan.findIndex(({ toWeek }) => week <= toWeek);
	return at < 0 ? Math.max(0, plan.length - 1) : at;
}

function moved(segment: Segment, weeks: number): Segment {
	return { ...segment, fromWeek: segment.fromWeek + weeks, toWeek: segment.toWeek + weeks };
}
