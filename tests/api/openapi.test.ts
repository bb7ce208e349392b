import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp, expressPath } from "../../api/app.ts";
import { routes } from "../../api/routes.ts";
import { hasWords } from "../../api/words/en.ts";
import { type Api, createFakeCycles, NO_HISTORIES, NOW, startApi } from "../support/api.ts";
import { createFakeRecords } from "../support/fake-records.ts";

type Json = { readonly [key: string]: unknown };

let api: Api;
let document: Json;
beforeAll(async () => {
	api = await startApi({ records: createFakeRecords() });
	document = object((await api.get("/openapi.json")).body);
});
afterAll(() => api.close());

function object(value: unknown): Json {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("expected an object");
	return Object.fromEntries(Object.entries(value));
}

function at(value: Json, key: string): unknown {
	return value[key];
}

function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** Every object of the document with its place. */
function* nodes(value: unknown, place = "#"): Generator<[string, Json]> {
	if (typeof value !== "object" || value === null) return;
	if (!Array.isArray(value)) yield [place, object(value)];
	for (const [key, inner] of Object.entries(value)) yield* nodes(inner, `${place}/${key}`);
}

function operations(): [string, Json][] {
	return Object.entries(object(at(document, "paths"))).flatMap(([path, item]) =>
		Object.entries(object(item)).map(([method, operation]): [string, Json] => [
			`${method.toUpperCase()} ${path}`,
			object(operation),
		]),
	);
}

describe("the description", () => {
	it("is OpenAPI 3.1 and names itself", () => {
		expect(at(document, "openapi")).toBe("3.1.1");
		expect(object(at(document, "info"))).toMatchObject({ title: "coachloop", version: "1" });
		expect(object(at(object(at(document, "components")), "securitySchemes"))).toHaveProperty("apiKey");
	});

	it("holds the routes that Express has, no more and no fewer", () => {
		const app = createApp({
			records: createFakeRecords(),
			cycles: createFakeCycles(),
			parts: [],
			log: { info: () => undefined, warn: () => undefined, error: () => undefined },
			unsubscribeKey: "a key for tests, and for nothing else",
			publicUrl: null,
			webhooksToLoopback: false,
			histories: NO_HISTORIES,
			now: () => NOW,
		});
		const inExpress = new Set<string>();
		for (const layer of app.router.stack) {
			const route = layer.route;
			// `all` stands behind every path for the methods that are not allowed there.
			for (const handler of route?.stack ?? []) {
				if (route !== undefined && handler.method) inExpress.add(`${handler.method.toUpperCase()} ${route.path}`);
			}
		}
		const described = operations().map(([name]) => {
			const [method, path] = name.split(" ");
			return `${method} ${expressPath(path ?? "")}`;
		});
		expect([...inExpress].toSorted()).toEqual(described.toSorted());
		expect(described).toHaveLength(routes.length);
	});

	it("gives each operation its own id, a summary, a tag, and a success that is described", () => {
		const all = operations().map(([, operation]) => operation);
		expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
		for (const [name, operation] of operations()) {
			expect(String(at(operation, "summary")).length, name).toBeGreaterThan(5);
			expect(at(operation, "tags"), name).toHaveLength(1);
			const responses = object(at(operation, "responses"));
			expect(
				Object.keys(responses).some((status) => status.startsWith("2")),
				name,
			).toBe(true);
			for (const [status, response] of Object.entries(responses)) {
				const { description, content } = object(response);
				expect(String(description).length, `${name} ${status}`).toBeGreaterThan(1);
				const media = name.endsWith(".ics") ? "text/calendar" : "application/json";
				const type = Number(status) < 400 ? media : "application/problem+json";
				const asText = name.endsWith("/export") && Number(status) < 400 ? ["text/plain"] : [];
				expect(Object.keys(object(content)), `${name} ${status}`).toEqual([type, ...asText]);
			}
		}
	});

	it("resolves every reference", () => {
		for (const [place, node] of nodes(document)) {
			const reference = at(node, "$ref");
			if (typeof reference !== "string") continue;
			const target = reference
				.slice(2)
				.split("/")
				.reduce<unknown>((found, key) => object(found)[key], document);
			expect(target, `${place} -> ${reference}`).toBeDefined();
		}
	});

	it("says of every request object that nothing else may be in it", () => {
		const schemas = object(at(object(at(document, "components")), "schemas"));
		for (const name of [
			"LaunchCohort",
			"SubmitConversation",
			"CompleteTask",
			"StopCycle",
			"CreateCalendarFeed",
			"CoachingPolicy",
			"CreateWebhook",
			"ChangeWebhook",
			"ChangeChannel",
			"ChangeNotificationSettings",
			"AssignDrill",
			"SubmitDrill",
		]) {
			for (const [place, node] of nodes(schemas[name], name)) {
				if (at(node, "type") === "object" && "properties" in node) {
					expect(at(node, "additionalProperties"), place).toBe(false);
				}
			}
		}
	});

	it("declares each parameter of a path, the Idempotency-Key of each POST by a caller, and who may call", () => {
		for (const [name, operation] of operations()) {
			const parameters = list(at(operation, "parameters")).map(object);
			const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
			const declared = parameters.filter((parameter) => at(parameter, "in") === "path");
			expect(
				declared.map((parameter) => at(parameter, "name")),
				name,
			).toEqual(inPath);
			expect(declared.every((parameter) => at(parameter, "required") === true)).toBe(true);
			const open = "security" in operation && list(operation.security).length === 0;
			// What needs no login is signed in its path, and comes from a mail provider that knows of no such key.
			if (name.startsWith("POST") && !open) {
				expect(parameters, name).toContainEqual(
					expect.objectContaining({ in: "header", name: "Idempotency-Key", required: true }),
				);
				expect(at(object(at(operation, "requestBody")), "required")).toBe(true);
			}
			expect(open || "x-roles" in operation, name).toBe(true);
		}
	});
});

describe("words", () => {
	it("are there for every reason that the engine can give", async () => {
		const { readdir, readFile } = await import("node:fs/promises");
		const codes = new Set<string>();
		for (const folder of ["domain/cycle", "domain/drill", "domain/human-task", "domain/signals"]) {
			for (const file of await readdir(folder)) {
				const text = (await readFile(`${folder}/${file}`, "utf8")).replace(/^\s*(\/?\*|\/\/).*$/gm, "");
				for (const [, expression] of text.matchAll(/\bcode:\s*([^,}\n]+)/g)) {
					for (const [, code] of (expression ?? "").matchAll(/"([a-z0-9-]+\.[a-z0-9.-]+)"/g)) if (code) codes.add(code);
				}
				for (const [, code] of text.matchAll(/"(next\.[a-z-]+)"/g)) if (code) codes.add(code);
			}
		}
		expect(codes.size).toBeGreaterThan(30);
		expect([...codes].filter((code) => !hasWords(code))).toEqual([]);
	});
});
