import { composeDialogue } from "../../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../../cli/demo/dialogues/personas/index.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import { conversationOf } from "../../support/spoken.ts";
import { type Coached, coached, type Path, type Paths, withPlanted } from "../stage.ts";

/** A talk in which the rep asks for so many next steps; another number has other words. */
function talk(asks: number, number: number): Conversation {
	const skill = { discovery: 1, acknowledgment: 1, value: 1, close: asks };
	return withPlanted(
		conversationOf(composeDialogue({ persona: PERSONAS[0], skill, seed: 300 + number, withTimes: true })),
	);
}

type Drilled = Coached & {
	/** Attempts at a drill, with so many next steps asked for in each. */
	attempts(day: number, id: string, ...asks: readonly number[]): Promise<void>;
	/** A real call with so many next steps asked for; gives its id. */
	call(day: number, asks: number): Promise<string>;
};

/** A cycle in its second week, and what is drilled there. */
const drilled =
	(happens: (on: Drilled, first: string) => Promise<void>, policy = DEFAULT_POLICY): Path =>
	async (stage) => {
		const on = await coached(stage, { policy });
		let number = 0;
		const call = async (day: number, asks: number) => {
			await on.to(day);
			return await on.speak("live", talk(asks, ++number), on.at(day, `1${number % 8}:10`));
		};
		const attempts = async (day: number, id: string, ...asks: readonly number[]) => {
			await on.to(day);
			for (const [n, many] of asks.entries()) {
				await on.speak("practice", talk(many, ++number), on.at(day, `1${n}:20`), id);
			}
		};
		await on.baseline("low");
		const first = await call(7, 0);
		await happens({ ...on, call, attempts }, first);
		await on.stop();
		return on.kept;
	};

/** Drills of a cycle, from a moment of a call to the verdict. */
export const DRILLS: Paths = {
	"drill-changes-the-next-call": drilled(async ({ assign, attempts, drillIs, call }, first) => {
		const id = await assign(first);
		await attempts(8, id, 1, 3);
		await drillIs(id, "watching");
		await call(9, 3);
		await drillIs(id, "closed");
	}),
	"drill-from-the-other-angle-then-live-coaching": drilled(async ({ assign, attempts, drillIs, call, task }, first) => {
		const id = await assign(first);
		await attempts(8, id, 1, 1);
		await call(9, 0);
		await drillIs(id, "assigned");
		await attempts(10, id, 1, 1);
		await call(11, 0);
		await drillIs(id, "closed");
		await task("live-coaching");
	}),
	"drill-on-mornings-and-sent-by-the-rep": drilled(
		async ({ assign, idOf, date, attempts, drill, drillIs, to }, first) => {
			const id = await assign(first, { mornings: [date(8), date(9), date(10)], submitTo: idOf("manager") });
			await attempts(8, id, 1, 2);
			await attempts(9, id, 1);
			await drill({ do: "submit", drill: id, attempt: null }, "rep");
			await drillIs(id, "watching");
			await to(12);
		},
	),
	"drill-whose-schedule-ends-sends-the-best": drilled(async ({ assign, idOf, attempts, drillIs, to }, first) => {
		const id = await assign(first, { submitTo: idOf("manager") });
		await attempts(8, id, 1, 2);
		await to(15);
		await drillIs(id, "watching");
	}),
	"drill-that-nobody-practises": drilled(async ({ assign, drillIs, to }, first) => {
		const id = await assign(first);
		await to(15);
		await drillIs(id, "closed");
	}),
	"drill-whose-moment-never-comes": drilled(async ({ assign, attempts, drillIs, to }, first) => {
		const id = await assign(first);
		await attempts(8, id, 1, 1);
		await to(39);
		await drillIs(id, "live-practice");
		await to(50);
		await drillIs(id, "closed");
	}),
	"drill-practised-live": drilled(
		async ({ assign, attempts, drillIs, to }, first) => {
			const id = await assign(first);
			await attempts(8, id, 1, 1);
			await to(14);
			await drillIs(id, "live-practice");
			await attempts(15, id, 3);
			await drillIs(id, "closed");
		},
		{ ...DEFAULT_POLICY, drill: { ...DEFAULT_POLICY.drill, watchDays: 5 } },
	),
	"drill-withdrawn": drilled(async ({ assign, drill, drillIs, to }, first) => {
		const id = await assign(first);
		await to(9);
		await drill({ do: "withdraw", drill: id });
		await drillIs(id, "withdrawn");
	}),
	"drill-refused": drilled(async ({ assign, refused }, first) => {
		const ask = { do: "assign", gap: "next-step", conversation: first, utterance: 3, times: 2 } as const;
		const more = { mornings: [], submitTo: null, insists: false };
		const act = (drill: object) =>
			({ kind: "assign-drill", answer: null, drill: { ...ask, ...more, ...drill } }) as const;
		await refused("manager", act({ conversation: null }), "drill.only-a-category");
		await assign(first);
		await refused("manager", act({}), "drill.already-open");
		await refused("other", act({ gap: "buying-signal" }), "act.not-theirs");
	}),
	"drill-moved-by-a-pause": drilled(async ({ assign, change, date, attempts, drillIs, to }, first) => {
		const id = await assign(first, { mornings: [date(8), date(9)] });
		await change({ do: "pause", from: date(8), until: date(14) });
		await to(14);
		await attempts(15, id, 1, 1, 2, 2);
		await drillIs(id, "watching");
	}),
	"drill-two-at-once": drilled(async ({ assign, attempts, drillIs, call, to }, first) => {
		const one = await assign(first);
		const two = await assign(first, { gap: "buying-signal" });
		await attempts(8, one, 1, 1);
		await drillIs(one, "watching");
		await call(9, 3);
		await to(16);
		await drillIs(two, "closed");
	}),
	"drill-in-the-baseline": async (stage) => {
		const on = await coached(stage);
		await on.to(0);
		const call = await on.speak("live", talk(0, 90), on.at(0));
		const id = await on.assign(call);
		await on.to(1);
		for (const n of [1, 2]) await on.speak("practice", talk(1, 90 + n), on.at(1, `1${n}:00`), id);
		await stage.rig.cycles.look(on.cycleId, "watched-call");
		await on.drillIs(id, "watching");
		for (const day of [2, 3, 4]) {
			await on.to(day);
			await on.practise("low", on.at(day));
		}
		await on.phase("practice");
		await on.to(10);
		await on.stop();
		return on.kept;
	},
	"drill-whose-look-is-stuck": async (stage) =>
		await drilled(async ({ orgId, assign, attempts, drillIs, call, spoil, isStuck, done, to }, first) => {
			const id = await assign(first);
			await attempts(8, id, 1, 1);
			await drillIs(id, "watching");
			await to(9);
			let mend = async (): Promise<unknown> => undefined;
			// The call is scored; what the cycle makes of it cannot be decided.
			stage.mischief.before("takeStep", orgId, async () => {
				mend = await spoil();
			});
			await call(9, 3);
			await isStuck();
			await mend();
			await done("admin", { kind: "retry-step", answer: null });
			await drillIs(id, "closed");
		})(stage),
};
