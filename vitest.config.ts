import { defineConfig } from "vitest/config";

// `*.server.test.ts` need PostgreSQL and Temporal, which tests/support/servers.ts starts once per run; `*.long.test.ts`
// need minutes of a core, and are left out of `npm run check`.
export default defineConfig({
	test: {
		projects: [
			{ test: { name: "domain", include: ["tests/domain/**/*.test.ts"] } },
			{
				test: {
					name: "fast",
					include: ["tests/**/*.test.ts"],
					exclude: ["tests/domain/**", "tests/**/*.server.test.ts", "tests/**/*.long.test.ts"],
				},
			},
			{
				test: {
					name: "long",
					include: ["tests/**/*.long.test.ts"],
					// Left to itself vitest leaves one core free: on two cores the files would run one after the other. On their
					// own, since nothing else then shares the cores.
					maxWorkers: 2,
					sequence: { groupOrder: 1 },
				},
			},
			{
				test: {
					name: "servers",
					include: ["tests/**/*.server.test.ts"],
					globalSetup: ["tests/support/servers.ts"],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					pool: "forks",
				},
			},
		],
	},
});
