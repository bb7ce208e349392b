import { randomUUID } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import proto from "@temporalio/proto";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { addDays, instantAt, nextWeekdayOnOrAfter } from "../domain/calendar.ts";
import { epochMs } from "../domain/time.ts";
import { createReplayer } from "../services/replay/index.ts";
import { cycleWorkflowId, scoreWorkflowId } from "../workflows/workflow-ids.ts";
import { type Bench, type BenchResult, spreadOf, WrongUse } from "./bench.ts";
import { type BareInput, bareUpdate } from "./cycle/bare-workflow.ts";
import { bytesByKind, type Cost, costOf, NO_COST, plus } from "./cycle/count.ts";
import { cycleHistories, type Driven, driveCycle, historiesOf, launch, until } from "./cycle/drive.ts";
import { type Installation, startInstallation, ZONE } from "./cycle/installation.ts";

/** The numbers of a coaching cycle, with the limit of each and what it is meant to reach. */
const ROWS = {
	events: { unit: "events", goal: { kind: "at-most", limit: 300, reach: 205 } },
	actions: { unit: "actions", goal: { kind: "at-most", limit: 100, reach: 72 } },
	"actions-with-scoring": { unit: "actions", goal: { kind: "at-most", limit: 180, reach: 125 } },
	"history-bytes": { unit: "bytes", goal: { kind: "at-most", limit: 45_000, reach: 22_000 } },
	"wall-over-bare": { unit: "times", goal: { kind: "at-most", limit: 1.5, reach: 1.2 } },
	"cycles-per-second": { unit: "cycles/s", goal: { kind: "at-least", limit: 0.8, reach: 2 } },
	"launch-10k-seconds": { unit: "s", goal: { kind: "at-most", limit: 180, reach: 100 } },
	"mb-per-1000-cached": { unit: "MB", goal: { kind: "at-most", limit: 400, reach: 250 } },
	"replay-events-per-second": { unit: "events/s", goal: { kind: "at-least", limit: 2_000, reach: 5_000 } },
} as const;
type Row = keyof typeof ROWS;
const ALL: readonly Row[] = [
	"events",
	"actions",
	"actions-with-scoring",
	"history-bytes",
	"wall-over-bare",
	"cycles-per-second",
	"launch-10k-seconds",
	"mb-per-1000-cached",
	"replay-events-per-second",
];

const ONE_CYCLE: readonly Row[] = ["events", "actions", "actions-with-scoring", "history-bytes"];
const RUNS_OF_WALL = 5;
const AT_ONCE = 50;
const LAUNCHED = 10_000;
/** Launches that are made whole or not at all take as many. */
const LAUNCHED_WHOLE = 1_000;
const CACHED_FIRST = 300;
const CACHED_THEN = 1_300;
const REPLAYED_CYCLES = 50;

/**
 * What a coaching cycle costs and how fast it goes, on the real servers with skipped time. `--only events,actions` runs
 * some of the rows; `--runs N` times of the wall clock; `--at-once N` cycles other than 50; `--detail` says on stderr where the bytes and the time are.
 */
export const run: Bench = async (args) => {
	const wanted = wantedOf(args);
	const wants = (...rows: readonly Row[]) => rows.some((row) => wanted.has(row));
	const atOnce = Number(args.includes("--at-once") ? args[args.indexOf("--at-once") + 1] : AT_ONCE);
	const runs = Number(args.includes("--runs") ? args[args.indexOf("--runs") + 1] : RUNS_OF_WALL);
	const detail = (line: string) => {
		if (args.includes("--detail")) process.stderr.write(`${line}\n`);
	};
	Runtime.install({ logger: new DefaultLogger("ERROR") });
	const results: BenchResult[] = [];
	const add = (row: Row, samples: readonly number[]) =>
		results.push({ ...spreadOf(row, ROWS[row].unit, samples), goal: ROWS[row].goal });
	const installation = await startInstallation();
	try {
		if (wants(...ONE_CYCLE, "wall-over-bare", "cycles-per-second", "replay-events-per-second")) {
			const worker = await installation.startWorker();
			try {
				if (wants(...ONE_CYCLE)) {
					const { cycle, scoring } = await costOfOne(installation, detail);
					if (wants("events")) add("events", [cycle.events]);
					if (wants("actions")) add("actions", [cycle.actions]);
					if (wants("actions-with-scoring")) add("actions-with-scoring", [cycle.actions + scoring.actions]);
					if (wants("history-bytes")) add("history-bytes", [cycle.bytes]);
				}
				if (wants("wall-over-bare")) add("wall-over-bare", await wallOverBare(installation, runs, detail));
				if (wants("cycles-per-second", "replay-events-per-second")) {
					const { perSecond, driven } = await driveAtOnce(installation, atOnce, detail);
					if (wants("cycles-per-second")) add("cycles-per-second", [perSecond]);
					if (wants("replay-events-per-second")) {
						add("replay-events-per-second", await replayed(installation, driven, runs));
					}
				}
			} finally {
				await worker.stop();
			}
		}
		if (wants("launch-10k-seconds")) add("launch-10k-seconds", [await launchMany(installation, detail)]);
		if (wants("mb-per-1000-cached")) add("mb-per-1000-cached", [await memoryPerThousand(installation, detail)]);
	} finally {
		await installation.stop();
	}
	return ALL.flatMap((row) => results.filter(({ name }) => name === row));
};

