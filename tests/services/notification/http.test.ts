import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPublicAddress } from "../../../services/notification/addresses.ts";
import {
	createHttpClient,
	faultOfReceiver,
	NoAnswer,
	RefusedUrl,
	retryAfterMsOf,
} from "../../../services/notification/http.ts";
import { startReceiver } from "../../support/receivers.ts";

let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
	receiver = await startReceiver();
});
afterAll(() => receiver.close());

const portOf = () => new URL(receiver.url()).port;
const strict = (resolve?: (host: string) => Promise<readonly string[]>) =>
	createHttpClient({ allowLoopback: false, timeoutMs: 2000, ...(resolve && { resolve }) });

async function refusalOf(work: Promise<unknown>): Promise<string> {
	try {
		await work;
		return "it went through";
	} catch (error) {
		if (error instanceof RefusedUrl || error instanceof NoAnswer) return error.code;
		throw error;
	}
}

describe("an address that somebody typed in", () => {
	it.each([
		["loopback", "https://127.0.0.1"],
		["loopback, elsewhere in its net", "https://127.8.9.10"],
		["loopback in octal", "https://0177.0.0.1"],
		["loopback in decimal", "https://2130706433"],
		["loopback in hexadecimal", "https://0x7f000001"],
		["loopback shortened", "https://127.1"],
		["this host", "https://0.0.0.0"],
		["a private net", "https://10.0.0.1"],
		["a private net", "https://172.16.0.1"],
		["the end of that net", "https://172.31.255.255"],
		["a private net", "https://192.168.1.1"],
		["shared address space", "https://100.64.0.1"],
		["link-local", "https://169.254.1.1"],
		["the metadata service of a cloud", "https://169.254.169.254/latest/meta-data/"],
		["the same in decimal", "https://2852039166"],
		["multicast", "https://224.0.0.1"],
		["reserved", "https://240.0.0.1"],
		["broadcast", "https://255.255.255.255"],
		["benchmarks", "https://198.18.0.1"],
		["documentation", "https://203.0.113.5"],
		["loopback in IPv6", "https://[::1]"],
		["nothing in IPv6", "https://[::]"],
		["loopback mapped into IPv6", "https://[::ffff:127.0.0.1]"],
		["the same in hexadecimal", "https://[::ffff:7f00:1]"],
		["a private net mapped into IPv6", "https://[::ffff:10.0.0.1]"],
		["the metadata service mapped", "https://[::ffff:a9fe:a9fe]"],
		["loopback as a compatible address", "https://[::127.0.0.1]"],
		["loopback behind NAT64", "https://[64:ff9b::7f00:1]"],
		["loopback behind 6to4", "https://[2002:7f00:1::]"],
		["loopback behind Teredo", "https://[2001::7f00:1]"],
		["link-local in IPv6", "https://[fe80::1]"],
		["a unique local address", "https://[fd00::1]"],
		["the metadata service in IPv6", "https://[fd00:ec2::254]"],
		["multicast in IPv6", "https://[ff02::1]"],
		["documentation in IPv6", "https://[2001:db8::1]"],
	])("is refused where it is %s (%s)", async (_what, base) => {
		const url = new URL(base);
		url.port = portOf();
		const before = receiver.received.length;
		expect(await refusalOf(strict().post(url.href, {}, "{}"))).toBe("address-not-public");
		expect(receiver.received).toHaveLength(before);
		expect(faultOfReceiver(base, false)).not.toBeNull();
	});

	it.each([
		"127.0.0.1",
		"10.1.2.3",
		"169.254.169.254",
		"::1",
		"::ffff:127.0.0.1",
		"fd00::1",
		"fe80::1%eth0",
		"64:ff9b::a00:1",
	])("is refused where its name leads to %s", async (address) => {
		const before = receiver.received.length;
		const url = `https://receiver.example:${portOf()}/`;
		expect(await refusalOf(strict(async () => [address]).post(url, {}, "{}"))).toBe("address-not-public");
		// One bad address among good ones is enough: nobody knows which one a resolver picks.
		expect(await refusalOf(strict(async () => ["93.184.215.14", address]).post(url, {}, "{}"))).toBe(
			"address-not-public",
		);
		expect(receiver.received).toHaveLength(before);
	});

	it("is looked up once, and connected to where it was looked at", async () => {
		let lookups = 0;
		const answers = [["127.0.0.1"], ["169.254.169.254"]];
		const client = createHttpClient({ allowLoopback: true, resolve: async () => answers[lookups++] ?? [] });
		const { status } = await client.post(`http://rebinding.example:${portOf()}/hook`, {}, "{}");
		expect({ status, lookups }).toEqual({ status: 200, lookups: 1 });
		expect(receiver.received.at(-1)).toMatchObject({
			path: "/hook",
			headers: { host: `rebinding.example:${portOf()}` },
		});
	});

	it("is refused without TLS, but for this machine where that is allowed", async () => {
		expect(await refusalOf(strict(async () => ["93.184.215.14"]).post("http://receiver.example/", {}, "{}"))).toBe(
			"not-https",
		);
		const lenient = createHttpClient({ allowLoopback: true, resolve: async () => ["93.184.215.14"] });
		expect(await refusalOf(lenient.post("http://receiver.example/", {}, "{}"))).toBe("not-https");
		expect((await lenient.post(receiver.url("/plain"), {}, "{}")).status).toBe(200);
		for (const address of ["10.0.0.1", "169.254.169.254", "fd00::1"]) {
			const host = address.includes(":") ? `[${address}]` : address;
			expect(await refusalOf(lenient.post(`https://${host}/`, {}, "{}"))).toBe("address-not-public");
		}
	});

	it.each(["ftp://receiver.example/", "file:///etc/passwd", "https://user:word@receiver.example/", "receiver.example"])(
		"is refused before it is kept: %s",
		(url) => {
			expect(faultOfReceiver(url, true)).not.toBeNull();
		},
	);

	it("is taken where it is public", () => {
		for (const address of [
			"93.184.215.14",
			"8.8.8.8",
			"172.15.255.255",
			"172.32.0.1",
			"2606:4700::1111",
			"2a00:1450::1",
		]) {
			expect(isPublicAddress(address), address).toBe(true);
		}
		expect(faultOfReceiver("https://hooks.example.com/a?b=c", false)).toBeNull();
	});
});

