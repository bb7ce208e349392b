import type { Reason } from "./reason.ts";

/** A number, a date, or the name of a choice. */
type Value = number | string;

/** What a rule said: of the decision as a whole under `whole`, or of each thing that it judges (a signal, a session). */
export type Asked = {
	readonly outcomes: { readonly [aspect: string]: string };
	/** What else the rule said, in one text: two answers that differ in it are not the same, though they lead to one outcome. */
	readonly finer?: string;
};

export const WHOLE = "whole";

/** One input of a decision that could have been another. */
export type Lever<Inputs> = {
	/** Code of its reason, behind `change.`. */
	readonly what: string;
	/** The signal, conversation or owner that it is of. */
	readonly of: string | null;
	readonly is: Value;
	readonly range: /** Whole steps from one to the other; `at` is where it stands, null where it stands on none of them. */
		| { readonly kind: "steps"; readonly from: number; readonly to: number; readonly at: number | null }
		| { readonly kind: "span"; readonly from: number; readonly to: number; readonly at: number }
		| { readonly kind: "choice"; readonly values: readonly string[] };
	/** The value at a step, as people read it; the step itself where it is left out. */
	readonly valueAt?: (position: number) => Value;
	/** More parameters for the words. */
	readonly paramsAt?: (position: number) => Reason["params"];
	/** Moved only where nothing else leads there: what lies in the past, such as a baseline. */
	readonly last?: boolean;
	readonly with: (inputs: Inputs, position: number | string) => Inputs;
};

/** A decision to be asked again: the real rule behind `ask`, and what could have been different. */
export type Question<Inputs> = {
	readonly inputs: Inputs;
	readonly ask: (inputs: Inputs) => Asked;
	readonly levers: readonly Lever<Inputs>[];
	/** What the rule can come to, of each aspect. */
	readonly possible: { readonly [aspect: string]: readonly string[] };
	/** At how many places each input is tried, where asking is dear. Between two that differ the border is found all the same. */
	readonly places?: number;
};

/** What one input would have had to be: at least, at most, both, or just this. */
type Needed = {
	readonly what: string;
	readonly of: string | null;
	readonly is: Value;
	readonly neededAtLeast?: Value;
	readonly neededAtMost?: Value;
	readonly neededEqual?: Value;
	readonly reason: Reason;
};

/** One way to another outcome: all of its changes together. None where no way was found. */
export type Alternative = {
	readonly aspect: string;
	readonly outcome: string;
	readonly changes: readonly Needed[];
	readonly reason: Reason;
};

export type Answered = {
	/** What the rule says today of what was stored. */
	readonly asked: Asked["outcomes"];
	readonly alternatives: readonly Alternative[];
};

/** Ways to one outcome that are shown, the nearest first. */
const WAYS_MAX = 3;
/** Places at which an input is tried; between two that differ it is halved down to the border. */
const PLACES = 64;
/** Places of one input that are tried together with those of another. */
const BORDERS_MAX = 8;
const HALVINGS = 40;

type Position = number | string;
type Move<Inputs> = { readonly lever: Lever<Inputs>; readonly to: Position; readonly cost: number };
type Way<Inputs> = { readonly moves: readonly Move<Inputs>[]; readonly cost: number };

/**
 * Asks the rule again with other inputs, one at a time, nearest first, and two at a time where one is not enough. What it
 * names leads to the outcome that it names, since the rule itself said so; thresholds are not restated here.
 */
