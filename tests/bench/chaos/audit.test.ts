import { describe, expect, it } from "vitest";
import { auditEffects } from "../../../bench/chaos/audit.ts";
import { CLOCK_MOVES_MS_MAX, compareStates, type State } from "../../../bench/chaos/state.ts";

const CONVERSATION = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"] as const;
const AT = "2026-01-05T08:00:00.000Z";

type Row = { readonly [column: string]: string | number | { readonly conversation: string } };

/** One run's rows, in which the conversation has an id of its own. */
function stateOf(conversation: string, more: { readonly at?: string; readonly week?: number } = {}): State {
	const outbox = (id: string, deliverAt: string) => ({
		id,
		cycle_id: "c",
		person_id: "p",
		channel: "email",
		state: "sent",
		deliver_at: deliverAt,
	});
	return {
		meanings: new Map([[conversation, "<the conversation>"]]),
		tables: new Map<string, ReadonlyMap<string, Row>>([
			["cycle", new Map([["c", { id: "c", week: more.week ?? 4, created_at: String(Math.random()) }]])],
			["decision", new Map([["d", { inputs: { conversation }, at: more.at ?? AT }]])],
			[
				"outbox",
				new Map([
					["first", outbox("first", AT)],
					["second", outbox("second", "2026-01-06T08:00:00.000Z")],
				]),
			],
		]),
	};
}

const mail = (id: string, ...rows: string[]) => ({ by: "email" as const, id, rows });

describe("the comparison of two runs", () => {
	it("takes ids by what they mean, and leaves out only what is named with its reason", () => {
		expect(compareStates(stateOf(CONVERSATION[0]), stateOf(CONVERSATION[1])).differences).toEqual([]);
	});

	it("tells a field that differs, a row that is missing, and an instant that moved too far", () => {
		const [one, two] = CONVERSATION;
		expect(compareStates(stateOf(one), stateOf(two, { week: 5 })).differences).toEqual(["cycle c week: 4, 5"]);
		const moved = (ms: number) => ({ at: new Date(Date.parse(AT) + ms).toISOString() });
		expect(compareStates(stateOf(one), stateOf(two, moved(CLOCK_MOVES_MS_MAX))).differences).toEqual([]);
		expect(compareStates(stateOf(one), stateOf(two, moved(CLOCK_MOVES_MS_MAX + 1))).differences).toHaveLength(1);
		const { tables, meanings } = stateOf(two);
		const without = { meanings, tables: new Map([...tables].filter(([table]) => table !== "decision")) };
		expect(compareStates(stateOf(one), without).differences).toEqual(["decision d: there, missing"]);
	});
});

describe("the audit of effects", () => {
	const state = stateOf(CONVERSATION[0]);
	const undisturbed = { state, arrivals: [mail("m1", "first"), mail("m2", "second")] };

	it("finds what was lost, what went under two ids, and what came again", () => {
		expect(auditEffects({ state, arrivals: [mail("m1", "first")] }, undisturbed).lost).toEqual(["second"]);
		const twice = auditEffects({ state, arrivals: [...undisturbed.arrivals, mail("m3", "second")] }, undisturbed);
		expect(twice.duplicated).toEqual(["second"]);
		const again = auditEffects({ state, arrivals: [...undisturbed.arrivals, mail("m2", "second")] }, undisturbed);
		expect(again).toMatchObject({ lost: [], duplicated: [], overtaken: [] });
		expect([...again.repeats]).toEqual([["email m2", 1]]);
	});

	it("finds a message that overtook another", () => {
		expect(auditEffects({ state, arrivals: undisturbed.arrivals.toReversed() }, undisturbed).overtaken).toEqual([
			"first",
		]);
	});
});
