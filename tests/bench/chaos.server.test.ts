import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chaos, playChaos } from "../../bench/chaos/play.ts";
import { loadConfig } from "../../services/config.ts";

const SEED = 7;
const TEST_MS = 300_000;

describe("cycles whose processes are killed and whose receivers are away", () => {
	let home: string;
	let chaos: Chaos;
	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), "coachloop-chaos-test-"));
		const { cacheFolder } = loadConfig();
		const tell = () => {};
		chaos = await playChaos({ home, cacheFolder, seed: SEED, cycles: 2, kills: 6, launched: 0, tell });
	}, TEST_MS);
	afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

	it("end in the same state, field by field, as cycles left alone", () => {
		expect(chaos.disturbed.kills).toBe(6);
		expect(chaos.compared.differences).toEqual([]);
		// A comparison that read nothing would find no difference.
		expect(chaos.compared.fields).toBeGreaterThan(10_000);
	});

	it("lose nothing, leave nothing undone, and tell nobody under two ids", () => {
		expect(chaos.undisturbed.stuck).toEqual([]);
		expect(chaos.disturbed.stuck).toEqual([]);
		expect(chaos.effects.lost).toEqual([]);
		expect(chaos.effects.duplicated).toEqual([]);
		expect(chaos.undisturbed.arrivals.length).toBeGreaterThan(50);
	});

	it("repeat a message at most once per kill, under the id that it had, and in order", () => {
		expect(Math.max(0, ...chaos.effects.repeats.values())).toBeLessThanOrEqual(chaos.disturbed.kills);
		expect(chaos.effects.overtaken).toEqual([]);
	});
});
