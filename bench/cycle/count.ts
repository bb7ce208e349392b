import proto, { type temporal } from "@temporalio/proto";

type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What the histories of a workflow cost. */
export type Cost = {
	readonly events: number;
	/** Billable actions. */
	readonly actions: number;
	/** As they are stored: protobuf, without what lies around them. */
	readonly bytes: number;
	readonly timersFired: number;
	/** Local activities and normal ones. */
	readonly steps: number;
};

export const NO_COST: Cost = { events: 0, actions: 0, bytes: 0, timersFired: 0, steps: 0 };

const { EventType } = proto.temporal.api.enums.v1;
const { HistoryEvent: Encoder } = proto.temporal.api.history.v1;

/** What skipped time and whoever moves it write into a history. In real life none of it is there. */
const OF_SKIPPED_TIME: readonly unknown[] = [
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
];

const LOCAL_ACTIVITY = "core_local_activity";

/**
 * Counts one run of a workflow. Actions by Temporal's price list: a start, a continue-as-new, a timer, a signal, an
 * Update, an activity, an upsert is one, a child two; the local activities of one workflow task are one together. An
 * attempt of an activity that was repeated is one more.
 */
export function costOf({ events }: History): Cost {
	let cost = NO_COST;
	let localInThisTask = false;
	for (const event of events ?? []) {
		if (OF_SKIPPED_TIME.includes(event.eventType)) continue;
		if (event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) localInThisTask = false;
		const isLocal = event.markerRecordedEventAttributes?.markerName === LOCAL_ACTIVITY;
		const actions = isLocal ? (localInThisTask ? 0 : 1) : actionsOf(event);
		if (isLocal) localInThisTask = true;
		cost = plus(cost, {
			events: 1,
			actions,
			bytes: Encoder.encode(event).finish().length,
			timersFired: event.eventType === EventType.EVENT_TYPE_TIMER_FIRED ? 1 : 0,
			steps: isLocal || event.eventType === EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ? 1 : 0,
		});
	}
	return cost;
}

function actionsOf(event: HistoryEvent): number {
	switch (event.eventType) {
		case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
			// A continued run was paid for as it was continued.
			return event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ? 0 : 1;
		case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
		case EventType.EVENT_TYPE_TIMER_STARTED:
		case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
		case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
		case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
		case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
		case EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED:
			return 1;
		case EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
			return Math.max(0, (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
		case EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
			return 2;
		default:
			return 0;
	}
}

export function plus(a: Cost, b: Cost): Cost {
	return {
		events: a.events + b.events,
		actions: a.actions + b.actions,
		bytes: a.bytes + b.bytes,
		timersFired: a.timersFired + b.timersFired,
		steps: a.steps + b.steps,
	};
}

/** The sizes of a run's largest kinds of events, for whoever wants to know where the bytes are. */
export function bytesByKind({ events }: History): ReadonlyMap<string, number> {
	const bytes = new Map<string, number>();
	for (const event of events ?? []) {
		if (OF_SKIPPED_TIME.includes(event.eventType)) continue;
		const kind = event.eventType == null ? "none" : (EventType[event.eventType] ?? "none").replace("EVENT_TYPE_", "");
		bytes.set(kind, (bytes.get(kind) ?? 0) + Encoder.encode(event).finish().length);
	}
	return bytes;
}
