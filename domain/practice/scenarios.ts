import type { CycleKind } from "../cycle/kind.ts";
import type { Signal } from "../signals/signal.ts";
import { type Library, NEW_PRODUCT, SERVICE } from "./situations.ts";

/** One practice situation. `brief` says in two sentences what to try and how it is measured. */
export type Scenario = {
	readonly id: string;
	/** The signal that the situation asks for most; null for the generic ones of the baseline. */
	readonly signal: Signal | null;
	/** 1: the customer raises it openly. 2: the customer raises it sideways, which practice turns to after a flat checkpoint. */
	readonly angle: 1 | 2;
	readonly situation: string;
	readonly brief: string;
};

const MEASURED: { readonly [S in Signal]: string } = {
	"discovery-density":
		"Counted: open questions about the customer's situation in the first half, per minute of your talk.",
	"objection-acknowledgment": "Counted: the share of objections that you say back before you answer them.",
	"value-framing": "Counted: the share of your claims that are tied to a need which the customer named before.",
	"close-attempts": "Counted: asks for a concrete next action; two to four are on target.",
};

const TRY: { readonly [S in Signal]: string } = {
	"discovery-density": "Ask open questions, one at a time, before you talk about the offer.",
	"objection-acknowledgment": "Say each objection back in your own words before you answer it.",
	"value-framing": "Name a benefit only where you can tie it to something that the customer said.",
	"close-attempts": "Ask for a concrete next action, with a date, at least twice.",
};

const SITUATIONS: Library["of"] = {
	"discovery-density": {
		open: [
			"An operations manager answers your first call and has ten minutes.",
			"A finance lead came back from your web form and knows little about the offer.",
			"A plant manager was sent to you by a colleague and asks what you do.",
			"A head of support wants to see a demo before telling you anything.",
			"A founder compares three vendors and asks for the price first.",
		],
		sideways: [
			"A purchaser answers in single words until somebody asks about the last delivery.",
			"A team lead says that all is fine, yet mentions overtime in passing.",
			"A director talks at length about the market and never about the own team.",
			"An office manager repeats what the website says and waits for your pitch.",
			"A technician explains every detail but not who suffers from it.",
		],
	},
	"objection-acknowledgment": {
		open: [
			"A purchaser says that the price is a third above the offer on the table.",
			"A head of sales had a failed roll-out last year and fears another.",
			"An owner says that the present supplier does the job.",
			"A security officer doubts where the data will be kept.",
			"A manager says that the team has no time for one more tool.",
		],
		sideways: [
			"A customer asks to be called again next quarter and gives no reason.",
			"A customer laughs at the price and changes the subject.",
			"A customer says that the boss would never sign that.",
			"A customer keeps asking for references of the same size.",
			"A customer praises a competitor's service and sighs.",
		],
	},
	"value-framing": {
		open: [
			"A logistics lead loses two hours a day to returns and says so at once.",
			"A clinic manager must cut waiting time before the summer.",
			"A head of HR needs reports that the board can read.",
			"A workshop owner wants fewer calls about order status.",
			"A retail buyer must lower stock without empty shelves.",
		],
		sideways: [
			"A customer complains about the weather, the staff and, briefly, about late invoices.",
			"A customer mentions a lost tender while talking about holidays.",
			"A customer asks for every feature and names no problem.",
			"A customer tells of a colleague who left because of the workload.",
			"A customer reads questions from a list that somebody else wrote.",
		],
	},
	"close-attempts": {
		open: [
			"A customer likes the demo and asks what happens next.",
			"A customer has the budget and needs a partner for the pilot.",
			"A customer wants to think about it until Friday.",
			"A customer will involve a colleague and asks for material.",
			"A customer agrees on the problem and looks at the clock.",
		],
		sideways: [
			"A customer says that it all sounds interesting and thanks you for the call.",
			"A customer asks for a brochure instead of a meeting.",
			"A customer promises to come back when things are calmer.",
			"A customer answers every ask with another question.",
			"A customer agrees to everything and to no date.",
		],
	},
};

const BASELINE: readonly string[] = [
	"A first call with a prospect who has two needs and doubts the price and the effort of a change.",
	"A second call with an interested customer who has two needs and doubts your size and the timing.",
	"A call with a customer of a competitor who has two needs, a contract that runs on, and little trust.",
];

const SETS = { general: { baseline: BASELINE, of: SITUATIONS }, product: NEW_PRODUCT, service: SERVICE };
/** Which situations a cycle takes its scenarios from. */
type ScenarioSet = keyof typeof SETS;

export function scenarioSetOf(kind: CycleKind): ScenarioSet {
	switch (kind) {
		case "tenured-new-product":
			return "product";
		case "service-team":
			return "service";
		case "standard":
		case "new-hire":
		case "manager-cadence":
			return "general";
	}
}

/** Ids of the general set carry no name of it. */
function idIn(set: ScenarioSet, library: string, index: number): string {
	return `${set === "general" ? "" : `${set}/`}${library}/${String(index + 1).padStart(2, "0")}`;
}

function scenariosOf(signal: Signal, set: ScenarioSet): readonly Scenario[] {
	const brief = `${TRY[signal]} ${MEASURED[signal]}`;
	const { open, sideways } = SETS[set].of[signal];
	return [...open, ...sideways].map((situation, index) => ({
		id: idIn(set, signal, index),
		signal,
		angle: index < open.length ? 1 : 2,
		situation,
		brief,
	}));
}

/** The pool for a focus pair: ten situations for each of the two signals. */
export function poolOfScenarios(focus: readonly [Signal, Signal], set: ScenarioSet = "general"): readonly Scenario[] {
	return focus.flatMap((signal) => scenariosOf(signal, set));
}

/** Ids of the generic scenarios of the baseline; each raises at least two needs and two objections. */
export function baselineScenarios(count: number, set: ScenarioSet = "general"): readonly string[] {
	return Array.from({ length: count }, (_, index) => idIn(set, "baseline", index % SETS[set].baseline.length));
}

/** A scenario by its id, or null where no library holds it. */
export function findScenario(id: string): Scenario | null {
	const parts = id.split("/");
	const set = parts[0] === "product" || parts[0] === "service" ? parts[0] : "general";
	const [library, number] = set === "general" ? parts : parts.slice(1);
	const index = Number(number) - 1;
	if (library === "baseline") {
		const situation = SETS[set].baseline[index];
		if (situation === undefined) return null;
		return {
			id,
			signal: null,
			angle: 1,
			situation,
			brief: "Hold the conversation as you would with a customer. All four signals are counted, none is judged yet.",
		};
	}
	for (const signal of ["discovery-density", "objection-acknowledgment", "value-framing", "close-attempts"] as const) {
		if (signal === library) return scenariosOf(signal, set)[index] ?? null;
	}
	return null;
}

/** The pool in an order of its own for each seed, so that two reps of one team do not walk through it side by side. */
export function scenarioOrder(pool: readonly Scenario[], seed: number): readonly Scenario[] {
	const order = [...pool];
	let state = seed >>> 0;
	for (let i = order.length - 1; i > 0; i--) {
		// A linear congruential generator (Numerical Recipes, 2nd ed., section 7.1): pure, and good enough to shuffle 20.
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		const j = Math.floor((state / 4_294_967_296) * (i + 1));
		const a = order[i];
		const b = order[j];
		if (a !== undefined && b !== undefined) {
			order[i] = b;
			order[j] = a;
		}
	}
	return order;
}
