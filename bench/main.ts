import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { type Bench, WrongUse } from "./bench.ts";

const BENCHES: { readonly [name: string]: () => Promise<{ readonly run: Bench }> } = {
	scoring: () => import("./scoring.ts"),
	demo: () => import("./demo.ts"),
	cycle: () => import("./cycle.ts"),
	moments: () => import("./moments.ts"),
	chaos: () => import("./chaos.ts"),
	validity: () => import("./validity.ts"),
};

const [name, ...args] = process.argv.slice(2);
const load = name === undefined ? undefined : BENCHES[name];
if (name === undefined || load === undefined) {
	process.stderr.write(`usage: npm run bench -- NAME [--json]\nNAME is one of: ${Object.keys(BENCHES).join(", ")}\n`);
	process.exit(2);
}

const started = new Date();
const { run } = await load();
const given = args.filter((arg) => arg !== "--json");
const measured = await run(given).catch((error: unknown) => {
	if (!(error instanceof WrongUse)) throw error;
	process.stderr.write(`${error.message}\n`);
	process.exit(2);
});
const { results, page, notes } = "results" in measured ? measured : { results: measured, page: null, notes: [] };
const report = {
	bench: name,
	date: started.toISOString(),
	machine: { cores: availableParallelism(), node: process.version, load: Number((loadavg()[0] ?? 0).toFixed(2)) },
	results: results.map(({ samples: _samples, ...result }) => result),
	...(notes.length === 0 ? {} : { notes }),
};
const folder = join("bench", "results");
await mkdir(folder, { recursive: true });
const stamp = started.toISOString().replaceAll(/[:.]/g, "-");
await writeFile(join(folder, `${name}-${stamp}.json`), JSON.stringify({ ...report, raw: results }, null, "\t"));

if (args.includes("--json")) {
	process.stdout.write(`${JSON.stringify(report)}\n`);
} else {
	const round = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
	if (page !== null) process.stdout.write(page);
	for (const { name: of, value, unit, n, low, high, goal } of page === null ? report.results : []) {
		const spread = low === undefined || high === undefined ? "" : `, ${round(low)} to ${round(high)}`;
		const asked = goal === undefined ? "" : `, ${goal.kind.replace("-", " ")} ${goal.limit}, reach ${goal.reach}`;
		process.stdout.write(`${of}: ${round(value)} ${unit} (n = ${n}${spread}${asked})\n`);
	}
	process.stdout.write(
		`${report.machine.cores} cores, node ${report.machine.node}, load ${report.machine.load}, ${report.date}\n`,
	);
}
