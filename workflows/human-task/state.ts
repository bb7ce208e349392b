import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { OpenTask } from "../../domain/cycle/task.ts";
import type { HumanTaskKind } from "../../domain/human-task/step.ts";

/** One plain JSON value, carried whole by continue-as-new. Ids, enums, instants and numbers only. */
export type HumanTaskState = {
	readonly v: 1;
	readonly orgId: string;
	readonly taskId: string;
	readonly kind: HumanTaskKind;
	/** What the task is about: a conversation, or a dispute. */
	readonly subjectId: string;
	/** Null before it is opened, and once it is closed. */
	task: OpenTask | null;
	opened: boolean;
	/** Results of the last 64 acts, so that one sent twice is given its first result. */
	doneActs: readonly { readonly id: string; readonly outcome: ActOutcome }[];
};

export function newHumanTask(given: Pick<HumanTaskState, "orgId" | "taskId" | "kind" | "subjectId">): HumanTaskState {
	return { v: 1, ...given, task: null, opened: false, doneActs: [] };
}
