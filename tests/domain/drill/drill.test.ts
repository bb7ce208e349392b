import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWords } from "../../../api/words/en.ts";
import { addDays, instantAt, localDateOf } from "../../../domain/calendar.ts";
import { decideAfterScore } from "../../../domain/cycle/decide-after-score.ts";
import { decideStep } from "../../../domain/cycle/decide-step.ts";
import type { ActFact, ConversationFact, CycleFacts, DrillAsk, DrillFact } from "../../../domain/cycle/facts.ts";
import { planFor } from "../../../domain/cycle/plan.ts";
import type { Change, StepOutcome } from "../../../domain/cycle/step.ts";
import { bestOf } from "../../../domain/drill/course.ts";
import { DRILL_GAPS, type DrillGap, isOpenDrill, type Occurrence, SIGNAL_OF_GAP } from "../../../domain/drill/drill.ts";
import { briefOf } from "../../../domain/drill/library.ts";
import { rungsOf } from "../../../domain/drill/rungs.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { epochMs, type Instant } from "../../../domain/time.ts";
import {
	conversation,
	factsInBaseline,
	factsInPractice,
	type Level,
	LOW,
	practicesFrom,
	TARGET,
} from "../cycle/facts.ts";

const NOW = "2026-01-20T10:00:00.000Z";
const GAP: DrillGap = "pricing-objection";

const occurrence = (wanted: 0 | 1, given: Partial<Occurrence> = {}): Occurrence => ({
	gap: GAP,
	occurred: 1,
	wanted,
	line: { utterance: 7, label: 2 },
	isMoment: true,
	...given,
});

/** A real call; with a moment of the gap that was answered as wanted or not, or without. */
const call = (n: number, at: Instant, wanted: 0 | 1 | null, given: Partial<ConversationFact> = {}): ConversationFact =>
	conversation(n, at, LOW, { source: "live", occurrences: wanted === null ? [] : [occurrence(wanted)], ...given });

const attempt = (n: number, at: Instant, level: Level, given: Partial<ConversationFact> = {}): ConversationFact =>
	conversation(n, at, level, { source: "drill", drillId: "drill-1", ...given });

const drill = (given: Partial<DrillFact> = {}): DrillFact => ({
	id: "drill-1",
	name: "drill:01",
	gap: GAP,
	state: "assigned",
	angle: 1,
	conversationId: "conversation-10",
	evidence: { utterance: 7, label: 2 },
	times: 3,
	sessions: [],
	from: "2026-01-20",
	since: NOW,
	submitTo: null,
	submitted: null,
	attempts: [],
	...given,
});

const askFor = (given: Partial<Extract<DrillAsk, { do: "assign" }>> = {}): DrillAsk => ({
	do: "assign",
	gap: GAP,
	conversation: "conversation-10",
	utterance: 7,
	times: 3,
	mornings: [],
	submitTo: null,
	insists: false,
	...given,
});

const actOf = (ask: DrillAsk, by = "manager", byLead = false): ActFact => ({
	id: "act-1",
	by,
	byLead,
	at: NOW,
	kind: ask.do === "assign" ? "assign-drill" : ask.do === "submit" ? "submit-drill" : "withdraw-drill",
	taskId: null,
	answer: null,
	change: null,
	policy: null,
	drill: ask,
});

const THE_CALL = call(10, "2026-01-19T10:00:00.000Z", 0);

const asked = (ask: DrillAsk, given: Partial<CycleFacts> = {}, act: ActFact = actOf(ask)): StepOutcome =>
	decideStep({ kind: "act", actId: act.id }, factsInPractice({ conversations: [THE_CALL], ...given, act }), NOW);

const changesOf = <D extends Change["do"]>(outcome: { changes: readonly Change[] }, what: D) =>
	outcome.changes.filter((change): change is Extract<Change, { do: D }> => change.do === what);

const refusalOf = ({ result }: StepOutcome): string | null =>
	result.kind === "act-done" && result.outcome.kind === "refused" ? result.outcome.reason.code : null;

const plansIn = ({ result }: StepOutcome) => ("drills" in result ? (result.drills ?? []) : []);

const told = (outcome: { changes: readonly Change[] }) =>
	changesOf(outcome, "notify").map(({ to, template }) => [typeof to === "string" ? to : to.person, template.code]);

/** Everything that is said has words. */
function expectWords(outcome: { decisions: StepOutcome["decisions"]; changes: readonly Change[] }): void {
	const codes = [
		...outcome.decisions.map(({ reason }) => reason.code),
		...changesOf(outcome, "notify").map(({ template }) => template.code),
	];
	expect(codes.filter((code) => !hasWords(code))).toEqual([]);
	for (const decision of outcome.decisions) expect(decision.rule).not.toBe("");
}