describe("a receiver", () => {
	const client = createHttpClient({ allowLoopback: true, timeoutMs: 500 });

	it("that sends us elsewhere is not followed", async () => {
		receiver.answerWith((_, response) => response.writeHead(302, { Location: receiver.url("/secret") }).end());
		const before = receiver.received.length;
		expect((await client.post(receiver.url("/from"), {}, "{}")).status).toBe(302);
		expect(receiver.received.slice(before).map(({ path }) => path)).toEqual(["/from"]);
	});

	it("that never answers is given up in time, and may have got it", async () => {
		receiver.answerWith(() => undefined);
		await expect(client.post(receiver.url(), {}, "{}")).rejects.toMatchObject({ code: "timeout", connected: true });
	});

	it("that breaks off after it read may have got it; one that is not there has not", async () => {
		receiver.answerWith((_, response) => response.destroy());
		await expect(client.post(receiver.url(), {}, "{}")).rejects.toMatchObject({ code: "broken-off", connected: true });
		const gone = await startReceiver();
		await gone.close();
		await expect(client.post(gone.url(), {}, "{}")).rejects.toMatchObject({ code: "connect", connected: false });
	});

	it("that answers without end is read no further than is of use", async () => {
		receiver.answerWith((_, response) => {
			response.writeHead(500);
			const more = () => void (response.write("x".repeat(8192)) ? setImmediate(more) : response.once("drain", more));
			more();
		});
		const answer = await client.post(receiver.url(), {}, "{}");
		expect(answer.status).toBe(500);
		expect(answer.body.length).toBeLessThanOrEqual(16_384);
	});
});

it("Retry-After is understood in seconds and as a date, and nobody makes us wait for ever", () => {
	const now = Date.parse("2026-01-05T08:00:00Z");
	expect(retryAfterMsOf("30", now)).toBe(30_000);
	expect(retryAfterMsOf("Mon, 05 Jan 2026 08:01:00 GMT", now)).toBe(60_000);
	expect(retryAfterMsOf("999999999", now)).toBe(86_400_000);
	expect(retryAfterMsOf("soon", now)).toBeNull();
	expect(retryAfterMsOf(null, now)).toBeNull();
});
