import { createHmac, timingSafeEqual } from "node:crypto";
import {
	MESSAGE_KINDS,
	type MessageKind,
	maySilence,
	OUTER_CHANNELS,
	type OuterChannel,
} from "../../domain/notification/message.ts";

/** Whose messages of which kinds a link switches off. */
export type Unsubscription = {
	readonly orgId: string;
	readonly personId: string;
	readonly channel: OuterChannel;
	readonly kinds: readonly MessageKind[];
};

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * A link that switches kinds of message off without a login: ids, kinds and a signature. It stays good for ever, since an
 * e-mail does, and can do nothing else.
 */
export function unsubscribeToken(key: string, { orgId, personId, channel, kinds }: Unsubscription): string {
	const text = [orgId, personId, channel, [...kinds].sort().join("+")].join(".");
	return `${text}.${signature(key, text)}`;
}

/** Null for anything that was not made with this key. */
export function readUnsubscribeToken(key: string, token: string): Unsubscription | null {
	const parts = token.split(".");
	const [orgId = "", personId = "", channelText = "", kindsText = "", signed = ""] = parts;
	if (parts.length !== 5) return null;
	const expected = Buffer.from(signature(key, parts.slice(0, 4).join(".")));
	const came = Buffer.from(signed);
	if (came.length !== expected.length || !timingSafeEqual(came, expected)) return null;
	const channel = OUTER_CHANNELS.find((one) => one === channelText);
	const kinds = MESSAGE_KINDS.filter((kind) => kindsText.split("+").includes(kind) && maySilence(kind));
	return channel === undefined || !ID.test(orgId) || !ID.test(personId) ? null : { orgId, personId, channel, kinds };
}

/** The key serves other ends too: the first words keep what is signed here apart. */
function signature(key: string, text: string): string {
	return createHmac("sha256", key).update(`unsubscribe\n${text}`).digest("base64url");
}