describe("an assignment", () => {
	it("opens a drill with its gap, its call and its line, beside what the engine suggested", () => {
		const outcome = asked(askFor());
		expect(changesOf(outcome, "open-drill")).toMatchObject([
			{
				drill: {
					name: "drill:01",
					gap: GAP,
					conversation: "conversation-10",
					evidence: { utterance: 7, label: 2 },
					times: 3,
					sessions: [],
					from: "2026-01-20",
					assignedBy: "manager",
				},
			},
		]);
		const [decision] = outcome.decisions;
		expect(decision).toMatchObject({
			reason: { code: "drill.assigned-as-suggested" },
			inputs: { suggested: { kind: "drill-suggested", gap: GAP, evidence: { utterance: 7, label: 2 } } },
			by: "manager",
		});
		expect(told(outcome)).toEqual([["rep", "drill.assigned"]]);
		const [plan] = plansIn(outcome);
		expect(plan).toMatchObject({ drill: "drill:01", open: true, rungs: [{ do: "session" }, { do: "schedule-ends" }] });
		expectWords(outcome);
	});

	it("keeps the manager's own line and gap, and what was suggested instead", () => {
		const outcome = asked(askFor({ gap: "next-step", utterance: 30 }));
		expect(changesOf(outcome, "open-drill")[0]?.drill).toMatchObject({ evidence: { utterance: 30, label: null } });
		expect(outcome.decisions[0]).toMatchObject({
			reason: { code: "drill.assigned-otherwise" },
			outcome: { gap: "next-step" },
			inputs: { suggested: { gap: GAP } },
		});
	});

	it("of a mere category is refused, whatever is missing", () => {
		expect(refusalOf(asked(askFor({ conversation: null })))).toBe("drill.only-a-category");
		expect(refusalOf(asked(askFor({ utterance: null })))).toBe("drill.only-a-category");
		expect(refusalOf(asked(askFor({ conversation: "conversation-11" })))).toBe("drill.call-unknown");
		const held = attempt(12, NOW, LOW);
		const ofAttempt = asked(askFor({ conversation: held.id }), { conversations: [THE_CALL, held] });
		expect(refusalOf(ofAttempt)).toBe("drill.call-unknown");
	});

	it("is the manager's, or of somebody above", () => {
		const by = (person: string, byLead = false) => refusalOf(asked(askFor(), {}, actOf(askFor(), person, byLead)));
		expect(by("rep")).toBe("act.not-theirs");
		expect(by("somebody")).toBe("act.not-theirs");
		expect([by("manager"), by("boss"), by("anybody", true)]).toEqual([null, null, null]);
	});

	it("is refused beside two open drills, and beside an open one on the same gap; closed ones take no place", () => {
		const one = drill({ gap: "next-step" });
		const two = drill({ id: "drill-2", name: "drill:02", gap: "buying-signal" });
		expect(refusalOf(asked(askFor(), { drills: [one, two] }))).toBe("drill.open-at-most");
		expect(refusalOf(asked(askFor(), { drills: [drill()] }))).toBe("drill.already-open");
		const after = asked(askFor(), { drills: [one, { ...two, state: "closed" }] });
		expect(refusalOf(after)).toBeNull();
		expect(changesOf(after, "open-drill")[0]?.drill.name).toBe("drill:03");
	});

	it("on a signal that holds in target needs the manager's word", () => {
		const practices = practicesFrom(2, 8, () => TARGET);
		const now = "2026-02-06T10:00:00.000Z";
		const at = (ask: DrillAsk) =>
			decideStep(
				{ kind: "act", actId: "act-1" },
				factsInPractice({ conversations: [...practices, THE_CALL], act: actOf(ask) }),
				now,
			);
		expect(refusalOf(at(askFor()))).toBe("drill.holds-in-target");
		const insisted = at(askFor({ insists: true }));
		expect(refusalOf(insisted)).toBeNull();
		expect(insisted.decisions[0]?.inputs).toMatchObject({ holdsInTarget: true, insists: true });
	});

	it("three times each morning this week calls for each of these mornings, and ends behind the last", () => {
		const mornings = ["2026-01-21", "2026-01-22", "2026-01-23"];
		const [plan] = plansIn(asked(askFor({ mornings })));
		const rungs = plan?.open === true ? plan.rungs : [];
		expect(rungs.map(({ do: what }) => what)).toEqual(["session", "session", "session", "schedule-ends"]);
		expect(rungs.map(({ at }) => localDateOf(at, "Europe/Berlin"))).toEqual([...mornings, "2026-01-24"]);
		expect(refusalOf(asked(askFor({ mornings: ["2026-01-19"] })))).toBe("drill.morning-is-off");
		const cycle = { ...factsInPractice().cycle, pauses: [{ from: "2026-01-21", to: "2026-01-23" }] };
		expect(refusalOf(asked(askFor({ mornings }), { cycle }))).toBe("drill.morning-is-off");
	});

	it("before the cycle has begun is refused; in the baseline it is none too early", () => {
		const facts = factsInBaseline({ conversations: [THE_CALL], act: actOf(askFor()) });
		expect(refusalOf(decideStep({ kind: "act", actId: "act-1" }, facts, NOW))).toBeNull();
		const planned = { ...facts, cycle: { ...facts.cycle, phase: "planned" as const } };
		expect(refusalOf(decideStep({ kind: "act", actId: "act-1" }, planned, NOW))).toBe("drill.cycle-not-begun");
	});
});

