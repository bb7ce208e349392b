import fc from "fast-check";

const PIECES = [
	"\n",
	"\r",
	"\n\n",
	":",
	"-->",
	"<v ",
	"</v>",
	"<",
	"&",
	'"',
	"\\",
	"{",
	"}",
	"[",
	"]",
	",",
	"-",
	"0",
	"99",
	"12345678901234567890",
	"\0",
	"\\u0000",
	"\\ud800",
	"é",
	"\ud800",
	"\ufeff",
	"Rep: ",
	"00:00:01.000 --> 00:00:00.000",
	"\n00:00:01,000 --> 00:00:09,000\n",
	"1e999",
	"null",
	"NOTE ",
	" ",
];

type Change = {
	readonly kind: "cut" | "insert" | "repeat";
	readonly at: number;
	readonly length: number;
	readonly piece: string;
};

const changes: fc.Arbitrary<Change[]> = fc.array(
	fc.record({
		kind: fc.constantFrom("cut", "insert", "repeat"),
		at: fc.nat(1_000_000),
		length: fc.nat(40),
		piece: fc.constantFrom(...PIECES),
	}),
	{ minLength: 1, maxLength: 5 },
);

/** A file that was damaged in one to five places: cut, filled with marks of formats, or repeated. */
export function damaged(original: string): fc.Arbitrary<string> {
	return changes.map((list) => {
		let text = original;
		for (const { kind, at: far, length, piece } of list) {
			const at = far % (text.length + 1);
			const cut = text.slice(at, at + length);
			const put = kind === "cut" ? "" : kind === "insert" ? piece : cut + cut;
			text = text.slice(0, at) + put + text.slice(kind === "insert" ? at : at + length);
		}
		return text;
	});
}

/** What stands in JSON where something else was expected; texts of JSON, since 1e999 is no value that can be written. */
const ODD_VALUES = [
	"null",
	"true",
	"0",
	"-1",
	"0.5",
	"1e999",
	"1e-999",
	"99999999",
	"12345678901234567890",
	'""',
	'" "',
	'"x"',
	'"\\u0000"',
	'"\\ud800"',
	'"0:01"',
	"[]",
	"{}",
	"[[[[]]]]",
	'{"toString":1,"length":-1,"then":0}',
	'{"__proto__":null}',
];

/** JSON whose grammar is whole and whose shape is not: up to three values were replaced or taken away. */
export function misshapen(original: string): fc.Arbitrary<string> {
	const spots = [...placesOf(JSON.parse(original), [])];
	const change = fc.record({
		spot: fc.constantFrom(...spots),
		put: fc.option(fc.constantFrom(...ODD_VALUES), { freq: 5, nil: null }),
	});
	return fc.array(change, { minLength: 1, maxLength: 3 }).map((list) => {
		const by = new Map(list.map(({ spot, put }) => [spot.join("/"), put]));
		return written(JSON.parse(original), "", by) ?? "null";
	});
}

function* placesOf(value: unknown, path: readonly string[]): Generator<readonly string[]> {
	yield path;
	if (typeof value !== "object" || value === null) return;
	for (const [key, inner] of Object.entries(value)) yield* placesOf(inner, [...path, key]);
}

function written(value: unknown, at: string, by: ReadonlyMap<string, string | null>): string | null {
	const put = by.get(at);
	if (put !== undefined) return put;
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	const parts = Object.entries(value).flatMap(([key, inner]) => {
		const text = written(inner, at === "" ? key : `${at}/${key}`, by);
		if (text === null) return [];
		return [Array.isArray(value) ? text : `${JSON.stringify(key)}:${text}`];
	});
	return Array.isArray(value) ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}
