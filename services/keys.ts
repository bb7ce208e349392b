import { createHash, randomBytes } from "node:crypto";
import type { Holder, KeyStore, StoredKey, WrappedKey } from "./records/data-keys.ts";
import { KEY_BYTES, open, seal } from "./seal.ts";

/** A key that wraps data keys. Its name is made from it, so that a row says which one it was wrapped with. */
export type KeyEncryptionKey = { readonly name: string; readonly key: Uint8Array };

/** The key that wraps from now on, and those that may still have wrapped something. */
export type KeyEncryption = { readonly current: KeyEncryptionKey; readonly older: readonly KeyEncryptionKey[] };

/** @param text Base64 of 32 bytes. */
export function keyEncryptionKeyOf(text: string): KeyEncryptionKey {
	const key = new Uint8Array(Buffer.from(text, "base64"));
	if (key.length !== KEY_BYTES) throw new Error(`a key encryption key has ${KEY_BYTES} bytes, came ${key.length}`);
	return { name: createHash("sha256").update("coachloop kek ").update(key).digest("hex").slice(0, 16), key };
}

/** The key encryption as the settings give it; null where they name none. */
export function keyEncryptionOf(settings: {
	readonly keyEncryptionKey: string | null;
	readonly olderKeyEncryptionKeys: readonly string[];
}): KeyEncryption | null {
	if (settings.keyEncryptionKey === null) return null;
	return {
		current: keyEncryptionKeyOf(settings.keyEncryptionKey),
		older: settings.olderKeyEncryptionKeys.map(keyEncryptionKeyOf),
	};
}

/** An open data key. */
export type DataKey = { readonly orgId: string; readonly id: string; readonly key: Uint8Array };

/** The key was destroyed with the person whose it was. No retry brings it back. */
export class KeyDestroyed extends Error {
	override readonly name = "KeyDestroyed";
	constructor(keyId: string) {
		super(`The data key ${keyId} was destroyed; what it sealed cannot be read any more.`);
	}
}

/** A data key was wrapped with a key encryption key that this process was not given. */
export class KeyEncryptionKeyMissing extends Error {
	override readonly name = "KeyEncryptionKeyMissing";
	constructor(keyId: string, name: string) {
		super(
			`The data key ${keyId} is wrapped with the key encryption key ${name}, which is neither COACHLOOP_KEY_ENCRYPTION_KEY nor one of COACHLOOP_OLDER_KEY_ENCRYPTION_KEYS.`,
		);
	}
}

export type Keys = {
	/** The person's key, made at first use. Throws PersonErased, KeyDestroyed. */
	ofPerson(orgId: string, personId: string): Promise<DataKey>;
	ofOrganisation(orgId: string): Promise<DataKey>;
	/** The key of whoever holds the cycle, conversation, task, cohort or organisation with this id; null for an unknown id. */
	ofHolder(id: string): Promise<DataKey | null>;
	/** Throws KeyDestroyed, also for a key that never was. */
	byId(orgId: string, keyId: string): Promise<DataKey>;
	/** A new key as a row holds it. */
	make(orgId: string, keyId: string): WrappedKey;
	/** Wraps every key that an older key encryption key wraps with the current one; gives back how many. May be repeated. */
	rewrap(): Promise<number>;
};

/** A destroyed key works for this long at most in a process that has just used it. */
const CACHE_MS = 30_000;
const CACHED_MAX = 2_000;
const PAGE = 200;

/** Data keys, opened and kept for a short time. */
export function createKeys(
	store: KeyStore,
	encryption: KeyEncryption,
	now: () => number = () => performance.now(),
): Keys {
	const opened = createCache<DataKey>(now);
	// Whose a cycle is never changes; only that its person is erased must be noticed, which the key's own cache does.
	const holders = createCache<Holder>(now);
	const personKeys = createCache<string>(now);

	const openKey = (orgId: string, stored: StoredKey): DataKey => {
		if (stored.wrapped === null) throw new KeyDestroyed(stored.id);
		const key = open(keyEncryptionKey(stored).key, stored.wrapped, placeOf(orgId, stored.id));
		return opened.put(`${orgId} ${stored.id}`, { orgId, id: stored.id, key });
	};
	const keyEncryptionKey = ({ id, keyEncryptionKey: name }: StoredKey): KeyEncryptionKey => {
		const found = [encryption.current, ...encryption.older].find((known) => known.name === name);
		if (found === undefined) throw new KeyEncryptionKeyMissing(id, name);
		return found;
	};
	const wrap = (orgId: string, keyId: string, key: Uint8Array): WrappedKey => ({
		wrapped: seal(encryption.current.key, key, placeOf(orgId, keyId)),
		keyEncryptionKey: encryption.current.name,
	});
	const make = (orgId: string, keyId: string) => wrap(orgId, keyId, randomBytes(KEY_BYTES));

	return {
		make,
		async ofPerson(orgId, personId) {
			const name = `${orgId} ${personId}`;
			const keyId = personKeys.get(name);
			const cached = keyId === undefined ? undefined : opened.get(`${orgId} ${keyId}`);
			if (cached !== undefined) return cached;
			const stored = await store.ofPerson(orgId, personId, (keyId) => make(orgId, keyId));
			personKeys.put(name, stored.id);
			return openKey(orgId, stored);
		},
		async ofOrganisation(orgId) {
			return (
				opened.get(`${orgId} ${orgId}`) ??
				openKey(orgId, await store.ofOrganisation(orgId, (keyId) => make(orgId, keyId)))
			);
		},
		async ofHolder(id) {
			let holder = holders.get(id);
			if (holder === undefined) {
				const found = await store.holderOf(id);
				if (found === null) return null;
				holder = holders.put(id, found);
			}
			const { orgId, personId } = holder;
			return personId === null ? await this.ofOrganisation(orgId) : await this.ofPerson(orgId, personId);
		},
		async byId(orgId, keyId) {
			const cached = opened.get(`${orgId} ${keyId}`);
			if (cached !== undefined) return cached;
			const stored = await store.find(orgId, keyId);
			if (stored === null) throw new KeyDestroyed(keyId);
			return openKey(orgId, stored);
		},
		async rewrap() {
			const { name } = encryption.current;
			let count = 0;
			for (;;) {
				const [orgId] = await store.organisationsToRewrap(name, 1);
				if (orgId === undefined) return count;
				count += await store.rewrap(orgId, name, PAGE, (stored) => {
					const key = open(keyEncryptionKey(stored).key, stored.wrapped, placeOf(orgId, stored.id));
					return wrap(orgId, stored.id, key);
				});
			}
		},
	};
}

/** What a wrapped key belongs to: moved to another row it does not open. */
function placeOf(orgId: string, keyId: string): string {
	return `data key ${orgId} ${keyId}`;
}

/** Keeps the last used of them, none longer than CACHE_MS after it was put. */
function createCache<T>(now: () => number) {
	const kept = new Map<string, { readonly value: T; readonly until: number }>();
	return {
		get(name: string): T | undefined {
			const found = kept.get(name);
			if (found === undefined) return undefined;
			kept.delete(name);
			if (found.until <= now()) return undefined;
			kept.set(name, found);
			return found.value;
		},
		put(name: string, value: T): T {
			kept.delete(name);
			kept.set(name, { value, until: now() + CACHE_MS });
			for (const oldest of kept.keys()) {
				if (kept.size <= CACHED_MAX) break;
				kept.delete(oldest);
			}
			return value;
		},
	};
}