describe("a schedule", () => {
	const rung = (what: "session" | "schedule-ends", given: Partial<CycleFacts>, now: Instant) =>
		decideStep({ kind: "drill", drill: "drill:01", rung: 0, do: what }, factsInPractice(given), now);
	const held = (count: number) =>
		Array.from({ length: count }, (_, i) => ({
			ordinal: i + 1,
			angle: 1 as const,
			conversationId: `conversation-${20 + i}`,
			score: i / 10,
		}));

	it("reminds on each morning of the attempts that are missing, and of none where they are there", () => {
		const open = drill({ sessions: [1, 2], times: 3 });
		const at = (date: string) => instantAt(date, "08:37", "Europe/Berlin");
		expect(rung("session", { drills: [open] }, at("2026-01-21")).decisions[0]?.reason).toEqual({
			code: "drill.session",
			params: { drill: "drill:01", gap: GAP, angle: 1, session: 1, missing: 3, date: "2026-01-21" },
		});
		const second = rung("session", { drills: [{ ...open, attempts: held(4) }] }, at("2026-01-22"));
		expect(second.decisions[0]?.reason.params).toMatchObject({ session: 2, missing: 2 });
		const done = rung("session", { drills: [{ ...open, attempts: held(6), submitTo: hearer }] }, at("2026-01-22"));
		expect(done).toMatchObject({ decisions: [], changes: [], record: true });
	});

	it("ends without an attempt as not practised, and else with the best attempt and the watch", () => {
		const now = "2026-01-27T08:00:00.000Z";
		const none = rung("schedule-ends", { drills: [drill()] }, now);
		expect(changesOf(none, "close-drill")).toEqual([
			{ do: "close-drill", drill: "drill:01", outcome: "not-practised" },
		]);
		expect(plansIn(none)).toEqual([{ drill: "drill:01", open: false }]);
		const some = rung(
			"schedule-ends",
			{ drills: [drill({ state: "practising", attempts: held(2), submitTo: hearer })] },
			now,
		);
		expect(changesOf(some, "move-drill")).toEqual([
			{ do: "move-drill", drill: "drill:01", state: "watching", from: "2026-01-27", submitted: 2 },
		]);
		expect(told(some)).toEqual([
			["hearer", "drill.attempt-for-you"],
			["rep", "drill.watching"],
		]);
		const [plan] = plansIn(some);
		expect(
			plan?.open === true && plan.rungs.map(({ at, do: what }) => [localDateOf(at, "Europe/Berlin"), what]),
		).toEqual([["2026-02-26", "watch-ends"]]);
		expectWords(none);
		expectWords(some);
	});

	it("of a drill that is over, or unknown, says that it is over", () => {
		for (const drills of [[], [drill({ state: "closed" })], [drill({ state: "withdrawn" })]]) {
			const outcome = rung("session", { drills }, NOW);
			expect(outcome).toMatchObject({ decisions: [], changes: [], record: true });
			expect(plansIn(outcome)).toEqual([{ drill: "drill:01", open: false }]);
		}
	});
});

const hearer = { id: "hearer", zone: "Europe/Berlin", daysOff: [] };

