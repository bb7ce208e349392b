import type { Reminded } from "../../domain/cycle/facts.ts";
import type { TaskAnswer } from "../../domain/cycle/task.ts";
import type { Instant } from "../../domain/time.ts";
import { Prisma, type Tx } from "../database.ts";
import { nextFactSeq } from "./conversations.ts";
import { instant } from "./dates.ts";
import { isEarlier, isReminded, readDocument, toJson } from "./documents.ts";
import type { DisputeDecided, TaskMoved } from "./step-run.ts";
import { putRelayJob } from "./writes.ts";

// What happens to the row of a task, in a cycle and outside of one.

/** A time in which a task was open before, as its row keeps it when it is opened again. */
export type Earlier = {
	readonly openedAt: Instant;
	readonly openedIn: string;
	readonly state: "done" | "accepted";
	readonly answer: TaskAnswer | null;
	readonly decidedByAct: string | null;
	readonly closedAt: Instant;
	readonly closedIn: string;
};

export async function moveTask(tx: Tx, orgId: string, id: string, moved: TaskMoved): Promise<void> {
	await tx.task.updateMany({
		where: { orgId, id, state: "open" },
		data: {
			ownerRule: moved.ownerRule,
			dueAt: new Date(moved.dueAt),
			...(moved.namedOwner === undefined ? {} : { ownerId: moved.namedOwner }),
			...(moved.flag === undefined ? {} : { flag: moved.flag }),
		},
	});
}

export async function markReminded(tx: Tx, orgId: string, id: string, reminded: Reminded): Promise<void> {
	const task = await tx.task.findUnique({ where: { orgId_id: { orgId, id } }, select: { reminded: true } });
	if (task === null) return;
	const before = readDocument("reminders", task.reminded, isReminded);
	await tx.task.updateMany({ where: { orgId, id, state: "open" }, data: { reminded: toJson([...before, reminded]) } });
}

export async function reopenTask(
	tx: Tx,
	orgId: string,
	id: string,
	again: { readonly dueAt: Instant; readonly openedAt: Instant; readonly openedIn: string },
): Promise<void> {
	const task = await tx.task.findUnique({ where: { orgId_id: { orgId, id } } });
	if (task === null || task.closedAt === null || task.closedIn === null) return;
	const earlier = {
		openedAt: instant(task.openedAt),
		openedIn: task.openedIn,
		state: task.state,
		answer: task.answer,
		decidedByAct: task.decidedByAct,
		closedAt: instant(task.closedAt),
		closedIn: task.closedIn,
	};
	await tx.task.updateMany({
		where: { orgId, id, state: { in: ["done", "accepted"] } },
		data: {
			state: "open",
			earlier: toJson([...readDocument("earlier answers", task.earlier, isEarlier), earlier]),
			answer: Prisma.DbNull,
			decidedByAct: null,
			closedAt: null,
			closedIn: null,
			reminded: [],
			flag: null,
			openedAt: new Date(again.openedAt),
			openedIn: again.openedIn,
			dueAt: new Date(again.dueAt),
		},
	});
}

/** That it was decided is a fact of the rep like the dispute itself: decisions from here on know of it. */
export async function decideDispute(
	tx: Tx,
	orgId: string,
	{ dispute: id, verdict, lines, actId, by }: DisputeDecided,
	at: Instant,
): Promise<void> {
	const row = await tx.dispute.findUnique({ where: { orgId_id: { orgId, id } }, select: { repId: true, state: true } });
	if (row === null || row.state !== "open") return;
	const factSeq = await nextFactSeq(tx, orgId, row.repId);
	await tx.dispute.updateMany({
		where: { orgId, id, state: "open" },
		data: { state: verdict, verdicts: toJson(lines), actId, decidedBy: by, decidedAt: new Date(at), factSeq },
	});
}

/** A dispute that no cycle holds (any more) goes on as a task of its own. */
export async function carryOnDispute(tx: Tx, orgId: string, id: string): Promise<void> {
	await putRelayJob(tx, orgId, "dispute", id);
}
