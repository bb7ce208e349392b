import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import type { CarryOverShown, DemoResult, RepResult, Shown } from "./result.ts";

const NAMES: { readonly [S in Signal]: string } = {
	"objection-acknowledgment": "objections acknowledged",
	"close-attempts": "close attempts",
	"value-framing": "value tied to a need",
	"discovery-density": "discovery questions/min",
};

const NOT_MEASURABLE: { readonly [because: string]: string } = {
	"fewer-than-three-calls": "fewer than three consented calls",
	"too-few-objections-or-claims": "fewer than five objections or claims",
	"practice-not-shown": "no practice in these weeks to compare with",
	"calls-not-shown": "the calls do not show it",
	"practice-is-zero": "the practice reading is 0",
};

const OWNERS: { readonly [rule: string]: string } = {
	manager: "manager",
	"managers-manager": "manager's manager",
	lead: "enablement lead",
	head: "head of enablement",
};

const COLUMNS = [26, 16, 16] as const;

/** The result for people: for each rep a small table, the tasks, who was called in, and what was decided and why. */
export function tableOf(result: DemoResult): readonly string[] {
	const [signal, baseline, week12] = COLUMNS;
	const head = `${"".padEnd(2)}${"signal".padEnd(signal)}${"baseline".padEnd(baseline)}${"week 12".padEnd(week12)}carry-over to real calls`;
	return result.reps.flatMap((rep) => [
		"",
		`${rep.name} (${rep.label}), cycle closed: ${rep.closedBecause ?? "no"}`,
		head,
		...SIGNALS.map((of) => rowOf(rep, of)),
		`  Tasks: ${tasksOf(rep)}`,
		`  Called in: ${escalationsOf(rep)}`,
		...rep.decisions.map(({ words, by }) => `  · ${onDays(words)}${by === "engine" ? "" : ` (${by})`}`),
	]);
}

function rowOf(rep: RepResult, signal: Signal): string {
	const { baseline, week12, carryOver } = rep.signals[signal];
	const [nameWidth, baselineWidth, week12Width] = COLUMNS;
	return `  ${NAMES[signal].padEnd(nameWidth)}${shown(baseline).padEnd(baselineWidth)}${shown(week12).padEnd(week12Width)}${carried(carryOver)}`;
}

function shown(reading: Shown): string {
	return reading === null ? "not shown" : `${reading.value.toFixed(2)} ${reading.tier}`;
}

function carried(carryOver: CarryOverShown | null): string {
	if (carryOver === null) return "no week 12";
	if (carryOver.kind === "not-measurable") {
		return `not measurable: ${NOT_MEASURABLE[carryOver.because] ?? carryOver.because}`;
	}
	const verdict = { carried: "carried", partly: "partly carried", not: "not carried" }[carryOver.kind];
	const { ratio, interval, n } = carryOver;
	const percent = (share: number) => Math.round(share * 100);
	return `${percent(ratio)} % ${verdict} (95 %: ${percent(interval.low)} to ${percent(interval.high)}; n ${n.live}, ${n.practice})`;
}

/** Instants as their dates: the minute matters to nobody here. */
function onDays(words: string): string {
	return words.replaceAll(/(\d{4}-\d{2}-\d{2})T[\d:.]+Z/g, "$1");
}

function tasksOf({ tasks }: RepResult): string {
	const parts = [
		`${tasks.done} done`,
		...(tasks.accepted > 0 ? [`${tasks.accepted} accepted by silence`] : []),
		...(tasks.steppedUp > 0 ? [`${tasks.steppedUp} stepped up`] : []),
		...(tasks.withdrawn > 0 ? [`${tasks.withdrawn} withdrawn with the end of the cycle`] : []),
		...(tasks.open > 0 ? [`${tasks.open} open`] : []),
	];
	return parts.join(", ");
}

function escalationsOf({ escalations }: RepResult): string {
	if (escalations.length === 0) return "nobody";
	return escalations.map(({ task, to }) => `${OWNERS[to] ?? to} (${task})`).join(", ");
}
