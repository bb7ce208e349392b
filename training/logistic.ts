/** Rows of sparse features with a few dense numbers, in compressed rows. */
export type Rows = {
	readonly rows: number;
	/** Where each row begins in `columns`; one more at the end. */
	readonly begin: Int32Array;
	readonly columns: Int32Array;
	readonly values: Float64Array;
	readonly width: number;
};

export type Fit = { readonly weights: Float64Array; readonly bias: number };

type Loss = "logistic" | "squared";

/**
 * Weights of an L2-regularised linear model, by L-BFGS on the whole data: the same rows give the same weights.
 * `targets` are 0 or 1 (logistic) or any number (squared); `strength` is the weight of the penalty per unit of loss. It
 * stops where a step gains less than `tolerance` of the loss.
 */
export function fitLinear(
	data: Rows,
	targets: Float64Array,
	strength: number,
	loss: Loss = "logistic",
	{ iterations = 40, tolerance = 1e-4 }: { readonly iterations?: number; readonly tolerance?: number } = {},
): Fit {
	const { width } = data;
	const size = width + 1;
	let w = new Float64Array(size);
	const scores = new Float64Array(data.rows);
	const gradient = new Float64Array(size);
	let value = evaluate(data, targets, strength, loss, w, scores, gradient);
	const history: { s: Float64Array; y: Float64Array; rho: number }[] = [];
	const direction = new Float64Array(size);
	for (let iteration = 0; iteration < iterations; iteration++) {
		direction.set(gradient);
		const alphas: number[] = [];
		for (let h = history.length - 1; h >= 0; h--) {
			const step = history[h];
			if (step === undefined) continue;
			const alpha = step.rho * dot(step.s, direction);
			alphas[h] = alpha;
			add(direction, step.y, -alpha);
		}
		const last = history.at(-1);
		const scale =
			last === undefined ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1 / (last.rho * dot(last.y, last.y));
		for (let i = 0; i < size; i++) direction[i] = (direction[i] ?? 0) * scale;
		for (const [h, step] of history.entries()) {
			const beta = step.rho * dot(step.y, direction);
			add(direction, step.s, (alphas[h] ?? 0) - beta);
		}
		const slope = -dot(gradient, direction);
		if (slope > -1e-12) break;
		let rate = 1;
		const next = new Float64Array(size);
		const nextGradient = new Float64Array(size);
		let nextValue = Number.POSITIVE_INFINITY;
		for (let tries = 0; tries < 20; tries++) {
			for (let i = 0; i < size; i++) next[i] = (w[i] ?? 0) - rate * (direction[i] ?? 0);
			nextValue = evaluate(data, targets, strength, loss, next, scores, nextGradient);
			if (nextValue <= value + 1e-4 * rate * slope) break;
			rate /= 2;
		}
		if (!(nextValue < value)) break;
		const s = new Float64Array(size);
		const y = new Float64Array(size);
		for (let i = 0; i < size; i++) {
			s[i] = (next[i] ?? 0) - (w[i] ?? 0);
			y[i] = (nextGradient[i] ?? 0) - (gradient[i] ?? 0);
		}
		const curvature = dot(s, y);
		if (curvature > 1e-12) {
			history.push({ s, y, rho: 1 / curvature });
			if (history.length > 8) history.shift();
		}
		const gain = value - nextValue;
		w = next;
		gradient.set(nextGradient);
		value = nextValue;
		if (gain < tolerance * Math.max(1, Math.abs(value))) break;
	}
	return { weights: w.slice(0, width), bias: w[width] ?? 0 };
}

/** Loss summed over rows plus strength/2 |w|^2; fills the gradient. The bias is not penalised. */
function evaluate(
	data: Rows,
	targets: Float64Array,
	strength: number,
	loss: Loss,
	w: Float64Array,
	scores: Float64Array,
	gradient: Float64Array,
): number {
	const { rows, begin, columns, values, width } = data;
	const bias = w[width] ?? 0;
	let value = 0;
	let biasGradient = 0;
	for (let i = 0; i < width; i++) {
		const x = w[i] ?? 0;
		value += x * x;
		gradient[i] = strength * x;
	}
	value *= strength / 2;
	for (let row = 0; row < rows; row++) {
		const from = begin[row] ?? 0;
		const to = begin[row + 1] ?? 0;
		let score = bias;
		for (let at = from; at < to; at++) score += (w[columns[at] ?? 0] ?? 0) * (values[at] ?? 0);
		scores[row] = score;
		const target = targets[row] ?? 0;
		let slope: number;
		if (loss === "logistic") {
			const p = 1 / (1 + Math.exp(-score));
			slope = p - target;
			value +=
				score > 0 ? Math.log1p(Math.exp(-score)) + (1 - target) * score : Math.log1p(Math.exp(score)) - target * score;
		} else {
			slope = score - target;
			value += (slope * slope) / 2;
		}
		biasGradient += slope;
		for (let at = from; at < to; at++) {
			const column = columns[at] ?? 0;
			gradient[column] = (gradient[column] ?? 0) + slope * (values[at] ?? 0);
		}
	}
	gradient[width] = biasGradient;
	return value;
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
	for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + times * (what[i] ?? 0);
}
