import { allHandlersFinished, condition, makeContinueAsNewFunc, setHandler } from "@temporalio/workflow";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import { instantOf } from "../../domain/time.ts";
import { currentActId } from "../current-act.ts";
import { searchAttributesOf } from "../search-attributes.ts";
import { movesToNewestVersion } from "../versions.ts";
import { createTemporalHost, type Inbox } from "./host.ts";
import { applyActUpdate, applySignal, lookSignal, positionQuery } from "./messages.ts";
import type { CycleState } from "./state.ts";
import { answerTheRest, coachingCycle as tellTheStory } from "./story.ts";

/** One rep's coaching cycle. Handlers only fill the inbox; the story takes what lies there in order of arrival. */
export async function coachingCycle(state: CycleState): Promise<void> {
	const inbox: Inbox = { acts: [], lookWanted: state.lookWanted };
	const host = createTemporalHost(state, inbox);
	const outcomeOf = (actId: string): ActOutcome | undefined => state.doneActs.find(({ id }) => id === actId)?.outcome;

	setHandler(lookSignal, () => {
		inbox.lookWanted = true;
	});
	setHandler(applySignal, ({ actId }) => {
		if (outcomeOf(actId) === undefined) inbox.acts.push({ actId });
	});
	setHandler(positionQuery, () => ({ ...state, now: instantOf(Date.now()) }));
	setHandler(applyActUpdate, async (): Promise<ActOutcome> => {
		const actId = currentActId();
		const first = outcomeOf(actId);
		if (first !== undefined) return first;
		inbox.acts.push({ actId });
		await condition(() => outcomeOf(actId) !== undefined);
		return outcomeOf(actId) ?? { kind: "already-decided" };
	});

	await tellTheStory(host, state);

	// An Update that was accepted is not carried on: whoever waits for an answer gets it in this run.
	do {
		await answerTheRest(host, state);
		await condition(() => allHandlersFinished() || inbox.acts.length > 0);
	} while (inbox.acts.length > 0);

	if (state.stage === "closed") return;
	state.lookWanted = state.lookWanted || inbox.lookWanted;
	const continueAsNew = makeContinueAsNewFunc<typeof coachingCycle>({
		typedSearchAttributes: [...searchAttributesOf(state)],
		...movesToNewestVersion(),
	});
	await continueAsNew(state);
}
