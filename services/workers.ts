import { CompleteAsyncError, type Context } from "@temporalio/activity";
import { ApplicationFailure, type DataConverter, TemporalFailure } from "@temporalio/common";
import {
	type ActivityExecuteInput,
	type ActivityInboundCallsInterceptor,
	NativeConnection,
	type Next,
	Worker,
} from "@temporalio/worker";
import { TASK_QUEUES, type TaskQueue } from "../workflows/task-queues.ts";
import { Undecidable } from "./records/step-run.ts";
import { processIdentity } from "./temporal.ts";

export type WorkersOptions = {
	readonly address: string;
	readonly namespace: string;
	/** The bundled workflow code, as the build makes it. */
	readonly workflowBundle: string;
	readonly activities: object;
	/** As from `dataConverterOf`. Codecs run beside the workflows, not in them: the bundle needs to know nothing of them. */
	readonly dataConverter?: DataConverter | undefined;
	/**
	 * The build that this worker is of. With it, a workflow stays on the build that it began on until it continues as new;
	 * without it, every worker takes every workflow.
	 */
	readonly version?: WorkerVersion | undefined;
	/** How many workflows are kept in memory; what is not is replayed. */
	readonly cachedWorkflowsMax?: number;
	/** What this process works on; all of it where nothing is said. */
	readonly queues?: readonly TaskQueue[];
	/** Hears of every attempt of an activity that failed, with all that the history is not told. */
	onActivityFailure?(failed: ActivityFailure): void;
};

/** A build of the worker as Temporal knows it. */
export type WorkerVersion = { readonly deploymentName: string; readonly buildId: string };

type ActivityFailure = {
	readonly activity: string;
	readonly workflowId: string;
	readonly attempt: number;
	readonly error: unknown;
};

/**
 * A history keeps an activity's failure in clear text, whatever the codec: of an error only its name goes there. Its
 * message may quote what could not be read, stored or sent.
 */
class NamelessFailures implements ActivityInboundCallsInterceptor {
	private readonly context: Context;
	private readonly tell: (failed: ActivityFailure) => void;
	constructor(context: Context, tell: (failed: ActivityFailure) => void) {
		this.context = context;
		this.tell = tell;
	}

	async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, "execute">): Promise<unknown> {
		try {
			return await next(input);
		} catch (error) {
			// Temporal's own say "cancelled", "heartbeat timed out", or what an activity chose to say to its workflow.
			if (error instanceof TemporalFailure || error instanceof CompleteAsyncError) throw error;
			const { activityType, workflowExecution, attempt } = this.context.info;
			this.tell({ activity: activityType, workflowId: workflowExecution?.workflowId ?? "none", attempt, error });
			const isUndecidable = error instanceof Undecidable;
			const name = error instanceof Error ? error.name : "Error";
			const failure = ApplicationFailure.create({
				message: `${name}; the worker's log says more`,
				type: isUndecidable ? `${name}:${error.because}` : name,
				nonRetryable: isUndecidable,
			});
			// Where it happened is a matter of code, and names nobody; the first lines repeat the message.
			failure.stack = `${name}\n${framesOf(error)}`;
			throw failure;
		}
	}
}

function framesOf(error: unknown): string {
	const stack = error instanceof Error ? (error.stack ?? "") : "";
	return stack
		.split("\n")
		.filter((line) => /^\s+at /.test(line))
		.join("\n");
}

/**
 * Runs of 60 events replay in milliseconds, so a small cache is enough; the default would grow with the heap, not with
 * what the machine has.
 */
const CACHED_WORKFLOWS_MAX = 500;

const QUEUES: readonly TaskQueue[] = ["cycle", "score", "bulk"];
/** Each of them asks the server for hundreds of things, one after the other. */
const BULK_AT_ONCE_MAX = 10;

function ofQueue(queue: TaskQueue, { workflowBundle, cachedWorkflowsMax }: WorkersOptions) {
	const bundle = { workflowBundle: { codePath: workflowBundle } };
	switch (queue) {
		case "cycle":
			return { ...bundle, maxCachedWorkflows: cachedWorkflowsMax ?? CACHED_WORKFLOWS_MAX };
		case "score":
			return { ...bundle, maxCachedWorkflows: 100 };
		case "bulk":
			return { maxConcurrentActivityTaskExecutions: BULK_AT_ONCE_MAX };
	}
}

/** The workers of this process, one per task queue. `run` ends after `shutdown`, when what was begun is done. */
export async function createWorkers(options: WorkersOptions) {
	const connection = await NativeConnection.connect({ address: options.address });
	const create = (queue: TaskQueue) =>
		Worker.create({
			connection,
			namespace: options.namespace,
			taskQueue: TASK_QUEUES[queue],
			...ofQueue(queue, options),
			activities: options.activities,
			identity: processIdentity(),
			...(options.version === undefined
				? {}
				: {
						workerDeploymentOptions: {
							version: options.version,
							useWorkerVersioning: true,
							defaultVersioningBehavior: "PINNED" as const,
						},
					}),
			...(options.dataConverter === undefined ? {} : { dataConverter: options.dataConverter }),
			interceptors: {
				activity: [
					(context) => ({
						inbound: new NamelessFailures(context, (failed) => options.onActivityFailure?.(failed)),
					}),
				],
			},
			shutdownGraceTime: "10 seconds",
			shutdownForceTime: "20 seconds",
		});
	const workers: Worker[] = [];
	for (const queue of new Set(options.queues ?? QUEUES)) workers.push(await create(queue));
	return {
		async run(): Promise<void> {
			try {
				await Promise.all(workers.map((worker) => worker.run()));
			} finally {
				await connection.close();
			}
		},
		/** How many workflows are in memory now. */
		cached: (): number => workers.reduce((sum, worker) => sum + worker.getStatus().numCachedWorkflows, 0),
		shutdown(): void {
			for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
		},
	};
}
