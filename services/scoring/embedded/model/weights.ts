import { CONTEXT_NUMBERS } from "../context.ts";
import { featureInWords } from "../rules.ts";
import { NUMBERS } from "./features.ts";

export type Role = "rep" | "customer";

/** One small linear model: what it looks for, and where it draws the line. */
export type HeadFile = {
	readonly name: string;
	/** Whose sentences it judges; null: anybody's. */
	readonly role: Role | null;
	readonly bias: number;
	/** Score from which it says yes. */
	readonly threshold: number;
	/** One weight for each of NUMBERS, in thousandths. */
	readonly numbers: readonly number[];
	/** Positions in `features`, and the weight of each in thousandths. */
	readonly at: readonly number[];
	readonly weights: readonly number[];
	/** One weight, in thousandths, for each number of what the other side did before (context.ts); empty for a guide. */
	readonly context: readonly number[];
	/** Its score is wanted of few sentences, and made only when somebody asks. */
	readonly onDemand?: boolean;
};

/** A file of weights: which data made it, under which licence, and the models. */
export type WeightsFile = {
	readonly language: string;
	/** Name and hash of each data file, with its licence and how it was changed. */
	readonly data: readonly {
		readonly name: string;
		readonly sha256: string;
		readonly licence: string;
		readonly origin: string;
	}[];
	readonly licence: string;
	/** SHA-256 of the JSON of `features` and `heads`. */
	readonly checksum: string;
	/** What each key stands for, for people. */
	readonly features: readonly (readonly [key: number, name: string])[];
	readonly heads: readonly HeadFile[];
	/** When a claim refers to an earlier need, see tie.ts. */
	readonly ties?: { readonly bias: number; readonly weights: readonly number[]; readonly threshold: number };
};

const K = 5;

/** By what the weights of `n` features are multiplied, so that long texts do not shout. */
export function scaleOf(n: number): number {
	return K / Math.sqrt(Math.max(4, n));
}

const EMPTY = -1;
const SLOT = 4;
const KEY = 0;
/** Where the entries begin, and in the lower bits which heads know the key; heads that share a bit are told apart later. */
const ENTRIES = 1;
const KNOWN_TO_BITS = 12;
const BEGIN_BITS = 31 - KNOWN_TO_BITS;
/** Behind how many of the entries each group of heads ends, the first in the lowest bits. */
const GROUP_ENDS = 2;
const COUNT_BITS = 6;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** When a key was added last, so that it counts once; EMPTY in a free slot. */
const SEEN = 3;
/** Slots are dear, since they miss the processor's caches: the table is fuller than a table in memory would be. */
const SLOTS_PER_FEATURE = 1.3;
/** Bits of the filter: a key is looked for only where the bit of its upper bits is set. */
const FILTER_BITS = 18;

/** Heads in the order in which they stand: groups that are asked together stand together. */
const REP = 0;
const CUSTOMER = 2;
const GROUPS = 4;

/** The groups of heads from the first one up to the last, which is left out. */
export type Groups = { readonly from: number; readonly to: number };

/** The heads that judge a side: those asked of every sentence, and those asked on demand; all where nobody knows the side. */
export const ASKED = {
	always: {
		rep: { from: REP, to: REP + 1 },
		customer: { from: CUSTOMER, to: CUSTOMER + 1 },
		any: { from: 0, to: GROUPS },
	},
	onDemand: {
		rep: { from: REP + 1, to: CUSTOMER },
		customer: { from: CUSTOMER + 1, to: GROUPS },
		any: { from: GROUPS, to: GROUPS },
	},
	all: { rep: { from: REP, to: CUSTOMER }, customer: { from: CUSTOMER, to: GROUPS }, any: { from: 0, to: GROUPS } },
} as const;

