import type { Arrival } from "./ledger.ts";
import { meantBy, type State } from "./state.ts";

export type Effects = {
	/** Messages that the undisturbed run brought and this one did not, and work that was taken on and not done. */
	readonly lost: readonly string[];
	/** Effects that went out under two ids. */
	readonly duplicated: readonly string[];
	/** Messages that came more than once under the same id, each with how often more. */
	readonly repeats: ReadonlyMap<string, number>;
	/** Messages about one cycle for one person on one channel that overtook another. */
	readonly overtaken: readonly string[];
};

/** What reached people, against what the rows say and against what an undisturbed run sent. */
export function auditEffects(
	given: { readonly state: State; readonly arrivals: readonly Arrival[] },
	undisturbed: { readonly state: State; readonly arrivals: readonly Arrival[] },
): Effects {
	const arrived = new Set(meaningsOf(given));
	const lost = [...new Set(meaningsOf(undisturbed))].filter((message) => !arrived.has(message));
	for (const [key, row] of given.state.tables.get("outbox") ?? []) {
		if (row.state === "pending" || row.state === "failed") lost.push(`outbox ${key} is ${row.state}`);
	}
	for (const [key, row] of given.state.tables.get("act") ?? []) {
		if (row.state === "pending") lost.push(`act ${key} is pending`);
	}
	for (const [key, row] of given.state.tables.get("conversation") ?? []) {
		if (row.state !== "scored") lost.push(`conversation ${key} is ${row.state}`);
	}

	const idsOf = new Map<string, Set<string>>();
	const times = new Map<string, number>();
	for (const { by, id, rows } of given.arrivals) {
		times.set(`${by} ${id}`, (times.get(`${by} ${id}`) ?? 0) + 1);
		for (const row of rows) idsOf.set(row, (idsOf.get(row) ?? new Set()).add(id));
	}
	return {
		lost,
		duplicated: [...idsOf].filter(([, ids]) => ids.size > 1).map(([row]) => meantBy(row, given.state.meanings)),
		repeats: new Map([...times].filter(([, count]) => count > 1).map(([id, count]) => [id, count - 1])),
		overtaken: overtakenIn(given),
	};
}

function meaningsOf({ state, arrivals }: { readonly state: State; readonly arrivals: readonly Arrival[] }) {
	return arrivals.flatMap(({ rows }) => rows.map((row) => meantBy(row, state.meanings)));
}

/** Each cycle has a clock of its own, so what one person hears is in order cycle by cycle. */
function overtakenIn({ state, arrivals }: { readonly state: State; readonly arrivals: readonly Arrival[] }) {
	const byId = new Map([...(state.tables.get("outbox") ?? new Map()).values()].map((row) => [String(row.id), row]));
	const latest = new Map<string, string>();
	const seen = new Set<string>();
	const overtaken: string[] = [];
	for (const id of arrivals.flatMap(({ rows }) => rows)) {
		const row = byId.get(id);
		if (row === undefined || seen.has(id)) continue;
		seen.add(id);
		const queue = `${row.cycle_id} ${row.person_id} ${row.channel}`;
		const at = new Date(String(row.deliver_at)).toISOString();
		if (at < (latest.get(queue) ?? "")) overtaken.push(meantBy(id, state.meanings));
		else latest.set(queue, at);
	}
	return overtaken;
}