describe("an attempt", () => {
	const later = (n: number) => `2026-01-21T1${n}:00:00.000Z`;

	it("is kept with its score, kept apart from practice, and moves an assigned drill on", () => {
		const one = attempt(20, later(0), { ...LOW, acknowledged: 3 });
		const after = decideAfterScore(
			factsInPractice({ drills: [drill()], conversations: [THE_CALL, one] }),
			one.id,
			later(0),
		);
		expect(changesOf(after, "attempt")).toEqual([
			{ do: "attempt", drill: "drill:01", ordinal: 1, angle: 1, conversation: one.id, score: 0.6 },
		]);
		expect(changesOf(after, "plan-practice")).toEqual([]);
		expect(after.waitsBecause).toBeNull();
		expectWords(after);
	});

	it("that completes the schedule wakes the cycle where nobody waits for one, and else asks the rep for the best", () => {
		const attempts = [1, 2].map((n) => ({
			ordinal: n,
			angle: 1 as const,
			conversationId: `conversation-${20 + n}`,
			score: n / 10,
		}));
		const third = attempt(23, later(3), LOW);
		const facts = (given: Partial<DrillFact>) =>
			factsInPractice({
				drills: [drill({ state: "practising", attempts, ...given })],
				conversations: [THE_CALL, third],
			});
		expect(decideAfterScore(facts({}), third.id, later(3)).waitsBecause).toBe("watched-call");
		const sent = decideAfterScore(facts({ submitTo: hearer }), third.id, later(3));
		expect(sent.waitsBecause).toBeNull();
		expect(told(sent)).toEqual([["rep", "drill.send-best"]]);
	});

	it("at a drill that is over counts nowhere", () => {
		const one = attempt(20, later(0), LOW);
		const facts = factsInPractice({ drills: [drill({ state: "closed" })], conversations: [one] });
		expect(decideAfterScore(facts, one.id, later(0))).toEqual({ decisions: [], changes: [], waitsBecause: null });
	});

	it("is best by score, then by its moment, then by being first; asks beyond the cap are no better", () => {
		const scored = (scores: readonly (number | null)[]) =>
			scores.map((score, i) => ({
				ordinal: i + 1,
				angle: 1 as const,
				conversationId: `conversation-${20 + i}`,
				score,
			}));
		const best = (scores: readonly (number | null)[], conversations: readonly ConversationFact[] = []) =>
			bestOf(drill({ attempts: scored(scores) }), factsInPractice({ conversations }))?.ordinal;
		expect(best([0.2, 0.6, 0.4])).toBe(2);
		expect(best([null, 0])).toBe(2);
		expect(best([0.5, 0.5])).toBe(1);
		const answered = [0, 1].map((wanted, i) =>
			attempt(20 + i, later(i), LOW, { occurrences: [occurrence(wanted === 1 ? 1 : 0)] }),
		);
		expect(best([0.5, 0.5], answered)).toBe(2);
		const many = attempt(20, later(0), { ...LOW, asks: 9 });
		const after = decideAfterScore(
			factsInPractice({ drills: [drill({ gap: "next-step" })], conversations: [many] }),
			many.id,
			later(0),
		);
		expect(changesOf(after, "attempt")[0]?.score).toBe(4);
	});

	it("is sent by the rep alone, the best unless another is named", () => {
		const attempts = [0.2, 0.6, 0.4].map((score, i) => ({
			ordinal: i + 1,
			angle: 1 as const,
			conversationId: `conversation-${20 + i}`,
			score,
		}));
		const open = drill({ state: "practising", attempts, submitTo: hearer });
		const send = (ask: DrillAsk, by = "rep", given: Partial<DrillFact> = {}) =>
			asked(ask, { drills: [{ ...open, ...given }] }, actOf(ask, by));
		const submit = (number: number | null): DrillAsk => ({ do: "submit", drill: "drill-1", attempt: number });
		expect(changesOf(send(submit(null)), "move-drill")[0]?.submitted).toBe(2);
		const other = send(submit(3));
		expect(changesOf(other, "move-drill")[0]?.submitted).toBe(3);
		expect(other.decisions[0]).toMatchObject({ reason: { code: "drill.other-sent" }, inputs: { best: 2 }, by: "rep" });
		expect(refusalOf(send(submit(4)))).toBe("drill.no-such-attempt");
		expect(refusalOf(send(submit(null), "manager"))).toBe("drill.not-the-reps");
		expect(refusalOf(send(submit(null), "rep", { attempts: [] }))).toBe("drill.nothing-to-send");
		expect(refusalOf(send(submit(null), "rep", { state: "watching" }))).toBe("drill.not-practising");
		expect(refusalOf(send({ do: "submit", drill: "another", attempt: null }))).toBe("drill.unknown");
	});
});

