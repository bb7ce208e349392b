import { fileURLToPath } from "node:url";
import proto, { type temporal } from "@temporalio/proto";
import { bundleWorkflowCode, DefaultLogger, type InjectedSinks } from "@temporalio/worker";
import { beforeAll, describe, expect, it } from "vitest";
import type { StepCall, StepResult, Turn } from "../../domain/cycle/step.ts";
import type { TaskStepCall, TaskStepResult } from "../../domain/human-task/step.ts";
import { historyFromText, historyToText } from "../support/replay.ts";
import type { KeptRun } from "./files.ts";
import { allRuns, type NamedRun, refusedOf, startOf } from "./refused.ts";
import type { ToldSteps } from "./told-steps.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Events = readonly temporal.api.history.v1.IHistoryEvent[];

/** Every kind of step, so that none is forgotten here: the compiler asks for all of them. */
const STEPS: { readonly [K in StepCall["kind"]]: true } = {
	plan: true,
	baseline: true,
	"baseline-day": true,
	week: true,
	checkpoint: true,
	return: true,
	"pause-limit": true,
	rung: true,
	drill: true,
	"drill-look": true,
	act: true,
	flag: true,
	"refuse-act": true,
};
const RESULTS: { readonly [K in Exclude<StepResult["kind"], "stuck">]: true } = {
	planned: true,
	waiting: true,
	"baseline-closed": true,
	looked: true,
	checked: true,
	"rung-done": true,
	"act-done": true,
	flagged: true,
	refused: true,
};
const TURNS: { readonly [K in Turn["kind"]]: true } = {
	"goes-on": true,
	moved: true,
	replanned: true,
	reladdered: true,
	closes: true,
	retries: true,
};
const TASK_STEPS: { readonly [K in TaskStepCall["kind"]]: true } = { open: true, rung: true, act: true };
const TASK_RESULTS: { readonly [K in TaskStepResult["kind"]]: true } = {
	opened: true,
	"rung-done": true,
	"act-done": true,
	moot: true,
};
/** Types of workflow, and what each asks for beside steps. */
const WORKFLOWS = [
	"coachingCycle",
	"cohort",
	"erasePerson",
	"humanTask",
	"reconcile",
	"retention",
	"scoreConversation",
];
const ACTIVITIES = [
	"certifyErasure",
	"deleteExpired",
	"destroyKey",
	"endWorkflows",
	"eraseRows",
	"launchNextMembers",
	"lookAtCohort",
	"putNextDigests",
	"reconcileNext",
	"scoreConversation",
	"takeStep",
	"takeTaskStep",
	"tellNextCycles",
	"withdrawWork",
];

const BATCH = 25;

function lengthOf({ history }: KeptRun): number {
	return history.events?.length ?? 0;
}

/** Ways in which a history can be wrong. Each gives back null for one in which it cannot be. */
const WRONGS: { readonly [what: string]: (events: Events) => Events | null } = {
	"a timer of another number": (events) => {
		// A timer that is still to ring says nothing yet.
		if (!events.some(({ timerFiredEventAttributes: fired }) => fired != null)) return null;
		const text = historyToText({ events: [...events] }).replaceAll(/"timerId":"(\d+)"/g, '"timerId":"9$1"');
		return historyFromText(text).events;
	},
	"another workflow's activity": (events) => {
		const at = events.findIndex(({ activityTaskScheduledEventAttributes: asked }) => asked != null);
		const asked = events[at]?.activityTaskScheduledEventAttributes;
		if (asked == null || events.length < at + 4) return null;
		return events.with(at, {
			...events[at],
			activityTaskScheduledEventAttributes: { ...asked, activityType: { name: "somethingElse" } },
		});
	},
	"two steps swapped": (events) => {
		const steps = events.flatMap((event, at) => (resultOf(event) === null ? [] : [at]));
		const [first, second] = steps.filter((at, n) => n === 0 || kindOf(events[at]) !== kindOf(events[steps[0] ?? 0]));
		if (first === undefined || second === undefined || events.length < second + 4) return null;
		const [one, other] = [events[first], events[second]];
		if (one === undefined || other === undefined) return null;
		return events.with(first, withResultOf(one, other)).with(second, withResultOf(other, one));
	},
	"a step that is not there": (events) => {
		const at = events.findIndex((event) => resultOf(event) !== null);
		if (at < 0 || events.length < at + 4) return null;
		// Events count from 1 without a gap: one that says nothing stands where the step stood.
		return events.with(at, {
			eventId: events[at]?.eventId ?? null,
			eventTime: events[at]?.eventTime ?? null,
			eventType: OPTIONS_UPDATED,
			workerMayIgnore: true,
			workflowExecutionOptionsUpdatedEventAttributes: {},
		});
	},
};

