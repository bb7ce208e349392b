import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepSecrets, readSecrets } from "../../embedded/secrets.ts";

let home: string;
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), "coachloop-secrets-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe("the secrets of a data folder", () => {
	it("are made once, and only their owner may read them", async () => {
		expect(await readSecrets(home)).toBeNull();
		const made = await keepSecrets(home);
		expect(await keepSecrets(home)).toEqual(made);
		expect(await readSecrets(home)).toEqual(made);
		if (process.platform !== "win32") {
			expect((await stat(join(home, "secrets.json"))).mode & 0o777).toBe(0o600);
		}
		expect(await readdir(home)).toEqual(["secrets.json"]);
	});

	it("of an older version get a key encryption key, and keep everything else", async () => {
		const { keyEncryptionKey: _, ...older } = await keepSecrets(home);
		await writeFile(join(home, "secrets.json"), JSON.stringify(older));
		expect(await readSecrets(home)).toEqual(older);
		const completed = await keepSecrets(home);
		expect(completed).toMatchObject(older);
		expect(completed.keyEncryptionKey).toMatch(/^[0-9a-f]{64}$/);
		expect(await keepSecrets(home)).toEqual(completed);
		expect(JSON.parse(await readFile(join(home, "secrets.json"), "utf8"))).toEqual(completed);
	});

	it("are refused when they are damaged, not made anew", async () => {
		await writeFile(join(home, "secrets.json"), "{}");
		await expect(keepSecrets(home)).rejects.toThrow(/not complete/);
	});
});
