import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { SpeakerFacts, TranscriptFault } from "./format.ts";
import { transcriptFault } from "./format.ts";
import { tidy } from "./text.ts";

/** Somebody who speaks in a file, and what the file says about them. */
export type Speaker = SpeakerFacts & {
	/** The source's own key: an id where it has ids, else the name. Ids are text, however many digits they have. */
	readonly key: string;
	/** What to call the speaker; of two with one name, each has the key behind it. */
	readonly label: string;
};

/** What is known about the rep of a call. The first that fits somebody counts: key, e-mail, names, channel. */
export type RepHint = {
	readonly speaker?: string;
	readonly email?: string;
	/** Every name that the rep goes by; all of them are the rep. */
	readonly names?: readonly string[];
	/** The audio channel that is the rep's alone, counted as the source counts. */
	readonly channel?: number;
};

/** What told who the rep is. `affiliation` and `role-name` are said by the file, the others by the caller. */
export type RepFoundBy = "speaker" | "email" | "name" | "channel" | "affiliation" | "role-name";

export type RepFinding =
	/** Keys of the rep: more than one where a person joined twice, or has a name and a telephone. */
	| { readonly found: true; readonly by: RepFoundBy; readonly keys: readonly string[] }
	| { readonly found: false; readonly fault: TranscriptFault };

/** What a source calls the selling side when it names roles and not people. */
const REP_NAMES =
	/^(?:(?:the )?(?:sales ?)?(?:rep|agent)|(?:the )?sales ?(?:person|man|woman)|sales(?: representative| executive)?|representative|seller|account executive|ae|sdr|bdr)\.?(?: ?\d)?$/i;

/** Who of the speakers is the rep: as the caller says, else as the file says, else nobody and a question. */
export function findRep(speakers: readonly Speaker[], wanted: string | RepHint | undefined): RepFinding {
	const [first] = speakers;
	if (first === undefined) {
		return unknown("no-speakers", "speakers", "a speaker for each utterance", "words without any speaker", speakers);
	}
	if (speakers.length === 1) {
		return unknown("one-speaker", "file", "a rep and at least one customer", `only ${first.label}`, speakers);
	}
	if (wanted !== undefined) return asTold(speakers, typeof wanted === "string" ? [wanted] : cluesOf(wanted));
	const ofCompany = speakers.filter(({ side }) => side === "company");
	if (ofCompany.length > 0) return oneOf(ofCompany, "affiliation", speakers);
	return oneOf(
		speakers.filter(({ label }) => REP_NAMES.test(label)),
		"role-name",
		speakers,
	);
}

type Clue = string | { readonly by: RepFoundBy; readonly value: string };

function cluesOf({ speaker, email, names = [], channel }: RepHint): readonly Clue[] {
	const clue = (by: RepFoundBy, value: string | number | undefined): Clue[] =>
		value === undefined ? [] : [{ by, value: String(value) }];
	return [
		...clue("speaker", speaker),
		...clue("email", email),
		...names.flatMap((name) => clue("name", name)),
		...clue("channel", channel),
	];
}

function asTold(speakers: readonly Speaker[], clues: readonly Clue[]): RepFinding {
	let by: RepFoundBy | null = null;
	const keys = new Set<string>();
	for (const clue of clues) {
		const found = typeof clue === "string" ? byText(speakers, clue) : matching(speakers, clue.by, clue.value);
		if (!found.ok) return { found: false, fault: found.error };
		// Names add up, since a person may go by several; any other clue is the last word.
		if (found.value === null || (by !== null && (by !== "name" || found.value.by !== "name"))) continue;
		by = found.value.by;
		for (const { key } of found.value.speakers) keys.add(key);
	}
	if (by !== null) return { found: true, by, keys: [...keys] };
	const came = clues.map((clue) => (typeof clue === "string" ? clue : `${clue.by} ${clue.value}`)).join(", ");
	return unknown("no-rep", "rep", `one of the speakers: ${listed(speakers)}`, came || "no name", speakers);
}

type Match = { readonly by: RepFoundBy; readonly speakers: readonly Speaker[] } | null;

/** A text alone may be a key, a name, an e-mail address, or a channel as in `channel 0`. */
function byText(speakers: readonly Speaker[], text: string): Result<Match, TranscriptFault> {
	const tries: readonly { readonly by: RepFoundBy; readonly value: string }[] = [
		{ by: "speaker", value: text },
		{ by: "name", value: text },
		{ by: "email", value: text },
		{ by: "channel", value: /^\s*channel (\d{1,3})\s*$/i.exec(text)?.[1] ?? "" },
	];
	for (const { by, value } of tries) {
		const found = matching(speakers, by, value);
		if (!found.ok || found.value !== null) return found;
	}
	return ok(null);
}

function matching(speakers: readonly Speaker[], by: RepFoundBy, value: string): Result<Match, TranscriptFault> {
	const found = speakersOf(speakers, by, value);
	if (found.length === 0) return ok(null);
	if (by === "name" && found.length > 1) return failed(whichOf(found, `${value}, whom ${found.length} are called`));
	return ok({ by, speakers: found });
}

function speakersOf(speakers: readonly Speaker[], by: RepFoundBy, value: string): readonly Speaker[] {
	const wanted = folded(value);
	switch (by) {
		case "speaker":
			return speakers.filter(({ key, label }) => key === value || label === value).slice(0, 1);
		case "email":
			return speakers.filter(({ email }) => email !== null && folded(email) === wanted);
		case "name": {
			const exact = speakers.filter(({ name }) => name === value);
			if (exact.length > 0) return exact;
			return speakers.filter(({ name, label }) => folded(name ?? label) === wanted || folded(label) === wanted);
		}
		case "channel":
			return value === "" ? [] : speakers.filter(({ channel }) => channel === Number(value));
		case "affiliation":
		case "role-name":
			return [];
	}
}

function folded(text: string): string {
	return tidy(text).normalize("NFC").toLowerCase();
}

function oneOf(candidates: readonly Speaker[], by: RepFoundBy, all: readonly Speaker[]): RepFinding {
	const [only] = candidates;
	if (only !== undefined && candidates.length === 1) return { found: true, by, keys: [only.key] };
	return { found: false, fault: whichOf(candidates.length > 1 ? candidates : all, "no name", all) };
}

function whichOf(candidates: readonly Speaker[], came: string, all = candidates): TranscriptFault {
	const expected = `the name of the rep, one of: ${listed(candidates)}`;
	const labels = all.map(({ label }) => label);
	return transcriptFault("who-is-the-rep", "rep", expected, came, labels);
}

function unknown(
	code: TranscriptFault["code"],
	field: string,
	expected: string,
	came: string,
	speakers: readonly Speaker[],
): RepFinding {
	const labels = speakers.map(({ label }) => label);
	return { found: false, fault: transcriptFault(code, field, expected, came, labels) };
}

const LISTED_MAX = 12;

function listed(speakers: readonly Speaker[]): string {
	const shown = speakers.slice(0, LISTED_MAX).map(({ label }) => label);
	const names = shown.join(", ");
	return speakers.length > LISTED_MAX ? `${names} and ${speakers.length - LISTED_MAX} more` : names;
}
