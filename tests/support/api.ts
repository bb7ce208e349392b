import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { expect } from "vitest";
import { type ApiDeps, type Cycles, createApp } from "../../api/app.ts";
import { problemsOf } from "../../api/openapi.ts";
import { PROBLEMS } from "../../api/problem.ts";
import type { Route } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import { problemSchema } from "../../api/schemas/problem.ts";

export const UNSUBSCRIBE_KEY = "a key for tests, and for nothing else";
export const NOW = "2026-11-22T09:00:00.000Z";

export type Answer = {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	readonly body: unknown;
};

export type Api = {
	readonly url: string;
	readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[];
	get(path: string, key?: string | null): Promise<Answer>;
	delete(path: string, key?: string | null): Promise<Answer>;
	post(path: string, body: unknown, key?: string | null, headers?: { [name: string]: string }): Promise<Answer>;
	/** By any method, with an Idempotency-Key where there is a body. */
	ask(method: string, path: string, body: unknown, key?: string | null): Promise<Answer>;
	send(path: string, init: RequestInit): Promise<Answer>;
	close(): Promise<void>;
};

export type Sent = { readonly what: string; readonly args: readonly unknown[] };

/** A Temporal that answers what a test says, and remembers what it was asked. */
export function createFakeCycles(answer: Cycles["applyAct"] = async () => ({ kind: "done" })): Cycles & {
	readonly sent: Sent[];
} {
	const sent: Sent[] = [];
	return {
		sent,
		async applyAct(...args) {
			sent.push({ what: "applyAct", args });
			return answer(...args);
		},
		async startScoring(...args) {
			sent.push({ what: "startScoring", args });
		},
		async openHumanTask(...args) {
			sent.push({ what: "openHumanTask", args });
		},
		async startErasure(...args) {
			sent.push({ what: "startErasure", args });
		},
		async startCohort(...args) {
			sent.push({ what: "startCohort", args });
		},
		async lookAtCohort(...args) {
			sent.push({ what: "lookAtCohort", args });
		},
	};
}

/** Runs that nobody has any more. */
export const NO_HISTORIES: ApiDeps["histories"] = {
	stepEvents: async (_, __, { runId }) => ({ from: "gone", runId }),
	replay: async () => [],
};

/**
 * The API behind a real socket. Every answer that comes back through `get`, `post` and `send` is checked against the
 * published description: status, body and media type.
 */
export async function startApi(deps: Partial<ApiDeps> & Pick<ApiDeps, "records">): Promise<Api> {
	const lines: { level: string; fields: object; message: string }[] = [];
	const logTo = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
	const app = createApp({
		cycles: createFakeCycles(),
		parts: [],
		log: { info: logTo("info"), warn: logTo("warn"), error: logTo("error") },
		now: () => NOW,
		unsubscribeKey: UNSUBSCRIBE_KEY,
		publicUrl: null,
		webhooksToLoopback: false,
		histories: NO_HISTORIES,
		...deps,
	});
	const server = createServer(app);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the server listens on no port");
	const url = `http://127.0.0.1:${address.port}`;
	const send = async (path: string, init: RequestInit): Promise<Answer> => {
		const response = await fetch(url + path, init);
		const text = await response.text();
		const isText = response.headers.get("content-type")?.startsWith("text/") === true;
		const answer = { status: response.status, headers: response.headers, text, body: isText ? text : parsed(text) };
		assertDocumented(init.method ?? "GET", path, answer);
		return answer;
	};
	const authorization = (key: string | null | undefined): { [name: string]: string } =>
		key ? { Authorization: `Bearer ${key}` } : {};
	const ask: Api["ask"] = (method, path, body, key) =>
		send(path, {
			method: method.toUpperCase(),
			headers: {
				...(body === undefined ? {} : { "Content-Type": "application/json", "Idempotency-Key": randomUUID() }),
				...authorization(key),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	return {
		url,
		lines,
		send,
		ask,
		get: (path, key) => send(path, { headers: authorization(key) }),
		delete: (path, key) => send(path, { method: "DELETE", headers: authorization(key) }),
		post: (path, body, key, headers) =>
			send(path, {
				method: "POST",
				headers: {
					"Content-Type": "application/json",
					"Idempotency-Key": randomUUID(),
					...authorization(key),
					...headers,
				},
				body: JSON.stringify(body),
			}),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function parsed(text: string): unknown {
	return text === "" ? null : JSON.parse(text);
}

function routeOf(method: string, path: string): Route | undefined {
	const plain = path.split("?")[0] ?? path;
	return routes.find(
		(route) =>
			route.method.toUpperCase() === method && new RegExp(`^${route.path.replace(/\{\w+\}/g, "[^/]+")}$`).test(plain),
	);
}

function assertDocumented(method: string, path: string, { status, headers, body, text }: Answer): void {
	expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
	expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
	const route = routeOf(method, path);
	if (status >= 400) {
		expect(headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
		const problem = problemSchema.parse(body);
		expect(problem.status).toBe(status);
		expect(problem.requestId).toBe(headers.get("x-request-id"));
		if (route !== undefined && status !== 405) {
			expect(
				[...problemsOf(route)].map((code) => PROBLEMS[code].status),
				`${method} ${path}`,
			).toContain(status);
			expect([...problemsOf(route)], `${method} ${path}`).toContain(problem.code);
		}
		return;
	}
	const spec = route?.responses[status];
	if (spec === undefined) throw new Error(`${method} ${path} answered ${status}, which is not documented`);
	const isToldAsText = spec.orText === true && headers.get("content-type")?.startsWith("text/plain") === true;
	const type = isToldAsText ? "text/plain" : (spec.type ?? "application/json");
	expect(headers.get("content-type")).toBe(`${type}; charset=utf-8`);
	const checked = spec.body.safeParse(body);
	if (!isToldAsText && !checked.success) throw new Error(`${method} ${path}: ${checked.error.message}`);
	for (const name of Object.keys(spec.headers ?? {})) expect(headers.get(name), `${method} ${path}`).not.toBeNull();
}
