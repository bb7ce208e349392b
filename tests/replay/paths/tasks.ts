import type { Conversation } from "../../../domain/signals/conversation.ts";
import { epochMs, type Instant, instantOf } from "../../../domain/time.ts";
import type { SubmitInput } from "../../../services/records/types.ts";
import { taskWorkflowId } from "../../../workflows/workflow-ids.ts";
import { eventually, onceOnly } from "../../support/rig.ts";
import {
	type Coached,
	type Company,
	coached,
	company,
	fails,
	type Path,
	type Paths,
	PLANTED,
	type Stage,
	saying,
	withPlanted,
} from "../stage.ts";

const cycle =
	(happens: (on: Coached) => Promise<void>): Path =>
	async (stage) => {
		const on = await coached(stage);
		await happens(on);
		return on.kept;
	};

const SIGNAL = "discovery-density";

/** A reading that the rep disputes. */
async function disputed({ org, as, at, send }: Coached, conversationId: string) {
	// The rep says of a line that it counts, and the engine did not.
	const lines = [{ utterance: 0, counts: true }];
	const words = `that was ${PLANTED}`;
	const asked = { conversationId, signal: SIGNAL, lines, words, at: at(3) } as const;
	const written = await org.openDispute(as("rep"), asked, onceOnly("/disputes"));
	if (!written.ok) throw new Error(JSON.stringify(written.error));
	if (written.value.cycleId !== null) await send(written.value.dispute.id, "open-task");
	return { id: written.value.dispute.id, lines, against: lines.map((line) => ({ ...line, counts: !line.counts })) };
}

