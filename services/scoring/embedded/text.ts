/** Lower case with straight quotes, of the same length as the text, so that offsets hold in both. */
export function normalised(text: string): string {
	const straight = /[’‘`´“”„]/.test(text) ? text.replace(/[’‘`´]/g, "'").replace(/[“”„]/g, '"') : text;
	const lower = straight.toLowerCase();
	if (lower.length === straight.length) return lower;
	let result = "";
	for (const unit of straight) {
		const small = unit.toLowerCase();
		result += small.length === unit.length ? small : unit;
	}
	return result;
}
