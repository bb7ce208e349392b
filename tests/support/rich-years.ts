import fc from "fast-check";
import { instantAt } from "../../domain/calendar.ts";
import type { ConversationFact } from "../../domain/cycle/facts.ts";
import type { CycleKind } from "../../domain/cycle/kind.ts";
import { DRILL_GAPS } from "../../domain/drill/drill.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import { epochMs, instantOf, type LocalDate } from "../../domain/time.ts";
import type { MemoryCycles } from "../../services/records/memory.ts";
import { type Heard, heardIn } from "./choices.ts";
import type { Happening } from "./memory-host.ts";
import { level, type Names } from "./organisations.ts";
import type { Besides } from "./years-in-memory.ts";

// What makes a year richer than practice, calls and tasks: other kinds of cycles, drills and attempts at them, talks that
// become known late or are gone with their consent, and signals that the first practices do not show. In memory alone.

/** Few of them, so that a moment comes up again. */
const GAPS = DRILL_GAPS.slice(0, 2);
const HOURS = 24 * 84;
const hour = fc.integer({ min: 24, max: HOURS });
/** Conversations of the plan itself are numbered from 0; there are fewer of them. */
const LATE_FROM = 200;
const ATTEMPTS_FROM = 300;
const CALLS_FROM = 400;

/** Things that a year has beside its plan. */
export const anyRichness = fc.record({
	/** A signal that the first so many conversations do not show. */
	hidden: fc.record({ signal: fc.constantFrom(...SIGNALS), first: fc.integer({ min: 0, max: 8 }) }),
	/** Real calls, in each of which the moment of a gap came up, or none. */
	calls: fc.array(
		fc.record({
			hour,
			level,
			gap: fc.option(fc.constantFrom(...GAPS), { nil: null, freq: 5 }),
			wanted: fc.constantFrom(0, 0, 1, 2),
		}),
		{ minLength: 12, maxLength: 30 },
	),
	/** From the newest call. */
	assigned: fc.array(
		fc.record({
			hour: fc.integer({ min: 24 * 9, max: HOURS }),
			gap: fc.constantFrom(...GAPS),
			times: fc.integer({ min: 1, max: 3 }),
			submitTo: fc.constantFrom(null, "coach"),
			mornings: fc.integer({ min: 0, max: 2 }),
		}),
		{ minLength: 2, maxLength: 5 },
	),
	/** At the open drill that was assigned last. */
	attempts: fc.array(fc.record({ hour, level, moment: fc.constantFrom(null, 0, 1) }), { minLength: 10, maxLength: 40 }),
	/** Held so many days before it becomes known. */
	late: fc.array(
		fc.record({ hour: fc.integer({ min: 24 * 28, max: HOURS }), daysAgo: fc.integer({ min: 3, max: 20 }), level }),
		{
			maxLength: 6,
		},
	),
	/** When the consent for the last call or practice before is taken back. */
	withdrawals: fc.array(fc.integer({ min: 24 * 29, max: HOURS }), { maxLength: 3 }),
	/** Reviews of a manager, by the day on which each came in, and the days after which it was done. */
	reviews: fc.array(
		fc.record({
			day: fc.integer({ min: 7, max: 84 }),
			doneAfter: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null, freq: 4 }),
		}),
		{ maxLength: 20 },
	),
	earlierHires: fc.integer({ min: 0, max: 16 }),
});

type Richness = (typeof anyRichness extends fc.Arbitrary<infer T> ? T : never) & { readonly kind: CycleKind };

const HOUR_MS = 3_600_000;

export function besidesOf(rich: Richness, zone: string, startsOn: LocalDate, names: Names): Besides {
	const startMs = epochMs(instantAt(startsOn, "00:00", zone));
	let second = 29;
	/** Never on the second of anything that the plan has. */
	const at = (hours: number) => {
		second += 61;
		return instantOf(startMs + hours * HOUR_MS + (second % 3_600) * 1_000 + 500);
	};
	const day = (n: number) => instantOf(startMs + n * 24 * HOUR_MS);
	return {
		cycle: {
			kind: rich.kind,
			people: () => [{ id: "coach", zone, daysOff: [] }],
			ramp: {
				own: { hiredOn: startsOn, reached: [] },
				earlier: Array.from({ length: rich.earlierHires }, () => ({ hiredOn: "2024-01-01", reached: [] })),
			},
			managerCadence: {
				reviews: rich.reviews.map(({ day: from, doneAfter }) => ({
					openedAt: day(from),
					dueAt: day(from + 5),
					doneAt: doneAfter === null ? null : day(from + doneAfter),
				})),
				lines: [],
			},
		},
		hears: (heard, n) => (n < rich.hidden.first ? without(heard, rich.hidden.signal) : heard),
		happenings: (store, cycleId) => happenings(rich, store, cycleId, names, at),
	};
}

