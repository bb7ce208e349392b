import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../cli/demo/dialogues/random.ts";
import { PARTS, type Part } from "./fleet.ts";

/** A death: so many milliseconds after the nth thing that happened in the run. */
export type Kill = { readonly part: Part; readonly atEvent: number; readonly afterMs: number };

const DELAY_MS_MAX = 400;
/** What happens last happens all at once: a death behind it would disturb nothing. */
const LAST_SHARE = 0.95;
const DOWN_LOOK_MS = 50;
const DOWN_MS_MAX = 90_000;

/** Which process dies when. Everybody's turn comes equally often; order and moments are the seed's. */
export function planKills(random: Random, count: number, events: number): readonly Kill[] {
	const last = Math.max(1, Math.floor(events * LAST_SHARE));
	const parts = random.some(
		Array.from({ length: count }, (_, index) => PARTS[index % PARTS.length] ?? "worker"),
		count,
	);
	return parts
		.map((part) => ({
			part,
			atEvent: 1 + Math.floor(random.next() * last),
			afterMs: Math.floor(random.next() * DELAY_MS_MAX),
		}))
		.sort((a, b) => a.atEvent - b.atEvent);
}

export type Killer = {
	/** To be told of everything that happens, in order, from 1. */
	happened(count: number): void;
	/** Comes back when every death that was planned has happened, with how many did. */
	settled(): Promise<number>;
};

/** Does what was planned with kill -9. A process that is down already dies as soon as it is back. */
export function createKiller(plan: readonly Kill[], pid: (part: Part) => number | null): Killer {
	const waiting = [...plan];
	const deaths: Promise<boolean>[] = [];
	const kill = async ({ part, afterMs }: Kill): Promise<boolean> => {
		await delay(afterMs);
		for (let waited = 0; waited < DOWN_MS_MAX; waited += DOWN_LOOK_MS) {
			const number = pid(part);
			if (number !== null) {
				process.kill(number, "SIGKILL");
				return true;
			}
			await delay(DOWN_LOOK_MS);
		}
		return false;
	};
	const happened = (count: number): void => {
		for (let next = waiting[0]; next !== undefined && next.atEvent <= count; next = waiting[0]) {
			waiting.shift();
			deaths.push(kill(next));
		}
	};
	return {
		happened,
		async settled() {
			happened(Number.POSITIVE_INFINITY);
			return (await Promise.all(deaths)).filter((died) => died).length;
		},
	};
}