/** Weights of all heads of one language in one hash table: each key is looked up once for all heads. */
export class Weights {
	readonly heads: readonly string[];
	readonly thresholds: Float64Array;
	readonly #bias: Float64Array;
	/** Rows of heads: one for each number, and for each number of the context. */
	readonly #numbers: Float64Array;
	readonly #context: Float64Array;
	/** Key, place of the entries, their groups, and when it was seen last, side by side. */
	readonly #slots: Int32Array;
	readonly #mask: number;
	readonly #filter = new Int32Array(1 << (FILTER_BITS - 5));
	/** Head and weight of each entry, see `entryOf`: what is read together stands together. */
	readonly #entries: Int32Array;
	/** For each slot the place of its feature's name. */
	readonly #name: Int32Array;
	readonly #names: string[] = [];
	/** The names as people read them, made when they are asked for first. */
	readonly #words: (string | null)[] = [];
	/** Behind how many of the heads each group ends. */
	readonly #groupEnds: readonly number[];
	#time = 0;

	constructor(files: readonly WeightsFile[]) {
		const placed = files
			.flatMap(({ heads: own }, file) => own.map((head) => ({ head, file })))
			.sort((a, b) => groupOf(a.head) - groupOf(b.head));
		const heads = placed.map(({ head }) => head);
		this.heads = heads.map(({ name }) => name);
		if (heads.length > COUNT_MASK) {
			throw new RangeError(`weights: expected at most ${COUNT_MASK} heads, came ${heads.length}`);
		}
		this.#groupEnds = Array.from(
			{ length: GROUPS },
			(_, group) => heads.filter((head) => groupOf(head) <= group).length,
		);
		this.thresholds = Float64Array.from(heads, ({ threshold }) => threshold);
		this.#bias = Float64Array.from(heads, ({ bias }) => bias);
		this.#numbers = rowsOf(heads, NUMBERS.length, ({ numbers }) => numbers);
		this.#context = rowsOf(heads, CONTEXT_NUMBERS, ({ context }) => context);
		let size = 1024;
		while (size < SLOTS_PER_FEATURE * files.reduce((sum, { features }) => sum + features.length, 0)) size *= 2;
		this.#mask = size - 1;
		this.#slots = new Int32Array(size * SLOT).fill(EMPTY);
		this.#name = new Int32Array(size);
		const places = files.map(({ features }) => this.#place(features));
		this.#entries = new Int32Array(this.#count(files, places));
		this.#fill(placed.map(({ head, file }) => ({ head, place: places[file] ?? new Int32Array(0) })));
	}

