import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import express from "express";
import { readJson } from "./body.ts";
import type { ApiDeps } from "./ports.ts";
import { Problem, problemOfError } from "./problem.ts";
import type { Incoming, Reply, Route } from "./route.ts";
import { routes } from "./routes.ts";

export type { ApiDeps, Cycles, Part } from "./ports.ts";

/** Answers are data about people, made for one caller: nothing may keep, frame or guess at them. */
const HEADERS = {
	"Cache-Control": "no-store",
	"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy": "no-referrer",
	"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
} as const;

/** The route table behind Express: one thin adapter, in which a handler sees no Express. */
export function createApp(deps: ApiDeps): express.Express {
	const app = express();
	app.disable("x-powered-by");
	app.disable("etag");
	app.enable("case sensitive routing");
	app.enable("strict routing");

	const methodsOf = new Map<string, string[]>();
	for (const route of routes) {
		const path = expressPath(route.path);
		app[route.method](path, (request, response) => answer(route, request, response, deps));
		const methods = route.method === "get" ? ["GET", "HEAD"] : [route.method.toUpperCase()];
		methodsOf.set(path, [...(methodsOf.get(path) ?? []), ...methods]);
	}
	for (const [path, methods] of methodsOf) {
		app.route(path).all((request, response) => {
			const problem = new Problem("method-not-allowed", `Here only ${methods.join(", ")} are allowed.`, {
				headers: { Allow: methods.join(", ") },
			});
			refuse(problem, request, response, deps);
		});
	}
	app.use((request, response) => {
		refuse(new Problem("not-found", "There is no such path."), request, response, deps);
	});
	// Express knows an error handler by its four parameters.
	app.use((error: unknown, request: express.Request, response: express.Response, _next: express.NextFunction) => {
		const unreadable =
			error instanceof URIError || (error instanceof Error && "status" in error && error.status === 400);
		const problem = unreadable ? new Problem("malformed-request", "The path is not readable.") : error;
		refuse(problem, request, response, deps);
	});
	return app;
}

export function expressPath(path: string): string {
	return path.replace(/\{(\w+)\}/g, ":$1");
}

async function answer(route: Route, request: express.Request, response: express.Response, deps: ApiDeps) {
	const started = performance.now();
	const requestId = randomUUID();
	let reply: Reply;
	try {
		reply = await route.answer(incomingOf(request, requestId), deps);
	} catch (error) {
		refuse(error, request, response, deps, { requestId, route: route.path, started });
		return;
	}
	const type = mediaTypeOf(route, reply);
	send(response, reply, requestId, `${type}; charset=utf-8`);
	log(deps, { method: request.method, route: route.path, status: reply.status, requestId, started });
}

function mediaTypeOf(route: Route, { status, body }: Reply): string {
	const response = route.responses[status];
	return response?.orText === true && typeof body === "string" ? "text/plain" : (response?.type ?? "application/json");
}

function incomingOf(request: express.Request, requestId: string): Incoming {
	const message: IncomingMessage = request;
	return {
		requestId,
		params: request.params,
		query: request.query,
		header: (name) => request.get(name),
		readJson: (limitBytes) => readJson(message, limitBytes),
	};
}

function refuse(
	error: unknown,
	request: express.Request,
	response: express.Response,
	deps: ApiDeps,
	known?: { readonly requestId: string; readonly route: string; readonly started: number },
): void {
	const problem = problemOfError(error);
	const requestId = known?.requestId ?? randomUUID();
	const route = known?.route ?? "none";
	if (problem.code === "internal") {
		deps.log.error({ err: error, method: request.method, route, requestId }, problem.code);
	} else if (problem.status >= 500) {
		deps.log.warn(
			{ route, requestId, because: error instanceof Error ? error.message : problem.message },
			problem.code,
		);
	}
	if (response.headersSent) {
		response.destroy();
		return;
	}
	const { status, headers } = problem;
	send(
		response,
		{ status, body: problem.body(requestId), headers },
		requestId,
		"application/problem+json; charset=utf-8",
	);
	const started = known?.started ?? performance.now();
	log(deps, { method: request.method, route, status, requestId, started, code: problem.code });
}

function send(response: express.Response, { status, body, headers }: Reply, requestId: string, type: string): void {
	response.status(status);
	response.set({ ...HEADERS, ...headers, "X-Request-Id": requestId, "Content-Type": type });
	response.send(Buffer.from(isJson(type) || typeof body !== "string" ? JSON.stringify(body) : body));
}

function isJson(type: string): boolean {
	return /^application\/(problem\+)?json/.test(type);
}

/** One line per request: the route, never the path, since a path may carry what a caller typed. */
function log(
	deps: ApiDeps,
	line: {
		readonly method: string;
		readonly route: string;
		readonly status: number;
		readonly requestId: string;
		readonly started: number;
		readonly code?: string;
	},
): void {
	const { started, ...fields } = line;
	deps.log.info({ ...fields, ms: Math.round(performance.now() - started) }, "request");
}
