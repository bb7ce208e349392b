import { currentUpdateInfo } from "@temporalio/workflow";

/** Id of the act that the handler running now was sent for: an Update of an act carries the act's id, and nothing else. */
export function currentActId(): string {
	const update = currentUpdateInfo();
	if (update === undefined) throw new Error("an act is applied outside of an Update");
	return update.id;
}
