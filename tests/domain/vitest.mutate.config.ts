import { defineConfig } from "vitest/config";

// Mutants run against the tests of the pure core alone: the other projects start servers.
export default defineConfig({
	test: { include: ["tests/domain/**/*.test.ts"], setupFiles: ["tests/domain/mutate.setup.ts"], testTimeout: 60_000 },
});
