import type { BlindLabel, TaskAnswer } from "../../domain/cycle/task.ts";
import type { Instant } from "../../domain/time.ts";
import type { SkippedTime } from "../../embedded/skipped-time.ts";
import { type ApiClient, ApiRefusal, eventually, pause } from "../api-client.ts";
import type { DemoAct, Moment } from "./agenda.ts";
import {
	actAnswer,
	type CycleAnswer,
	conversationAnswer,
	cycleAnswer,
	historyAnswer,
	type LineAnswer,
	linesAnswer,
	submittedAnswer,
	type TaskAnswerRow,
	tasksAnswer,
} from "./answers.ts";
import { composeDialogue, type Skill } from "./dialogues/compose.ts";
import { PERSONAS } from "./dialogues/personas/index.ts";
import type { DemoPerson } from "./organisation.ts";
import type { RepStory } from "./stories.ts";

/** What the walk tells while it goes. */
export type WalkEvent =
	| { readonly kind: "practised" | "called"; readonly week: number }
	| { readonly kind: "task-done"; readonly week: number; readonly task: string; readonly by: string }
	| { readonly kind: "checked"; readonly week: number; readonly verdict: string }
	/** The cycle's clock has left the week. */
	| { readonly kind: "week-passed"; readonly week: number };

export type WalkDeps = {
	readonly time: SkippedTime;
	/** The API as this person calls it. */
	as(externalId: string): ApiClient;
	person(externalId: string): DemoPerson;
	/** External ids of who launched the cohort, and of the rep's manager. */
	readonly lead: string;
	managerOf(rep: string): string;
	readonly hopeless: () => string | null;
	tell(event: WalkEvent): void;
};

/** Checkpoints whose verdict is read as soon as they are over, by the week at whose end they fall. */
const CHECKPOINTS: ReadonlyMap<number, string> = new Map([
	[4, "checkpoint:4"],
	[8, "checkpoint:8"],
]);
const PRACTICE_SEEDS = 1_000;
const CALL_SEEDS = 500;
/** Scoring takes about this long: asking earlier only costs the API time. */
const SCORED_AFTER_MS = 120;
const SCORED_LOOK_MS = 50;

/** Takes one cycle from moment to moment: brings its clock there, then lets people act through the public API. */
export async function walkCycle(
	deps: WalkDeps,
	rep: RepStory,
	cycleId: string,
	agenda: readonly Moment[],
	end: Instant,
): Promise<CycleAnswer> {
	let week = 0;
	for (const moment of agenda) {
		const why = deps.hopeless();
		if (why !== null) throw new Error(why);
		if ((await advance(deps, cycleId, moment.at)) === "ended") break;
		for (; week < moment.week - 1; week += 1) await weekPassed(deps, cycleId, week + 1);
		for (const act of moment.acts) await perform(deps, rep, cycleId, moment, act);
	}
	await advance(deps, cycleId, end);
	const closed = await eventually(`the end of the cycle of ${rep.rep}`, deps.hopeless, async () => {
		const cycle = await deps.as(deps.lead).get(`/v1/cycles/${cycleId}`, cycleAnswer);
		return cycle.phase === "closed" ? cycle : null;
	});
	for (; week < (agenda.at(-1)?.week ?? 0); week += 1) await weekPassed(deps, cycleId, week + 1);
	return closed;
}

/** A server that is restarted, or a cycle between two runs, costs another try and nothing else. */
function advance(deps: WalkDeps, cycleId: string, at: Instant): Promise<"reached" | "ended"> {
	let failure: unknown;
	return eventually(`the clock of cycle ${cycleId}`, deps.hopeless, async () => {
		try {
			const came = await deps.time.advanceTo(cycleId, at);
			if (came === "reached") await deps.time.untilIdle(cycleId);
			return came;
		} catch (error) {
			failure = error;
			return null;
		}
	}).catch((late: unknown) => {
		throw new Error(String(late), { cause: failure });
	});
}

async function weekPassed(deps: WalkDeps, cycleId: string, week: number): Promise<void> {
	const checkpoint = CHECKPOINTS.get(week);
	if (checkpoint !== undefined) {
		const { data } = await deps
			.as(deps.lead)
			.get(`/v1/cycles/${cycleId}/history?kind=decision&limit=1000`, historyAnswer);
		const decision = data.find(({ what, name }) => what === "decision" && name === checkpoint);
		if (decision !== undefined) deps.tell({ kind: "checked", week, verdict: String(decision.outcome.kind) });
	}
	deps.tell({ kind: "week-passed", week });
}

async function perform(deps: WalkDeps, rep: RepStory, cycleId: string, moment: Moment, act: DemoAct): Promise<void> {
	switch (act.kind) {
		case "practice":
			await practise(deps, rep, cycleId, moment.at, act);
			deps.tell({ kind: "practised", week: moment.week });
			return;
		case "call":
			await bringInCall(deps, rep, cycleId, act);
			deps.tell({ kind: "called", week: moment.week });
			return;
		case "inbox":
			await workInbox(deps, rep, cycleId, moment, act.person);
	}
}

