import { isPaused, type Pause } from "../cycle/active-days.ts";
import type { CyclePhase } from "../cycle/facts.ts";
import type { TaskKind } from "../cycle/task.ts";
import type { Signal } from "../signals/signal.ts";
import type { LocalDate } from "../time.ts";

/** One rep of a cohort as the weekly digest looks at them. */
export type DigestFact = {
	readonly repId: string;
	readonly phase: CyclePhase;
	readonly week: number;
	readonly pauses: readonly Pause[];
	/** Signal of the next practice; null for a generic one. */
	readonly nextPractice: { readonly signal: Signal | null } | null;
	readonly openTasks: readonly TaskKind[];
	/** Codes of what checkpoints of the last seven days decided. */
	readonly checkpoints: readonly string[];
};

/** What somebody should look at first. */
const DIGEST_FLAGS = ["paused", "baseline-late", "no-practice", "not-moving"] as const;
export type DigestFlag = (typeof DIGEST_FLAGS)[number];

export type DigestLine = Omit<DigestFact, "pauses" | "phase"> & { readonly flags: readonly DigestFlag[] };

export type Digest = {
	readonly reps: number;
	readonly openTasks: number;
	readonly checkpoints: number;
	readonly flagged: number;
	/** Those with a flag first, then those whose checkpoint came, then the others; cut at the most that anybody reads. */
	readonly lines: readonly DigestLine[];
};

/** Verdicts after which somebody has to do something other than go on. */
const NOT_MOVING = /^week(?:4\.flat|8\.stuck)$/;

export function digestOf(facts: readonly DigestFact[], today: LocalDate, linesMax: number): Digest {
	const lines = facts.map((fact) => lineOf(fact, today));
	const rank = ({ flags, checkpoints }: DigestLine) => (flags.length > 0 ? 0 : checkpoints.length > 0 ? 1 : 2);
	return {
		reps: facts.length,
		openTasks: lines.reduce((sum, { openTasks }) => sum + openTasks.length, 0),
		checkpoints: lines.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0),
		flagged: lines.filter(({ flags }) => flags.length > 0).length,
		lines: lines.toSorted((a, b) => rank(a) - rank(b) || (a.repId < b.repId ? -1 : 1)).slice(0, linesMax),
	};
}

function lineOf({ pauses, phase: _, ...fact }: DigestFact, today: LocalDate): DigestLine {
	const has: { readonly [F in DigestFlag]: boolean } = {
		paused: isPaused(today, pauses),
		"baseline-late": fact.openTasks.includes("baseline-late"),
		"no-practice": fact.openTasks.includes("empty-weeks"),
		"not-moving": fact.checkpoints.some((code) => NOT_MOVING.test(code)),
	};
	return { ...fact, flags: DIGEST_FLAGS.filter((flag) => has[flag]) };
}
