import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EmbeddedServiceError, hasCode } from "./errors.ts";

const secret = z.string().regex(/^[0-9a-f]{48,}$/);
const secretsSchema = z.object({
	superuser: secret,
	owner: secret,
	app: secret,
	relay: secret,
	fingerprintKey: secret,
	keyEncryptionKey: z.string().regex(/^[0-9a-f]{64}$/),
});
/** A data folder from before lacks what was added since; it is added by whoever holds the folder's lock. */
const keptSchema = secretsSchema.partial({ keyEncryptionKey: true });
type Kept = z.infer<typeof keptSchema>;

/** Passwords and keys that this machine made for itself. Hexadecimal, so that they need no quoting in a URL or in SQL. */
export type Secrets = z.infer<typeof secretsSchema>;

function chance(bytes = 24): string {
	return randomBytes(bytes).toString("hex");
}

function fileOf(home: string): string {
	return join(home, "secrets.json");
}

/** The secrets of a data folder, or null when none were made yet. Throws EmbeddedServiceError when they are damaged. */
export async function readSecrets(home: string): Promise<Kept | null> {
	const file = fileOf(home);
	try {
		const read = keptSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
		if (!read.success) throw new EmbeddedServiceError("secrets", `${file} is not complete; put back a copy of it`);
		return read.data;
	} catch (error) {
		if (error instanceof SyntaxError) throw new EmbeddedServiceError("secrets", `${file} is not JSON`, error);
		if (!hasCode(error, "ENOENT")) throw error;
		return null;
	}
}

/** Written beside and moved into place: a crash leaves the old file or the new one. */
async function completed(home: string, { keyEncryptionKey, ...older }: Kept): Promise<Secrets> {
	if (keyEncryptionKey !== undefined) return { ...older, keyEncryptionKey };
	const whole: Secrets = { ...older, keyEncryptionKey: chance(32) };
	const draft = `${fileOf(home)}.${process.pid}`;
	await writeFile(draft, JSON.stringify(whole, null, "\t"), { mode: 0o600 });
	await rename(draft, fileOf(home));
	return whole;
}

/**
 * The secrets of a data folder, made at the first call, by whoever holds its lock. They lie in one file that only its owner may read. Throws
 * EmbeddedServiceError when the file is there but is not what was written.
 */
export async function keepSecrets(home: string): Promise<Secrets> {
	await mkdir(home, { recursive: true });
	for (;;) {
		const kept = await readSecrets(home);
		if (kept !== null) return await completed(home, kept);
		const made: Secrets = {
			superuser: chance(),
			owner: chance(),
			app: chance(),
			relay: chance(),
			fingerprintKey: chance(),
			keyEncryptionKey: chance(32),
		};
		// Linked into place when complete, and only if nobody was faster: a crash leaves no half file.
		const draft = `${fileOf(home)}.${process.pid}`;
		await writeFile(draft, JSON.stringify(made, null, "\t"), { mode: 0o600 });
		await link(draft, fileOf(home)).catch((error: unknown) => {
			if (!hasCode(error, "EEXIST")) throw error;
		});
		await rm(draft, { force: true });
	}
}
