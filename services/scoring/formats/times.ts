import { z } from "zod";
import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { SpokenCue, TranscriptFault } from "./format.ts";
import { transcriptFault } from "./format.ts";

export type Span = { readonly startMs: number; readonly endMs: number };

/** The unit that a source writes, by its documentation. It is never concluded from the size of a number. */
export type Unit = "seconds" | "milliseconds";

const IN_MS: { readonly [unit in Unit]: number } = { seconds: 1000, milliseconds: 1 };

/** Longer than any conversation: a larger number is some other unit, which is refused and never converted by a guess. */
const LENGTH_MAX_MS = 48 * 3_600_000;

export const seconds = z.number("a number of seconds");
export const milliseconds = z.int("a whole number of milliseconds");

/** Start and end of a row, in order and within two days. `fields` are the names that the source gives them. */
export function spanOf(
	unit: Unit,
	[start, end]: readonly [start: number, end: number],
	where: string,
	fields: readonly [start: string, end: string] = ["start", "end"],
): Result<Span, TranscriptFault> {
	const max = LENGTH_MAX_MS / IN_MS[unit];
	if (start < 0 || start > max) {
		return failed(transcriptFault("bad-time", `${where}/${fields[0]}`, `${unit} from 0 to ${max}`, String(start)));
	}
	if (end < start || end > max) {
		const expected = `${unit} from the start (${start}) to ${max}`;
		return failed(transcriptFault("bad-time", `${where}/${fields[1]}`, expected, String(end)));
	}
	return ok({ startMs: Math.round(start * IN_MS[unit]), endMs: Math.round(end * IN_MS[unit]) });
}

/** Recognisers round up, and end a last segment behind the recording; another unit is a thousand times off. */
const DURATION_SLACK_MS = 60_000;

/** Refuses times that lie far behind the end that the source itself tells: they are in another unit. */
export function cuesWithin(
	cues: readonly SpokenCue[],
	durationSeconds: number | null,
	field: string,
): Result<readonly SpokenCue[], TranscriptFault> {
	if (durationSeconds === null || durationSeconds <= 0) return ok(cues);
	const lastMs = cues.reduce((last, { endMs }) => Math.max(last, endMs ?? 0), 0);
	if (lastMs <= durationSeconds * 2000 + DURATION_SLACK_MS) return ok(cues);
	const expected = `times within the ${durationSeconds} seconds that the file tells in ${field}`;
	return failed(transcriptFault("bad-time", field, expected, `words at ${lastMs / 1000} seconds`));
}

/** Moves times so that the earliest is zero: wall clocks, and offsets before the recording's start. */
export function fromZero(cues: readonly SpokenCue[], earliest: number): readonly SpokenCue[] {
	if (earliest === 0) return cues;
	return cues.map((cue) => ({
		...cue,
		startMs: cue.startMs === null ? null : cue.startMs - earliest,
		endMs: cue.endMs === null ? null : cue.endMs - earliest,
	}));
}
