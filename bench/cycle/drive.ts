import { randomUUID } from "node:crypto";
import type { temporal } from "@temporalio/proto";
import { createScoreActivities } from "../../activities/score-conversation.ts";
import { addDays, instantAt } from "../../domain/calendar.ts";
import type { TaskAnswer } from "../../domain/cycle/task.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Instant, LocalDate } from "../../domain/time.ts";
import type { BlindLineView, TaskView, WriteKey } from "../../services/records/types.ts";
import { createScoring } from "../../services/scoring/index.ts";
import { cycleWorkflowId, scoreWorkflowId } from "../../workflows/workflow-ids.ts";
import { TALK } from "../talk.ts";
import type { BenchOrganisation, Installation } from "./installation.ts";
import { ZONE } from "./installation.ts";

// The product's own 12-week cycle: 3 practices of the baseline and 22 after it, the focus approved, 11 reviews of two
// scorecards answered, 3 checkpoints, nothing late and nobody called in.

const WEEKS = 12;
const REVIEWS = WEEKS - 1;
/** Weeks behind a checkpoint, at which the cycle continues as new. */
const CONTINUES_IN: readonly number[] = [5, 9];
const PRACTICES = 3 + 2 * REVIEWS;

export type Driven = {
	readonly cycleId: string;
	readonly conversationIds: readonly string[];
	/** Where the clock was stopped and what was sent, for the bare workflow to be driven in the same way. */
	readonly stops: readonly Stop[];
	readonly orgId: string;
	/** Milliseconds in which the cycle itself was waited for: its clock moved, its acts answered. */
	readonly cycleMs: number;
};

type Stop = { readonly at: Instant; readonly updates: number };

export type DriveOptions = {
	/** True: each conversation is scored by its own workflow, as in production; else by the same activity at once. */
	readonly scoringWorkflows: boolean;
};

/** Launches one rep per name in one cohort; gives the ids of their cycles, all of them in their baseline. */
export async function launch(
	installation: Installation,
	company: BenchOrganisation,
	reps: readonly string[],
	startsOn: LocalDate,
): Promise<readonly string[]> {
	const input = { name: "Bench", startsOn, reps, policy: null };
	const made = await company.org.launchCohort(company.as("lead"), input, once("/v1/cohorts"));
	if (!made.ok) throw new Error(`the launch of the bench was refused: ${JSON.stringify(made.error)}`);
	await installation.cycles.startCohort(company.orgId, made.value.cohortId);
	return made.value.cycleIds;
}

