import { createApiClient } from "../../cli/api-client.ts";
import { createRandom } from "../../cli/demo/dialogues/random.ts";
import { launchStory, nextMonday } from "../../cli/demo/run.ts";
import { auditEffects, type Effects } from "./audit.ts";
import { settle, storiesOf } from "./company.ts";
import { startGround, startHouse } from "./fleet.ts";
import { type Kill, planKills } from "./kills.ts";
import { type Launched, launchInterrupted } from "./launch.ts";
import { openLedger } from "./ledger.ts";
import { type Compared, compareStates } from "./state.ts";
import { runTrial, type Trial } from "./trial.ts";

export type ChaosOptions = {
	readonly home: string;
	readonly cacheFolder: string;
	readonly seed: number;
	readonly cycles: number;
	readonly kills: number;
	/** Reps of the launch that is interrupted; 0 for none. */
	readonly launched: number;
	tell(line: string): void;
};

export type Chaos = {
	readonly undisturbed: Trial;
	readonly disturbed: Trial;
	readonly plan: readonly Kill[];
	readonly effects: Effects;
	readonly compared: Compared;
	readonly launch: Launched | null;
};

const PREPARED = "prepared";
const UNDISTURBED = "undisturbed";
const DISTURBED = "disturbed";
const LAUNCHED = "launched";

/**
 * The same stories twice, from copies of one database in which they are launched and nothing has begun: once left
 * alone, once with deaths and outages at moments that follow from the seed.
 */
export async function playChaos(options: ChaosOptions): Promise<Chaos> {
	const { home, seed, tell } = options;
	const random = createRandom(seed);
	const today = new Date().toISOString().slice(0, 10);
	const startsOn = nextMonday(today);
	const stories = storiesOf(options.cycles);
	const people = stories[0]?.people ?? [];
	const ledger = await openLedger();
	try {
		const ground = await startGround(home, options.cacheFolder);
		try {
			for (const name of [UNDISTURBED, DISTURBED]) await ground.createNamespace(name);
			await ground.createDatabase(PREPARED, null);
			const organisation = await settle(ground, PREPARED, people, today, ledger);
			const house = await startHouse({
				ground,
				home,
				database: PREPARED,
				namespace: UNDISTURBED,
				smtpUrl: ledger.smtpUrl(),
				withWorker: false,
			});
			try {
				for (const story of stories) {
					const { key } = organisation.person(story.lead);
					const lead = createApiClient({ url: house.apiUrl, key, hopeless: house.givenUp });
					await launchStory(lead, organisation, story, startsOn);
				}
			} finally {
				await house.stop();
			}
			for (const name of [UNDISTURBED, DISTURBED]) await ground.createDatabase(name, PREPARED);
			const given = { ground, home, organisation, stories, startsOn, ledger };
			const undisturbed = await runTrial({ ...given, name: UNDISTURBED, kills: [], outages: [] });
			tell(`undisturbed: ${undisturbed.events} events in ${undisturbed.seconds.toFixed(1)} s`);
			const { events } = undisturbed;
			const plan = planKills(random, options.kills, events);
			const share = (part: number) => Math.max(1, Math.floor(events * part));
			const disturbed = await runTrial({
				...given,
				name: DISTURBED,
				kills: plan,
				outages: [
					{ who: "mail", from: share(0.2), to: share(0.5) },
					{ who: "http", from: share(0.4), to: share(0.7) },
				],
			});
			tell(`disturbed: ${disturbed.events} events in ${disturbed.seconds.toFixed(1)} s`);
			const launch =
				options.launched === 0
					? null
					: await launchInterrupted({
							ground,
							home,
							name: LAUNCHED,
							ledger,
							today,
							startsOn,
							reps: options.launched,
							deaths: ["worker", "temporal", "postgres"],
						});
			if (launch !== null) tell(`launch: ${options.launched} reps in ${launch.seconds.toFixed(1)} s`);
			return {
				launch,
				undisturbed,
				disturbed,
				plan,
				effects: auditEffects(disturbed, undisturbed),
				compared: compareStates(undisturbed.state, disturbed.state),
			};
		} finally {
			await ground.stop();
		}
	} finally {
		await ledger.close();
	}
}