function resultOf({ markerRecordedEventAttributes: marker }: temporal.api.history.v1.IHistoryEvent) {
	return marker?.details?.result?.payloads?.[0]?.data ?? null;
}

function kindOf(event: temporal.api.history.v1.IHistoryEvent | undefined): string {
	const data = event === undefined ? null : resultOf(event);
	return data === null ? "" : String(Object(JSON.parse(Buffer.from(data).toString()) ?? {}).kind);
}

function withResultOf(
	event: temporal.api.history.v1.IHistoryEvent,
	other: temporal.api.history.v1.IHistoryEvent,
): temporal.api.history.v1.IHistoryEvent {
	const { markerRecordedEventAttributes: marker } = event;
	const result = other.markerRecordedEventAttributes?.details?.result;
	if (marker == null || result == null) return event;
	return { ...event, markerRecordedEventAttributes: { ...marker, details: { ...marker.details, result } } };
}

const OPTIONS_UPDATED = proto.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED;
/** Enough of each kind: every history in every wrong form would take minutes. */
const WRONG_EACH = 6;

describe("kept histories", () => {
	let runs: readonly NamedRun[];
	beforeAll(async () => {
		runs = await allRuns();
	});

	it.each(Object.entries(WRONGS))(
		"would be refused with %s",
		async (_, spoil) => {
			const wrong: NamedRun[] = [];
			for (const { path, workflowId, history } of runs) {
				const events = spoil(history.events ?? []);
				if (wrong.length >= WRONG_EACH || events === null || wrong.some((run) => run.path === path)) continue;
				wrong.push({ path, workflowId, history: { events: [...events] } });
			}
			expect(wrong.length).toBeGreaterThan(1);
			const refused = await refusedOf(wrong);
			expect(refused.map((because) => because.split(":")[0]).toSorted()).toEqual(
				wrong.map(({ path }) => path).toSorted(),
			);
		},
		60_000,
	);

	it("go through every workflow, every activity, every kind of step and every turn", async () => {
		const asked = new Set<string>();
		const calls = { takeStep: new Set<string>(), takeTaskStep: new Set<string>() };
		const results = { takeStep: new Set<string>(), takeTaskStep: new Set<string>() };
		const turns = new Set<string>();
		const { code } = await bundleWorkflowCode({
			workflowsPath: here("../../workflows/index.ts"),
			workflowInterceptorModules: [here("told-steps.ts")],
			logger: new DefaultLogger("ERROR"),
		});
		const sinks: InjectedSinks<ToldSteps> = {
			steps: {
				asked: {
					callDuringReplay: true,
					fn(_, of, call, result) {
						asked.add(of);
						if (of !== "takeStep" && of !== "takeTaskStep") return;
						const { kind, turn } = Object(JSON.parse(result) ?? {});
						calls[of].add(Object(JSON.parse(call) ?? {}).kind);
						results[of].add(kind);
						if (turn !== undefined) turns.add(turn.kind);
					},
				},
			},
		};
		const isComplete = () =>
			asked.size === ACTIVITIES.length &&
			calls.takeStep.size === Object.keys(STEPS).length &&
			results.takeStep.size > Object.keys(RESULTS).length &&
			turns.size === Object.keys(TURNS).length &&
			results.takeTaskStep.size > Object.keys(TASK_RESULTS).length;
		// The short ones first: once all has been seen, the long ones tell nothing new.
		const shortFirst = runs.toSorted((a, b) => lengthOf(a) - lengthOf(b));
		for (let at = 0; at < shortFirst.length && !isComplete(); at += BATCH) {
			expect(await refusedOf(shortFirst.slice(at, at + BATCH), { workflowBundle: { code }, sinks })).toEqual([]);
		}
		const seen = (set: ReadonlySet<string>) => [...set].toSorted();
		expect(seen(new Set(runs.map((run) => startOf(run).workflowType?.name ?? "")))).toEqual(WORKFLOWS);
		expect(seen(asked)).toEqual(ACTIVITIES);
		expect(seen(calls.takeStep)).toEqual(Object.keys(STEPS).toSorted());
		expect(seen(results.takeStep)).toEqual([...Object.keys(RESULTS), "thrown"].toSorted());
		expect(seen(turns)).toEqual(Object.keys(TURNS).toSorted());
		expect(seen(calls.takeTaskStep)).toEqual(Object.keys(TASK_STEPS).toSorted());
		expect(seen(results.takeTaskStep)).toEqual([...Object.keys(TASK_RESULTS), "thrown"].toSorted());
	}, 120_000);
});
