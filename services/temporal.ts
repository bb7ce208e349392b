import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { Client, Connection, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";
import type { DataConverter } from "@temporalio/common";

/** The Temporal server did not answer. Work that was promised stays in the database and goes on when it is back. */
export class TemporalAwayError extends Error {
	readonly address: string;
	/** After how many seconds it is sensible to ask again. */
	readonly retryAfterSeconds = 5;
	constructor(address: string, cause: unknown) {
		super(`the Temporal server at ${address} does not answer`, { cause });
		this.name = "TemporalAwayError";
		this.address = address;
	}
}

const GRPC_DEADLINE_EXCEEDED = 4;
const GRPC_UNAVAILABLE = 14;

/** True when an error of the Temporal client, or what caused it, says that the server cannot be reached now. */
export function isTemporalAway(error: unknown): boolean {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
		if (current instanceof TemporalAwayError) return true;
		if ("code" in current && (current.code === GRPC_UNAVAILABLE || current.code === GRPC_DEADLINE_EXCEEDED))
			return true;
		current = current.cause;
	}
	return false;
}

const GRPC_NOT_FOUND = 5;

/** True when the server knows no such workflow or run: never started, forgotten, or erased. */
export function isWorkflowUnknown(error: unknown): boolean {
	// Some calls of the client translate the server's answer and some hand it on.
	if (error instanceof WorkflowNotFoundError) return true;
	return error instanceof Error && "code" in error && error.code === GRPC_NOT_FOUND;
}

const GRPC_ALREADY_EXISTS = 6;

/** True when a workflow of this id runs or has ended, and so is not started again. */
export function isAlreadyStarted(error: unknown): boolean {
	for (let current = error; current instanceof Error; current = current.cause) {
		if (current instanceof WorkflowExecutionAlreadyStartedError) return true;
		if ("code" in current && current.code === GRPC_ALREADY_EXISTS) return true;
	}
	return false;
}

/**
 * Who this process is in histories, where it stands in every workflow task: short, since histories are paid for by the
 * byte, and no host's name. The log says it at the start.
 */
export function processIdentity(): string {
	const place = createHash("sha256")
		.update(`${hostname()} ${process.pid} ${performance.timeOrigin}`)
		.digest("base64url");
	return place.slice(0, 6);
}

/**
 * Connects now. Throws TemporalAwayError when the server does not answer within `timeoutMs`.
 * @param repeats False: what fails is not sent again by itself. For what must not happen twice.
 */
export async function connectTemporal(address: string, timeoutMs = 10_000, repeats = true): Promise<Connection> {
	try {
		return await Connection.connect({ address, connectTimeout: timeoutMs, ...(repeats ? {} : { interceptors: [] }) });
	} catch (error) {
		throw new TemporalAwayError(address, error);
	}
}

/**
 * Connects at the first call, so that a process can start while the server is away. Never throws.
 * @param dataConverter As from `dataConverterOf`; left out, payloads are neither sealed nor opened.
 */
export function createLazyTemporalClient(address: string, namespace: string, dataConverter?: DataConverter): Client {
	return new Client({
		connection: Connection.lazy({ address }),
		namespace,
		identity: processIdentity(),
		...(dataConverter === undefined ? {} : { dataConverter }),
	});
}
