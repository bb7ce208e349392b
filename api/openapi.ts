import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from "zod-openapi";
import { PROBLEMS, type ProblemCode } from "./problem.ts";
import type { ResponseSpec, Route } from "./route.ts";
import { problemSchema } from "./schemas/problem.ts";

const PROBLEM_JSON = "application/problem+json";

/** OpenAPI 3.1 of the whole route table. */
export function createOpenApi(routes: readonly Route[]) {
	const paths: { [path: string]: { [method: string]: ZodOpenApiOperationObject } } = {};
	for (const route of routes) {
		paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
	}
	return createDocument({
		openapi: "3.1.1",
		info: {
			title: "coachloop",
			version: "1",
			description: [
				"A durable coaching engine for sales teams.",
				"Every POST needs an Idempotency-Key: the same key sent again answers as before with `Idempotent-Replayed: true`, and changes nothing; only an act answered 202 answers 200 once it is applied.",
				"Unknown fields and parameters are refused. Every error is a problem (RFC 9457) with a stable `code`.",
				"What a caller may not see answers 404, like an id that nobody has.",
			].join("\n\n"),
			license: { name: "Apache-2.0", identifier: "Apache-2.0" },
		},
		servers: [{ url: "/" }],
		tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
		security: [{ apiKey: [] }],
		components: {
			securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key of a person" } },
		},
		paths,
	});
}

function operationOf(route: Route): ZodOpenApiOperationObject {
	const query = Object.keys(route.query.shape).length > 0;
	const path = Object.keys(route.params.shape).length > 0;
	return {
		operationId: route.operationId,
		summary: route.summary,
		...(route.description !== null && { description: route.description }),
		tags: [route.tag],
		...(route.roles === null ? { security: [] } : { "x-roles": route.roles }),
		requestParams: {
			...(path && { path: route.params }),
			...(query && { query: route.query }),
			...(route.keyed && { header: writeHeaders }),
		},
		...(route.body !== null && {
			requestBody: { required: true, content: { "application/json": { schema: route.body } } },
		}),
		responses: responsesOf(route),
	};
}

const writeHeaders = z.object({
	"Idempotency-Key": z
		.string()
		.min(1)
		.max(255)
		.regex(/^[\x21-\x7e]+$/)
		.meta({
			description: "The caller's own name for this write",
			example: "launch-autumn-north-1",
		}),
});

function responsesOf(route: Route): ZodOpenApiResponsesObject {
	const responses: { [status: `${1 | 2 | 3 | 4 | 5}${string}`]: ZodOpenApiResponsesObject[`2${string}`] } = {};
	for (const [status, spec] of Object.entries(route.responses))
		responses[`2${status.slice(1)}`] = documented(spec, route);
	const byStatus = new Map<number, ProblemCode[]>();
	for (const code of problemsOf(route)) {
		const { status } = PROBLEMS[code];
		byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
	}
	for (const [status, codes] of byStatus) {
		const family = status < 500 ? (`4${String(status).slice(1)}` as const) : (`5${String(status).slice(1)}` as const);
		responses[family] = {
			description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join(". "),
			content: { [PROBLEM_JSON]: { schema: problemSchema } },
			headers: headersOfProblem(status),
		};
	}
	return responses;
}

function documented(spec: ResponseSpec, route: Route): ZodOpenApiResponsesObject[`2${string}`] {
	const headers = Object.entries({
		...spec.headers,
		...(route.keyed && { "Idempotent-Replayed": "`true` when the same key had already done it" }),
	});
	return {
		description: spec.description,
		content: {
			[spec.type ?? "application/json"]: { schema: spec.body },
			...(spec.orText && { "text/plain": { schema: z.string() } }),
		},
		...(headers.length > 0 && {
			headers: Object.fromEntries(
				headers.map(([name, description]) => [name, { description, schema: { type: "string" } }]),
			),
		}),
	};
}

function headersOfProblem(status: number) {
	const header = (name: string, description: string) => ({
		[name]: { description, schema: { type: "string" as const } },
	});
	if (status === 401) return header("WWW-Authenticate", "Which scheme is expected");
	if (status === 503) return header("Retry-After", "Seconds");
	return {};
}

/** What any route of its kind can answer, and what this one adds. */
export function problemsOf(route: Route): ReadonlySet<ProblemCode> {
	const problems: ProblemCode[] = ["bad-parameter", "malformed-request", "internal", ...route.problems];
	if (route.roles !== null) problems.push("unauthenticated", "forbidden", "database-away");
	if (Object.keys(route.params.shape).length > 0) problems.push("not-found");
	if (route.keyed) problems.push("idempotency-key-missing");
	if (route.body !== null) problems.push("malformed-json", "body-too-large", "unsupported-media-type");
	return new Set(problems);
}