export function search<Inputs>(question: Question<Inputs>): Answered {
	const { inputs, ask, levers, possible, places = PLACES } = question;
	const base = ask(inputs).outcomes;
	const wanted = Object.entries(possible).flatMap(([aspect, outcomes]) =>
		outcomes.filter((outcome) => outcome !== base[aspect]).map((outcome) => ({ aspect, outcome })),
	);
	const walks = levers.map((lever) => ({
		lever,
		walk: walkOf(lever, places, (position) => ask(lever.with(inputs, position))),
	}));
	const alternatives = wanted.flatMap(({ aspect, outcome }): readonly Alternative[] => {
		const leads = (asked: Asked) => asked.outcomes[aspect] === outcome;
		for (const among of [walks.filter(({ lever }) => lever.last !== true), walks]) {
			const single = among
				.flatMap(({ lever, walk }) => nearest(lever, walk, leads))
				.map((move): Way<Inputs> => ({ moves: [move], cost: move.cost }));
			const ways = single.length > 0 ? single : pairs(question, among, leads);
			if (ways.length > 0) {
				return ways
					.toSorted((a, b) => a.cost - b.cost)
					.slice(0, WAYS_MAX)
					.map((way) => told(question, aspect, outcome, way, leads));
			}
		}
		return [
			{
				aspect,
				outcome,
				changes: [],
				reason: { code: "why-not.out-of-reach", params: { aspect, outcome } },
			},
		];
	});
	return { asked: base, alternatives };
}

/** What the rule says along one lever: places in order away from where it stands, per direction. */
type Place = { readonly position: Position; readonly asked: Asked };
type Walk = readonly (readonly Place[])[];

function walkOf<Inputs>(lever: Lever<Inputs>, count: number, ask: (position: Position) => Asked): Walk {
	const { range } = lever;
	if (range.kind === "choice") {
		return range.values.filter((value) => value !== lever.is).map((value) => [{ position: value, asked: ask(value) }]);
	}
	const { from, to, at } = range;
	const isStep = range.kind === "steps";
	const directions: readonly (readonly [start: number, end: number])[] =
		at === null
			? [[from, to]]
			: [
					[at, to],
					[at, from],
				];
	return directions
		.filter(([start, end]) => start !== end || at === null)
		.map(([start, end]) => {
			const places = placesBetween(start, end, isStep, count)
				.filter((position) => position !== at)
				.map((position): Place => ({ position, asked: ask(position) }));
			const first: Place | null = at === null ? null : { position: at, asked: ask(at) };
			return withBorders(first, places, ask, isStep);
		});
}

function placesBetween(start: number, end: number, isStep: boolean, most: number): readonly number[] {
	const count = isStep ? Math.min(most, Math.abs(end - start)) : most;
	if (count === 0) return [start];
	const places = Array.from({ length: count + 1 }, (_, index) => {
		const place = start + ((end - start) * index) / count;
		return isStep ? Math.round(place) : place;
	});
	return [...new Set(places)];
}

/** Puts the nearest place of each answer between the places that were tried. */
function withBorders(
	first: Place | null,
	places: readonly Place[],
	ask: (position: number) => Asked,
	isStep: boolean,
): readonly Place[] {
	const walk: Place[] = [];
	let before = first;
	for (const place of places) {
		if (before !== null && !isSame(before.asked, place.asked)) {
			const border = borderBetween(before, place, ask, isStep);
			if (border.position !== place.position) walk.push(border);
		}
		walk.push(place);
		before = place;
	}
	return walk;
}

/** The place nearest to `near` that still answers as `far` does. */
function borderBetween(near: Place, far: Place, ask: (position: number) => Asked, isStep: boolean): Place {
	if (typeof near.position !== "number" || typeof far.position !== "number") return far;
	let not = near.position;
	let is = far;
	for (let halving = 0; halving < HALVINGS; halving++) {
		const at = Number(is.position);
		const middle = isStep ? Math.trunc((not + at) / 2) : (not + at) / 2;
		if (middle === not || middle === at) break;
		const asked = ask(middle);
		if (isSame(asked, far.asked)) is = { position: middle, asked };
		else not = middle;
	}
	return isStep ? is : (rounded(not, is, far, ask) ?? is);
}

/** The roundest number between the border and the far place that answers the same. */
function rounded(not: number, is: Place, far: Place, ask: (position: number) => Asked): Place | null {
	const position = roundest(not, Number(is.position), Number(far.position), (at) => isSame(ask(at), far.asked));
	return position === is.position ? null : { position, asked: ask(position) };
}

