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

/** As many reps as asked for in one cohort, with the stories of the demo in turn, each with words and a line of their own. */
export function storyOf(reps: number): DemoStory {
	const stories = Array.from({ length: reps }, (_, index): RepStory => {
		const story = DEMO_STORY.reps[index % DEMO_STORY.reps.length];
		if (story === undefined) throw new Error("the demo has no reps");
		return { ...story, rep: `rep-${index + 1}`, seed: story.seed + SEEDS_APART * (index + 1) };
	});
	const lines = stories.map(({ rep }, index) => {
		const like = DEMO_STORY.reps[index % DEMO_STORY.reps.length]?.rep;
		const manager = managerIn(DEMO_STORY, like);
		return {
			rep,
			manager: `manager-of-${rep}`,
			director: `director-of-${rep}`,
			like: { manager, director: managerIn(DEMO_STORY, manager) },
		};
	});
	const keepersLike = (person: string, like: string | null) =>
		DEMO_STORY.keepers.filter((keeper) => keeper.person === like).map((keeper) => ({ ...keeper, person }));
	const isOfALine = ({ roles }: PersonInput) => roles.includes("rep") || roles.includes("manager");
	const others = DEMO_STORY.people.filter((person) => !isOfALine(person));
	return {
		...DEMO_STORY,
		people: [
			...others,
			personCalled(ADMIN, "admin", null),
			...lines.map(({ director }) => personCalled(director, "manager", null)),
			...lines.map(({ manager, director }) => personCalled(manager, "manager", director)),
			...lines.map(({ rep, manager }) => personCalled(rep, "rep", manager)),
		],
		keepers: [
			...DEMO_STORY.keepers.filter(({ person }) => others.some(({ externalId }) => externalId === person)),
			...lines.flatMap(({ manager, director, like }) => [
				...keepersLike(manager, like.manager),
				...keepersLike(director, like.director),
			]),
		],
		reps: stories,
	};
}

/**
 * The same, each rep in a cohort and with a lead of their own. Meetings look for a free hour in the calendars of manager,
 * director and lead, and which of two cycles with clocks of their own asks first is chance.
 */
export function storiesOf(reps: number): readonly DemoStory[] {
	const story = storyOf(reps);
	const leadOf = ({ rep }: RepStory) => `lead-of-${rep}`;
	const people = [
		...story.people.filter(({ externalId }) => externalId !== story.lead),
		...story.reps.map((rep) => personCalled(leadOf(rep), "lead", null)),
	];
	return story.reps.map((rep) => ({
		...story,
		people,
		lead: leadOf(rep),
		keepers: story.keepers.map((keeper) =>
			keeper.person === story.lead ? { ...keeper, person: leadOf(rep) } : keeper,
		),
		reps: [rep],
	}));
}

function managerIn({ people }: DemoStory, externalId: string | null | undefined): string | null {
	return people.find((person) => person.externalId === externalId)?.manager ?? null;
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
