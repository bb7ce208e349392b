import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../cli/demo/dialogues/random.ts";
import { createDemoOrganisation } from "../../cli/demo/organisation.ts";
import type { DemoResult, RepResult } from "../../cli/demo/result.ts";
import { nextMonday, runDemo } from "../../cli/demo/run.ts";
import { DEMO_STORY, type DemoStory, type RepStory } from "../../cli/demo/stories.ts";
import { addDays } from "../../domain/calendar.ts";
import { builtFile } from "../../embedded/guarded.ts";
import { silentProgress } from "../../embedded/progress.ts";
import { createSkippedTime, type SkippedTime } from "../../embedded/skipped-time.ts";
import { type Stack, startStack } from "../../embedded/stack.ts";
import { loadConfig } from "../../services/config.ts";
import { createRecords } from "../../services/records/index.ts";
import { createLazyTemporalClient } from "../../services/temporal.ts";
import { replay, runsOf } from "../support/replay.ts";

const TEST_MS = 400_000;
const TODAY = new Date().toISOString().slice(0, 10);
const KILLS = 3;
const KILL_DELAY_MAX_MS = 400;

function storyOf(rep: string): RepStory {
	const found = DEMO_STORY.reps.find((story) => story.rep === rep);
	if (found === undefined) throw new Error(`no story of ${rep}`);
	return found;
}

const IMPROVER = storyOf("rep-improver");
const FLAT = storyOf("rep-flat-1");
const DROP_OUT = storyOf("rep-drop-out");

/** What two runs of one story must have in common: everything but the words, in which instants of this run stand. */
function tableOf(reps: readonly RepResult[]) {
	return reps.map((rep) => ({ ...rep, decisions: rep.decisions.map(({ words: _, ...decision }) => decision) }));
}

