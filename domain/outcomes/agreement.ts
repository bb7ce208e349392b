import type { CoachingPolicy } from "../policy.ts";
import type { Interval } from "../signals/reading.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";

// How far people and the engine agree on lines that people labelled before they saw what the engine says.

/** Lines on which one signal was asked about, by who saw it there. */
export type Agreed = {
	readonly both: number;
	readonly personOnly: number;
	readonly engineOnly: number;
	readonly neither: number;
};

/** Agreement beyond chance, and what it rests on. */
export type Kappa = {
	/** 1: always the same; 0: as often as two would who only know how frequent the signal is; below 0: less than that. */
	readonly kappa: number;
	readonly interval: Interval & { readonly level: 0.95 };
	readonly lines: number;
};

/** Two-sided 95 % of the standard normal distribution. */
const Z_975 = 1.959963984540054;

export function linesOf({ both, personOnly, engineOnly, neither }: Agreed): number {
	return both + personOnly + engineOnly + neither;
}

export function addAgreed(a: Agreed, b: Agreed): Agreed {
	return {
		both: a.both + b.both,
		personOnly: a.personOnly + b.personOnly,
		engineOnly: a.engineOnly + b.engineOnly,
		neither: a.neither + b.neither,
	};
}

/** Counts a signal over lines. */
export function agreedOn(
	signal: Signal,
	lines: readonly { readonly said: readonly Signal[]; readonly engine: readonly Signal[] }[],
): Agreed {
	const count = (bySaid: boolean, byEngine: boolean) =>
		lines.filter(({ said, engine }) => said.includes(signal) === bySaid && engine.includes(signal) === byEngine).length;
	return {
		both: count(true, true),
		personOnly: count(true, false),
		engineOnly: count(false, true),
		neither: count(false, false),
	};
}

/**
 * Cohen's kappa, (observed - chance) / (1 - chance), with its large-sample 95 % interval. Null where there is no line, or
 * both say the same of every line: then chance alone explains it all.
 *
 * The variance is that of Fleiss, Cohen and Everitt, of the table with half a line more in each cell: without it, the
 * interval of a rare signal on a hundred lines covers 85 % and has no width where both always agree; with it 92 to 98 %.
 *
 * Source: J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20,
 * 37-46; J. L. Fleiss, J. Cohen, B. S. Everitt (1969), Large sample standard errors of kappa and weighted kappa,
 * Psychological Bulletin 72, 323-327.
 */
export function kappaOf(agreed: Agreed): Kappa | null {
	const kappa = coefficientOf(agreed);
	if (kappa === null) return null;
	const half = { both: 0.5, personOnly: 0.5, engineOnly: 0.5, neither: 0.5 };
	const smoothed = addAgreed(agreed, half);
	const centre = coefficientOf(smoothed) ?? kappa;
	const reach = Z_975 * standardErrorOf(smoothed, centre);
	return {
		kappa,
		interval: {
			low: Math.max(-1, Math.min(kappa, centre - reach)),
			high: Math.min(1, Math.max(kappa, centre + reach)),
			level: 0.95,
		},
		lines: linesOf(agreed),
	};
}

function coefficientOf(agreed: Agreed): number | null {
	const { both, personOnly, engineOnly, neither } = agreed;
	const n = linesOf(agreed);
	const person = both + personOnly;
	const engine = both + engineOnly;
	// As whole numbers, times n squared: full agreement is exactly 1, whatever the counts.
	const chance = person * engine + (n - person) * (n - engine);
	return chance === n * n ? null : ((both + neither) * n - chance) / (n * n - chance);
}

function standardErrorOf(agreed: Agreed, kappa: number): number {
	const n = linesOf(agreed);
	const share = (count: number) => count / n;
	const person = share(agreed.both + agreed.personOnly);
	const engine = share(agreed.both + agreed.engineOnly);
	const chance = person * engine + (1 - person) * (1 - engine);
	const same =
		share(agreed.both) * (1 - (person + engine) * (1 - kappa)) ** 2 +
		share(agreed.neither) * (1 - (2 - person - engine) * (1 - kappa)) ** 2;
	const other =
		(1 - kappa) ** 2 *
		(share(agreed.personOnly) * (engine + 1 - person) ** 2 + share(agreed.engineOnly) * (person + 1 - engine) ** 2);
	const less = (kappa - chance * (1 - kappa)) ** 2;
	return Math.sqrt(Math.max(0, same + other - less) / n) / (1 - chance);
}

/** What a month of lines says of one signal in one language, by one labeller. */
export type MonthOfLines = {
	readonly signal: Signal;
	/** ISO 639 code. */
	readonly language: string;
	readonly labeller: string;
	/** `2026-11`. */
	readonly month: string;
	readonly agreed: Agreed;
};

/**
 * `not-enough-lines`: too few to say whether it drifts. `low`: kappa lies under the limit. `fell`: it lies too far under
 * that of the months before, taken together. `agrees`: neither.
 */
type AgreementVerdict = "not-enough-lines" | "low" | "fell" | "agrees";

export type MonthOfAgreement = MonthOfLines & {
	/** Null where both say the same of every line: nobody saw the signal, or everybody always did. */
	readonly found: Kappa | null;
	/** The months before, together; null where they have too few lines or show nothing. */
	readonly before: Kappa | null;
	readonly verdict: AgreementVerdict;
};

/**
 * Kappa per signal, language, labeller and month, and whether it drifts: below the limit, or too far under the last months
 * before, each on as many lines as the policy wants. In the order of months, then of signals.
 */
export function agreementOf(
	months: readonly MonthOfLines[],
	policy: CoachingPolicy["agreement"],
): readonly MonthOfAgreement[] {
	return months
		.map((one) => {
			const found = kappaOf(one.agreed);
			const earlier = months.filter(
				(other) =>
					other.signal === one.signal &&
					other.language === one.language &&
					other.labeller === one.labeller &&
					other.month < one.month &&
					other.month >= monthBefore(one.month, policy.monthsBefore),
			);
			const before = earlier.length === 0 ? null : kappaOf(earlier.map(({ agreed }) => agreed).reduce(addAgreed));
			const compared = before !== null && before.lines >= policy.linesMin ? before : null;
			return { ...one, found, before: compared, verdict: verdictOf(one.agreed, found, compared, policy) };
		})
		.toSorted(
			(a, b) =>
				compare(a.month, b.month) ||
				SIGNALS.indexOf(a.signal) - SIGNALS.indexOf(b.signal) ||
				compare(`${a.language} ${a.labeller}`, `${b.language} ${b.labeller}`),
		);
}

function verdictOf(
	agreed: Agreed,
	found: Kappa | null,
	before: Kappa | null,
	{ linesMin, kappaMin, fallMax }: CoachingPolicy["agreement"],
): AgreementVerdict {
	if (linesOf(agreed) < linesMin || found === null) return "not-enough-lines";
	if (found.kappa < kappaMin) return "low";
	return before !== null && before.kappa - found.kappa >= fallMax ? "fell" : "agrees";
}

/** The month so many months before, as `2026-11`. */
function monthBefore(month: string, count: number): string {
	const [year = 0, number = 1] = month.split("-").map(Number);
	const months = year * 12 + number - 1 - count;
	return `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
