import type { Activities } from "../../activities/index.ts";
import { addDays, instantAt, nextWeekdayOnOrAfter } from "../../domain/calendar.ts";
import type { CycleChange, CyclePhase, DrillAsk } from "../../domain/cycle/facts.ts";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { TaskAnswer, TaskKind, TaskMove } from "../../domain/cycle/task.ts";
import type { DrillGap, DrillState } from "../../domain/drill/drill.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import { epochMs, type Instant, instantOf } from "../../domain/time.ts";
import type { ActInput, DrillView, LaunchInput, PersonInput, TaskView } from "../../services/records/types.ts";
import { cycleWorkflowId } from "../../workflows/workflow-ids.ts";
import { spokenBy } from "../support/choices.ts";
import { personOf } from "../support/company.ts";
import { eventually, onceOnly, type Rig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";

/** Stands in everything that people say, write or are called while histories are recorded, and in no history. */
export const PLANTED = "heliotrope";

/** Where a path is played: on a rig that other paths share. */
export type Stage = { readonly rig: Rig; readonly mischief: Mischief };

/** A path of a workflow: what happens to it. Gives the ids of the workflows whose runs are to be kept, all of them. */
export type Path = (stage: Stage) => Promise<readonly string[]>;
export type Paths = { readonly [name: string]: Path };

type Disturbed = "takeStep" | "takeTaskStep" | "scoreConversation" | "lookAtCohort" | "launchNextMembers" | "eraseRows";

/** What is done to activities of one organisation, so that paths do not disturb each other. */
export type Mischief = {
	/** Before each of the next calls of the activity one of these is done; where it throws, so does the activity. */
	before(activity: Disturbed, orgId: string, ...doings: readonly (() => Promise<unknown>)[]): void;
	readonly activities: (real: Activities) => Activities;
};

export function createMischief(): Mischief {
	const waiting = new Map<string, (() => Promise<unknown>)[]>();
	const next = async (activity: Disturbed, orgId: string) => {
		await waiting.get(`${activity} ${orgId}`)?.shift()?.();
	};
	return {
		before(activity, orgId, ...doings) {
			waiting.set(`${activity} ${orgId}`, [...doings]);
		},
		activities: (real) => ({
			...real,
			async takeStep(identity, call, state) {
				await next("takeStep", identity.orgId);
				return await real.takeStep(identity, call, state);
			},
			async takeTaskStep(identity, call) {
				await next("takeTaskStep", identity.orgId);
				return await real.takeTaskStep(identity, call);
			},
			async scoreConversation(input) {
				await next("scoreConversation", input.orgId);
				await real.scoreConversation(input);
			},
			async lookAtCohort(input) {
				await next("lookAtCohort", input.orgId);
				return await real.lookAtCohort(input);
			},
			async launchNextMembers(input) {
				await next("launchNextMembers", input.orgId);
				return await real.launchNextMembers(input);
			},
			async eraseRows(input) {
				await next("eraseRows", input.orgId);
				await real.eraseRows(input);
			},
		}),
	};
}

/** An activity that fails, as while a database is away. */
export async function fails(): Promise<never> {
	throw new Error("away");
}

const ZONE = "Europe/Berlin";
const WITHIN_MS = 60_000;
/** A Monday, so that a path takes the same course whichever day it is recorded on. */
export const FIRST_DAY = nextWeekdayOnOrAfter(addDays(new Date().toISOString().slice(0, 10), 1), 1);

/** The same person, called by a planted name. */
function planted(person: PersonInput): PersonInput {
	return {
		...person,
		externalId: plantedId(person.externalId),
		name: `${PLANTED} ${person.externalId}`,
		email: `${person.externalId}@${PLANTED}.example`,
		manager: person.manager === null ? null : plantedId(person.manager),
	};
}

export function plantedId(externalId: string): string {
	return `${PLANTED}-${externalId}`;
}

export type Company = Awaited<ReturnType<typeof company>>;

/** An organisation: a head, a lead, an administrator, two managers with a manager of their own, and these reps. */
export async function company({ rig }: Stage, reps: readonly string[] = ["rep"]) {
	const made = await rig.organisation(
		[
			personOf("head", "head", null),
			personOf("lead", "lead", null),
			personOf("admin", "admin", null),
			personOf("boss", "manager", null),
			personOf("manager", "manager", "boss"),
			personOf("other", "manager", "boss"),
			...reps.map((rep) => personOf(rep, "rep", "manager")),
		].map(planted),
		"2026-01-01",
	);
	const { org } = made;
	return {
		...made,
		as: (externalId: string) => made.as(plantedId(externalId)),
		idOf: (externalId: string) => made.as(plantedId(externalId)).personId,
		/** Of the people table, from a date on. */
		async people(people: readonly PersonInput[], since: string): Promise<void> {
			const imported = await org.importPeople(people.map(planted), since);
			if (!imported.ok) throw new Error(JSON.stringify(imported.error));
		},
		async launch(more: Partial<LaunchInput> = {}) {
			const input = {
				name: `Autumn ${PLANTED}`,
				startsOn: FIRST_DAY,
				policy: null,
				...more,
				reps: (more.reps ?? ["rep"]).map(plantedId),
			};
			const launched = await org.launchCohort(made.as(plantedId("lead")), input, onceOnly("/v1/cohorts"));
			if (!launched.ok) throw new Error(JSON.stringify(launched.error));
			return launched.value;
		},
		sql: (text: string, ...values: readonly unknown[]) => superuser(rig.database.superuser, text, values),
	};
}

/** What a rep says, with the planted word in it; another number has other words. */
export function saying(level: Parameters<typeof spokenBy>[0], number: number): Conversation {
	return withPlanted(spokenBy(level, number));
}

export function withPlanted(conversation: Conversation): Conversation {
	const [first, ...rest] = conversation.utterances;
	if (first === undefined) throw new Error("nothing is said");
	const speaks = { ...first, text: `${first.text} That is how ${PLANTED} works.` };
	return { ...conversation, utterances: [speaks, ...rest] };
}

type Level = Parameters<typeof spokenBy>[0];
type Act = Pick<ActInput, "kind" | "answer"> & Partial<Pick<ActInput, "taskId" | "change" | "drill">>;

export type Coached = Awaited<ReturnType<typeof coached>>;

/** A cycle that was launched; its first day, a Monday, is still to come. */
export async function coached(stage: Stage, more: Partial<LaunchInput> = {}, of?: Company) {
	const { rig } = stage;
	const around = of ?? (await company(stage));
	const { org, as } = around;
	const { cycleIds, cohortId } = await around.launch(more);
	const [cycleId = ""] = cycleIds;
	const [rep = "rep"] = more.reps ?? [];
	await eventually(
		() => rig.cycles.presence("cycle", cycleId),
		(presence) => presence === "running",
		WITHIN_MS,
	);
	let said = 0;
	const at = (day: number, time = "10:00"): Instant => instantAt(addDays(FIRST_DAY, day), time, ZONE);
	const date = (day: number) => addDays(FIRST_DAY, day);

	/** The server holds a run back for a moment that continues one which was short: a clock moved then would leap over it. */
	const answers = () =>
		eventually(
			() =>
				rig.cycles.position(cycleId).then(
					() => true,
					() => false,
				),
			(isThere) => isThere,
			WITHIN_MS,
		);
	const toInstant = async (instant: Instant) => {
		await answers();
		const reached = await rig.time.advanceTo(cycleId, instant);
		await rig.time.untilIdle(cycleId);
		return reached;
	};
	const write = async (by: string, act: Act): Promise<string> => {
		const input = { taskId: null, ...act, cycleId, note: `because of ${PLANTED}`, at: await rig.time.now(cycleId) };
		const written = await org.writeAct(as(by), input, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		return written.value.id;
	};
	const send = (actId: string, kind: ActInput["kind"], taskId: string | null = null) =>
		eventually(
			() => rig.cycles.applyAct(cycleId, { actId, kind, taskId }),
			(answered) => typeof answered === "object",
			WITHIN_MS,
		);
	const asks = async (by: string, act: Act): Promise<ActOutcome> => {
		const answered = await send(await write(by, act), act.kind, act.taskId ?? null);
		if (typeof answered !== "object") throw new Error(answered);
		return answered;
	};
	const done = async (by: string, act: Act): Promise<void> => {
		const outcome = await asks(by, act);
		if (outcome.kind !== "done") throw new Error(`${act.kind}: ${JSON.stringify(outcome)}`);
	};
	const refused = async (by: string, act: Act, code: string): Promise<void> => {
		const outcome = await asks(by, act);
		if (outcome.kind !== "refused" || outcome.reason.code !== code) throw new Error(JSON.stringify(outcome));
	};
	const task = async (kind: TaskKind, state: TaskView["state"] = "open"): Promise<TaskView> => {
		const found = await eventually(
			() => org.listTasks({ cycleId, kind, state }),
			(tasks) => tasks.length > 0,
			WITHIN_MS,
		);
		const [first] = found;
		if (first === undefined) throw new Error(`no task ${kind}`);
		return first;
	};
	const speak = async (
		source: "practice" | "live",
		conversation: Conversation,
		instant: Instant,
		drillId?: string,
	): Promise<string> => {
		const practice =
			source === "practice" && drillId === undefined ? (await org.findCycle(cycleId))?.nextPractice : null;
		const sent = await org.submitConversation(
			as(rep),
			{
				repId: as(rep).personId,
				source,
				kind: source === "live" ? "customer-call" : "role-play",
				practiceId: practice?.id ?? null,
				...(drillId === undefined ? {} : { drillId }),
				occurredAt: instant,
				format: "utterances",
				conversation: { ...conversation, kind: source === "live" ? "customer-call" : "role-play" },
				consent: source === "live" ? { purpose: "coaching", reference: `${PLANTED} form`, at: instant } : null,
			},
			onceOnly("/v1/conversations"),
		);
		if (!sent.ok) throw new Error(JSON.stringify(sent.error));
		const { conversationId } = sent.value;
		await eventually(
			() => org.findConversation(conversationId),
			(found) => found?.state === "scored",
			WITHIN_MS,
		);
		return conversationId;
	};
	const practise = (level: Level, instant: Instant) => speak("practice", saying(level, ++said), instant);
	const phase = (wanted: CyclePhase) =>
		eventually(
			() => org.findCycle(cycleId),
			(cycle) => cycle?.phase === wanted,
			WITHIN_MS,
		);
	const decided = async (
		act: Omit<Act, "kind"> & { readonly answer: TaskAnswer | TaskMove },
		of: TaskView,
		by: string,
	) => await asks(by, { kind: "decide-task", ...act, taskId: of.id });
	const drills = () => org.listDrills({ repId: as(rep).personId });

	return {
		...around,
		cohortId,
		cycleId,
		at,
		date,
		write,
		send,
		asks,
		done,
		refused,
		task,
		speak,
		practise,
		phase,
		drills,
		kept: [cycleWorkflowId(cycleId)],
		/** Moves the cycle's clock, and waits until what came due is done. */
		to: (day: number, time?: string) => toInstant(at(day, time)),
		after: (instant: Instant, hours = 1) => toInstant(instantOf(epochMs(instant) + hours * 3_600_000)),
		/** The clock of the cycle comes to its end within so many days. */
		async ends(day: number): Promise<void> {
			await answers();
			if ((await rig.time.advanceTo(cycleId, at(day))) !== "ended") throw new Error(`it goes on after day ${day}`);
		},
		stop: (by = "lead") => done(by, { kind: "stop-cycle", answer: null }),
		change: (change: CycleChange, by = "lead") => done(by, { kind: "change-cycle", answer: null, change }),
		drill: (ask: DrillAsk, by = "manager") => done(by, { kind: drillAct(ask), answer: null, drill: ask }),
		/** Answers the first open task of the answer's kind; a review with nothing labelled. */
		async answer(answer: TaskAnswer, by = "manager"): Promise<void> {
			const open = await task(answer.kind);
			const lines = (open.subject.lines ?? []).map((line) => ({ ...line, signals: [] }));
			const whole = answer.kind === "review" ? { ...answer, lines } : answer;
			const outcome = await decided({ answer: whole }, open, by);
			if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
		},
		/** Hands a task on, back, or opens it again. */
		move: async (move: TaskMove, of: TaskView, by: string) => await decided({ answer: move }, of, by),
		/** Three practices on the first three days, and with them the baseline. */
		async baseline(level: Level = "low"): Promise<readonly string[]> {
			const held: string[] = [];
			for (const day of [0, 1, 2]) {
				await toInstant(at(day));
				held.push(await practise(level, at(day)));
			}
			await phase("practice");
			return held;
		},
		/** The practices of a week, on its Monday, by when the clock has come there. */
		async week(week: number, level: Level, count = 2): Promise<void> {
			const monday = (week - 1) * 7;
			await toInstant(at(monday));
			for (let n = 0; n < count; n++) await practise(level, at(monday, `${10 + n}:30`));
		},
		/** The cycle's row is stored so that no step can be decided; what comes back puts it right again. */
		async spoil(): Promise<() => Promise<unknown>> {
			const [row] = await around.sql("select plan from cycle where id = $1", cycleId);
			const store = (plan: unknown) =>
				around.sql("update cycle set plan = $2 where id = $1", cycleId, JSON.stringify(plan));
			await store("not a plan");
			return () => store(row?.plan);
		},
		isStuck: () =>
			eventually(
				() => org.findCycle(cycleId),
				(found) => found?.flags.includes("step-stuck") === true,
				WITHIN_MS,
			),
		async drillIs(id: string, state: DrillState): Promise<DrillView | null> {
			return await eventually(
				() => org.findDrill(id),
				(drill) => drill?.state === state,
				WITHIN_MS,
			);
		},
		/** Somebody assigns a drill about a line of the conversation; gives its id. */
		async assign(conversation: string, more: Partial<Extract<DrillAsk, { do: "assign" }>> = {}): Promise<string> {
			const gap: DrillGap = "next-step";
			const ask = { do: "assign", gap, conversation, utterance: 3, times: 2, mornings: [], submitTo: null } as const;
			await done("manager", {
				kind: "assign-drill",
				answer: null,
				drill: { ...ask, insists: true, ...more },
			});
			return (await drills()).at(-1)?.id ?? "";
		},
	};
}

function drillAct(ask: DrillAsk): "assign-drill" | "submit-drill" | "withdraw-drill" {
	return `${ask.do}-drill`;
}
