import { lookup } from "node:dns/promises";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./addresses.ts";

export type Answer = {
	readonly status: number;
	readonly retryAfter: string | null;
	/** The beginning of the body. */
	readonly body: string;
};

/** The address was refused before anything was sent. `code` says why. */
export class RefusedUrl extends Error {
	override readonly name = "RefusedUrl";
	readonly code: "not-https" | "not-a-url" | "address-not-public";
	constructor(code: RefusedUrl["code"]) {
		super(code);
		this.code = code;
	}
}

/** No answer came. `connected` is false where surely nothing of the request arrived. */
export class NoAnswer extends Error {
	override readonly name = "NoAnswer";
	readonly code: "dns" | "connect" | "timeout" | "broken-off";
	readonly connected: boolean;
	constructor(code: NoAnswer["code"], connected: boolean) {
		super(code);
		this.code = code;
		this.connected = connected;
	}
}

export type HttpOptions = {
	/** For receivers on this machine, in development and tests: loopback addresses, also without TLS. */
	readonly allowLoopback: boolean;
	/** For the whole of a request, name resolution included. */
	readonly timeoutMs?: number;
	/** All addresses of a host. */
	readonly resolve?: (host: string) => Promise<readonly string[]>;
};

const TIMEOUT_MS = 15_000;
const BODY_BYTES_MAX = 16_384;

async function resolveByDns(host: string): Promise<readonly string[]> {
	return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}

export type HttpClient = {
	post(url: string, headers: { readonly [name: string]: string }, body: string): Promise<Answer>;
};

/**
 * Posts to addresses that somebody typed in. The host is resolved once, every address it has must be public, and the
 * connection goes to the one that was looked at: a name that answers otherwise the next time gains nothing. Redirects are
 * not followed, but are an answer like any other.
 */
export function createHttpClient(options: HttpOptions): HttpClient {
	const { allowLoopback, timeoutMs = TIMEOUT_MS, resolve = resolveByDns } = options;
	return {
		async post(text, headers, body) {
			const deadline = Date.now() + timeoutMs;
			if (!URL.canParse(text)) throw new RefusedUrl("not-a-url");
			const url = new URL(text);
			const address = await addressOf(url, allowLoopback, timeoutMs, resolve);
			if (url.protocol !== "https:" && !(allowLoopback && url.protocol === "http:" && isLoopbackAddress(address))) {
				throw new RefusedUrl("not-https");
			}
			return await send(url, address, headers, body, deadline - Date.now());
		},
	};
}

async function addressOf(
	url: URL,
	allowLoopback: boolean,
	timeoutMs: number,
	resolve: NonNullable<HttpOptions["resolve"]>,
): Promise<string> {
	// A URL's host is written out by then: 0177.0.0.1 and 2130706433 have become 127.0.0.1.
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const addresses = isIP(host) === 0 ? await inTime(resolve(host), timeoutMs) : [host];
	const [first] = addresses;
	if (first === undefined) throw new NoAnswer("dns", false);
	const isAllowed = (address: string) => isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
	if (!addresses.every(isAllowed)) throw new RefusedUrl("address-not-public");
	return first;
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new NoAnswer("dns", false)), timeoutMs);
	});
	return await Promise.race([
		work.catch(() => {
			throw new NoAnswer("dns", false);
		}),
		late,
	]).finally(() => clearTimeout(timer));
}

function send(
	url: URL,
	address: string,
	headers: { readonly [name: string]: string },
	body: string,
	timeoutMs: number,
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		let isConnected = false;
		const bytes = Buffer.from(body);
		const secure = url.protocol === "https:";
		const host = url.hostname.replace(/^\[|\]$/g, "");
		const request = (secure ? requestSecure : requestPlain)({
			host: address,
			port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
			path: `${url.pathname}${url.search}`,
			method: "POST",
			headers: { ...headers, Host: url.host, "Content-Length": String(bytes.length) },
			// A connection of its own: one that is kept open could belong to another name.
			agent: false,
			...(secure ? { servername: isIP(host) === 0 ? host : "" } : {}),
		});
		const timer = setTimeout(() => request.destroy(new NoAnswer("timeout", isConnected)), Math.max(1, timeoutMs));
		request.on("socket", (socket) => socket.once(secure ? "secureConnect" : "connect", () => (isConnected = true)));
		request.on("close", () => clearTimeout(timer));
		request.on("error", (error) => {
			reject(error instanceof NoAnswer ? error : new NoAnswer(isConnected ? "broken-off" : "connect", isConnected));
		});
		request.on("response", (response) => {
			const chunks: Buffer[] = [];
			let length = 0;
			const done = () => {
				resolve({
					status: response.statusCode ?? 0,
					retryAfter: response.headers["retry-after"] ?? null,
					body: Buffer.concat(chunks).toString("utf8"),
				});
				request.destroy();
			};
			response.on("data", (chunk: Buffer) => {
				chunks.push(chunk.subarray(0, BODY_BYTES_MAX - length));
				length += chunk.length;
				if (length >= BODY_BYTES_MAX) done();
			});
			response.on("end", done);
			// The answer's status came; what follows of it is of no use.
			response.on("error", done);
		});
		request.end(bytes);
	});
}

/** Nobody may ask us to wait longer than a day. */
const RETRY_AFTER_MS_MAX = 86_400_000;

/** Milliseconds of a Retry-After, in seconds or as a date; null where there is none that makes sense. */
export function retryAfterMsOf(header: string | null, now: number): number | null {
	if (header === null) return null;
	if (/^\d{1,9}$/.test(header)) return Math.min(RETRY_AFTER_MS_MAX, Number(header) * 1000);
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : Math.min(RETRY_AFTER_MS_MAX, Math.max(0, at - now));
}

/** What is surely wrong with an address before anybody resolves its name; null where nothing is. */
export function faultOfReceiver(text: string, allowLoopback: boolean): string | null {
	if (!URL.canParse(text)) return "a URL";
	const { protocol, hostname, username, password } = new URL(text);
	const host = hostname.replace(/^\[|\]$/g, "");
	const isLoopback = isLoopbackAddress(host);
	if (username !== "" || password !== "") return "a URL without user and password";
	if (isIP(host) !== 0 && !isPublicAddress(host) && !(allowLoopback && isLoopback)) return "a public address";
	return protocol === "https:" || (allowLoopback && protocol === "http:") ? null : "a URL that begins with https://";
}