	/** Gives each feature its slot; says where each slot begins. */
	#place(features: WeightsFile["features"]): Int32Array {
		const slots = this.#slots;
		const mask = this.#mask;
		const filter = this.#filter;
		return Int32Array.from(features, ([key, name]) => {
			let base = (key & mask) * SLOT;
			while (slots[base + SEEN] !== EMPTY && slots[base + KEY] !== key) base = (base + SLOT) & (mask * SLOT);
			if (slots[base + SEEN] !== EMPTY) return base;
			slots[base + KEY] = key;
			slots[base + ENTRIES] = 0;
			slots[base + GROUP_ENDS] = 0;
			slots[base + SEEN] = 0;
			this.#name[base / SLOT] = this.#names.push(name) - 1;
			const bit = key >>> (32 - FILTER_BITS);
			filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << bit);
			return base;
		});
	}

	/** Gives each slot its stretch of the entries, still empty; says how many entries there are. */
	#count(files: readonly WeightsFile[], places: readonly Int32Array[]): number {
		const slots = this.#slots;
		for (const [file, { heads }] of files.entries()) {
			const place = places[file] ?? new Int32Array(0);
			for (const head of heads) {
				// One more for the own group, and for each behind it.
				let more = 0;
				for (let group = groupOf(head); group < GROUPS; group++) more |= 1 << (group * COUNT_BITS);
				for (const at of head.at) {
					const ends = (place[at] ?? 0) + GROUP_ENDS;
					slots[ends] = (slots[ends] ?? 0) + more;
				}
			}
		}
		let entries = 0;
		for (let base = 0; base < slots.length; base += SLOT) {
			if (slots[base + SEEN] === EMPTY) continue;
			slots[base + ENTRIES] = entries << KNOWN_TO_BITS;
			entries += endOf(slots[base + GROUP_ENDS] ?? 0, GROUPS);
		}
		if (entries >= 2 ** BEGIN_BITS) {
			throw new RangeError(`weights: expected fewer than ${2 ** BEGIN_BITS} weights, came ${entries}`);
		}
		return entries;
	}

	/** Writes the entries; in each stretch the heads stand in their order. */
	#fill(heads: readonly { readonly head: HeadFile; readonly place: Int32Array }[]): void {
		const slots = this.#slots;
		const entries = this.#entries;
		const written = new Uint8Array(slots.length / SLOT);
		for (const [index, { head, place }] of heads.entries()) {
			for (let i = 0; i < head.at.length; i++) {
				const base = place[head.at[i] ?? 0] ?? 0;
				const nth = written[base / SLOT] ?? 0;
				written[base / SLOT] = nth + 1;
				const stretch = slots[base + ENTRIES] ?? 0;
				entries[beginOf(stretch) + nth] = entryOf(index, head.weights[i] ?? 0);
				slots[base + ENTRIES] = stretch | bitOf(index);
			}
		}
	}

	/** Position of a head, which must be there. */
	indexOf(name: string): number {
		const index = this.heads.indexOf(name);
		if (index < 0) throw new RangeError(`weights: expected a head named ${name}, came ${this.heads.join(", ")}`);
		return index;
	}

	/** Log-odds of a head above its line; from 0 it says yes. */
	over(scores: Float64Array, head: number): number {
		return (scores[head] ?? 0) - (this.thresholds[head] ?? 0);
	}

	/** Where a key's slot begins; below 0 where no head knows the key, as is true of most. */
	#find(key: number): number {
		const bit = key >>> (32 - FILTER_BITS);
		if (((this.#filter[bit >>> 5] ?? 0) & (1 << bit)) === 0) return -1;
		const slots = this.#slots;
		for (let slot = key & this.#mask; ; slot = (slot + 1) & this.#mask) {
			const base = slot * SLOT;
			if (slots[base + SEEN] === EMPTY) return -1;
			if (slots[base + KEY] === key) return base;
		}
	}

	/**
	 * Adds the weights of keys, in thousandths, to the sums of some groups of heads; a key once, however often it stands
	 * there. Notes in `found` which keys any head knows, for `addMore` and `strongest`, and says how many.
	 */
	add(keys: Int32Array, count: number, sums: Int32Array, found: Int32Array, groups: Groups): number {
		this.#time += 1;
		const time = this.#time;
		const slots = this.#slots;
		let known = 0;
		for (let i = 0; i < count; i++) {
			const base = this.#find(keys[i] ?? 0);
			if (base < 0 || slots[base + SEEN] === time) continue;
			slots[base + SEEN] = time;
			found[known] = base;
			known += 1;
			this.#addSlot(base, sums, groups);
		}
		return known;
	}

	/** Adds the weights of keys that `add` found to the sums of other groups. */
	addMore(found: Int32Array, count: number, sums: Int32Array, groups: Groups): void {
		for (let i = 0; i < count; i++) this.#addSlot(found[i] ?? 0, sums, groups);
	}

	#addSlot(base: number, sums: Int32Array, { from, to }: Groups): void {
		const entries = this.#entries;
		const begin = beginOf(this.#slots[base + ENTRIES] ?? 0);
		const ends = this.#slots[base + GROUP_ENDS] ?? 0;
		const end = begin + endOf(ends, to);
		let at = begin + endOf(ends, from);
		// Four at a time: a turn of a loop costs the engine as much as the addition.
		for (; at + 3 < end; at += 4) {
			addEntry(sums, entries[at] ?? 0);
			addEntry(sums, entries[at + 1] ?? 0);
			addEntry(sums, entries[at + 2] ?? 0);
			addEntry(sums, entries[at + 3] ?? 0);
		}
		for (; at < end; at++) addEntry(sums, entries[at] ?? 0);
	}

	/**
	 * Log-odds of the heads of some groups, from the sums of the keys' weights, the number of keys, the numbers, and what
	 * `context` made of the turn before. The scores of other heads stay as they are.
	 */
	finish(
		sums: Int32Array,
		keys: number,
		numbers: Float64Array,
		context: Float64Array,
		scores: Float64Array,
		groups: Groups,
	): void {
		const scale = scaleOf(keys) / 1000;
		const count = this.heads.length;
		const from = this.#headsBefore(groups.from);
		const to = this.#headsBefore(groups.to);
		const bias = this.#bias;
		for (let head = from; head < to; head++) scores[head] = (bias[head] ?? 0) + (sums[head] ?? 0) * scale;
		for (let i = 0; i < NUMBERS.length; i++) addRow(scores, this.#numbers, i * count, numbers[i] ?? 0, from, to);
		for (let head = from; head < to; head++) scores[head] = (scores[head] ?? 0) + (context[head] ?? 0);
	}

	#headsBefore(group: number): number {
		return group === 0 ? 0 : (this.#groupEnds[group - 1] ?? 0);
	}

	/** What each head adds for what the other side did before: the same for every sentence of a turn. */
	context(numbers: Float64Array, added: Float64Array): void {
		added.fill(0);
		for (let i = 0; i < CONTEXT_NUMBERS; i++)
			addRow(added, this.#context, i * added.length, numbers[i] ?? 0, 0, added.length);
	}

	/** Score of one head that looks at keys alone. */
	one(head: number, keys: Int32Array, count: number): number {
		let sum = 0;
		for (let i = 0; i < count; i++) {
			const base = this.#find(keys[i] ?? 0);
			if (base < 0) continue;
			const begin = beginOf(this.#slots[base + ENTRIES] ?? 0);
			const end = begin + endOf(this.#slots[base + GROUP_ENDS] ?? 0, GROUPS);
			for (let at = begin; at < end; at++) {
				const entry = this.#entries[at] ?? 0;
				if (headOf(entry) === head) sum += weightOf(entry);
			}
		}
		return (this.#bias[head] ?? 0) + sum * (scaleOf(count) / 1000);
	}

	/** What spoke most for a head among the keys that `add` found, strongest first, as far as it can be said in words. */
	strongest(head: number, found: Int32Array, count: number, most: number): string[] {
		const said: Said[] = [];
		let least = 0;
		for (let i = 0; i < count; i++) {
			const base = found[i] ?? 0;
			const weight = this.#weightOf(head, base);
			if (weight <= 0 || weight < least) continue;
			const words = this.#wordsOf(base);
			if (words === null) continue;
			rank(said, { words, weight }, most);
			if (said.length === most) least = said[most - 1]?.weight ?? 0;
		}
		return said.map(({ words }) => words);
	}

	#weightOf(head: number, base: number): number {
		const stretch = this.#slots[base + ENTRIES] ?? 0;
		if ((stretch & bitOf(head)) === 0) return 0;
		const entries = this.#entries;
		let at = beginOf(stretch);
		const end = at + endOf(this.#slots[base + GROUP_ENDS] ?? 0, GROUPS);
		while (at + 3 < end && headOf(entries[at + 3] ?? 0) < head) at += 4;
		while (at < end && headOf(entries[at] ?? 0) < head) at += 1;
		const entry = entries[at] ?? 0;
		return at < end && headOf(entry) === head ? weightOf(entry) : 0;
	}

	#wordsOf(base: number): string | null {
		const name = this.#name[base / SLOT] ?? 0;
		const known = this.#words[name];
		if (known !== undefined) return known;
		const words = featureInWords(this.#names[name] ?? "");
		this.#words[name] = words;
		return words;
	}
}

/** A head that judges nobody's sentences in particular stands with the rep's, and is asked by itself or for whole texts. */
function groupOf({ role, onDemand }: HeadFile): number {
	return (role === "customer" ? CUSTOMER : REP) + (onDemand === true ? 1 : 0);
}

type Said = { readonly words: string; readonly weight: number };

/** Puts words among those said already, each once with its greatest weight; the alphabet decides between equals. */
function rank(said: Said[], one: Said, most: number): void {
	const before = said.findIndex(({ words }) => words === one.words);
	if (before >= 0) {
		if ((said[before]?.weight ?? 0) >= one.weight) return;
		said.splice(before, 1);
	}
	let to = said.length;
	for (let last = said[to - 1]; last !== undefined && precedes(one, last); last = said[to - 1]) to -= 1;
	if (to === most) return;
	if (said.length === most) said.pop();
	said.splice(to, 0, one);
}

function precedes(one: Said, other: Said): boolean {
	return one.weight > other.weight || (one.weight === other.weight && one.words < other.words);
}

function beginOf(stretch: number): number {
	return stretch >> KNOWN_TO_BITS;
}

function bitOf(head: number): number {
	return 1 << (head % KNOWN_TO_BITS);
}

/** Behind how many entries the groups before this one end. */
function endOf(ends: number, group: number): number {
	return group === 0 ? 0 : (ends >> ((group - 1) * COUNT_BITS)) & COUNT_MASK;
}

const WEIGHT_BITS = 16;

/** A head and a weight in thousandths in one number. Whole numbers add up to the same sum in any order. */
function entryOf(head: number, weight: number): number {
	if (weight !== (weight << WEIGHT_BITS) >> WEIGHT_BITS) {
		throw new RangeError(
			`weights: expected whole thousandths of at most ${2 ** (WEIGHT_BITS - 1) - 1}, came ${weight}`,
		);
	}
	return (head << WEIGHT_BITS) | (weight & (2 ** WEIGHT_BITS - 1));
}

function headOf(entry: number): number {
	return entry >>> WEIGHT_BITS;
}

function weightOf(entry: number): number {
	return (entry << WEIGHT_BITS) >> WEIGHT_BITS;
}

function addEntry(sums: Int32Array, entry: number): void {
	const head = headOf(entry);
	sums[head] = (sums[head] ?? 0) + weightOf(entry);
}

/** Thousandths of all heads as rows: one row for each place in a head's list. */
function rowsOf(heads: readonly HeadFile[], rows: number, of: (head: HeadFile) => readonly number[]): Float64Array {
	const table = new Float64Array(rows * heads.length);
	for (const [head, file] of heads.entries()) {
		for (const [row, thousandths] of of(file).entries()) table[row * heads.length + head] = thousandths / 1000;
	}
	return table;
}

/** Adds a row, multiplied, to the heads of a range; four at a time, see `add`. */
function addRow(to: Float64Array, rows: Float64Array, row: number, by: number, first: number, end: number): void {
	if (by === 0) return;
	let head = first;
	for (; head + 3 < end; head += 4) {
		to[head] = (to[head] ?? 0) + by * (rows[row + head] ?? 0);
		to[head + 1] = (to[head + 1] ?? 0) + by * (rows[row + head + 1] ?? 0);
		to[head + 2] = (to[head + 2] ?? 0) + by * (rows[row + head + 2] ?? 0);
		to[head + 3] = (to[head + 3] ?? 0) + by * (rows[row + head + 3] ?? 0);
	}
	for (; head < end; head++) to[head] = (to[head] ?? 0) + by * (rows[row + head] ?? 0);
}

/** The name whose head stands highest, the first of equals; null of none. */
export function highest<Name extends string>(
	named: readonly (readonly [name: Name, head: number])[],
	standing: (head: number) => number,
): readonly [name: Name, head: number] | null {
	let best: readonly [name: Name, head: number] | null = null;
	let most = Number.NEGATIVE_INFINITY;
	for (const each of named) {
		const over = standing(each[1]);
		if (over <= most) continue;
		most = over;
		best = each;
	}
	return best;
}