export async function driveCycle(
	installation: Installation,
	company: BenchOrganisation,
	rep: string,
	given: { readonly cycleId: string; readonly startsOn: LocalDate } & DriveOptions,
): Promise<Driven> {
	const { time, records, cycles } = installation;
	const { org, orgId, as } = company;
	const { cycleId, startsOn } = given;
	const at = (day: number, clock: string) => instantAt(addDays(startsOn, day), clock, ZONE);
	const scoring = createScoreActivities({ records, cycles, scoring: sharedScoring });
	const conversationIds: string[] = [];
	const stops: Stop[] = [];
	let cycleMs = 0;
	const timed = async <T>(work: () => Promise<T>): Promise<T> => {
		const started = performance.now();
		const result = await work();
		cycleMs += performance.now() - started;
		return result;
	};

	const advance = async (to: Instant): Promise<void> => {
		stops.push({ at: to, updates: 0 });
		await timed(() => time.advanceTo(cycleId, to));
	};
	const practise = async (occurredAt: Instant): Promise<void> => {
		const practice = (await org.findCycle(cycleId))?.nextPractice ?? null;
		const sent = await org.submitConversation(
			as(rep),
			{
				repId: as(rep).personId,
				source: "practice",
				kind: "role-play",
				practiceId: practice?.id ?? null,
				occurredAt,
				format: "utterances",
				conversation: conversationNumber(conversationIds.length),
				consent: null,
			},
			once("/v1/conversations"),
		);
		if (!sent.ok) throw new Error(`a conversation of the bench was refused: ${JSON.stringify(sent.error)}`);
		const { conversationId } = sent.value;
		conversationIds.push(conversationId);
		if (given.scoringWorkflows) {
			await cycles.startScoring(orgId, conversationId);
			await installation.client.workflow.getHandle(scoreWorkflowId(conversationId, 1)).result();
		} else {
			await scoring.scoreConversation({ orgId, conversationId });
		}
	};
	const answerAll = async (now: Instant, open: readonly TaskView[]): Promise<readonly TaskView[]> => {
		for (const task of open) {
			const act = {
				kind: "decide-task",
				cycleId,
				taskId: task.id,
				answer: answerTo(task, task.kind === "review" ? await org.findBlindLines(task.id) : []),
				note: null,
				at: now,
			} as const;
			const written = await org.writeAct(as("manager"), act, once("/v1/acts"));
			if (!written.ok) throw new Error(`an act of the bench was refused: ${JSON.stringify(written.error)}`);
			const message = { actId: written.value.id, kind: act.kind, taskId: task.id };
			const outcome = await timed(() => cycles.applyAct(cycleId, message));
			if (outcome === "pending" || outcome === "away" || outcome.kind !== "done") {
				throw new Error(`the answer to ${task.kind} came to ${JSON.stringify(outcome)}`);
			}
		}
		const last = stops.pop();
		if (last !== undefined) stops.push({ ...last, updates: last.updates + open.length });
		return open;
	};

	const answered: TaskView[] = [];
	await until(async () => (await org.findCycle(cycleId))?.phase === "baseline");
	for (const day of [0, 1, 2]) {
		await advance(at(day, "14:30"));
		await practise(at(day, "14:30"));
	}
	await timed(() => until(async () => (await org.findCycle(cycleId))?.phase === "practice"));
	answered.push(...(await answerAll(at(2, "14:30"), await org.listTasks({ cycleId, state: "open" }))));
	for (let week = 2; week <= WEEKS; week++) {
		const monday = (week - 1) * 7;
		await practise(at(monday + 1, "14:30"));
		await practise(at(monday + 2, "14:30"));
		// Behind the look of Thursday, which opens the review, and before anybody is reminded of it.
		if (CONTINUES_IN.includes(week)) {
			// The new run takes its first task before its clock goes on: a stop does not wait for it.
			await advance(at(monday, "02:00"));
			await until(() => hasBegun(installation, cycleId));
		}
		await advance(at(monday + 4, "10:00"));
		let open: readonly TaskView[] = [];
		await until(async () => {
			open = await org.listTasks({ cycleId, state: "open" });
			return open.some(({ kind }) => kind === "review");
		});
		answered.push(...(await answerAll(at(monday + 4, "10:00"), open)));
	}
	await advance(at(WEEKS * 7 + 1, "12:00"));

	const cycle = await org.findCycle(cycleId);
	const reviews = answered.filter(({ kind }) => kind === "review");
	const isTheWorkload =
		cycle?.phase === "closed" &&
		conversationIds.length === PRACTICES &&
		answered.length === 1 + REVIEWS &&
		reviews.length === REVIEWS &&
		reviews.every(({ subject }) => subject.conversations?.length === 2);
	if (!isTheWorkload) {
		throw new Error(
			`this was another cycle than the one to measure: ${JSON.stringify({ cycle, tasks: answered.map(({ kind }) => kind) })}`,
		);
	}
	return { orgId, cycleId, conversationIds, stops, cycleMs };
}

/** True once the current run has done all that it can do for now. */
async function hasBegun({ client }: Installation, cycleId: string): Promise<boolean> {
	const { raw } = await client.workflow.getHandle(cycleWorkflowId(cycleId)).describe();
	const { historyLength } = raw.workflowExecutionInfo ?? {};
	return raw.pendingWorkflowTask == null && Number(historyLength ?? 0) >= FIRST_TASK_EVENTS;
}

/** Started, and its first task scheduled, started and completed. */
const FIRST_TASK_EVENTS = 4;

const sharedScoring = createScoring();

/** The manager finds nothing in the lines: what a label says costs the cycle nothing. */
function answerTo(task: TaskView, lines: readonly BlindLineView[]): TaskAnswer {
	switch (task.kind) {
		case "approve-focus": {
			const [first, second] = task.subject.signals ?? [];
			if (first === undefined || second === undefined) throw new Error("a proposed focus names two signals");
			return { kind: "approve-focus", signals: [first, second] };
		}
		case "review":
			return {
				kind: "review",
				reviewed: true,
				lines: lines.map(({ conversationId: conversation, line }) => ({ conversation, line, signals: [] })),
			};
		default:
			throw new Error(`the cycle to measure opens no task of the kind ${task.kind}`);
	}
}