/** The number with the fewest digits, from the border towards the far place, at which it holds; else the border. */
function roundest(not: number, border: number, far: number, holds: (position: number) => boolean): number {
	const away = far > not ? Math.ceil : Math.floor;
	for (let digits = 2; digits <= 9; digits++) {
		// The border itself may be round, and was met but for its last bits.
		for (const round of [Math.round, away]) {
			const position = round(border * 10 ** digits) / 10 ** digits;
			const isBetween = far > not ? position > not && position <= far : position < not && position >= far;
			if (isBetween && holds(position)) return position;
		}
	}
	return border;
}

function isSame(a: Asked, b: Asked): boolean {
	return a.finer === b.finer && JSON.stringify(a.outcomes) === JSON.stringify(b.outcomes);
}

/** The nearest place in each direction that leads where it should. */
function nearest<Inputs>(lever: Lever<Inputs>, walk: Walk, leads: (asked: Asked) => boolean): readonly Move<Inputs>[] {
	return walk.flatMap((places) => {
		const place = places.find(({ asked }) => leads(asked));
		return place === undefined ? [] : [{ lever, to: place.position, cost: costOf(lever, place.position) }];
	});
}

/** How far a change goes, as a share of how far it could; a choice, and a value where there was none, is a whole one. */
function costOf<Inputs>({ range }: Lever<Inputs>, position: Position): number {
	if (range.kind === "choice" || range.at === null || typeof position !== "number") return 1;
	return Math.abs(position - range.at) / Math.max(1e-9, range.to - range.from);
}

type Walked<Inputs> = { readonly lever: Lever<Inputs>; readonly walk: Walk };

/** Two inputs at once, at the places where each alone changes what the rule says; then both as near as they may be. */
function pairs<Inputs>(
	question: Question<Inputs>,
	among: readonly Walked<Inputs>[],
	leads: (asked: Asked) => boolean,
): readonly Way<Inputs>[] {
	const borders = among.map(({ lever, walk }) => ({ lever, positions: bordersOf(walk) }));
	let best: Way<Inputs> | null = null;
	for (const [index, one] of borders.entries()) {
		for (const other of borders.slice(index + 1)) {
			for (const first of one.positions) {
				const changed = one.lever.with(question.inputs, first);
				for (const second of other.positions) {
					const cost = costOf(one.lever, first) + costOf(other.lever, second);
					if (best !== null && cost >= best.cost) continue;
					if (!leads(question.ask(other.lever.with(changed, second)))) continue;
					best = {
						moves: [
							{ lever: one.lever, to: first, cost: costOf(one.lever, first) },
							{ lever: other.lever, to: second, cost: costOf(other.lever, second) },
						],
						cost,
					};
				}
			}
		}
	}
	return best === null ? [] : [tightened(question, best, leads)];
}

function bordersOf(walk: Walk): readonly Position[] {
	return walk.flatMap((places) => {
		const kept = places.filter(
			({ asked }, index) =>
				index === 0 || index === places.length - 1 || !isSame(asked, places[index - 1]?.asked ?? asked),
		);
		return kept
			.slice(0, BORDERS_MAX - 1)
			.concat(kept.slice(BORDERS_MAX - 1).slice(-1))
			.map(({ position }) => position);
	});
}

/** Brings each change back towards what was, as far as both still lead there. */
function tightened<Inputs>(
	question: Question<Inputs>,
	way: Way<Inputs>,
	leads: (asked: Asked) => boolean,
): Way<Inputs> {
	let moves = way.moves;
	for (const index of moves.keys()) {
		const move = moves[index];
		if (move === undefined || move.lever.range.kind === "choice" || move.lever.range.at === null) continue;
		if (typeof move.to !== "number") continue;
		const { range } = move.lever;
		const elsewhere = moves.filter((_, at) => at !== index);
		const askAt = (position: number) =>
			question.ask(applied(question.inputs, [...elsewhere, { ...move, to: position }]));
		let not = range.at ?? move.to;
		let to = move.to;
		for (let halving = 0; halving < HALVINGS; halving++) {
			const middle = range.kind === "steps" ? Math.trunc((not + to) / 2) : (not + to) / 2;
			if (middle === not || middle === to) break;
			if (leads(askAt(middle))) to = middle;
			else not = middle;
		}
		if (range.kind === "span") to = roundest(not, to, move.to, (position) => leads(askAt(position)));
		moves = moves.map((other, at) => (at === index ? { ...move, to, cost: costOf(move.lever, to) } : other));
	}
	return { moves, cost: moves.reduce((sum, { cost }) => sum + cost, 0) };
}