describe("the watch", () => {
	const watching = (given: Partial<DrillFact> = {}) => drill({ state: "watching", ...given });
	const look = (
		drills: readonly DrillFact[],
		conversations: readonly ConversationFact[],
		now = "2026-02-10T10:00:00.000Z",
	) =>
		decideStep(
			{ kind: "drill-look", look: 0 },
			factsInPractice({ drills, conversations: [THE_CALL, ...conversations] }),
			now,
		);
	const day = (n: number) => `2026-02-0${n}T10:00:00.000Z`;

	it("ends as changed when the moment occurs and its label is the wanted one", () => {
		const outcome = look([watching()], [call(11, day(1), null), call(12, day(2), 1), call(13, day(3), 0)]);
		expect(changesOf(outcome, "close-drill")).toEqual([{ do: "close-drill", drill: "drill:01", outcome: "changed" }]);
		expect(outcome.decisions[0]).toMatchObject({
			reason: { code: "drill.changed" },
			inputs: { decisive: "conversation-12" },
		});
		expect(told(outcome)).toEqual([
			["rep", "drill.changed"],
			["manager", "drill.changed"],
		]);
		expectWords(outcome);
	});

	it("goes on from the other angle when it is not, and to live coaching after two", () => {
		const first = look([watching({ sessions: [0, 1] })], [call(11, day(1), 0)]);
		// Tuesday 10 February: from the next morning on, two working days.
		expect(changesOf(first, "move-drill")).toEqual([
			{ do: "move-drill", drill: "drill:01", state: "assigned", from: "2026-02-11", angle: 2, sessions: [0, 1] },
		]);
		const second = look([watching({ angle: 2 })], [call(11, day(1), 0)]);
		expect(changesOf(second, "close-drill")).toEqual([
			{ do: "close-drill", drill: "drill:01", outcome: "live-coaching" },
		]);
		expect(changesOf(second, "open-task")).toMatchObject([
			{
				task: {
					name: "live-coaching:drill:01",
					kind: "live-coaching",
					ownerRule: "manager",
					subject: { conversations: ["conversation-10", "conversation-11"] },
				},
			},
		]);
		expect(second.result.kind === "looked" && second.result.opened).toMatchObject([{ name: "live-coaching:drill:01" }]);
		expectWords(first);
		expectWords(second);
	});

	it("looks at real calls alone, and at none from before it began", () => {
		const practice = conversation(11, day(1), LOW, { occurrences: [occurrence(1)] });
		const before = call(12, "2026-01-20T09:59:59.000Z", 1);
		expect(look([watching()], [practice, before])).toMatchObject({ record: false });
	});

	it("turns to live practice after five calls without the moment, or after thirty active days", () => {
		const calls = (count: number) => Array.from({ length: count }, (_, i) => call(11 + i, day(1 + i), null));
		expect(look([watching()], calls(4)).record).toBe(false);
		const five = look([watching()], calls(5));
		expect(changesOf(five, "move-drill")).toMatchObject([{ state: "live-practice", from: "2026-02-10" }]);
		// The sixth call is not watched any more, though it brings the moment.
		const six = look([watching()], [...calls(5), call(16, day(9), 1)]);
		expect(changesOf(six, "move-drill")).toMatchObject([{ state: "live-practice" }]);
		const ends = decideStep(
			{ kind: "drill", drill: "drill:01", rung: 2, do: "watch-ends" },
			factsInPractice({ drills: [watching()], conversations: [THE_CALL] }),
			"2026-02-19T08:00:00.000Z",
		);
		expect(changesOf(ends, "move-drill")).toMatchObject([{ state: "live-practice", from: "2026-02-19" }]);
		expectWords(ends);
	});

	it("takes the live practice for the call, and ends where the moment came up nowhere", () => {
		const open = (attempts: readonly string[]) =>
			drill({
				state: "live-practice",
				since: day(1),
				attempts: attempts.map((conversationId, i) => ({ ordinal: i + 1, angle: 1, conversationId, score: 0 })),
			});
		const held = (wanted: 0 | 1) => attempt(20, day(2), LOW, { occurrences: [occurrence(wanted)] });
		expect(changesOf(look([open(["conversation-20"])], [held(1)]), "close-drill")[0]?.outcome).toBe("changed");
		expect(changesOf(look([open(["conversation-20"])], [held(0)]), "move-drill")[0]).toMatchObject({ angle: 2 });
		// From before the live practice: it was practice for the watch.
		const before = attempt(21, "2026-01-31T10:00:00.000Z", LOW, { occurrences: [occurrence(1)] });
		expect(look([open(["conversation-21"])], [before]).record).toBe(false);
		const ends = decideStep(
			{ kind: "drill", drill: "drill:01", rung: 3, do: "live-practice-ends" },
			factsInPractice({ drills: [open([])] }),
			day(9),
		);
		expect(changesOf(ends, "close-drill")[0]?.outcome).toBe("not-seen");
		expectWords(ends);
	});

	it("counts a call with several such moments as changed from the policy's share on", () => {
		const several = (wanted: number) => [
			call(11, day(1), null, { occurrences: [{ ...occurrence(0), occurred: 4, wanted }] }),
		];
		expect(changesOf(look([watching()], several(1)), "close-drill")).toEqual([]);
		expect(changesOf(look([watching()], several(2)), "close-drill")[0]?.outcome).toBe("changed");
	});

	it("wakes the cycle only for a call that decides something", () => {
		const facts = (one: ConversationFact) => factsInPractice({ drills: [watching()], conversations: [THE_CALL, one] });
		const brought = call(11, day(1), 1);
		expect(decideAfterScore(facts(brought), brought.id, day(1)).waitsBecause).toBe("watched-call");
		const other = call(11, day(1), null);
		expect(decideAfterScore(facts(other), other.id, day(1)).waitsBecause).toBeNull();
	});
});

describe("what the engine suggests", () => {
	it("is the single moment of a real call, or why nothing", () => {
		const suggestion = (one: ConversationFact, given: Partial<CycleFacts> = {}) => {
			const after = decideAfterScore(factsInPractice({ conversations: [one], ...given }), one.id, NOW);
			expectWords(after);
			expect(changesOf(after, "open-drill")).toEqual([]);
			return after.decisions.find(({ name }) => name === "drill-suggestion")?.outcome;
		};
		const one = call(10, "2026-01-20T09:00:00.000Z", 0);
		expect(suggestion(one)).toEqual({
			kind: "drill-suggested",
			gap: GAP,
			signal: "objection-acknowledgment",
			conversation: one.id,
			evidence: { utterance: 7, label: 2 },
		});
		expect(suggestion(call(10, NOW, null))).toMatchObject({ because: "no-moment" });
		const unnamed = call(10, NOW, null, { occurrences: [occurrence(0, { isMoment: false })] });
		expect(suggestion(unnamed)).toMatchObject({ because: "no-moment" });
		expect(suggestion(one, { drills: [drill()] })).toMatchObject({ because: "already-drilled" });
		const others = [drill({ gap: "next-step" }), drill({ id: "2", gap: "buying-signal" })];
		expect(suggestion(one, { drills: others })).toMatchObject({ because: "open-at-most" });
		expect(suggestion(conversation(10, NOW, LOW, { occurrences: [occurrence(0)] }))).toBeUndefined();
	});

	it("leaves out a signal that holds in target", () => {
		const at = "2026-02-06T10:00:00.000Z";
		const one = call(40, at, 0);
		const facts = factsInPractice({ conversations: [...practicesFrom(2, 8, () => TARGET), one] });
		const after = decideAfterScore(facts, one.id, at);
		expect(after.decisions.find(({ name }) => name === "drill-suggestion")?.outcome).toEqual({
			kind: "no-drill",
			because: "holds-in-target",
		});
	});
});

