import { createWriteStream } from "node:fs";
import proto from "@temporalio/proto";
import { DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { ANSWER_FD, readQuestion, writeAnswer } from "./pipe.ts";

// A process of its own: the engine's core, its threads and its handling of signals stay out of whoever asks, and so does a
// workflow that would not stop. It reads histories, replays them, says what came of it, and ends.

Runtime.install({ logger: new DefaultLogger("ERROR", () => undefined), shutdownSignals: [] });

const { bundle, runs } = await readQuestion(process.stdin);
const { History } = proto.temporal.api.history.v1;
const results = Worker.runReplayHistories(
	{ workflowBundle: { codePath: bundle } },
	runs.map(({ workflowId, history }) => ({ workflowId, history: History.decode(history) })),
);
const differences: (string | null)[] = [];
for await (const { error } of results) differences.push(error === undefined ? null : error.message);
await writeAnswer(createWriteStream("", { fd: ANSWER_FD }), differences);