function wantedOf(args: readonly string[]): ReadonlySet<string> {
	if (!args.includes("--only")) return new Set(ALL);
	const named = (args[args.indexOf("--only") + 1] ?? "").split(",");
	const unknown = named.filter((name) => !ALL.some((row) => row === name));
	if (unknown.length > 0) {
		throw new WrongUse(`--only: expected some of ${ALL.join(",")}, came ${unknown.join(",") || "nothing"}`);
	}
	return new Set(named);
}

function nextMonday(): string {
	return nextWeekdayOnOrAfter(addDays(new Date().toISOString().slice(0, 10), 1), 1);
}

/** One cycle on a Monday that has not begun: launched before it begins, as a cohort is. */
async function oneCycle(installation: Installation, scoringWorkflows: boolean): Promise<Driven> {
	const startsOn = nextMonday();
	const company = await installation.organisation(["rep"], startsOn);
	const [cycleId = ""] = await launch(installation, company, ["rep"], startsOn);
	await begin(installation, cycleId, startsOn);
	return await driveCycle(installation, company, "rep", { cycleId, startsOn, scoringWorkflows });
}

/** Brings the cycle to its first day, once its workflow is there. */
async function begin(installation: Installation, cycleId: string, startsOn: string): Promise<void> {
	await until(async () => await isThere(installation, cycleWorkflowId(cycleId)));
	await installation.time.advanceTo(cycleId, instantAt(startsOn, "00:01", ZONE));
}

async function isThere({ client }: Installation, workflowId: string): Promise<boolean> {
	try {
		await client.workflow.getHandle(workflowId).describe();
		return true;
	} catch {
		return false;
	}
}

async function costOfOne(
	installation: Installation,
	detail: (line: string) => void,
): Promise<{ readonly cycle: Cost; readonly scoring: Cost }> {
	const driven = await oneCycle(installation, true);
	const runs = await cycleHistories(installation, driven.cycleId);
	for (const [index, history] of runs.entries()) {
		const sizes = [...bytesByKind(history)].sort(([, a], [, b]) => b - a);
		detail(`run ${index + 1}: ${JSON.stringify(costOf(history))} ${JSON.stringify(Object.fromEntries(sizes))}`);
	}
	const story = await installation.records.org(driven.orgId).history(driven.cycleId);
	detail(`steps: ${[...new Set(story.flatMap(({ step, proof }) => (proof === null ? [] : [step])))].join(" ")}`);
	let scoring = NO_COST;
	for (const conversationId of driven.conversationIds) {
		const scored = await historiesOf(installation, scoreWorkflowId(conversationId, 1));
		scoring = scored.map(costOf).reduce(plus, scoring);
	}
	detail(`scoring: ${JSON.stringify(scoring)}`);
	return { cycle: runs.map(costOf).reduce(plus, NO_COST), scoring };
}

/**
 * The time in which one cycle was waited for, over that of a workflow that does nothing but wait and take empty steps,
 * driven to the same instants with the same number of Updates, in turn with it.
 */
async function wallOverBare(
	installation: Installation,
	runs: number,
	detail: (line: string) => void,
): Promise<readonly number[]> {
	const ratios: number[] = [];
	for (let run = 0; run <= runs; run++) {
		const driven = await oneCycle(installation, false);
		const cost = (await cycleHistories(installation, driven.cycleId)).map(costOf).reduce(plus, NO_COST);
		const bareMs = await driveBare(installation, driven, cost);
		detail(`cycle ${driven.cycleMs.toFixed(0)} ms, bare ${bareMs.toFixed(0)} ms, load ${loadavg()[0]?.toFixed(1)}`);
		// The first one compiles, fills caches and opens connections for both.
		if (run > 0) ratios.push(driven.cycleMs / bareMs);
	}
	return ratios;
}

async function driveBare(installation: Installation, driven: Driven, cost: Cost): Promise<number> {
	const { client, time } = installation;
	const id = `bare-${randomUUID()}`;
	const updates = driven.stops.reduce((sum, stop) => sum + stop.updates, 0);
	const first = epochMs(driven.stops[0]?.at ?? new Date().toISOString()) - 60_000;
	const last = epochMs(driven.stops.at(-1)?.at ?? new Date().toISOString()) - 60_000;
	const wakes = cost.timersFired;
	const input: BareInput = {
		wakesAt: Array.from({ length: wakes }, (_, index) => Math.round(first + ((last - first) * index) / (wakes - 1))),
		updates,
	};
	const started = performance.now();
	const handle = await client.workflow.start("bare", {
		workflowId: cycleWorkflowId(id),
		taskQueue: "bare",
		args: [input],
	});
	for (const stop of driven.stops) {
		await time.advanceTo(id, stop.at);
		for (let update = 0; update < stop.updates; update++) {
			await handle.executeUpdate(bareUpdate, { args: [randomUUID()] });
		}
	}
	await handle.result();
	return performance.now() - started;
}

