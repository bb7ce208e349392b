import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_POLICY } from "../domain/policy.ts";
import type { Conversation } from "../domain/signals/conversation.ts";
import type { Moment } from "../domain/signals/moment.ts";
import { parseTranscript } from "../services/scoring/formats/index.ts";
import { createScoring } from "../services/scoring/index.ts";
import { type Bench, type BenchResult, WrongUse } from "./bench.ts";

type Place = { readonly kind: string; readonly line: number; readonly lineTo: number; readonly start?: number };
type Judged = {
	readonly file: string;
	readonly moment: Place | null;
	readonly orElse: readonly Place[];
	readonly noneAcceptable: boolean;
};

/**
 * The engine's moments beside those that a reader wrote down before seeing any (bench/moments.json). `--data DIR` is the
 * folder of the transcripts with their manifest.json, which names the rep of each.
 */
export const run: Bench = async (args) => {
	const folder = args.includes("--data") ? args[args.indexOf("--data") + 1] : undefined;
	if (folder === undefined || !existsSync(join(folder, "manifest.json"))) {
		throw new WrongUse(`--data: expected a folder with transcripts and manifest.json, came ${folder ?? "none"}`);
	}
	const judged: { readonly files: readonly Judged[] } = JSON.parse(
		readFileSync(new URL("../../bench/moments.json", import.meta.url), "utf8"),
	);
	const manifest: readonly { readonly file: string; readonly rep: string }[] = JSON.parse(
		readFileSync(join(folder, "manifest.json"), "utf8"),
	);
	const scoring = createScoring();
	const counts = { same: 0, samePlace: 0, acceptable: 0, bothNone: 0 };
	const lines: string[] = [];
	for (const each of judged.files) {
		const rep = manifest.find(({ file }) => file === each.file)?.rep;
		const read = parseTranscript(readFileSync(join(folder, each.file)), {
			kind: "customer-call",
			...(rep === undefined ? {} : { rep }),
		});
		if (!read.ok) throw new WrongUse(`${each.file}: ${JSON.stringify(read.error)}`);
		const { conversation } = read.value;
		const { moment } = scoring.labelAndScore(conversation, DEFAULT_POLICY.bands).scorecard;
		const found = moment.status === "found" ? moment : null;
		const place = each.moment;
		const isSamePlace = found !== null && place !== null && isAt(found, place, conversation);
		const isSame = isSamePlace && found.kind === place.kind;
		const isElse =
			found !== null && each.orElse.some((other) => other.kind === found.kind && isAt(found, other, conversation));
		const isNone = found === null && place === null;
		if (isSame || isNone) counts.same += 1;
		if (isSamePlace) counts.samePlace += 1;
		if (isNone) counts.bothNone += 1;
		if (isSame || isNone || isElse || (found === null && each.noneAcceptable)) counts.acceptable += 1;
		const ours = found === null ? "none" : `${found.kind} at #${found.cites.utterance + 1}`;
		const theirs = place === null ? "none" : `${place.kind} at line ${place.line + 1}`;
		lines.push(
			`${isSame || isNone ? "same" : isElse ? "also fair" : "other"}\t${each.file}\tengine: ${ours}\treader: ${theirs}`,
		);
	}
	const n = judged.files.length;
	const share = (name: string, count: number): BenchResult => ({ name, value: count, unit: `of ${n}`, n });
	return {
		results: [
			share("moments.same", counts.same),
			share("moments.same-place", counts.samePlace),
			share("moments.acceptable", counts.acceptable),
			share("moments.both-none", counts.bothNone),
		],
		page: lines.join("\n"),
		notes: [],
	};
};

/** Whether the customer's line, or the rep's answer to it, lies where the reader saw the moment. */
function isAt(found: Extract<Moment, { status: "found" }>, place: Place, { utterances }: Conversation): boolean {
	const from = utterances[found.cites.utterance];
	const to = utterances[found.answer.utterance];
	if (from === undefined || to === undefined) return false;
	if (place.start === undefined || from.startMs === null) {
		return from.ordinal <= place.lineTo && to.ordinal >= place.line;
	}
	const end = to.endMs ?? to.startMs ?? from.startMs;
	// Cues of one speaker are joined, so that a moment may begin inside an utterance.
	return from.startMs <= (place.start + 1) * 1000 && end >= place.start * 1000;
}