describe("the demo on its own servers", () => {
	let home: string;
	let stack: Stack;
	let time: SkippedTime;

	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), "coachloop-demo-test-"));
		const config = loadConfig();
		stack = await startStack({
			home,
			cacheFolder: config.cacheFolder,
			temporal: { skippedTime: true, inMemory: true, namespace: config.temporalNamespace },
			durable: false,
			databaseUrls: null,
			api: { host: "127.0.0.1", port: null },
			logLevel: "warn",
			fingerprintKey: null,
			keyEncryptionKey: null,
			payloadCodec: "off",
			progress: silentProgress,
		});
		time = await createSkippedTime({
			address: stack.services.temporalAddress,
			namespace: stack.services.namespace,
		});
	}, TEST_MS);

	afterAll(async () => {
		await time?.close();
		// Every workflow that ran here, the killed ones with them, must replay on the code of today.
		const { temporalAddress, namespace } = stack.services;
		const client = createLazyTemporalClient(temporalAddress, namespace);
		const runs = await runsOf(stack.services.superuserUrl("coachloop") ?? "");
		const { replayed, refused } = await replay(client, builtFile("workflow-bundle.js"), runs);
		await client.connection.close();
		expect(refused).toEqual([]);
		expect(replayed).toBeGreaterThanOrEqual(100);
		await stack?.stop();
		await rm(home, { recursive: true, force: true });
	}, TEST_MS);

	/** Each run is an organisation of its own. `onEvent` hears of everything that happens, counted from 1. */
	async function play(reps: readonly RepStory[], onEvent: (count: number) => void = () => {}): Promise<DemoResult> {
		const records = createRecords({
			appUrl: stack.services.databaseUrls.app,
			relayUrl: stack.services.databaseUrls.relay,
			fingerprintKey: stack.fingerprintKey,
		});
		const organisation = await createDemoOrganisation(records, DEMO_STORY.people, addDays(TODAY, -1)).finally(() =>
			records.close(),
		);
		const story: DemoStory = { ...DEMO_STORY, reps };
		let events = 0;
		return runDemo({
			apiUrl: stack.apiUrl,
			time,
			organisation,
			story,
			startsOn: nextMonday(TODAY),
			hopeless: stack.ended,
			tellWeek: () => {},
			onEvent: () => {
				events += 1;
				onEvent(events);
			},
		});
	}

	type Undisturbed = { readonly result: DemoResult; readonly events: number };
	let undisturbed: Promise<Undisturbed> | null = null;

	/** The run with which the others are compared; played once, by whichever test asks first. */
	function first(): Promise<Undisturbed> {
		let events = 0;
		undisturbed ??= play([IMPROVER, FLAT, DROP_OUT], (count) => {
			events = count;
		}).then((result) => ({ result, events }));
		return undisturbed;
	}

	it(
		"closes every cycle, and people are called in for what the reps said or did not do",
		async () => {
			const { reps } = (await first()).result;
			expect(reps.map(({ closedBecause }) => closedBecause)).toEqual(["completed", "completed", "completed"]);
			const [improver, flat, dropOut] = reps;
			expect(improver?.escalations).toEqual([]);
			expect(flat?.escalations).toContainEqual({ task: "deployment-review", to: "head" });
			expect(dropOut?.escalations).toContainEqual({ task: "empty-weeks:w05", to: "manager" });
			expect(dropOut?.escalations).toContainEqual({ task: "empty-weeks:w07", to: "lead" });
			expect(improver?.signals["objection-acknowledgment"]).toMatchObject({
				baseline: { tier: "low" },
				week12: { tier: "target" },
				carryOver: { kind: "carried" },
			});
			expect(dropOut?.signals["value-framing"].carryOver).toEqual({
				kind: "not-measurable",
				because: "practice-not-shown",
			});
		},
		TEST_MS,
	);

	it(
		"sees another reading, decision and table when the flat rep speaks like the improver",
		async () => {
			const { practice, calls } = IMPROVER;
			const { reps } = await play([{ ...FLAT, practice, calls }]);
			const [changed] = reps;
			const flat = (await first()).result.reps[1];
			expect(flat?.signals["objection-acknowledgment"].week12?.tier).toBe("low");
			expect(changed?.signals["objection-acknowledgment"].week12?.tier).toBe("target");
			const verdicts = (rep: RepResult | undefined) =>
				rep?.decisions.filter(({ name }) => name.startsWith("checkpoint:")).map(({ outcome }) => outcome);
			expect(verdicts(flat)).toEqual(["flat", "stuck", "carry-over"]);
			expect(verdicts(changed)?.slice(0, 2)).not.toContain("flat");
			expect(verdicts(changed)).not.toContain("stuck");
			expect(changed?.escalations).not.toContainEqual({ task: "deployment-review", to: "head" });
		},
		TEST_MS,
	);

	it(
		"ends with the same table when the worker is killed three times and the API once, at random moments",
		async () => {
			const seed = Math.floor(Math.random() * 2 ** 31);
			const random = createRandom(seed);
			const { result, events } = await first();
			const moments = random.some(
				// The last events come all at once: a process killed behind them would die after the run.
				Array.from({ length: Math.floor(events * 0.9) }, (_, index) => index + 1),
				KILLS + 1,
			);
			const [atWhichTheApiDies, ...others] = moments;
			const killed: string[] = [];
			const kill = (name: "worker" | "api", tries: number): void => {
				const pid = stack[name].pid();
				if (pid !== null) {
					process.kill(pid, "SIGKILL");
					killed.push(name);
				} else if (tries > 0) setTimeout(() => kill(name, tries - 1), KILL_DELAY_MAX_MS);
			};
			const { reps } = await play([IMPROVER, FLAT, DROP_OUT], (count) => {
				const delay = Math.floor(random.next() * KILL_DELAY_MAX_MS);
				if (others.includes(count)) setTimeout(() => kill("worker", 20), delay);
				if (count === atWhichTheApiDies) setTimeout(() => kill("api", 20), delay);
			});
			expect(killed.toSorted(), `seed ${seed}`).toEqual(["api", "worker", "worker", "worker"]);
			expect(tableOf(reps), `seed ${seed}`).toEqual(tableOf(result.reps));
		},
		TEST_MS,
	);
});
