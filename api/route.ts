import { z } from "zod";
import type { Instant } from "../domain/time.ts";
import { type Caller, type OrgRecords, ROLES, type Role, type WriteKey } from "../services/records/types.ts";
import { type About, type Access, reaches, type Scope, scopesOf } from "./access.ts";
import { authenticate } from "./auth.ts";
import { writeKeyOf } from "./idempotency.ts";
import type { ApiDeps } from "./ports.ts";
import { notFound, Problem, type ProblemCode } from "./problem.ts";
import { parseWith } from "./validate.ts";

export const JSON_LIMIT_BYTES = 100_000;

/** What a route takes where it takes nothing: any parameter is then unknown and refused. */
export const NOTHING = z.strictObject({});
/** Body of a route without a body. */
export const NO_BODY = z.undefined();

export type ResponseSpec = {
	readonly description: string;
	readonly body: z.ZodType;
	/** Media type of a body that is text and not JSON. */
	readonly type?: "text/calendar";
	/** The same may be told as plain text: a body that is a string, beside the one that is described. */
	readonly orText?: true;
	readonly headers?: { readonly [name: string]: string };
};
type Responses = { readonly [status: number]: ResponseSpec };

type DeepReadonly<T> = T extends readonly (infer E)[]
	? readonly DeepReadonly<E>[]
	: T extends object
		? { readonly [K in keyof T]: DeepReadonly<T[K]> }
		: T;

/** A reply must be one of the documented ones, body and all. */
type ReplyOf<R extends Responses> = {
	[S in keyof R & number]: {
		readonly status: S;
		readonly body: DeepReadonly<z.input<R[S]["body"]>> | (R[S] extends { readonly orText: true } ? string : never);
		readonly headers?: { readonly [name: string]: string };
	};
}[keyof R & number];

/** Keeps the status a literal, so that the compiler can match the body with the documented one. */
export function reply<const S extends number, B>(
	status: S,
	body: B,
	headers: { readonly [name: string]: string } = {},
): { readonly status: S; readonly body: B; readonly headers: { readonly [name: string]: string } } {
	return { status, body, headers };
}

export type Reply = {
	readonly status: number;
	readonly body: unknown;
	readonly headers?: { readonly [name: string]: string };
};

/** A request as the adapter hands it over: nothing read, nothing checked. */
export type Incoming = {
	readonly requestId: string;
	readonly params: { readonly [name: string]: unknown };
	readonly query: unknown;
	header(name: string): string | undefined;
	readJson(limitBytes: number): Promise<unknown>;
};

/** Who asks, and what a handler may use for the answer. */
export type Context = {
	readonly requestId: string;
	readonly caller: Caller;
	readonly records: OrgRecords;
	readonly deps: ApiDeps;
	readonly now: Instant;
	/** Whose things the caller reaches on this route. */
	readonly scopes: ReadonlySet<Scope>;
	/** The Idempotency-Key of a write, bound to its body. */
	writeKey(): WriteKey;
	/** Best effort after the commit: what does not come through here is caught up by the relay. */
	afterCommit(what: string, effect: () => Promise<void>): void;
};

/** The thing that a path names, and whom it is about. */
type Subject<T> = { readonly value: T; readonly about: About };

/**
 * The thing that a path names. One that is not there and one out of reach give the same 404. `seenBy` are those who may
 * read it: they learn by 403 that they may not do this to it.
 */
type Ownership<Params extends z.ZodObject, Value> = {
	readonly owned: boolean;
	readonly seenBy?: Access;
	find(request: { readonly params: z.output<Params> } & Context): Promise<Subject<Value> | null>;
};

/** For a path that names no single thing; what a caller reaches is then up to the handler. */
export const UNOWNED = { owned: false, find: async () => ({ value: null, about: {} }) } as const;

export function ownedBy<Params extends z.ZodObject, Value>(
	find: Ownership<Params, Value>["find"],
	seenBy?: Access,
): Ownership<Params, Value> {
	return { owned: true, find, ...(seenBy && { seenBy }) };
}

/** POST makes something and carries an Idempotency-Key; PUT and DELETE are the same however often they are sent. */
type Method = "get" | "post" | "put" | "delete";

type Spec<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType, Value, R extends Responses> = {
	readonly method: Method;
	/** As in OpenAPI: `/v1/cycles/{id}`. */
	readonly path: string;
	readonly operationId: string;
	readonly summary: string;
	readonly description?: string;
	readonly tag: string;
	/** Who may call it, and for whom. */
	readonly roles: Access;
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly bodyLimitBytes?: number;
	readonly ownership: Ownership<Params, Value>;
	readonly responses: R;
	/** Problems beside those that every route can answer. */
	readonly problems?: readonly ProblemCode[];
	handler(
		request: {
			readonly params: z.output<Params>;
			readonly query: z.output<Query>;
			readonly body: z.output<Body>;
			readonly subject: Value;
		} & Context,
	): Promise<ReplyOf<R>>;
};

/** One line of the route table: validation, OpenAPI, authorisation and tests all read it. */
export type Route = {
	readonly method: Method;
	readonly path: string;
	readonly operationId: string;
	readonly summary: string;
	readonly description: string | null;
	readonly tag: string;
	/** `null` for the few routes that need no key. */
	readonly roles: Access | null;
	readonly params: z.ZodObject;
	readonly query: z.ZodObject;
	/** `null` where no body is read. */
	readonly body: z.ZodType | null;
	/** Does it need an Idempotency-Key? */
	readonly keyed: boolean;
	readonly owned: boolean;
	readonly responses: Responses;
	readonly problems: readonly ProblemCode[];
	answer(incoming: Incoming, deps: ApiDeps): Promise<Reply>;
};

