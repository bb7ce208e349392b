/** Heads of the rep, and of the customer, that say what the other side did in the turn before. */
export const REP_CONTEXT = ["claim", "ask", "open", "closed", "leading", "own-promise", "restatement"] as const;
export const CUSTOMER_CONTEXT = ["need", "objection", "difficulty", "buying-signal"] as const;

/** Twice each: the most that any sentence of the turn says, and what its last sentence says. */
export const CONTEXT_NUMBERS = 2 * (REP_CONTEXT.length + CUSTOMER_CONTEXT.length);

/** Where a side's heads begin among the numbers. */
export const CUSTOMER_OFFSET = 2 * REP_CONTEXT.length;

/** Log-odds above a head's line as a number from 0 to 1: 0.5 on the line. Plain arithmetic, the same on every machine. */
function surely(over: number): number {
	return 0.5 + (0.5 * over) / (1 + Math.abs(over));
}

/** Takes one more sentence of a turn into the numbers that the other side's next turn will hear. */
export function hear(numbers: Float64Array, offset: number, index: number, over: number): void {
	const sure = surely(over);
	const any = offset + 2 * index;
	numbers[any] = Math.max(numbers[any] ?? 0, sure);
	numbers[any + 1] = sure;
}

const PLACED_MIN = 12;
const MIDDLE = 5;

/** How far a conversation has come, in tenths; the middle where it is too short for its place to tell anything. */
export function tenthOf(utterance: number, of: number): number {
	return of < PLACED_MIN ? MIDDLE : Math.floor((10 * utterance) / of);
}
