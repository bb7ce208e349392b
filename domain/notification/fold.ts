import type { Reason } from "../cycle/reason.ts";
import { kindOfMessage } from "./message.ts";

/** A message that waits, as folding looks at it. */
export type Waiting = {
	readonly id: string;
	/** The cycle, or the task of no cycle, that it comes from. */
	readonly place: string;
	readonly template: Reason;
	/** What else the message says. */
	readonly also: readonly Reason[];
};

/**
 * After an outage a person is told once, not a hundred times: of the messages about one open thing only the newest is
 * sent. The others are folded into it.
 *
 * @param rows Messages of one person on one channel that are due and wait, oldest first.
 */
export function foldPending<T extends Waiting>(
	rows: readonly T[],
): { readonly kept: readonly T[]; readonly folded: readonly T[] } {
	const newest = new Map<string, T>();
	for (const row of rows) {
		const thing = thingOf(row);
		if (thing !== null) newest.set(thing, row);
	}
	const isFolded = (row: T): boolean => {
		const thing = thingOf(row);
		// What says something else beside has to be read.
		return thing !== null && row.also.length === 0 && newest.get(thing) !== row;
	};
	return { kept: rows.filter((row) => !isFolded(row)), folded: rows.filter(isFolded) };
}

/** What a message keeps asking for; null where it tells something that nothing later repeats. */
function thingOf({ place, template }: Waiting): string | null {
	const { code, params } = template;
	const kind = kindOfMessage(code);
	if (typeof params.task === "string" && (kind === "task" || kind === "reminder"))
		return `${place} task ${params.task}`;
	if (kind === "meeting") return `${place} meeting ${params.invite}`;
	return kind === "reminder" ? `${place} ${code}` : null;
}