export function defineRoute<
	Params extends z.ZodObject,
	Query extends z.ZodObject,
	Body extends z.ZodType,
	Value,
	const R extends Responses,
>(spec: Spec<Params, Query, Body, Value, R>): Route {
	const keyed = spec.method === "post";
	const hasBody = keyed || spec.method === "put";
	return {
		method: spec.method,
		path: spec.path,
		operationId: spec.operationId,
		summary: spec.summary,
		description: spec.description ?? null,
		tag: spec.tag,
		roles: spec.roles,
		params: spec.params,
		query: spec.query,
		body: hasBody ? spec.body : null,
		keyed,
		owned: spec.ownership.owned,
		responses: spec.responses,
		problems: spec.problems ?? [],
		async answer(incoming, deps) {
			const caller = await authenticate(incoming.header("authorization"), deps.records);
			const scopes = scopesOf(spec.roles, caller.roles);
			if (scopes.size === 0) throw forbidden(spec.roles);

			// An id that is no id names nothing, like one that nobody has.
			const params = spec.params.safeParse(incoming.params);
			if (!params.success) throw notFound();
			const query = parseWith(spec.query, incoming.query, { code: "bad-parameter", prefix: "/query" });
			const path = fill(spec.path, incoming.params);
			const bindKey = keyed ? writeKeyOf(incoming.header("idempotency-key"), spec.method.toUpperCase(), path) : null;
			const json = hasBody ? await incoming.readJson(spec.bodyLimitBytes ?? JSON_LIMIT_BYTES) : undefined;

			const context: Context = {
				requestId: incoming.requestId,
				caller,
				records: deps.records.org(caller.orgId),
				deps,
				now: deps.now(),
				scopes,
				writeKey() {
					if (bindKey === null) throw new Error(`${spec.operationId} does not write`);
					return bindKey(json);
				},
				afterCommit(what, effect) {
					Promise.resolve()
						.then(effect)
						.catch((error: unknown) => {
							deps.log.warn({ err: error, requestId: incoming.requestId }, `${what} is left to the relay`);
						});
				},
			};
			const { data } = params;
			const { find, seenBy, owned } = spec.ownership;
			const subject = await find({ ...context, params: data });
			if (subject === null) throw notFound();
			const inReach = (within: ReadonlySet<Scope>) =>
				reaches(within, subject.about, caller, context.records, context.now);
			if (owned && !(await inReach(scopes))) {
				const visible = seenBy !== undefined && (await inReach(scopesOf(seenBy, caller.roles)));
				throw visible ? forbidden(spec.roles) : notFound();
			}
			const body = parseWith(spec.body, json, { code: "invalid", prefix: "" });
			return spec.handler({ ...context, params: data, query, body, subject: subject.value });
		},
	};
}

/** What a route without a key says of itself. */
type OpenSpec<Params extends z.ZodObject, R extends Responses> = {
	readonly path: string;
	readonly operationId: string;
	readonly summary: string;
	readonly description?: string;
	readonly tag: string;
	readonly params: Params;
	readonly responses: R;
	handler(deps: ApiDeps, params: z.output<Params>): Promise<ReplyOf<R>>;
};

/** A route that needs no key: it reads the state of this process and its parts, or what its secret path opens. */
export function definePublicRoute<Params extends z.ZodObject, const R extends Responses>(
	spec: OpenSpec<Params, R> & { readonly problems?: readonly ProblemCode[] },
): Route {
	return openRoute("get", spec, spec.problems ?? [], ({ query }) => {
		parseWith(NOTHING, query, { code: "bad-parameter", prefix: "/query" });
	});
}

/**
 * A write that needs no key, since what it may do stands signed in its path. Its body is not read: a mail provider sends
 * a form of its own (RFC 8058). Sent twice it does the same.
 */
export function defineSignedRoute<Params extends z.ZodObject, const R extends Responses>(
	spec: OpenSpec<Params, R> & { readonly description: string },
): Route {
	return openRoute("post", spec, ["database-away"], () => undefined);
}

function openRoute<Params extends z.ZodObject, R extends Responses>(
	method: Method,
	spec: OpenSpec<Params, R>,
	problems: readonly ProblemCode[],
	check: (incoming: Incoming) => void,
): Route {
	return {
		method,
		path: spec.path,
		operationId: spec.operationId,
		summary: spec.summary,
		description: spec.description ?? null,
		tag: spec.tag,
		roles: null,
		params: spec.params,
		query: NOTHING,
		body: null,
		keyed: false,
		owned: false,
		responses: spec.responses,
		problems,
		async answer(incoming, deps) {
			const params = spec.params.safeParse(incoming.params);
			if (!params.success) throw notFound();
			check(incoming);
			return spec.handler(deps, params.data);
		},
	};
}

function forbidden(access: Access): Problem {
	const roles: Role[] = ROLES.filter((role) => access[role] !== undefined);
	return new Problem("forbidden", `Only these roles may do this, each within its reach: ${roles.join(", ")}.`);
}

/** The path as it was asked for, with ids in lower case: part of the scope of an Idempotency-Key. */
function fill(path: string, params: { readonly [name: string]: unknown }): string {
	return path.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]).toLowerCase());
}
