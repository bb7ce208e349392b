// Builds what runs: the Prisma client, JavaScript in dist/, the bundle of the workflows. Needs no network: Prisma would
// fetch an engine binary that nothing here uses, so it is told that one is there already.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const run = (command, args, env = {}) =>
	execFileSync(process.execPath, [command, ...args], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, ...env },
	});

const newer = (a, b) => !existsSync(b) || statSync(a).mtimeMs > statSync(b).mtimeMs;

if (newer("prisma/schema.prisma", "prisma/generated/client.ts")) {
	run("node_modules/prisma/build/index.js", ["generate"], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
}

const listed = (folder) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** Starting the compiler costs seconds even when there is nothing to do, and every start of the product builds first. */
const { include } = JSON.parse(readFileSync("tsconfig.build.json", "utf8"));
const inputs = [...include, "tsconfig.json", "tsconfig.build.json", "package-lock.json"]
	.filter((path) => existsSync(path))
	.flatMap((path) => (statSync(path).isDirectory() ? listed(path) : [path]))
	.map((path) => `${path} ${statSync(path).mtimeMs} ${statSync(path).size}`);
const state = createHash("sha256").update(inputs.sort().join("\n")).digest("hex");
const stampOfBuild = join("dist", ".built");
if (!existsSync(stampOfBuild) || readFileSync(stampOfBuild, "utf8") !== state) {
	try {
		run("node_modules/typescript/bin/tsc", ["-p", "tsconfig.build.json"]);
	} catch (error) {
		process.stderr.write(String(error.stdout ?? error));
		process.exit(1);
	}
	writeFileSync(stampOfBuild, state);
}

// A file whose source is gone must not run on: a bundle or a command would still find it.
for (const built of listed("dist").filter(
	(path) => /\.js$/.test(path) && path !== join("dist", "workflow-bundle.js"),
)) {
	const source = built.slice("dist".length + 1).replace(/\.js$/, ".ts");
	if (!existsSync(source)) {
		rmSync(built);
		rmSync(`${built}.map`, { force: true });
	}
}

await bundleWorkflows();
linkCommand();

/** One bundle for all workers and for replay: what ran is what is replayed. Made again only when its inputs changed. */
async function bundleWorkflows() {
	const bundle = join("dist", "workflow-bundle.js");
	const stamp = `${bundle}.inputs`;
	if (!existsSync(join("dist", "workflows", "index.js"))) return;
	const hash = createHash("sha256").update(process.version).update(readFileSync("package-lock.json"));
	for (const path of [...listed("dist/workflows"), ...listed("dist/domain")].sort()) {
		if (path.endsWith(".js")) hash.update(path).update(readFileSync(path));
	}
	const inputs = hash.digest("hex");
	if (existsSync(bundle) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return;
	const { bundleWorkflowCode } = await import("@temporalio/worker");
	const quiet = () => {};
	const { code } = await bundleWorkflowCode({
		workflowsPath: join(process.cwd(), "dist", "workflows", "index.js"),
		preloadModules: [join(process.cwd(), "dist", "workflows", "stack-depth.js")],
		logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error },
	});
	writeFileSync(`${bundle}.draft`, code);
	renameSync(`${bundle}.draft`, bundle);
	writeFileSync(stamp, inputs);
}

/** npm links a package's commands where it is installed into another, not in its own checkout: `npx coachloop` needs it. */
function linkCommand() {
	const command = join("dist", "cli", "main.js");
	if (!existsSync(command)) return;
	chmodSync(command, 0o755);
	const folder = join("node_modules", ".bin");
	const link = join(folder, "coachloop");
	mkdirSync(folder, { recursive: true });
	if (process.platform === "win32") {
		writeFileSync(`${link}.cmd`, `@node "%~dp0\\..\\..\\dist\\cli\\main.js" %*\r\n`);
		return;
	}
	if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync("../../dist/cli/main.js", link);
}