/** The baseline is weak and the practice behind it good, so that no checkpoint calls anybody in. */
function conversationNumber(index: number): Conversation {
	const talk = index < 3 ? POOR_TALK : GOOD_TALK;
	const last = ["Customer", `That was number ${index + 1}.`] as const;
	return {
		kind: "role-play",
		language: "en",
		utterances: [...talk, last].map(([who, text], ordinal) => ({
			ordinal,
			role: who === "Rep" ? "rep" : "customer",
			speaker: who,
			text,
			startMs: ordinal * MS_PER_TURN,
			endMs: (ordinal + 1) * MS_PER_TURN - 1,
			confidence: null,
		})),
	};
}

const MS_PER_TURN = 6_000;

/** A third of the built-in call: it asks, takes objections up, says what it is worth, and asks for a next step. */
const GOOD_TALK: readonly (readonly [string, string])[] = [
	...TALK.slice(8, 13),
	...TALK.slice(24, 36),
	...TALK.slice(-9, -3),
];

/** Long enough to be measured, with claims about the own house, objections that nobody takes up, and no question. */
const POOR_TALK: readonly (readonly [string, string])[] = [
	["Rep", "Hello and welcome. We are the market leader in warehouse software and we were founded thirty years ago."],
	["Customer", "Fine. Our people type every return by hand, and that costs us two days a week."],
	["Rep", "Our platform has more than two hundred modules and it runs in eleven data centres on three continents."],
	["Customer", "That sounds too expensive for us, our budget for this year is gone."],
	["Rep", "Our prices are the prices, and we have won four awards for our user interface in the last two years."],
	["Customer", "And we looked at Parcelwise, they promised the same thing."],
	[
		"Rep",
		"Our company has nine hundred employees, and our engineers released forty updates in the last quarter alone.",
	],
	["Customer", "I don't think our IT has time for this before the winter."],
	["Rep", "We also have a mobile app, a web app, and a desktop app, and all three of them share the same colours."],
	["Customer", "Hm. My boss would have to agree, and he does not like new things."],
	["Rep", "Our dashboard shows sixty charts on one page, and our logo was designed by a very well known studio."],
	["Customer", "I see."],
	["Rep", "Our roadmap has another hundred modules, and our founder wrote a book about the history of the company."],
	["Customer", "Well, thank you for the presentation."],
	["Rep", "Thank you. Our brochure has all of that on forty pages, and our web site has even more pages than that."],
];

/** The runs of a workflow, oldest first. */
export async function historiesOf(
	{ client }: Installation,
	workflowId: string,
): Promise<readonly temporal.api.history.v1.IHistory[]> {
	const histories: temporal.api.history.v1.IHistory[] = [];
	const { workflowExecutionInfo } = await client.workflowService.describeWorkflowExecution({
		namespace: client.options.namespace,
		execution: { workflowId },
	});
	let runId = workflowExecutionInfo?.execution?.runId ?? "";
	while (runId !== "") {
		const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
		histories.unshift(history);
		runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? "";
	}
	return histories;
}

export function cycleHistories(installation: Installation, cycleId: string) {
	return historiesOf(installation, cycleWorkflowId(cycleId));
}

function once(path: string): WriteKey {
	return { method: "POST", path, key: randomUUID(), requestHash: new Uint8Array([1]) };
}

const FIRST_LOOK_MS = 5;
const LOOK_EVERY_MS_MAX = 250;
const PATIENCE_MS = 600_000;

/** Looks again at growing intervals: fifty that look all the time would measure how fast one can look. */
export async function until(isSo: () => Promise<boolean>, withinMs = PATIENCE_MS): Promise<void> {
	const end = performance.now() + withinMs;
	for (let waitMs = FIRST_LOOK_MS; !(await isSo()); waitMs = Math.min(LOOK_EVERY_MS_MAX, 1.5 * waitMs)) {
		if (performance.now() > end) throw new Error(`not within ${withinMs / 1000} s`);
		await new Promise((resolve) => setTimeout(resolve, waitMs));
	}
}
