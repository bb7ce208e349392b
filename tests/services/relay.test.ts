import { describe, expect, it } from "vitest";
import { type Cycles, createCycles } from "../../services/cycles.ts";
import type { ActView, RelayJobView } from "../../services/records/types.ts";
import { createRelay } from "../../services/relay.ts";
import { createLazyTemporalClient } from "../../services/temporal.ts";
import { createFakeRecords } from "../support/fake-records.ts";

const ID = "018f0000-0000-7000-8000-000000000001";

/** One pass over the job of one act, with what its cycle answers; gives what was sent and what became of the job. */
async function pass(state: ActView["state"], answer: Awaited<ReturnType<Cycles["applyAct"]>>, attempts = 1) {
	const fake = createFakeRecords();
	const { id: orgId } = fake.addOrg();
	const act: ActView = {
		id: ID,
		actorId: ID,
		kind: "decide-task",
		cycleId: ID,
		taskId: ID,
		at: "2026-01-05T09:00:00.000Z",
		state,
		outcome: null,
	};
	const job: RelayJobView = { orgId, id: ID, kind: "act", target: ID, attempts };
	const seen: string[] = [];
	const relay = createRelay({
		records: {
			...fake,
			org: (id) => ({ ...fake.org(id), findAct: async () => act }),
			leaseRelayJobs: async () => [job],
			finishRelayJob: async () => void seen.push("finished"),
			retryRelayJob: async () => void seen.push("again later"),
			markActApplied: async () => void seen.push("marked"),
		},
		cycles: {
			...createCycles(createLazyTemporalClient("127.0.0.1:1", "none")),
			async applyAct() {
				seen.push("sent");
				return answer;
			},
		},
		log: { warn: (fields, message) => void seen.push(`${message} ${JSON.stringify(fields)}`) },
	});
	await relay.once();
	return seen;
}

describe("the job of an act", () => {
	it("ends with the answer of the cycle", async () => {
		expect(await pass("pending", { kind: "done" })).toEqual(["sent", "marked", "finished"]);
		expect(await pass("pending", "pending")).toEqual(["sent", "again later"]);
		expect(await pass("pending", "away", 50)).toEqual(["sent", "again later"]);
	});

	it("does not end with the act in the tables: a worker that died behind the commit has not told the cycle", async () => {
		expect(await pass("applied", { kind: "done" })).toEqual(["sent", "marked", "finished"]);
		expect(await pass("applied", "away")).toEqual(["sent", "again later"]);
	});

	it("does not go on for ever where no cycle is left to be told", async () => {
		expect(await pass("applied", "pending", 50)).toEqual(["sent", "finished"]);
	});
});
