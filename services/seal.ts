import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Length of every key here, in bytes: AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Sealed bytes cannot be opened: they were changed, belong elsewhere, or were sealed with another key. */
export class SealBroken extends Error {
	override readonly name = "SealBroken";
	constructor() {
		super("Sealed bytes cannot be opened with this key: they were changed, or belong to something else.");
	}
}

/**
 * AES-256-GCM: nonce, ciphertext, tag. `belongsTo` is authenticated with it, so that sealed bytes copied to another
 * place do not open there. Nonces are drawn; one key may seal 2^32 messages, which no person comes near.
 */
export function seal(key: Uint8Array, plain: Uint8Array, belongsTo: string): Uint8Array<ArrayBuffer> {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv("aes-256-gcm", key, nonce);
	cipher.setAAD(Buffer.from(belongsTo, "utf8"));
	const sealed = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
	return new Uint8Array(Buffer.concat(sealed));
}

/** Throws SealBroken. */
export function open(key: Uint8Array, sealed: Uint8Array, belongsTo: string): Uint8Array<ArrayBuffer> {
	if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken();
	const end = sealed.length - TAG_BYTES;
	const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES), {
		authTagLength: TAG_BYTES,
	});
	decipher.setAAD(Buffer.from(belongsTo, "utf8"));
	decipher.setAuthTag(sealed.subarray(end));
	try {
		return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]));
	} catch {
		throw new SealBroken();
	}
}
