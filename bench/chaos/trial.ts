import type { DemoOrganisation } from "../../cli/demo/organisation.ts";
import { runDemo } from "../../cli/demo/run.ts";
import type { DemoStory } from "../../cli/demo/stories.ts";
import type { LocalDate } from "../../domain/time.ts";
import { messageOf } from "../../embedded/errors.ts";
import { createSkippedTime } from "../../embedded/skipped-time.ts";
import { waitFor } from "../../embedded/wait.ts";
import { type Ground, startHouse } from "./fleet.ts";
import { createKiller, type Kill } from "./kills.ts";
import type { Arrival, Ledger } from "./ledger.ts";
import { createLooker, type Looker } from "./looker.ts";
import { readState, type State } from "./state.ts";

export type TrialOptions = {
	readonly ground: Ground;
	readonly home: string;
	/** The database, and the namespace, of this run alone. */
	readonly name: string;
	readonly organisation: DemoOrganisation;
	/** Told all at once. */
	readonly stories: readonly DemoStory[];
	readonly startsOn: LocalDate;
	readonly ledger: Ledger;
	readonly kills: readonly Kill[];
	/** Who is away from the nth thing that happens to the mth. */
	readonly outages: readonly { readonly who: "mail" | "http"; readonly from: number; readonly to: number }[];
};

export type Trial = {
	readonly seconds: number;
	/** How many things happened; the same in every run of the same stories. */
	readonly events: number;
	readonly kills: number;
	/** Cycles that did not close, work that nobody did any more, and why a story broke off if one did. */
	readonly stuck: readonly string[];
	readonly arrivals: readonly Arrival[];
	readonly slackPosts: number;
	readonly state: State;
};

/** As services/notification/relay.ts and services/relay.ts lease. */
const MESSAGE_LEASE_MS = 120_000;
const JOB_LEASE_MS = 30_000;
const DRAINED_WITHIN_MS = 150_000;

/** One run of all stories through the real processes, disturbed or not, up to the last message. */
export async function runTrial(options: TrialOptions): Promise<Trial> {
	const { ground, home, name, organisation, ledger, outages } = options;
	const { orgId } = organisation;
	const started = performance.now();
	ledger.forget();
	const database = createLooker(ground.superuserUrl(name));
	const house = await startHouse({
		ground,
		home,
		database: name,
		namespace: name,
		smtpUrl: ledger.smtpUrl(),
		withWorker: true,
		onWorkerDied: () => void endLeases(database, Date.now()),
	});
	const time = await createSkippedTime({ address: ground.temporalAddress, namespace: name });
	try {
		const killer = createKiller(options.kills, house.pid);
		/** One after the other: who is told to come back before they have left would stay away. */
		let comings = Promise.resolve();
		let events = 0;
		const stuck: string[] = [];
		const onEvent = () => {
			events += 1;
			killer.happened(events);
			for (const { who, from, to } of outages) {
				if (events === from) comings = comings.then(ledger[who].leave);
				if (events === to) comings = comings.then(ledger[who].comeBack);
			}
		};
		const { apiUrl, givenUp: hopeless } = house;
		const given = { apiUrl, time, organisation, startsOn: options.startsOn, hopeless, tellWeek: () => {}, onEvent };
		const toldThrough = options.stories.map((story) =>
			runDemo({ ...given, story }).catch((error: unknown) => stuck.push(`a story broke off: ${messageOf(error)}`)),
		);
		await Promise.all(toldThrough);
		// A story that broke off leaves them away.
		for (const { who, from, to } of outages) {
			if (from <= events && events < to) comings = comings.then(ledger[who].comeBack);
		}
		await comings;
		const kills = await killer.settled();
		stuck.push(...(await untilDrained(database, orgId)));
		return {
			seconds: (performance.now() - started) / 1000,
			events,
			kills,
			stuck,
			arrivals: ledger.arrivals(),
			slackPosts: ledger.slackPosts(),
			state: await readState(ground.superuserUrl(name), orgId),
		};
	} finally {
		await time.close();
		await house.stop();
	}
}

/**
 * The leases of a worker that is dead would come back by themselves, half a minute and two minutes later. A run of many
 * deaths would consist of waiting for them, so their time passes at once. What the next worker leases ends later than
 * this looks, and is left alone.
 */
async function endLeases(look: Looker, diedAtMs: number): Promise<void> {
	const end = (table: string, leaseMs: number) =>
		look(`update ${table} set leased_until = now() where leased_until > now() and leased_until <= $1`, [
			new Date(diedAtMs + leaseMs),
		]);
	// Where PostgreSQL is down as well, the leases are waited for.
	await Promise.all([end("outbox", MESSAGE_LEASE_MS), end("relay_job", JOB_LEASE_MS)]).catch(() => {});
}

/** Waits for the last message and the last job; gives what is left then. */
async function untilDrained(look: Looker, orgId: string): Promise<readonly string[]> {
	const left = async (): Promise<readonly string[]> => {
		// A wait before another attempt may be an hour after a long outage; nobody is away any more, so it passes at once.
		await look("update outbox set retry_at = now() where org_id = $1 and retry_at > now()", [orgId]);
		const rows = await look<{ what: string }>(
			`select 'cycle ' || id || ' is in phase ' || phase as what from cycle where org_id = $1 and phase <> 'closed'
			union all select 'job ' || kind || ' ' || target from relay_job where org_id = $1 and done_at is null
			union all select 'message ' || step || ' on ' || channel from outbox where org_id = $1 and state = 'pending'`,
			[orgId],
		);
		return rows.map(({ what }) => what);
	};
	let last: readonly string[] = ["nobody could look"];
	await waitFor(
		"everything is told and done",
		async () => {
			last = await left();
			return last.length === 0 ? true : undefined;
		},
		{ deadlineMs: DRAINED_WITHIN_MS, everyMs: 500 },
	).catch(() => {});
	return last;
}