describe("the first gap", () => {
	const end = (given: Partial<CycleFacts>) =>
		decideStep({ kind: "week", week: 2, part: "end" }, factsInPractice(given), "2026-01-19T00:00:00.000Z");
	const gapOf = (outcome: StepOutcome) => outcome.decisions.find(({ name }) => name === "first-gap");

	it("is named by the end of week 2, from the newest real call first, and the manager hears of it", () => {
		const practice = conversation(11, "2026-01-15T10:00:00.000Z", LOW, {
			occurrences: [occurrence(0, { gap: "buying-signal" })],
		});
		const outcome = end({ conversations: [call(10, "2026-01-13T10:00:00.000Z", 0), practice] });
		expect(gapOf(outcome)).toMatchObject({
			outcome: { kind: "drill-suggested", gap: GAP, conversation: "conversation-10" },
			reason: { code: "drill.first-gap-named" },
		});
		expect(told(outcome)).toContainEqual(["manager", "drill.first-gap-named"]);
		expect(gapOf(end({ conversations: [practice] }))?.outcome).toMatchObject({ gap: "buying-signal" });
		expectWords(outcome);
	});

	it("is the drill that is there already, or why there is none", () => {
		expect(gapOf(end({ drills: [drill()] }))).toMatchObject({
			outcome: { kind: "drill-assigned", drill: "drill:01" },
			reason: { code: "drill.first-gap-drilled" },
		});
		const none = end({ conversations: [] });
		expect(gapOf(none)).toMatchObject({
			outcome: { kind: "no-drill", because: "no-moment" },
			reason: { code: "drill.first-gap-none" },
		});
		expectWords(none);
	});

	it("is told at the nudge of week 2 where its practices are done, since nothing looks at its end; in no other week", () => {
		const done = practicesFrom(2, 2, () => LOW);
		const nudge = (week: number, conversations: readonly ConversationFact[]) =>
			decideStep({ kind: "week", week, part: "nudge" }, factsInPractice({ conversations }), "2026-01-15T09:00:00.000Z");
		expect(gapOf(nudge(2, done))).toBeDefined();
		expect(gapOf(nudge(2, []))).toBeUndefined();
		expect(
			gapOf(
				nudge(
					3,
					practicesFrom(3, 2, () => LOW),
				),
			),
		).toBeUndefined();
		const third = decideStep({ kind: "week", week: 3, part: "end" }, factsInPractice(), "2026-01-26T00:00:00.000Z");
		expect(gapOf(third)).toBeUndefined();
	});
});

