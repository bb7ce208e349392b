// Holds the directions of the house. A checker that read nothing would pass silently, so the count is checked too.

import { existsSync } from "node:fs";
import { cruise } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

const MODULES_MIN = 25;
const rooms = [
	"domain",
	"workflows",
	"activities",
	"services",
	"api",
	"cli",
	"embedded",
	"bench",
	"training",
	"worker.ts",
].filter((room) => existsSync(room));
const options = await extractOptions(`${process.cwd()}/.dependency-cruiser.cjs`);
const { output } = await cruise(rooms, { ...options, outputType: "json" }, undefined, {
	tsConfig: extractTsConfig(`${process.cwd()}/tsconfig.json`),
});
const { modules, summary } = JSON.parse(output);
for (const violation of summary.violations) {
	console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
const read = modules.filter((module) => !module.coreModule && !module.source.includes("node_modules")).length;
console.log(`${read} modules read, ${summary.error} broken directions`);
if (read < MODULES_MIN) {
	console.error(`expected at least ${MODULES_MIN} modules: the checker did not see the code`);
	process.exit(1);
}
process.exit(summary.error > 0 ? 1 : 0);
