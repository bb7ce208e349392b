import { Client } from "@temporalio/client";
import { createApiClient } from "../../cli/api-client.ts";
import { launchStory } from "../../cli/demo/run.ts";
import type { LocalDate } from "../../domain/time.ts";
import { waitFor } from "../../embedded/wait.ts";
import { connectTemporal } from "../../services/temporal.ts";
import { cycleWorkflowId } from "../../workflows/workflow-ids.ts";
import { settle, storyOf } from "./company.ts";
import { type Ground, type Part, startHouse } from "./fleet.ts";
import { createKiller } from "./kills.ts";
import type { Ledger } from "./ledger.ts";
import { createLooker } from "./looker.ts";

export type LaunchOptions = {
	readonly ground: Ground;
	readonly home: string;
	/** Of the database and the namespace of this launch alone. */
	readonly name: string;
	readonly ledger: Ledger;
	readonly today: LocalDate;
	readonly startsOn: LocalDate;
	readonly reps: number;
	/** Who dies, each when a further share of the cycles has started. */
	readonly deaths: readonly Part[];
};

export type Launched = {
	readonly seconds: number;
	readonly kills: number;
	/** How many cycles had started when the launcher died. */
	readonly startedAtDeath: readonly number[];
	/** Reps without a row, or rows without a workflow. */
	readonly missing: number;
	/** Second rows of a rep, second runs of a cycle, workflows of no row. */
	readonly duplicates: number;
};

/** An interrupted page is begun again when its activity has timed out: two minutes today. */
const LAUNCHED_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 20;
const BACK_WITHIN_MS = 90_000;

/** A launch whose launcher dies half-way, and goes on. */
export async function launchInterrupted(options: LaunchOptions): Promise<Launched> {
	const { ground, home, name, deaths } = options;
	const story = storyOf(options.reps);
	const reps = story.reps.map(({ rep }) => rep);
	await ground.createNamespace(name);
	await ground.createDatabase(name, null);
	const organisation = await settle(ground, name, story.people, options.today, options.ledger);
	const started = performance.now();
	const house = await startHouse({
		ground,
		home,
		database: name,
		namespace: name,
		smtpUrl: options.ledger.smtpUrl(),
		withWorker: true,
	});
	const connection = await connectTemporal(ground.temporalAddress);
	const client = new Client({ connection, namespace: name });
	const look = createLooker(ground.superuserUrl(name));
	try {
		const { key } = organisation.person(story.lead);
		const lead = createApiClient({ url: house.apiUrl, key, hopeless: house.givenUp });
		await launchStory(lead, organisation, story, options.startsOn);
		/** Runs of cycles, by workflow. Visibility lags behind, so it is asked until it has caught up. */
		const runsOf = async (): Promise<ReadonlyMap<string, number>> => {
			const runs = new Map<string, number>();
			for await (const { workflowId } of client.workflow.list({ query: "WorkflowType = 'coachingCycle'" })) {
				runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
			}
			return runs;
		};
		const startedAtDeath: number[] = [];
		const share = options.reps / (deaths.length + 1);
		const killer = createKiller(
			deaths.map((part, index) => ({ part, atEvent: Math.ceil(share * (index + 1)), afterMs: 0 })),
			(part) => {
				const pid = house.pid(part);
				if (pid !== null) startedAtDeath.push(seen);
				return pid;
			},
		);
		let seen = 0;
		await waitFor(
			"all cycles are started",
			async () => {
				seen = (await client.workflow.count("WorkflowType = 'coachingCycle'")).count;
				killer.happened(seen);
				return seen >= options.reps ? true : undefined;
			},
			{ deadlineMs: LAUNCHED_WITHIN_MS, everyMs: LOOK_EVERY_MS },
		).catch(() => {});
		const kills = await killer.settled();
		// Whoever died last may still be starting.
		const runs = await waitFor("Temporal answers", runsOf, { deadlineMs: BACK_WITHIN_MS });
		const cycles = () =>
			look<{ id: string; rep: string }>(
				"select c.id, p.external_id as rep from cycle c join person p on p.org_id = c.org_id and p.id = c.rep_id where c.org_id = $1",
				[organisation.orgId],
			);
		const rows = await waitFor("PostgreSQL answers", cycles, { deadlineMs: BACK_WITHIN_MS });
		const ids = new Set(rows.map(({ id }) => cycleWorkflowId(id)));
		const withRow = new Set(rows.map(({ rep }) => rep));
		return {
			seconds: (performance.now() - started) / 1000,
			kills,
			startedAtDeath,
			missing:
				reps.filter((rep) => !withRow.has(rep)).length + rows.filter(({ id }) => !runs.has(cycleWorkflowId(id))).length,
			duplicates:
				rows.length -
				withRow.size +
				[...runs].reduce((more, [id, count]) => more + (ids.has(id) ? count - 1 : count), 0),
		};
	} finally {
		await connection.close();
		await house.stop();
	}
}
