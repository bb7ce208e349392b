/** Lower case with straight quotes, of the same length as the text, so that offsets hold in both. */
export function normalised(text: string): string {
	const straight = /[’‘`´“”„]/.test(text) ? text.replace(/[’‘`´]/g, "'").replace(/[“”„]/g, '"') : text;
	const lower = straight.toLowerCase();
	return lower.length === straight.length ? lower : lowerOneByOne(straight);
}

/** Where a letter gets longer in lower case, as İ does, it stays as it is. Long texts make no string for each letter. */
function lowerOneByOne(text: string): string {
	const units = new Uint16Array(text.length);
	let at = 0;
	for (const letter of text) {
		const lower = letter.toLowerCase();
		const kept = lower.length === letter.length ? lower : letter;
		for (let i = 0; i < kept.length; i++) units[at + i] = kept.charCodeAt(i);
		at += kept.length;
	}
	const parts: string[] = [];
	for (let from = 0; from < units.length; from += UNITS_AT_ONCE) {
		parts.push(String.fromCharCode(...units.subarray(from, from + UNITS_AT_ONCE)));
	}
	return parts.join("");
}

const UNITS_AT_ONCE = 4096;
