import { createDemoOrganisation, type DemoOrganisation } from "../../cli/demo/organisation.ts";
import { DEMO_STORY, type DemoStory, type RepStory, ZONE } from "../../cli/demo/stories.ts";
import { addDays } from "../../domain/calendar.ts";
import { MESSAGE_KINDS } from "../../domain/notification/message.ts";
import type { LocalDate } from "../../domain/time.ts";
import { createRecords } from "../../services/records/index.ts";
import type { PersonInput } from "../../services/records/types.ts";
import type { Ground } from "./fleet.ts";
import type { Ledger } from "./ledger.ts";

const ADMIN = "admin";
/** Dialogues of one rep must not be another's. */
const SEEDS_APART = 100;

/** As many reps as asked for, with the stories of the demo in turn. Each has words of their own. */
export function storyOf(reps: number): DemoStory {
	const { people } = DEMO_STORY;
	const stories = Array.from({ length: reps }, (_, index): RepStory => {
		const story = DEMO_STORY.reps[index % DEMO_STORY.reps.length];
		if (story === undefined) throw new Error("the demo has no reps");
		return { ...story, rep: `rep-${index + 1}`, seed: story.seed + SEEDS_APART * (index + 1) };
	});
	const managerOf = (index: number) => {
		const like = DEMO_STORY.reps[index % DEMO_STORY.reps.length]?.rep;
		return people.find(({ externalId }) => externalId === like)?.manager ?? null;
	};
	return {
		...DEMO_STORY,
		people: [
			...people.filter(({ roles }) => !roles.includes("rep")),
			personCalled(ADMIN, "admin", null),
			...stories.map(({ rep }, index) => personCalled(rep, "rep", managerOf(index))),
		],
		reps: stories,
	};
}

function personCalled(externalId: string, role: PersonInput["roles"][number], manager: string | null): PersonInput {
	const email = `${externalId}@chaos.invalid`;
	return { externalId, name: `Person ${externalId}`, email, roles: [role], zone: ZONE, manager };
}

/** The people of a story in a database, told by e-mail, Slack and a webhook of every kind. */
export async function settle(
	ground: Ground,
	database: string,
	people: readonly PersonInput[],
	today: LocalDate,
	ledger: Ledger,
): Promise<DemoOrganisation> {
	const { app, relay } = ground.urls(database);
	const records = createRecords({ appUrl: app, relayUrl: relay, fingerprintKey: ground.fingerprintKey });
	try {
		const organisation = await createDemoOrganisation(records, people, addDays(today, -1));
		const { orgId } = organisation;
		const admin = organisation.person(ADMIN);
		const { notification } = records.org(orgId);
		const saved = [
			await notification.saveChannel(admin.id, "email", { enabled: true }),
			await notification.saveChannel(admin.id, "slack", {
				enabled: true,
				slack: { kind: "webhook", url: ledger.slackUrl() },
			}),
			await notification.createWebhook(
				{ orgId, personId: admin.id, roles: admin.roles, clock: "skipped" },
				{ url: ledger.webhookUrl(), events: [...MESSAGE_KINDS] },
				{ method: "POST", path: "/v1/webhooks", key: "the-webhook", requestHash: new Uint8Array([1]) },
			),
		];
		const refused = saved.find(({ ok }) => !ok);
		if (refused !== undefined) throw new Error(`the channels were refused: ${JSON.stringify(refused)}`);
		return organisation;
	} finally {
		await records.close();
	}
}
