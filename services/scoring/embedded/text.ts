const UNITS_AT_ONCE = 4096;

/** Lower case with straight quotes, of the same length as the text, so that offsets hold in both. */
export function normalised(text: string): string {
	const spoken = text.includes("[") ? withoutMarks(text) : text;
	const straight = /[’‘`´“”„]/.test(spoken) ? straightened(spoken) : spoken;
	const lower = straight.toLowerCase();
	return lower.length === straight.length ? lower : lowerOneByOne(straight);
}

/** What nobody said, such as "[laughs]" or "[unintelligible 00:04:45]", as blanks. */
function withoutMarks(text: string): string {
	return text.replace(/\[[^[\]\n]{0,60}\]/g, (mark) => " ".repeat(mark.length));
}

/** Piece by piece, since a pattern that finds millions of quotes holds them all in memory. */
function straightened(text: string): string {
	if (text.length <= UNITS_AT_ONCE) return text.replace(/[’‘`´]/g, "'").replace(/[“”„]/g, '"');
	const parts: string[] = [];
	for (let from = 0; from < text.length; from += UNITS_AT_ONCE) {
		parts.push(straightened(text.slice(from, from + UNITS_AT_ONCE)));
	}
	return parts.join("");
}

/** Where a letter gets longer in lower case, as İ does, it stays as it is. Each letter is asked for once. */
function lowerOneByOne(text: string): string {
	const asked = new Map<number, string>();
	const parts: string[] = [];
	for (let from = 0; from < text.length; ) {
		const units: string[] = [];
		while (from < text.length && units.length < UNITS_AT_ONCE) {
			const point = text.codePointAt(from) ?? 0;
			const lower = asked.get(point) ?? lowerOf(point);
			asked.set(point, lower);
			units.push(lower);
			from += lower.length;
		}
		parts.push(units.join(""));
	}
	return parts.join("");
}

function lowerOf(point: number): string {
	const letter = String.fromCodePoint(point);
	const lower = letter.toLowerCase();
	return lower.length === letter.length ? lower : letter;
}
