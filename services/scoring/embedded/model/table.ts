/**
 * A map from 32-bit numbers to 32-bit numbers other than 0, made once and read often: key and value stand side by side,
 * so that a look-up touches one cache line and makes no garbage.
 */
export class IntTable {
	readonly #slots: Int32Array;
	readonly #mask: number;

	constructor(entriesMax: number) {
		let size = 16;
		while (size < entriesMax * 2) size *= 2;
		this.#slots = new Int32Array(size * 2);
		this.#mask = size - 1;
	}

	/** The value of a key; 0 where there is none. */
	get(key: number): number {
		const slots = this.#slots;
		const mask = this.#mask;
		for (let slot = key & mask; ; slot = (slot + 1) & mask) {
			const value = slots[slot * 2 + 1] ?? 0;
			if (value === 0 || slots[slot * 2] === key) return value;
		}
	}

	set(key: number, value: number): void {
		const slots = this.#slots;
		const mask = this.#mask;
		let slot = key & mask;
		while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== key) slot = (slot + 1) & mask;
		slots[slot * 2] = key;
		slots[slot * 2 + 1] = value;
	}
}
