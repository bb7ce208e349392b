#!/usr/bin/env node
// Nothing but the command line is loaded here: each command brings what it needs, so that a short one starts fast.
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";

const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;

function version(): string {
	const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
	const found: { version?: unknown } = JSON.parse(text);
	return String(found.version);
}

/** Runs a command and keeps its exit code; the process ends when nothing holds it any more. */
async function leaveWith(running: Promise<number>): Promise<void> {
	process.exitCode = await running;
}

const program = new Command("coachloop")
	.description("A durable coaching engine for sales teams.")
	.version(version())
	.exitOverride()
	.showHelpAfterError("(coachloop --help shows what there is)")
	.addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong use.");

program
	.command("up")
	.description("Run everything on this machine: PostgreSQL, Temporal, the API and a worker. Ctrl-C stops it.")
	.option("--home <folder>", "data folder (default: COACHLOOP_HOME, or coachloop in the user's data folder)")
	.option("--port <port>", "port of the API (default: API_PORT, or 4400)")
	.option("--json", "say where everything is as one JSON document", false)
	.action(async (options: { home?: string; port?: string; json: boolean }) => {
		const { run } = await import("./up.ts");
		await leaveWith(run({ home: options.home ?? null, port: options.port ?? null, json: options.json }));
	});

program
	.command("demo")
	.description("Twelve weeks of a small sales team in a minute, on a real server whose time is skipped.")
	.option("--exit", "stop everything at the end", false)
	.option("--home <folder>", "data folder; kept afterwards (default: a new one, removed at the end)")
	.option("--json", "print the final table as JSON", false)
	.action(async (options: { exit: boolean; home?: string; json: boolean }) => {
		const { run } = await import("./demo/main.ts");
		await leaveWith(run({ exit: options.exit, home: options.home ?? null, json: options.json }));
	});

program
	.command("score")
	.description("Score one conversation, in any of the formats of docs/formats.md. Needs no server.")
	.argument("<file>", "the conversation")
	.option("--rep <name>", "the speaker who is coached: name, e-mail, speaker id, or `channel 0`")
	.option("--speakers <file>", "JSON object with names by speaker id, or by segment id where a file has no speakers")
	.option("--json", "print the scorecard as JSON", false)
	.action(async (file: string, given: { rep?: string; speakers?: string; json: boolean }) => {
		const { run } = await import("./score.ts");
		const { rep = null, speakers = null, json } = given;
		await leaveWith(run({ file, rep, speakers, json }));
	});

program
	.command("label")
	.description("Label rows {id, conv, turn, speaker, text, lang?, t?}, JSON Lines in and out. Needs no server.")
	.argument("[file]", "the rows (default: stdin, a conversation at a time)")
	.option(
		"--rep <names>",
		"speakers who are the rep, with commas between (default: every text is marked for both sides)",
	)
	.action(async (file: string | undefined, given: { rep?: string }) => {
		const { run } = await import("./label.ts");
		await leaveWith(run({ file: file ?? null, rep: given.rep ?? null }));
	});

const imports = program.command("import").description("Bring in calls or people.");

imports
	.command("calls")
	.description(
		"The calls that a folder's manifest.json names. Without a key: into a throw-away coachloop, to see what it says.",
	)
	.argument("<folder>", "the folder")
	.option("--url <url>", "address of the API (default: http://127.0.0.1:4400)")
	.option("--key <key>", "API key of a lead, a manager or the rep")
	.option("--rep <external id>", "the rep whose calls these are")
	.option("--json", "print the result as JSON", false)
	.action(async (folder: string, given: { url?: string; key?: string; rep?: string; json: boolean }) => {
		const { run } = await import("./import-calls.ts");
		const { url = null, key = null, rep = null, json } = given;
		await leaveWith(run({ folder, url, key, rep, json }));
	});

imports
	.command("people")
	.description(
		"People from a CSV or JSON list, into the coachloop that runs on this machine. Good rows go in, bad ones are named; the same file twice changes nothing.",
	)
	.argument("<file>", "a list with externalId, name, email, roles, zone, country, region, location, shift, manager")
	.requiredOption("--key <key>", "API key of a lead or an administrator")
	.option("--home <folder>", "data folder (default: COACHLOOP_HOME, or coachloop in the user's data folder)")
	.option("--keys", "also make an API key for each of them", false)
	.option("--dry-run", "only say what would happen", false)
	.option("--json", "print the result as JSON", false)
	.action(
		async (file: string, given: { key: string; home?: string; keys: boolean; dryRun: boolean; json: boolean }) => {
			const { run } = await import("./import-people.ts");
			const { key, home = null, keys, dryRun, json } = given;
			await leaveWith(run({ file, key, home, keys, dryRun, json }));
		},
	);

program
	.command("recompute")
	.description("Compute every stored scorecard again from its stored labels, and name each number that differs.")
	.option("--org <id>", "only the scorecards of this organisation (default: all)")
	.option("--home <folder>", "data folder (default: COACHLOOP_HOME, or coachloop in the user's data folder)")
	.option("--json", "print the result as JSON", false)
	.action(async (given: { org?: string; home?: string; json: boolean }) => {
		const { run } = await import("./recompute.ts");
		await leaveWith(run({ org: given.org ?? null, home: given.home ?? null, json: given.json }));
	});

program
	.command("rewrap")
	.description(
		"Wrap every data key with the current key encryption key, so that the older ones are needed no more. May be repeated.",
	)
	.option("--json", "print the result as JSON", false)
	.action(async (given: { json: boolean }) => {
		const { run } = await import("./rewrap.ts");
		await leaveWith(run(given));
	});

program
	.command("doctor")
	.description("What is there, what is missing, and what to install.")
	.option("--home <folder>", "data folder (default: COACHLOOP_HOME, or coachloop in the user's data folder)")
	.option("--json", "print the findings as JSON", false)
	.action(async (options: { home?: string; json: boolean }) => {
		const { run } = await import("./doctor.ts");
		await leaveWith(run({ home: options.home ?? null, json: options.json }));
	});

try {
	await program.parseAsync();
} catch (error) {
	if (error instanceof CommanderError) {
		// Help and version come as errors too, with the code 0; what commander refuses is wrong use.
		process.exitCode = error.exitCode === 0 ? 0 : EXIT_WRONG_USE;
	} else if (error instanceof Error && error.name === "ConfigError") {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = EXIT_WRONG_USE;
	} else {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = EXIT_FAILED;
	}
}
