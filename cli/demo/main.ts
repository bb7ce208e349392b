import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { addDays } from "../../domain/calendar.ts";
import { messageOf } from "../../embedded/errors.ts";
import { createSkippedTime } from "../../embedded/skipped-time.ts";
import { type Stack, startStack } from "../../embedded/stack.ts";
import { loadConfig } from "../../services/config.ts";
import { createRecords } from "../../services/records/index.ts";
import { type Interrupted, onInterrupt } from "../interrupt.ts";
import { createOutput, type Output } from "../progress.ts";
import { WEEKS } from "./agenda.ts";
import { createDemoOrganisation, type DemoOrganisation } from "./organisation.ts";
import type { DemoResult } from "./result.ts";
import { nextMonday, runDemo } from "./run.ts";
import { DEMO_STORY } from "./stories.ts";
import { tableOf } from "./table.ts";

export type DemoOptions = {
	/** Stop everything at the end instead of staying up. */
	readonly exit: boolean;
	readonly json: boolean;
	/** Data folder, kept afterwards; null for a new one that is removed at the end. */
	readonly home: string | null;
};

const EXIT_OK = 0;
const EXIT_FAILED = 1;
const PLAY_ENDS_WITHIN_MS = 10_000;

/** Twelve weeks of a small sales team. Gives 0 only if every cycle ended as the engine says: closed as completed. */
export async function run(options: DemoOptions): Promise<number> {
	const output = await createOutput(options);
	const config = loadConfig();
	const given = options.home === null ? null : resolve(options.home);
	const home = given ?? (await mkdtemp(join(tmpdir(), "coachloop-demo-")));
	const throwAway = given === null;
	const interrupted = onInterrupt(output);
	let stack: Stack | null = null;
	try {
		stack = await startStack({
			home,
			cacheFolder: config.cacheFolder,
			temporal: { skippedTime: true, inMemory: throwAway, namespace: config.temporalNamespace },
			durable: !throwAway,
			databaseUrls: null,
			api: { host: "127.0.0.1", port: null },
			logLevel: config.logLevel,
			fingerprintKey: config.fingerprintKey,
			keyEncryptionKey: config.keyEncryptionKey,
			// What the demo shows can then be read in Temporal's own tools. Whoever names a key wants to see it used.
			payloadCodec: config.keyEncryptionKey === null ? "off" : config.payloadCodec,
			progress: output,
			onChildEvent: (child, event) => {
				if (event.kind === "died") output.error(`The ${child} died (${event.how}); starting it again`);
			},
		});
		const running = stack;
		const playing = play(running, output, interrupted);
		const outcome = await Promise.race([playing, interrupted.once.then(() => null)]);
		if (outcome === null) {
			// The servers are stopped behind the last request, not under it.
			const late = new AbortController();
			await Promise.race([playing.catch(() => null), pause(PLAY_ENDS_WITHIN_MS, null, { signal: late.signal })]);
			late.abort();
			return EXIT_FAILED;
		}
		const { result, organisation } = outcome;
		for (const line of tableOf(result)) output.line(line);
		output.line("");
		output.line(`Twelve weeks of ${result.reps.length} reps took ${result.seconds.toFixed(1)} s.`);
		output.json(result);
		const ended = result.reps.every(({ closedBecause }) => closedBecause !== null);
		if (!options.exit) {
			tellHowToLook(running, organisation, result, output);
			await interrupted.once;
		}
		return ended ? EXIT_OK : EXIT_FAILED;
	} catch (error) {
		output.error(messageOf(error));
		return EXIT_FAILED;
	} finally {
		const step = output.step("Stopping");
		await stack?.stop();
		if (throwAway) await rm(home, { recursive: true, force: true });
		step.done(throwAway ? "Everything is stopped and removed" : `Everything is stopped; the data stays in ${home}`);
		interrupted.off();
	}
}

async function play(
	stack: Stack,
	output: Output,
	interrupted: Interrupted,
): Promise<{ readonly result: DemoResult; readonly organisation: DemoOrganisation }> {
	const { services, fingerprintKey } = stack;
	const today = new Date().toISOString().slice(0, 10);
	const startsOn = nextMonday(today);
	const records = createRecords({
		appUrl: services.databaseUrls.app,
		relayUrl: services.databaseUrls.relay,
		fingerprintKey,
	});
	const organisation = await createDemoOrganisation(records, DEMO_STORY.people, addDays(today, -1)).finally(() =>
		records.close(),
	);
	const time = await createSkippedTime({ address: services.temporalAddress, namespace: services.namespace });
	const weeks = output.bar(`Twelve weeks of ${DEMO_STORY.reps.length} reps, from ${startsOn} on`, WEEKS);
	try {
		const result = await runDemo({
			apiUrl: stack.apiUrl,
			time,
			organisation,
			story: DEMO_STORY,
			startsOn,
			// Without this the walk would go on asking servers that a person has stopped.
			hopeless: () => (interrupted.came() ? "stopped by a person" : stack.ended()),
			tellWeek: (week, summary) => weeks.advance(`Week ${week}: ${summary}`),
		});
		weeks.done("Twelve weeks have passed");
		return { result, organisation };
	} catch (error) {
		if (!interrupted.came()) weeks.failed("The demo did not come to its end");
		throw error;
	} finally {
		await time.close();
	}
}

function tellHowToLook(stack: Stack, organisation: DemoOrganisation, result: DemoResult, output: Output): void {
	output.line("");
	output.line("Everything still runs. To look further:");
	output.line(`  API        ${stack.apiUrl}/v1, described in ${stack.apiUrl}/openapi.json`);
	output.line(`  Temporal   ${stack.services.temporalAddress}, namespace ${stack.services.namespace}`);
	output.line(`  Logs       ${stack.logFolder}`);
	const asks = [
		["lead", `/v1/cohorts/${result.cohortId}`],
		["head", "/v1/cycles?phase=closed"],
		["manager-south", "/v1/tasks?state=all"],
		["rep-improver", "/v1/cycles"],
	] as const;
	for (const [externalId, path] of asks) {
		const { name, roles, key } = organisation.person(externalId);
		output.line(`  ${name} (${roles.join(", ")}):`);
		output.line(`    curl -s -H 'Authorization: Bearer ${key}' '${stack.apiUrl}${path}'`);
	}
	output.line("");
	output.line("Ctrl-C stops everything.");
}
