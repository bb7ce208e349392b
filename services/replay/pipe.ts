import type { Readable, Writable } from "node:stream";

/** Runs to be replayed, and the code to replay them on. Histories are protobuf (`temporal.api.history.v1.History`). */
export type ReplayQuestion = {
	/** File of the workflow bundle. */
	readonly bundle: string;
	readonly runs: readonly { readonly workflowId: string; readonly history: Uint8Array }[];
};

/** For each run in order: what the engine said of the difference, or null where the code agrees. */
export type ReplayAnswer = readonly (string | null)[];

/** The engine's core writes what it likes to standard output: the answer has a pipe of its own. */
export const ANSWER_FD = 3;

/** Through a pipe and not through arguments or files: nothing of it is left anywhere. */
export function questionText({ bundle, runs }: ReplayQuestion): string {
	return JSON.stringify({
		bundle,
		runs: runs.map(({ workflowId, history }) => ({
			workflowId,
			history: Buffer.from(history).toString("base64"),
		})),
	});
}

export async function readQuestion(input: Readable): Promise<ReplayQuestion> {
	const question: { readonly bundle: string; readonly runs: readonly { workflowId: string; history: string }[] } =
		JSON.parse(await textOf(input));
	return {
		bundle: question.bundle,
		runs: question.runs.map(({ workflowId, history }) => ({ workflowId, history: Buffer.from(history, "base64") })),
	};
}

export async function writeAnswer(output: Writable, answer: ReplayAnswer): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		output.write(JSON.stringify(answer), (error) => (error ? reject(error) : resolve()));
	});
}

export function answerIn(text: string): ReplayAnswer {
	const answer: unknown = JSON.parse(text);
	if (!Array.isArray(answer)) throw new Error("a replay answers with a list");
	return answer.map((difference) => (typeof difference === "string" ? difference : null));
}

export async function textOf(input: Readable): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of input) parts.push(Buffer.from(part));
	return Buffer.concat(parts).toString("utf8");
}