function without(heard: Heard, signal: Signal): Heard {
	return { ...heard, readings: { ...heard.readings, [signal]: { status: "not-applicable" } } };
}

function happenings(
	rich: Richness,
	store: MemoryCycles,
	cycleId: string,
	names: Names,
	at: (hours: number) => string,
): readonly Happening[] {
	const speak = async (now: string, fact: Omit<ConversationFact, "factSeq">) => {
		const { waiting } = await store.addConversation(cycleId, fact, now);
		return { look: waiting };
	};
	const isOver = () => store.rows(cycleId).phase === "closed";
	const openDrill = () => store.rows(cycleId).drills.findLast(({ closedAt }) => closedAt === null);
	const line = { utterance: 3, label: null };
	return [
		...rich.calls.map(({ hour: hours, level: of, gap, wanted }, n): Happening => {
			const occurredAt = at(hours);
			const occurrences = gap === null ? [] : [{ gap, occurred: 2, wanted, line, isMoment: wanted < 2 }];
			const fact = { ...heardIn(of, CALLS_FROM + n).heard, occurrences, source: "live" as const, practiceId: null };
			return {
				at: occurredAt,
				do: (now) => speak(now, { ...fact, id: names.conversation(CALLS_FROM + n), occurredAt }),
			};
		}),
		...rich.late.map(({ hour: hours, daysAgo, level: of }, n): Happening => {
			const known = at(hours);
			const occurredAt = instantOf(epochMs(known) - daysAgo * 24 * HOUR_MS);
			const fact = { ...heardIn(of, LATE_FROM + n).heard, source: "practice" as const, practiceId: null };
			return { at: known, do: (now) => speak(now, { ...fact, id: names.conversation(LATE_FROM + n), occurredAt }) };
		}),
		...rich.attempts.map(({ hour: hours, level: of, moment }, n): Happening => {
			const occurredAt = at(hours);
			return {
				at: occurredAt,
				do: async (now) => {
					const open = openDrill();
					if (open === undefined) return {};
					const occurrences =
						moment === null ? [] : [{ gap: open.gap, occurred: 1, wanted: moment, line, isMoment: moment === 0 }];
					const fact = {
						...heardIn(of, ATTEMPTS_FROM + n).heard,
						occurrences,
						source: "drill" as const,
						practiceId: null,
					};
					const id = names.conversation(ATTEMPTS_FROM + n);
					return await speak(now, { ...fact, id, occurredAt, drillId: open.id });
				},
			};
		}),
		...rich.assigned.map(({ hour: hours, gap, times, submitTo, mornings }, n): Happening => {
			const asked = at(hours);
			return {
				at: asked,
				do: async (now) => {
					const call = store.rows(cycleId).conversations.findLast(({ source }) => source === "live");
					if (isOver() || call === undefined) return {};
					const id = names.act(`assign-${n}`);
					const dates = Array.from({ length: mornings }, (_, i) =>
						instantOf(epochMs(now) + (i + 2) * 24 * HOUR_MS).slice(0, 10),
					);
					const drill = {
						do: "assign" as const,
						gap,
						conversation: call.id,
						utterance: 3,
						times,
						mornings: dates,
						submitTo,
						insists: true,
					};
					store.addAct(cycleId, {
						id,
						by: names.person("lead"),
						byLead: true,
						at: now,
						kind: "assign-drill",
						taskId: null,
						answer: null,
						change: null,
						policy: null,
						drill,
					});
					return { act: id };
				},
			};
		}),
		...rich.withdrawals.map(
			(hours): Happening => ({
				at: at(hours),
				do: async () => {
					const last = store.rows(cycleId).conversations.findLast(({ source }) => source !== "drill");
					if (last !== undefined) store.withdrawConversation(cycleId, last.id);
					return {};
				},
			}),
		),
	];
}