function applied<Inputs>(inputs: Inputs, moves: readonly Move<Inputs>[]): Inputs {
	return moves.reduce((changed, { lever, to }) => lever.with(changed, to), inputs);
}

function told<Inputs>(
	question: Question<Inputs>,
	aspect: string,
	outcome: string,
	way: Way<Inputs>,
	leads: (asked: Asked) => boolean,
): Alternative {
	const code = way.moves.length === 1 ? "why-not.one-change" : "why-not.two-changes";
	return {
		aspect,
		outcome,
		changes: way.moves.map((move) => neededOf(question, way.moves, move, leads)),
		reason: { code, params: { aspect, outcome } },
	};
}

function neededOf<Inputs>(
	question: Question<Inputs>,
	moves: readonly Move<Inputs>[],
	move: Move<Inputs>,
	leads: (asked: Asked) => boolean,
): Needed {
	const { lever, to } = move;
	const { what, of, is, range } = lever;
	if (range.kind === "choice" || typeof to !== "number") {
		const value = String(to);
		return { what, of, is, neededEqual: value, reason: reasonOf(lever, "equal", value, {}) };
	}
	const valueAt = lever.valueAt ?? ((position: number): Value => position);
	const isUp = range.at === null || to > range.at;
	const end = isUp ? range.to : range.from;
	const others = moves.filter((other) => other !== move);
	const places = placesBetween(to, end, range.kind === "steps", question.places ?? PLACES);
	const last = lastThatLeads(to, places, range.kind === "steps", (position) =>
		leads(question.ask(applied(question.inputs, [...others, { ...move, to: position }]))),
	);
	const [near, far] = [valueAt(to), valueAt(last)];
	const [least, most] = isUp ? [near, far] : [far, near];
	const more = lever.paramsAt?.(to) ?? {};
	if (near === far && last !== end)
		return { what, of, is, neededEqual: near, reason: reasonOf(lever, "equal", near, more) };
	const isBounded = last !== end;
	const bound = isBounded ? "between" : isUp ? "at-least" : "at-most";
	return {
		what,
		of,
		is,
		...(isUp || isBounded ? { neededAtLeast: least } : {}),
		...(!isUp || isBounded ? { neededAtMost: most } : {}),
		reason: reasonOf(lever, bound, near, isBounded ? { ...more, until: far } : more),
	};
}

/** How far beyond the nearest place the outcome holds without a break; everything that was tried on the way. */
function lastThatLeads(
	from: number,
	places: readonly number[],
	isStep: boolean,
	holds: (position: number) => boolean,
): number {
	let last = from;
	for (const position of places) {
		if (position !== from && !holds(position)) return isStep ? lastBefore(last, position, holds) : last;
		last = position;
	}
	return last;
}

function lastBefore(holding: number, not: number, holds: (position: number) => boolean): number {
	let last = holding;
	let end = not;
	for (;;) {
		const middle = Math.trunc((last + end) / 2);
		if (middle === last || middle === end) return last;
		if (holds(middle)) last = middle;
		else end = middle;
	}
}

function reasonOf<Inputs>(
	{ what, of, is }: Lever<Inputs>,
	bound: "at-least" | "at-most" | "between" | "equal",
	needed: Value,
	more: Reason["params"],
): Reason {
	return { code: `change.${what}`, params: { of, is, bound, needed, ...more } };
}
