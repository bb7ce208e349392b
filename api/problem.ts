import type { Refusal } from "../services/records/types.ts";

/** Every way in which a request can fail. The code is stable: it stands in answers, logs and docs. */
export const PROBLEMS = {
	"malformed-json": { status: 400, title: "The body is not readable as JSON" },
	"malformed-request": { status: 400, title: "The request is not readable" },
	"bad-parameter": { status: 400, title: "A parameter is unknown or not of the expected form" },
	"idempotency-key-missing": { status: 400, title: "Every POST needs an Idempotency-Key" },
	unauthenticated: { status: 401, title: "A valid API key is needed" },
	forbidden: { status: 403, title: "Your roles do not allow this" },
	"not-found": { status: 404, title: "There is no such thing that you may see" },
	"method-not-allowed": { status: 405, title: "The method is not allowed here" },
	"already-practising": { status: 409, title: "A rep already has a running cycle" },
	"task-closed": { status: 409, title: "The task is closed" },
	"cycle-closed": { status: 409, title: "The cycle is closed" },
	"baseline-closed": { status: 409, title: "The baseline is closed" },
	"cohort-over": { status: 409, title: "The cohort has ended or was stopped" },
	"act-refused": { status: 409, title: "The act was refused" },
	"already-disputed": { status: 409, title: "The reading has been disputed" },
	"not-scored": { status: 409, title: "The conversation was not scored" },
	"words-gone": { status: 410, title: "The words were kept for as long as the policy says, and are gone" },
	"history-gone": { status: 410, title: "The raw events were kept for as long as the policy says, and are gone" },
	"body-too-large": { status: 413, title: "The body is too large" },
	"unsupported-media-type": { status: 415, title: "The body must be JSON in UTF-8" },
	invalid: { status: 422, title: "The request breaks a rule" },
	"key-reused": { status: 422, title: "The Idempotency-Key was used for another request" },
	"consent-missing": { status: 422, title: "A customer call needs recorded consent" },
	"unsupported-language": { status: 422, title: "This language can not be scored in this version" },
	"transcript-unreadable": { status: 422, title: "The transcript can not be used" },
	internal: { status: 500, title: "Something went wrong here" },
	"database-away": { status: 503, title: "The database is away" },
	"temporal-away": { status: 503, title: "Temporal is away" },
	"not-ready": { status: 503, title: "Not ready" },
} as const satisfies { readonly [code: string]: { readonly status: number; readonly title: string } };

export type ProblemCode = keyof typeof PROBLEMS;

/** One wrong field: where, what was expected, what came. `pointer` is a JSON pointer into the body, or `/query/...`, `/header/...`. */
export type ProblemDetail = {
	readonly pointer: string;
	readonly expected: string;
	readonly came: string;
	readonly detail: string;
};

export type ProblemBody = {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	readonly instance: string;
	readonly code: ProblemCode;
	readonly errors: readonly ProblemDetail[];
	readonly requestId: string;
	readonly [extension: string]: unknown;
};

/** Thrown anywhere below the adapter; becomes the answer. */
export class Problem extends Error {
	readonly code: ProblemCode;
	readonly errors: readonly ProblemDetail[];
	readonly headers: { readonly [name: string]: string };
	readonly extensions: { readonly [name: string]: unknown };

	constructor(
		code: ProblemCode,
		detail: string,
		more: {
			readonly errors?: readonly ProblemDetail[];
			readonly headers?: { readonly [name: string]: string };
			readonly extensions?: { readonly [name: string]: unknown };
		} = {},
	) {
		super(detail);
		this.name = "Problem";
		this.code = code;
		this.errors = more.errors ?? [];
		this.headers = more.headers ?? {};
		this.extensions = more.extensions ?? {};
	}

	get status(): number {
		return PROBLEMS[this.code].status;
	}

	/** The occurrence is named by the request id, never by the path: a foreign id must answer like an unknown one. */
	body(requestId: string): ProblemBody {
		return {
			type: `urn:coachloop:problem:${this.code}`,
			title: PROBLEMS[this.code].title,
			status: this.status,
			detail: this.message,
			instance: `urn:uuid:${requestId}`,
			code: this.code,
			errors: this.errors,
			requestId,
			...this.extensions,
		};
	}
}

export function problemDetail(pointer: string, expected: string, came: string): ProblemDetail {
	return { pointer, expected, came, detail: `${pointer || "the body"}: expected ${expected}, came ${came}` };
}

export function invalid(pointer: string, expected: string, came: string): Problem {
	const error = problemDetail(pointer, expected, came);
	return new Problem("invalid", error.detail, { errors: [error] });
}

/** The same for an id that nobody has and for one that the caller may not see. */
export function notFound(): Problem {
	return new Problem("not-found", "Nothing that you may see has this id.");
}

/** A refusal of the records as a problem. `missing` says what a thing that is not there means to this route. */
export function problemOfRefusal(refusal: Refusal, missing: "not-found" | "invalid"): Problem {
	const code = refusal.code === "not-found" ? missing : refusal.code;
	if (code === "not-found") return notFound();
	const errors = refusal.faults.map((fault) => problemDetail(fault.field, fault.expected, fault.came));
	return new Problem(code, errors[0]?.detail ?? PROBLEMS[code].title, { errors });
}

/**
 * What a failure below means to the caller. Anything unknown is 500 and tells nothing but the request id.
 * The two known ones are told by name, so that the API loads neither database nor Temporal client to know them.
 */
export function problemOfError(error: unknown): Problem {
	if (error instanceof Problem) return error;
	if (error instanceof Error && /^DatabaseAway(Error)?$/.test(error.name)) {
		return new Problem("database-away", "The database does not answer. Nothing was changed; try again.", {
			headers: { "Retry-After": "5" },
		});
	}
	if (error instanceof Error && /^TemporalAway(Error)?$/.test(error.name)) {
		return new Problem("temporal-away", "Temporal does not answer. Try again.", { headers: { "Retry-After": "5" } });
	}
	return new Problem("internal", "The error was logged under this request id.");
}
