import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { ANSWER_FD, answerIn, questionText, type ReplayAnswer, type ReplayQuestion, textOf } from "./pipe.ts";

/** A replay did not come to an end. What it says never quotes a history. */
class ReplayFailed extends Error {
	override readonly name = "ReplayFailed";
}

/** Replays runs; one question at a time, the others wait. */
export type Replayer = (runs: ReplayQuestion["runs"]) => Promise<ReplayAnswer>;

const ENDS_WITHIN_MS = 60_000;
const ERRORS_LENGTH_MAX = 2_000;

/**
 * Replays in a process of its own, which ends with its answer. Nothing of the engine is loaded here, and nothing waits but
 * the one who asked.
 * @param program JavaScript of services/replay/process.ts, as the build makes it.
 * @param bundle The bundled workflow code, as the build makes it.
 */
export function createReplayer(program: string, bundle: string, endsWithinMs = ENDS_WITHIN_MS): Replayer {
	let last: Promise<unknown> = Promise.resolve();
	return (runs) => {
		const mine = last.then(() => (runs.length === 0 ? [] : ask(program, { bundle, runs }, endsWithinMs)));
		last = mine.catch(() => undefined);
		return mine;
	};
}

async function ask(program: string, question: ReplayQuestion, endsWithinMs: number): Promise<ReplayAnswer> {
	// It needs no setting of ours, so it is given none: keys and addresses stay here.
	const child = spawn(process.execPath, [program], { stdio: ["pipe", "ignore", "pipe", "pipe"], env: {} });
	const answers = child.stdio[ANSWER_FD];
	if (child.stdin === null || child.stderr === null || !(answers instanceof Readable)) {
		throw new ReplayFailed("the replay could not be started");
	}
	const late = setTimeout(() => child.kill("SIGKILL"), endsWithinMs);
	try {
		const ended = new Promise<number | null>((resolve, reject) => {
			child.once("error", reject);
			child.once("close", resolve);
		});
		// One that dies before it has read all says so by its end.
		child.stdin.on("error", () => undefined);
		child.stdin.end(questionText(question));
		const [answer, errors, code] = await Promise.all([textOf(answers), textOf(child.stderr), ended]);
		if (code !== 0) {
			const because = code === null ? `it did not end within ${endsWithinMs / 1000} s` : errors;
			throw new ReplayFailed(`the replay ended with ${code ?? "a signal"}: ${because.slice(0, ERRORS_LENGTH_MAX)}`);
		}
		return answerIn(answer);
	} finally {
		clearTimeout(late);
	}
}