describe("week 12", () => {
	const now = "2026-03-30T00:00:00.000Z";
	/** Practice in target, calls at the bottom: nothing is carried over. */
	const facts = (calls: readonly (readonly Occurrence[])[], given: Partial<CycleFacts> = {}) => {
		const practices = practicesFrom(9, 8, () => TARGET);
		const held = calls.map((occurrences, i) =>
			call(60 + i, `2026-03-${String(10 + i * 3).padStart(2, "0")}T10:00:00.000Z`, null, { occurrences }),
		);
		const base = factsInPractice({ conversations: [...practices, ...held] });
		return { ...base, cycle: { ...base.cycle, week: 12, plan: planFor(24) }, ...given };
	};
	const drillOf = (outcome: StepOutcome, signal = "objection-acknowledgment") =>
		outcome.decisions.find(({ name }) => name === `carry-over-drill:${signal}`);
	const check = (given: CycleFacts) => decideStep({ kind: "checkpoint", checkpoint: "12" }, given, now);

	it("gives a signal that is not carried over a drill from the newest real call that missed it", () => {
		const outcome = check(facts([[occurrence(0)], [occurrence(0, { line: { utterance: 9, label: 4 } })], []]));
		expect(drillOf(outcome)).toMatchObject({
			outcome: {
				kind: "drill-assigned",
				gap: GAP,
				conversation: "conversation-61",
				evidence: { utterance: 9, label: 4 },
			},
			reason: { code: "drill.for-carry-over" },
		});
		expect(changesOf(outcome, "open-drill")).toMatchObject([
			{ drill: { name: "drill:01", assignedBy: null, times: 3 } },
		]);
		expect(plansIn(outcome)).toMatchObject([{ drill: "drill:01", open: true }]);
		expect(told(outcome)).toContainEqual(["manager", "drill.for-carry-over"]);
		expectWords(outcome);
	});

	it("gives no drill where the interval of the carry-over reaches the border, and one where all of it lies under", () => {
		const missed = [[occurrence(0)], [], []];
		const signal = "objection-acknowledgment";
		const withCalls = (acknowledged: number) => {
			const given = facts(missed);
			const reading = { status: "measured", numerator: acknowledged, denominator: 5, value: acknowledged / 5 } as const;
			const said = { ...reading, basis: "labels", lowConfidence: false } as const;
			return {
				...given,
				conversations: given.conversations.map((one) =>
					one.source === "live" ? { ...one, readings: { ...one.readings, [signal]: said } } : one,
				),
			};
		};
		// Beside 40 of 40 in practice: 9 of 15 on calls goes up to 83 %, 6 of 15 up to 65 %.
		expect(drillOf(check(withCalls(3)))).toBeUndefined();
		const outcome = check(withCalls(2));
		expect(drillOf(outcome)).toMatchObject({
			outcome: { kind: "drill-assigned" },
			reason: { params: { signal, ratio: 0.4, live: 15, practice: 40 } },
		});
		const high = drillOf(outcome)?.reason.params.high;
		expect(high).toBeCloseTo(0.6482, 4);
		expectWords(outcome);
	});

	it("says why none: no such moment, one on it already, or as many open as there may be", () => {
		expect(drillOf(check(facts([[], [], []])))?.outcome).toEqual({ kind: "no-drill", because: "no-moment" });
		const answered = check(facts([[occurrence(1)], [occurrence(1)], [occurrence(1)]]));
		expect(drillOf(answered)?.outcome).toEqual({ kind: "no-drill", because: "no-moment" });
		const missed = [[occurrence(0)], [], []];
		expect(drillOf(check(facts(missed, { drills: [drill({ gap: "incumbent-vendor" })] })))?.outcome).toEqual({
			kind: "no-drill",
			because: "already-drilled",
		});
		const two = [drill({ gap: "next-step" }), drill({ id: "2", name: "drill:02", gap: "missing-follow-up" })];
		expect(drillOf(check(facts(missed, { drills: two })))?.outcome).toEqual({
			kind: "no-drill",
			because: "open-at-most",
		});
	});

	it("opens two at most, and only suggests where the cycle ends with the week", () => {
		const missed = DRILL_GAPS.map((gap) => occurrence(0, { gap, isMoment: false }));
		const outcome = check(facts([missed, [], []]));
		expect(changesOf(outcome, "open-drill").map(({ drill: { name } }) => name)).toEqual(["drill:01", "drill:02"]);
		const ending = facts([missed, [], []]);
		const end = check({ ...ending, cycle: { ...ending.cycle, plan: planFor(12) } });
		expect(changesOf(end, "open-drill")).toEqual([]);
		expect(drillOf(end)).toMatchObject({
			outcome: { kind: "drill-suggested" },
			reason: { code: "drill.suggested-at-the-end" },
		});
		expect(changesOf(end, "notify")).toContainEqual(
			expect.objectContaining({
				to: "manager",
				template: expect.objectContaining({ code: "drill.suggested-at-the-end" }),
			}),
		);
		expectWords(end);
	});
});

