import { afterAll, beforeAll, expect, it } from "vitest";
import { kindOfMessage } from "../../../domain/notification/message.ts";
import type { InboxMessage, InboxPlace } from "../../../services/records/notification-types.ts";
import { type Company, createCompany, launch, personOf, type Rig, startRig, throughBaseline } from "./rig.ts";

let rig: Rig;
let company: Company;
beforeAll(async () => {
	rig = await startRig();
	company = await createCompany(rig.records);
	const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
	await throughBaseline(rig.records, company, "r0", cycleId);
});
afterAll(() => rig.close());

async function inboxOf(person: string, limit: number): Promise<readonly InboxMessage[]> {
	const { inbox } = rig.records.org(company.orgId).notification;
	const all: InboxMessage[] = [];
	let after: InboxPlace | null = null;
	do {
		const page: Awaited<ReturnType<typeof inbox>> = await inbox(personOf(company, person).id, { after, limit });
		all.push(...page.items);
		after = page.next;
	} while (after !== null);
	return all;
}

it("holds what a person was told and nothing of others, the newest first, each once over any pages", async () => {
	const told = await rig.look<{ id: string }>(
		"select id from outbox where channel = 'inbox' and person_id = $1 order by at desc, id desc",
		[personOf(company, "r0").id],
	);
	expect(told.length).toBeGreaterThan(1);
	for (const limit of [1, 2, 200]) {
		expect((await inboxOf("r0", limit)).map(({ id }) => id)).toEqual(told.map(({ id }) => id));
	}
});

it("names the task that a message is about, so that it can be opened", async () => {
	const messages = await inboxOf("m1", 50);
	const asked = messages.find(({ about }) => about.some(({ code }) => code === "task-opened.approve-focus"));
	const tasks = await rig.records.org(company.orgId).listTasks({ kind: "approve-focus" });
	expect(asked).toMatchObject({ kind: kindOfMessage("task-opened.approve-focus"), taskId: tasks[0]?.id });
});

it("leaves out what has been withdrawn since", async () => {
	const [first] = await inboxOf("r0", 1);
	await rig.look("update outbox set state = 'withdrawn', sent_at = null where id = $1", [first?.id]);
	expect((await inboxOf("r0", 50)).map(({ id }) => id)).not.toContain(first?.id);
});