async function driveAtOnce(
	installation: Installation,
	atOnce: number,
	detail: (line: string) => void,
): Promise<{ readonly perSecond: number; readonly driven: readonly Driven[] }> {
	const startsOn = nextMonday();
	const reps = Array.from({ length: atOnce }, (_, index) => `rep-${index}`);
	const company = await installation.organisation(reps, startsOn);
	const started = performance.now();
	let ended = 0;
	const cycleIds = await launch(installation, company, reps, startsOn);
	const driven = await Promise.all(
		reps.map(async (rep, index) => {
			const cycleId = cycleIds[index] ?? "";
			await begin(installation, cycleId, startsOn);
			const one = await driveCycle(installation, company, rep, { cycleId, startsOn, scoringWorkflows: false });
			ended += 1;
			detail(`${ended} of ${atOnce} cycles after ${((performance.now() - started) / 1000).toFixed(1)} s`);
			return one;
		}),
	);
	const seconds = (performance.now() - started) / 1000;
	detail(`${atOnce} cycles in ${seconds.toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}`);
	return { perSecond: atOnce / seconds, driven };
}

/** From the call that launches to the last workflow that was started, rows included. Their first day is to come. */
async function launchMany(installation: Installation, detail: (line: string) => void): Promise<number> {
	const worker = await installation.startWorker();
	try {
		const startsOn = nextMonday();
		const reps = Array.from({ length: LAUNCHED }, (_, index) => `rep-${index}`);
		const company = await installation.organisation(reps, startsOn);
		detail(`${LAUNCHED} people are there`);
		const started = performance.now();
		await launch(installation, company, reps, startsOn);
		await until(async () => (await company.org.listCohorts()).every(({ state }) => state === "running"), 600_000);
		const seconds = (performance.now() - started) / 1000;
		const launched = (await company.org.listCycles({})).length;
		if (launched !== LAUNCHED) throw new Error(`${launched} cycles were launched, expected ${LAUNCHED}`);
		return seconds;
	} finally {
		await worker.stop();
	}
}

/** What a thousand more cycles in their baseline add to a worker that holds some hundreds already. */
async function memoryPerThousand(installation: Installation, detail: (line: string) => void): Promise<number> {
	const worker = await installation.startWorker(2 * CACHED_THEN);
	try {
		const startsOn = new Date().toISOString().slice(0, 10);
		const reps = Array.from({ length: CACHED_THEN }, (_, index) => `rep-${index}`);
		const company = await installation.organisation(reps, startsOn);
		const grown = async (from: number, to: number) => {
			for (let at = from; at < to; at += LAUNCHED_WHOLE) {
				await launch(installation, company, reps.slice(at, Math.min(to, at + LAUNCHED_WHOLE)), startsOn);
			}
			await until(async () => (await company.org.listCycles({ phase: "baseline" })).length >= to, 600_000);
			const state = await worker.state();
			detail(`${state.cached} cached, ${(state.rssBytes / 1e6).toFixed(0)} MB`);
			return state;
		};
		const before = await grown(0, CACHED_FIRST);
		const after = await grown(CACHED_FIRST, CACHED_THEN);
		return (after.rssBytes - before.rssBytes) / 1e6 / ((after.cached - before.cached) / 1_000);
	} finally {
		await worker.stop();
	}
}

/** By the product's own replayer, a process for each core; the start of each included. */
async function replayed(
	installation: Installation,
	driven: readonly Driven[],
	runs: number,
): Promise<readonly number[]> {
	const { History } = proto.temporal.api.history.v1;
	const replayers = Array.from({ length: availableParallelism() }, () =>
		createReplayer(
			fileURLToPath(new URL("../services/replay/process.js", import.meta.url)),
			fileURLToPath(new URL("../workflow-bundle.js", import.meta.url)),
		),
	);
	const shares: { readonly workflowId: string; readonly history: Uint8Array }[][] = replayers.map(() => []);
	let [events, kept] = [0, 0];
	for (const { cycleId } of driven.slice(0, REPLAYED_CYCLES)) {
		for (const history of await cycleHistories(installation, cycleId)) {
			const run = { workflowId: cycleWorkflowId(cycleId), history: History.encode(history).finish() };
			shares[kept % shares.length]?.push(run);
			events += history.events?.length ?? 0;
			kept += 1;
		}
	}
	const rates: number[] = [];
	for (let run = 0; run < runs; run++) {
		const started = performance.now();
		const answers = await Promise.all(replayers.map((replay, index) => replay(shares[index] ?? [])));
		rates.push(events / ((performance.now() - started) / 1000));
		const refused = answers.flat().filter((difference) => difference !== null);
		if (refused.length > 0 || answers.flat().length !== kept) throw new Error(`refused: ${refused.join("; ")}`);
	}
	return rates;
}