describe("open drills", () => {
	it("are withdrawn with the end of the cycle, and taken back by the manager's word", () => {
		const open = drill({ state: "watching" });
		const act: ActFact = { ...actOf({ do: "withdraw", drill: "drill-1" }, "lead", true), kind: "stop-cycle" };
		const stopped = decideStep(
			{ kind: "act", actId: "act-1" },
			factsInPractice({ drills: [open, drill({ id: "2", name: "drill:02", state: "closed" })], act }),
			NOW,
		);
		expect(changesOf(stopped, "close-drill")).toEqual([{ do: "close-drill", drill: "drill:01", outcome: null }]);
		const ask: DrillAsk = { do: "withdraw", drill: "drill-1" };
		const back = asked(ask, { drills: [open] });
		expect(changesOf(back, "close-drill")).toEqual([{ do: "close-drill", drill: "drill:01", outcome: null }]);
		expect(plansIn(back)).toEqual([{ drill: "drill:01", open: false }]);
		expect(refusalOf(asked(ask, { drills: [open] }, actOf(ask, "rep")))).toBe("act.not-theirs");
		expect(refusalOf(asked(ask, { drills: [drill({ state: "closed" })] }))).toBe("drill.closed");
		expectWords(back);
	});

	it("are moved by a pause: by whole active days, and not at all behind one without an end", () => {
		const open = drill({ sessions: [1, 2, 3] });
		const facts = factsInPractice({ drills: [open] });
		const paused = (pauses: CycleFacts["cycle"]["pauses"]) =>
			rungsOf(open, { ...facts, cycle: { ...facts.cycle, pauses } }, NOW).map(({ at }) =>
				localDateOf(at, "Europe/Berlin"),
			);
		expect(paused([])).toEqual(["2026-01-21", "2026-01-22", "2026-01-23", "2026-01-24"]);
		expect(paused([{ from: "2026-01-22", to: "2026-01-29" }])).toEqual([
			"2026-01-21",
			"2026-01-29",
			"2026-01-30",
			"2026-01-31",
		]);
		expect(paused([{ from: "2026-01-22", to: null }])).toEqual(["2026-01-21"]);
		const act: ActFact = {
			...actOf({ do: "withdraw", drill: "drill-1" }, "lead", true),
			kind: "change-cycle",
			change: { do: "pause", from: "2026-01-22", until: "2026-01-29" },
		};
		const outcome = decideStep({ kind: "act", actId: "act-1" }, factsInPractice({ drills: [open], act }), NOW);
		const turn = outcome.result.kind === "act-done" ? outcome.result.turn : null;
		expect(turn?.kind === "replanned" && turn.drills).toMatchObject([
			{ drill: "drill:01", open: true, rungs: [{}, { do: "session" }, {}, { do: "schedule-ends" }] },
		]);
	});

	it("never wait for ever, whatever came in: every rung closes a drill or moves it to a part that ends", () => {
		const anyState = fc.constantFrom("assigned", "practising", "watching", "live-practice");
		const anyCall = fc.record({
			hour: fc.integer({ min: -200, max: 2000 }),
			kind: fc.constantFrom("live", "practice", "drill"),
			wanted: fc.constantFrom(0, 1, null),
		});
		fc.assert(
			fc.property(
				fc.record({
					state: anyState,
					angle: fc.constantFrom(1 as const, 2 as const),
					times: fc.integer({ min: 1, max: 5 }),
					sessions: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }),
					isSent: fc.boolean(),
					gap: fc.constantFrom(...DRILL_GAPS),
				}),
				fc.array(anyCall, { maxLength: 10 }),
				(given, held) => {
					const conversations = held.map(({ hour, kind, wanted }, i) =>
						conversation(50 + i, new Date(epochMs(NOW) + hour * 3_600_000).toISOString(), LOW, {
							source: kind === "live" ? "live" : kind === "drill" ? "drill" : "practice",
							occurrences: wanted === null ? [] : [occurrence(wanted === 1 ? 1 : 0, { gap: given.gap })],
							...(kind === "drill" ? { drillId: "drill-1" } : {}),
						}),
					);
					let open = drill({
						...given,
						sessions: given.sessions.toSorted((a, b) => a - b),
						submitTo: given.isSent ? hearer : null,
						attempts: conversations.flatMap(({ id, source }, i) =>
							source === "drill" ? [{ ordinal: i + 1, angle: given.angle, conversationId: id, score: i / 10 }] : [],
						),
					});
					let now: Instant = NOW;
					for (let rungs = 0; isOpenDrill(open); rungs++) {
						expect(rungs).toBeLessThan(40);
						const facts = factsInPractice({ drills: [open], conversations });
						const [next] = rungsOf(open, facts, now);
						if (next === undefined) throw new Error("an open drill waits for nothing");
						// What has passed comes at once; time never goes back.
						now = epochMs(next.at) > epochMs(now) ? next.at : now;
						const outcome = decideStep({ kind: "drill", drill: open.name, rung: rungs, do: next.do }, facts, now);
						expect(outcome.record).toBe(true);
						expectWords(outcome);
						for (const change of outcome.changes) {
							if (change.do === "close-drill") open = { ...open, state: "closed" };
							if (change.do === "move-drill") {
								const { state, from, angle, sessions, submitted } = change;
								open = {
									...open,
									state,
									from,
									since: now,
									angle: angle ?? open.angle,
									sessions: sessions ?? open.sessions,
									submitted: submitted ?? open.submitted,
								};
							}
						}
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe("the library", () => {
	it("has for each gap a signal, what to try, and another customer for the other angle", () => {
		for (const gap of DRILL_GAPS) {
			expect(DEFAULT_POLICY.bands).toHaveProperty(SIGNAL_OF_GAP[gap]);
			expect(briefOf(gap, 1).brief).toMatch(/Counted: whether/);
			expect(briefOf(gap, 1).situation).not.toBe(briefOf(gap, 2).situation);
		}
	});

	it("never moves a schedule into the past: mornings of the other angle are working days from the next day on", () => {
		const outcome = decideStep(
			{ kind: "drill-look", look: 0 },
			factsInPractice({
				drills: [drill({ state: "watching", sessions: [0, 1, 2] })],
				conversations: [THE_CALL, call(11, "2026-01-23T09:00:00.000Z", 0)],
			}),
			// A Friday.
			"2026-01-23T10:00:00.000Z",
		);
		const [moved] = changesOf(outcome, "move-drill");
		const dates = (moved?.sessions ?? []).map((days) => addDays(moved?.from ?? "", days));
		expect(dates).toEqual(["2026-01-26", "2026-01-27", "2026-01-28"]);
	});
});
