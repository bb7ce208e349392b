import type { Database } from "../database.ts";
import { instant } from "./dates.ts";
import { isFields, isReasonParams, readDocument, readPolicy } from "./documents.ts";
import { isId } from "./ids.ts";
import type { DecisionView, StepView } from "./types.ts";

/** A decision with the policy that it was taken by, so that it can be asked again. */
export function findDecision(database: Database, orgId: string, id: string): Promise<DecisionView | null> {
	if (!isId(id)) return Promise.resolve(null);
	return database.withOrg(orgId, async (tx) => {
		const row = await tx.decisionRow.findUnique({
			where: { orgId_id: { orgId, id } },
			include: {
				policyVersion: { select: { content: true } },
				cycle: { select: { repId: true } },
				task: { select: { repId: true } },
			},
		});
		const repId = row?.cycle?.repId ?? row?.task?.repId;
		if (row === null || repId === undefined) return null;
		return {
			id,
			cycleId: row.cycleId,
			repId,
			name: row.name,
			rule: row.rule,
			inputs: readDocument("inputs", row.inputs, isFields),
			outcome: readDocument("outcome", row.outcome, isFields),
			reason: { code: row.reasonCode, params: readDocument("reason", row.reasonParams, isReasonParams) },
			by: row.by,
			at: instant(row.at),
			policy: readPolicy(row.policyVersion.content),
		};
	});
}

/** Where a step of a cycle stands in the events of its run; null for a step that has not happened. */
export function findStep(database: Database, orgId: string, cycleId: string, name: string): Promise<StepView | null> {
	if (!isId(cycleId)) return Promise.resolve(null);
	return database.withOrg(orgId, async (tx) => {
		const step = await tx.stepRecord.findUnique({ where: { orgId_cycleId_name: { orgId, cycleId, name } } });
		if (step === null) return null;
		const next =
			step.runId === ""
				? null
				: await tx.stepRecord.findFirst({
						where: { orgId, cycleId, runId: step.runId, historyLength: { gt: step.historyLength } },
						orderBy: { historyLength: "asc" },
						select: { historyLength: true },
					});
		return {
			// What `record` appends runs beside the cycle, in none of its runs.
			runId: step.runId === "" ? null : step.runId,
			historyLength: step.historyLength,
			nextLength: next?.historyLength ?? null,
			at: instant(step.at),
		};
	});
}

/** Names of people by their ids; those who are unknown are left out. */
export function namesOf(
	database: Database,
	orgId: string,
	ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	const people = [...new Set(ids)].filter(isId);
	if (people.length === 0) return Promise.resolve(new Map());
	return database.withOrg(orgId, async (tx) => {
		const rows = await tx.person.findMany({
			where: { orgId, id: { in: people } },
			select: { id: true, name: true },
		});
		return new Map(rows.map(({ id, name }) => [id, name]));
	});
}
