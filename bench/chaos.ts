import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../services/config.ts";
import { type Bench, type BenchResult, WrongUse } from "./bench.ts";
import { playChaos } from "./chaos/play.ts";

const CYCLES = 20;
const KILLS = 30;
const LAUNCHED = 400;
const SHOWN_MAX = 40;

/**
 * Cycles at once on the real engine, whose processes are killed at random moments, compared with the same cycles left
 * alone. `--seed N` plays the moments of an earlier run again; `--cycles N`, default 20; `--kills N`, default 30;
 * `--launched N`, default 400: the reps of a launch whose launcher dies half-way.
 */
export const run: Bench = async (args) => {
	const seed = numberAfter(args, "--seed") ?? Math.floor(Math.random() * 2 ** 31);
	const cycles = numberAfter(args, "--cycles") ?? CYCLES;
	const kills = numberAfter(args, "--kills") ?? KILLS;
	const keep = args.includes("--keep");
	const home = await mkdtemp(join(tmpdir(), "coachloop-chaos-"));
	const notes = [`seed ${seed}, ${cycles} cycles`];
	try {
		const chaos = await playChaos({
			home,
			cacheFolder: loadConfig().cacheFolder,
			seed,
			cycles,
			kills,
			launched: numberAfter(args, "--launched") ?? LAUNCHED,
			tell: (line) => void process.stderr.write(`${line}\n`),
		});
		const { disturbed, undisturbed, effects, compared, plan, launch } = chaos;
		const of = new Map<string, number>();
		for (const { part } of plan) of.set(part, (of.get(part) ?? 0) + 1);
		notes.push(
			`killed: ${[...of].map(([part, count]) => `${part} ${count}`).join(", ")}`,
			`${undisturbed.arrivals.length} e-mails and webhooks undisturbed, ${disturbed.arrivals.length} disturbed`,
			`${compared.fields} fields compared; instants at most ${(compared.clockMovedMsMax / 1000).toFixed(1)} s apart`,
			`most repeats of one id: ${Math.max(0, ...effects.repeats.values())}`,
			...(launch === null
				? []
				: [
						`the launcher died with ${launch.startedAtDeath.join(", ")} cycles started; ${launch.seconds.toFixed(1)} s`,
					]),
			...listed("stuck", [...undisturbed.stuck.map((what) => `undisturbed: ${what}`), ...disturbed.stuck]),
			...listed("lost", effects.lost),
			...listed("duplicated", effects.duplicated),
			...listed("overtaken", effects.overtaken),
			...listed("different", compared.differences),
		);
		const count = (name: string, value: number, n: number): BenchResult => ({ name, value, unit: "", n });
		const results = [
			count("kills", disturbed.kills, plan.length),
			count("lost", effects.lost.length, undisturbed.arrivals.length),
			count("duplicated", effects.duplicated.length, disturbed.arrivals.length),
			count(
				"repeats",
				[...effects.repeats.values()].reduce((sum, more) => sum + more, 0),
				disturbed.arrivals.length,
			),
			count("stuck", disturbed.stuck.length, cycles),
			count("state-differences", compared.differences.length, compared.fields),
			count("overtaken", effects.overtaken.length, disturbed.arrivals.length),
			...(launch === null
				? []
				: [
						count("launch-missing", launch.missing, launch.kills),
						count("launch-duplicates", launch.duplicates, launch.kills),
					]),
			{ name: "undisturbed-seconds", value: undisturbed.seconds, unit: "s", n: 1 },
			{ name: "disturbed-seconds", value: disturbed.seconds, unit: "s", n: 1 },
		];
		const lines = results.map(({ name, value, unit, n }) => `${name}: ${value} ${unit} (n = ${n})`);
		return { results, notes, page: `${[...lines, ...notes].join("\n")}\n` };
	} finally {
		if (keep) process.stderr.write(`kept: ${home}\n`);
		else await rm(home, { recursive: true, force: true, maxRetries: 5 });
	}
};

function listed(what: string, items: readonly string[]): readonly string[] {
	return items.slice(0, SHOWN_MAX).map((item) => `${what}: ${item}`);
}

function numberAfter(args: readonly string[], option: string): number | null {
	const at = args.indexOf(option);
	if (at === -1) return null;
	const given = args[at + 1] ?? "nothing";
	if (!/^\d{1,10}$/.test(given)) throw new WrongUse(`${option}: expected a whole number, came ${given}`);
	return Number(given);
}