/** A task of no cycle, once it is open. */
async function openTask({ rig }: Stage, { org, as }: Company, taskId: string) {
	await eventually(
		() => org.findTask(taskId),
		(task) => task?.state === "open",
		60_000,
	);
	const asks = async (by: string, answer: Parameters<typeof org.writeAct>[1]["answer"]) => {
		const at = new Date().toISOString();
		const input = { kind: "decide-task", cycleId: null, taskId, answer, note: `said ${PLANTED}`, at } as const;
		const written = await org.writeAct(as(by), input, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		const message = { actId: written.value.id, kind: input.kind, taskId };
		const answered = await eventually(
			() => rig.cycles.applyAct(null, message),
			(outcome) => typeof outcome === "object",
			60_000,
		);
		return { outcome: answered, again: () => rig.cycles.applyAct(null, message) };
	};
	return {
		kept: [taskWorkflowId(taskId)],
		asks,
		async done(by: string, answer: Parameters<typeof asks>[1]): Promise<void> {
			const { outcome } = await asks(by, answer);
			if (typeof outcome !== "object" || outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
		},
		due: async () => (await org.findTask(taskId))?.dueAt ?? "",
		to: (at: Instant, days: number) => rig.time.advanceTaskTo(taskId, instantOf(epochMs(at) + days * 86_400_000)),
		over: () =>
			eventually(
				async () => (await rig.client.workflow.getHandle(taskWorkflowId(taskId)).describe()).status.name,
				(status) => status === "COMPLETED",
				60_000,
			),
	};
}

const TALK = [
	["Thanks for making time. What is the hardest part of SUBJECT for you today?", "It takes us two days every month."],
	["How do you check the numbers of SUBJECT before they go out?", "By hand, and your product is too expensive for us."],
	["So the price worries you. Our reports take one hour, which gives you a day back.", "That would help."],
] as const;

/** A call of the company's only rep of which somebody has to be asked something first. */
async function call({ org, as, idOf }: Company, subject: string, asks: "who" | "consent") {
	const [rep, customer] = [`${PLANTED} Chen`, `${PLANTED} Berg`];
	const conversation: Conversation = withPlanted({
		kind: "customer-call",
		language: "en",
		utterances: TALK.flat().map((text, ordinal) => ({
			ordinal,
			role: asks === "who" ? ("unknown" as const) : ordinal % 2 === 0 ? ("rep" as const) : ("customer" as const),
			speaker: ordinal % 2 === 0 ? rep : customer,
			text: text.replace("SUBJECT", subject),
			startMs: null,
			endMs: null,
			confidence: null,
		})),
	});
	const speaker = (name: string) => ({ key: name, label: name, name, email: null, side: null, channel: null });
	const at = new Date().toISOString();
	const input: SubmitInput = {
		repId: idOf("rep"),
		source: "live",
		kind: "customer-call",
		practiceId: null,
		occurredAt: at,
		format: "plain-text",
		conversation,
		...(asks === "who" ? { speakers: [rep, customer].map(speaker) } : {}),
		consent: asks === "consent" ? "to-be-asked" : { purpose: "coaching", reference: `${PLANTED} form`, at },
	};
	const sent = await org.submitConversation(as("lead"), input, onceOnly("/v1/conversations"));
	if (!sent.ok) throw new Error(JSON.stringify(sent.error));
	const { conversationId, askedIn } = sent.value;
	return { conversationId, taskId: askedIn ?? "" };
}

async function openedTask(stage: Stage, asks: "who" | "consent") {
	const around = await company(stage);
	const { taskId } = await call(around, "reporting", asks);
	return await openTask(stage, around, taskId);
}

/** A task that asks who of the speakers the rep is. */
export const askedWhoTheRepIs = (stage: Stage) => openedTask(stage, "who");

const asked =
	(asks: "who" | "consent", happens: (task: Awaited<ReturnType<typeof openTask>>) => Promise<void>): Path =>
	async (stage) => {
		const task = await openedTask(stage, asks);
		await happens(task);
		await task.over();
		return task.kept;
	};

/** Tasks: in a cycle, and those that belong to none. */
export const TASKS: Paths = {
	"cycle-task-delegated-handed-back-and-not-theirs": cycle(async ({ baseline, task, move, idOf, to, stop }) => {
		await baseline("low");
		const open = await task("approve-focus");
		await move({ kind: "delegate", to: idOf("other") }, open, "manager");
		await move({ kind: "not-mine" }, open, "other");
		await move({ kind: "not-mine" }, open, "manager");
		await to(9);
		await stop();
	}),
	"cycle-task-that-nobody-calls-theirs": cycle(async ({ baseline, task, move, to, stop }) => {
		await baseline("low");
		const open = await task("approve-focus");
		for (const by of ["manager", "boss", "lead", "head"]) await move({ kind: "not-mine" }, open, by);
		await to(9);
		await stop();
	}),
	"cycle-task-reopened-and-accepted-by-silence": cycle(async ({ baseline, task, answer, move, to, stop }) => {
		await baseline("low");
		await answer({ kind: "approve-focus", signals: ["close-attempts", "value-framing"] });
		await move({ kind: "reopen" }, await task("approve-focus", "done"), "manager");
		await to(11);
		await stop();
	}),
	"cycle-dispute-upheld": cycle(async (on) => {
		const [first = ""] = await on.baseline("middle");
		const { lines } = await disputed(on, first);
		await on.answer({ kind: "dispute", verdict: "upheld", lines });
		await on.to(9);
		await on.stop();
	}),
	"cycle-dispute-decided-twice-and-carried-on-at-the-stop": async (stage) => {
		const on = await coached(stage);
		const [first = ""] = await on.baseline("middle");
		const { against } = await disputed(on, first);
		await on.answer({ kind: "dispute", verdict: "not-upheld", lines: against });
		const again = await disputed(on, first);
		await on.task("dispute");
		await on.stop();
		const carried = await eventually(
			() => on.org.listTasks({ kind: "dispute", state: "open" }),
			(tasks) => tasks.some(({ cycleId }) => cycleId === null),
			60_000,
		);
		const task = await openTask(stage, on, carried.find(({ cycleId }) => cycleId === null)?.id ?? "");
		await task.done("lead", { kind: "dispute", verdict: "upheld", lines: again.lines });
		await task.over();
		return [...on.kept, ...task.kept];
	},
	"cycle-dispute-whose-call-is-withdrawn": cycle(async (on) => {
		await on.baseline("middle");
		const conversationId = await on.speak("live", saying("middle", 90), on.at(2, "12:00"));
		await disputed(on, conversationId);
		await on.task("dispute");
		const gone = await on.org.withdrawConsent(on.as("manager"), conversationId, on.at(2), onceOnly("/consent"));
		if (!gone.ok) throw new Error(JSON.stringify(gone.error));
		await on.to(9);
		await on.stop();
	}),

	"task-confirm-rep-answered": asked("who", (task) => task.done("manager", { kind: "confirm-rep", speakers: [0] })),
	"task-confirm-rep-nobody-of-them": asked("who", (task) =>
		task.done("manager", { kind: "confirm-rep", speakers: [] }),
	),
	"task-confirm-rep-refused-then-answered": asked("who", async (task) => {
		const wrong = await task.asks("manager", { kind: "confirm-rep", speakers: [7] });
		if (typeof wrong.outcome !== "object" || wrong.outcome.kind !== "refused") throw new Error("it was not refused");
		await wrong.again();
		await task.done("manager", { kind: "confirm-rep", speakers: [0] });
	}),
	"task-confirm-rep-climbs-to-the-head": asked("who", async (task) => {
		const due = await task.due();
		await task.to(due, 60);
		await task.done("head", { kind: "confirm-rep", speakers: [0] });
	}),
	"task-confirm-rep-answered-along-with-another": async (stage) => {
		const around = await company(stage);
		const first = await call(around, "reporting", "who");
		const second = await call(around, "billing", "who");
		const along = await openTask(stage, around, second.taskId);
		const due = await along.due();
		const task = await openTask(stage, around, first.taskId);
		await task.done("manager", { kind: "confirm-rep", speakers: [0] });
		await along.to(due, 10);
		await along.over();
		return along.kept;
	},
	"task-confirm-rep-whose-call-is-withdrawn": async (stage) => {
		const around = await company(stage);
		const { conversationId, taskId } = await call(around, "reporting", "who");
		const task = await openTask(stage, around, taskId);
		await around.sql("update consent set state = 'withdrawn' where conversation_id = $1", conversationId);
		await task.to(await task.due(), 1);
		await task.over();
		return task.kept;
	},
	"task-answered-when-its-subject-is-gone": async (stage) => {
		const around = await company(stage);
		const { conversationId, taskId } = await call(around, "reporting", "who");
		const task = await openTask(stage, around, taskId);
		await around.sql("update consent set state = 'withdrawn' where conversation_id = $1", conversationId);
		await task.asks("manager", { kind: "confirm-rep", speakers: [0] });
		await task.over();
		return task.kept;
	},
	"task-that-was-moot-before-it-was-opened": async (stage) => {
		const around = await company(stage);
		let go = (): void => undefined;
		const held = new Promise<void>((resolve) => {
			go = resolve;
		});
		stage.mischief.before("takeTaskStep", around.orgId, () => held);
		const { conversationId, taskId } = await call(around, "reporting", "who");
		await around.sql("update consent set state = 'withdrawn' where conversation_id = $1", conversationId);
		go();
		await eventually(
			// The relay starts it.
			async () =>
				await stage.rig.client.workflow
					.getHandle(taskWorkflowId(taskId))
					.describe()
					.then(
						({ status }) => status.name,
						() => null,
					),
			(status) => status === "COMPLETED",
			60_000,
		);
		return [taskWorkflowId(taskId)];
	},
	"task-consent-recorded": asked("consent", async (task) => {
		const givenAt = new Date(Date.now() - 60_000).toISOString();
		const answer = {
			kind: "consent",
			given: true,
			purpose: "coaching",
			reference: `${PLANTED} mail`,
			givenAt,
		} as const;
		await task.done("lead", answer);
	}),
	"task-consent-refused": asked("consent", (task) => task.done("lead", { kind: "consent", given: false })),
	"task-delegated-and-taken-back": async (stage) => {
		const around = await company(stage);
		const { taskId } = await call(around, "reporting", "who");
		const task = await openTask(stage, around, taskId);
		await task.done("manager", { kind: "delegate", to: around.idOf("other") });
		await task.done("other", { kind: "not-mine" });
		await task.done("manager", { kind: "not-mine" });
		await task.to(await task.due(), -0.5);
		await task.done("boss", { kind: "confirm-rep", speakers: [0] });
		await task.over();
		return task.kept;
	},
	"task-step-goes-on-as-a-normal-activity": async (stage) => {
		const around = await company(stage);
		stage.mischief.before("takeTaskStep", around.orgId, fails, fails, fails);
		const { taskId } = await call(around, "reporting", "who");
		const task = await openTask(stage, around, taskId);
		await task.done("manager", { kind: "confirm-rep", speakers: [0] });
		await task.over();
		return task.kept;
	},
};
