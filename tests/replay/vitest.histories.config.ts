import { defineConfig } from "vitest/config";

/** Records histories, on the same servers as the tests: `npm run histories`, with `-- -t NAME` one path alone. */
export default defineConfig({
	test: {
		include: ["tests/replay/record.histories.ts"],
		globalSetup: ["tests/support/servers.ts"],
		testTimeout: 300_000,
		maxConcurrency: 4,
		hookTimeout: 120_000,
		pool: "forks",
	},
});