async function practise(
	deps: WalkDeps,
	rep: RepStory,
	cycleId: string,
	at: Instant,
	act: { readonly number: number; readonly skill: Skill },
): Promise<void> {
	const api = deps.as(rep.rep);
	const readCycle = () => api.get(`/v1/cycles/${cycleId}`, cycleAnswer);
	const practice = await eventually(`the next practice of ${rep.rep}`, deps.hopeless, async () => {
		const { nextPractice } = await readCycle();
		return nextPractice;
	});
	const seed = rep.seed * PRACTICE_SEEDS + act.number;
	const { id } = await api.post(
		"/v1/conversations",
		`demo-${cycleId}-practice-${act.number}`,
		{
			repId: deps.person(rep.rep).id,
			source: "practice",
			kind: "role-play",
			practiceId: practice.id,
			occurredAt: at,
			language: "en",
			transcript: {
				utterances: composeDialogue({ persona: personaFor(seed), skill: act.skill, seed, withTimes: false }),
			},
		},
		submittedAnswer,
	);
	await untilScored(deps, api, id);
	// The third conversation of the baseline is judged by the cycle itself, a moment after it was scored.
	if (act.number === BASELINE_CONVERSATIONS) {
		await eventually(`the end of the baseline of ${rep.rep}`, deps.hopeless, async () =>
			(await readCycle()).phase === "practice" ? true : null,
		);
	}
}

const BASELINE_CONVERSATIONS = 3;

/** Consented calls are brought in by the rep's manager. */
async function bringInCall(
	deps: WalkDeps,
	rep: RepStory,
	cycleId: string,
	act: Extract<DemoAct, { readonly kind: "call" }>,
): Promise<void> {
	const api = deps.as(deps.managerOf(rep.rep));
	const seed = rep.seed * PRACTICE_SEEDS + CALL_SEEDS + act.number;
	const { id } = await api.post(
		"/v1/conversations",
		`demo-${cycleId}-call-${act.number}`,
		{
			repId: deps.person(rep.rep).id,
			source: "live",
			kind: "customer-call",
			occurredAt: act.occurredAt,
			language: "en",
			consent: { purpose: "coaching of the seller", reference: `recorded yes, call ${act.number}`, at: act.occurredAt },
			transcript: {
				utterances: composeDialogue({ persona: personaFor(seed), skill: act.skill, seed, withTimes: true }),
			},
		},
		submittedAnswer,
	);
	await untilScored(deps, api, id);
}

function personaFor(seed: number) {
	return PERSONAS[seed % PERSONAS.length] ?? PERSONAS[0];
}

async function untilScored(deps: WalkDeps, api: ApiClient, conversationId: string): Promise<void> {
	await pause(SCORED_AFTER_MS);
	await eventually(
		`the score of conversation ${conversationId}`,
		deps.hopeless,
		async () => {
			const { state } = await api.get(`/v1/conversations/${conversationId}`, conversationAnswer);
			if (state === "refused") throw new Error(`conversation ${conversationId} was refused, not scored`);
			return state === "scored" ? true : null;
		},
		{ everyMs: SCORED_LOOK_MS },
	);
}

/** One person does what lies in the own inbox about this cycle. */
async function workInbox(
	deps: WalkDeps,
	rep: RepStory,
	cycleId: string,
	moment: Moment,
	person: string,
): Promise<void> {
	const api = deps.as(person);
	const { data } = await api.get("/v1/tasks", tasksAnswer);
	for (const task of data.filter((open) => open.cycleId === cycleId)) {
		const lines = task.kind === "review" ? await api.get(`/v1/tasks/${task.id}/lines`, linesAnswer) : { data: [] };
		const done = await complete(deps, api, task, answerTo(task, rep, lines.data), moment.at);
		if (done) deps.tell({ kind: "task-done", week: moment.week, task: task.kind, by: task.ownerRule });
	}
}

/** What people of the demo answer: they accept the proposed focus; the head decides as the story says. */
function answerTo(task: TaskAnswerRow, rep: RepStory, lines: readonly LineAnswer[]): TaskAnswer {
	switch (task.kind) {
		case "approve-focus": {
			const [first, second] = task.subject.signals ?? [];
			if (first === undefined || second === undefined) throw new Error("a proposed focus names two signals");
			return { kind: "approve-focus", signals: [first, second] };
		}
		case "review":
			return { kind: "review", reviewed: true, lines: lines.map(labelled) };
		case "deployment-review":
			return { kind: "deployment-review", decision: rep.headDecides };
		case "one-to-one":
		case "live-coaching":
		case "baseline-late":
		case "empty-weeks":
			return { kind: task.kind, done: true };
		case "dispute":
		case "consent":
			throw new Error("nobody disputes anything in the demo, and every call brings its consent");
		case "confirm-rep":
			throw new Error("every conversation of the demo says who the rep is");
		case "outcomes":
			throw new Error("a cycle has no such task");
	}
}

/** What a manager in a hurry hears in a line, without having seen what the engine did. */
function labelled({ conversationId: conversation, line, text }: LineAnswer): BlindLabel {
	const asksOpenly = /\b(?:what|how|why|tell me|walk me)\b[^?]*\?/i.test(text);
	const asksForAStep = /\b(?:shall we|could we|would you be open|can we (?:book|set|meet))\b/i.test(text);
	return {
		conversation,
		line,
		signals: [
			...(asksForAStep ? ["close-attempts" as const] : []),
			...(asksOpenly && !asksForAStep ? ["discovery-density" as const] : []),
		],
	};
}

/** False when the task was closed by somebody or something else meanwhile. */
async function complete(
	deps: WalkDeps,
	api: ApiClient,
	task: TaskAnswerRow,
	answer: TaskAnswer,
	at: Instant,
): Promise<boolean> {
	try {
		const act = await api.post(`/v1/tasks/${task.id}/completion`, `demo-${task.id}`, { answer, at }, actAnswer);
		if (act.state !== "pending") return true;
		await eventually(`the act ${act.id}`, deps.hopeless, async () => {
			const { state } = await api.get(`/v1/acts/${act.id}`, actAnswer);
			return state === "pending" ? null : true;
		});
		return true;
	} catch (error) {
		if (error instanceof ApiRefusal && error.code === "task-closed") return false;
		throw error;
	}
}
