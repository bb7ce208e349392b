import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from "node:crypto";

/** What signs certificates of erasure. */
export type CertificateKey = { readonly privateKey: KeyObject; readonly publicKey: Uint8Array<ArrayBuffer> };

/** DER of an Ed25519 private key (RFC 8410) but for its 32 bytes. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The key of an installation's certificates, made from the one secret that an installation never changes: nothing more
 * has to be kept, and certificates of years are checked with one public key.
 */
export function certificateKeyOf(secret: Uint8Array): CertificateKey {
	const seed = Buffer.from(hkdfSync("sha256", secret, new Uint8Array(), "coachloop erasure certificates", 32));
	const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
	const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" });
	return { privateKey, publicKey: new Uint8Array(publicKey) };
}

export function signed({ privateKey }: CertificateKey, document: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(sign(null, Buffer.from(document, "utf8"), privateKey));
}
