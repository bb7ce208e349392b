import { resolve } from "node:path";
import { messageOf } from "../embedded/errors.ts";
import { hasNoKey } from "../embedded/first-start.ts";
import { AlreadyRunningError, findRunning, type RunningInfo } from "../embedded/lock.ts";
import { DATABASE } from "../embedded/services.ts";
import { type Stack, startStack } from "../embedded/stack.ts";
import {
	type Config,
	ConfigError,
	type DatabaseUrls,
	loadConfig,
	loadServiceConfig,
	readSetting,
} from "../services/config.ts";
import { createRecords } from "../services/records/index.ts";
import { type Interrupted, onInterrupt } from "./interrupt.ts";
import { createOutput, type Output } from "./progress.ts";

export type UpOptions = { readonly home: string | null; readonly port: string | null; readonly json: boolean };

const EXIT_OK = 0;
const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;
const WATCH_EVERY_MS = 500;

/** Runs everything of this machine until Ctrl-C. Gives 0 when stopped by a person or running already, 1 on failure. */
export async function run(options: UpOptions): Promise<number> {
	const output = await createOutput(options);
	let config: Config;
	let given: DatabaseUrls | null;
	try {
		config = withOptions(loadConfig(), options);
		given = givenDatabase(config);
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		output.error(error.message);
		return EXIT_WRONG_USE;
	}
	const running = await findRunning(config.home);
	if (running !== null) return alreadyRuns(output, config.home, running);

	const interrupted = onInterrupt(output);
	let stack: Stack | null = null;
	try {
		stack = await startStack({
			home: config.home,
			cacheFolder: config.cacheFolder,
			temporal: { skippedTime: false, address: config.temporalAddress, namespace: config.temporalNamespace },
			databaseUrls: given,
			api: { host: config.apiHost, port: config.apiPort },
			logLevel: config.logLevel,
			fingerprintKey: config.fingerprintKey,
			keyEncryptionKey: config.keyEncryptionKey,
			payloadCodec: config.payloadCodec,
			progress: output,
			onChildEvent: (child, event) => {
				if (event.kind === "died") output.error(`The ${child} died (${event.how}); starting it again`);
			},
		});
		const first = await bootstrap(stack);
		tell(output, config, stack, first);
		const why = await untilOver(stack, interrupted);
		if (why !== null) output.error(why);
		const step = output.step("Stopping");
		await stack.stop();
		step.done("Everything is stopped; the data stays");
		return why === null ? EXIT_OK : EXIT_FAILED;
	} catch (error) {
		await stack?.stop();
		if (error instanceof AlreadyRunningError) return alreadyRuns(output, config.home, error.info);
		output.error(messageOf(error));
		return EXIT_FAILED;
	} finally {
		interrupted.off();
	}
}

function withOptions(config: Config, { home, port }: UpOptions): Config {
	return {
		...config,
		...(home === null ? {} : { home: resolve(home) }),
		...(port === null ? {} : { apiPort: readSetting("API_PORT", port) }),
	};
}

function givenDatabase(config: Config): DatabaseUrls | null {
	if (config.databaseUrl === null) return null;
	const { databaseUrl, databaseOwnerUrl, databaseRelayUrl } = loadServiceConfig(["database", "owner", "relay"], config);
	return { app: databaseUrl, owner: databaseOwnerUrl, relay: databaseRelayUrl };
}

function alreadyRuns(output: Output, home: string, info: RunningInfo): number {
	output.line(
		info.apiUrl === null
			? `coachloop is ${info.state} already on ${home} (process ${info.pid}).`
			: `coachloop runs already: ${info.apiUrl} (process ${info.pid}, data in ${home}).`,
	);
	output.json({ alreadyRunning: true, home, ...info });
	return EXIT_OK;
}

/** Waits for a person to stop it (null) or for a part to end for good (why). */
async function untilOver(stack: Stack, interrupted: Interrupted): Promise<string | null> {
	let watching: NodeJS.Timeout | undefined;
	const ended = new Promise<string>((tellEnd) => {
		watching = setInterval(() => {
			const why = stack.ended();
			if (why !== null) tellEnd(why);
		}, WATCH_EVERY_MS);
	});
	try {
		return await Promise.race([interrupted.once.then(() => null), ended]);
	} finally {
		clearInterval(watching);
	}
}

type FirstStart = { readonly orgId: string; readonly apiKey: string };

/** On a database without any key: an organisation, two people, and a key for the lead. */
async function bootstrap({ services, fingerprintKey }: Stack): Promise<FirstStart | null> {
	const superuserUrl = services.superuserUrl(DATABASE);
	if (superuserUrl === null || !(await hasNoKey(superuserUrl))) return null;
	const records = createRecords({
		appUrl: services.databaseUrls.app,
		relayUrl: services.databaseUrls.relay,
		fingerprintKey,
	});
	try {
		const { orgId } = await records.createOrganisation({ name: "My organisation", clock: "wall" });
		const org = records.org(orgId);
		const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
		const person = (externalId: string, name: string, role: "admin" | "lead") => ({
			externalId,
			name,
			email: `${externalId}@coachloop.invalid`,
			roles: [role],
			zone,
			manager: null,
		});
		const people = await org.importPeople(
			[person("admin", "Administrator", "admin"), person("lead", "Lead", "lead")],
			new Date().toISOString().slice(0, 10),
		);
		if (!people.ok) throw new Error(`the first people were refused: ${JSON.stringify(people.error.faults)}`);
		const lead = people.value.find(({ externalId }) => externalId === "lead");
		if (lead === undefined) throw new Error("the first lead was not made");
		return { orgId, apiKey: await org.createApiKey(lead.id) };
	} finally {
		await records.close();
	}
}

function tell(output: Output, config: Config, stack: Stack, first: FirstStart | null): void {
	output.line("");
	output.line(`  API        ${stack.apiUrl}/v1 (readiness: ${stack.apiUrl}/readyz)`);
	output.line(`  Temporal   ${stack.services.temporalAddress}, namespace ${stack.services.namespace}`);
	output.line(`  Data       ${config.home}`);
	output.line(`  Logs       ${stack.logFolder}`);
	if (first !== null) {
		output.line("");
		output.line(`  First start: the organisation ${first.orgId} was made, with an administrator and a lead.`);
		output.line(`  API key of the lead, shown this once: ${first.apiKey}`);
	}
	output.line("");
	output.line("Ctrl-C stops everything.");
	output.json({
		alreadyRunning: false,
		home: config.home,
		apiUrl: stack.apiUrl,
		temporalAddress: stack.services.temporalAddress,
		namespace: stack.services.namespace,
		logFolder: stack.logFolder,
		pid: process.pid,
		firstStart: first,
	});
}
