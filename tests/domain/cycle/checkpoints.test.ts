import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordsIn } from "../../../api/words/languages.ts";
import { decideWeek4 } from "../../../domain/cycle/decide-checkpoint-4.ts";
import { decideWeek8, type Trends } from "../../../domain/cycle/decide-checkpoint-8.ts";
import { decideWeek12 } from "../../../domain/cycle/decide-checkpoint-12.ts";
import { decideStep } from "../../../domain/cycle/decide-step.ts";
import type { CycleFacts, PoolFacts } from "../../../domain/cycle/facts.ts";
import { trendsOf } from "../../../domain/cycle/judge-checkpoint.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { SIGNALS, type Tier } from "../../../domain/signals/signal.ts";
import { tierRank } from "../../../domain/signals/tiers.ts";
import { conversation, factsInPractice, LOW, MIDDLE, poolsAt, practicesFrom, TARGET } from "./facts.ts";

const policy = DEFAULT_POLICY;

describe("a checkpoint's pool", () => {
	const pooledAt = (checkpoint: "4" | "8", now: string, facts: CycleFacts) => {
		const { decisions } = decideStep({ kind: "checkpoint", checkpoint }, facts, now);
		return decisions.find(({ name }) => name === `checkpoint:${checkpoint}`)?.inputs.conversations;
	};
	/** Weeks of this cycle begin at midnight in Berlin; its looks at a week's end come 37 minutes later. */
	const week4 = { name: "4", at: "2026-02-01T23:37:00.000Z", verdict: "flat" };
	const held = (n: number, at: string) => conversation(n, at, LOW);

	it("ends with the last midnight of its week, however late the look comes", () => {
		const facts = factsInPractice({
			conversations: [
				held(4, "2026-02-01T22:59:59.000Z"),
				held(5, "2026-02-01T23:10:00.000Z"),
				held(6, "2026-02-03T10:00:00.000Z"),
			],
		});
		for (const look of [week4.at, "2026-02-05T08:00:00.000Z"]) {
			expect(pooledAt("4", look, facts)).toEqual(["conversation-4"]);
		}
		const later = { ...facts, past: { ...facts.past, checkpoints: [week4] } };
		expect(pooledAt("8", "2026-03-01T23:37:00.000Z", later)).toEqual(["conversation-5", "conversation-6"]);
	});

	it("reaches back 28 whole days, across the change of clocks", () => {
		const facts = factsInPractice();
		const cycle = { ...facts.cycle, weekTwoOn: "2026-02-16" };
		// Week 8 ends on 6 April; 28 days before, on 9 March, the clocks had not yet changed.
		const given: CycleFacts = {
			...facts,
			cycle,
			past: { ...facts.past, checkpoints: [{ ...week4, at: "2026-03-08T23:37:00.000Z" }] },
			conversations: [held(4, "2026-03-08T22:59:00.000Z"), held(5, "2026-03-08T23:10:00.000Z")],
		};
		expect(pooledAt("8", "2026-04-05T22:37:00.000Z", given)).toEqual(["conversation-5"]);
	});

	it("holds nothing from before the baseline closed, even of the same day", () => {
		const facts = factsInPractice({
			conversations: [held(4, "2026-01-09T11:59:00.000Z"), held(5, "2026-01-09T12:01:00.000Z")],
		});
		expect(pooledAt("4", week4.at, facts)).toEqual(["conversation-5"]);
	});
});

describe("week 4", () => {
	it("is on track when two signals that were outside target moved up a tier", () => {
		const now = {
			...poolsAt(LOW),
			"value-framing": poolsAt(MIDDLE)["value-framing"],
			"discovery-density": poolsAt(TARGET)["discovery-density"],
		};
		const found = decideWeek4(poolsAt(LOW), now, 6, policy);
		expect(found.verdict).toBe("on-track");
		expect(found.moved).toEqual(["value-framing", "discovery-density"]);
		expect(found.task).toBeNull();
	});

	it("is partial, with a one-to-one, when only one of them moved", () => {
		const now = { ...poolsAt(LOW), "value-framing": poolsAt(MIDDLE)["value-framing"] };
		const found = decideWeek4(poolsAt(LOW), now, 6, policy);
		expect([found.verdict, found.task]).toEqual(["partial", "one-to-one"]);
	});

	it("is flat, with live coaching, when none moved", () => {
		const found = decideWeek4(poolsAt(LOW), poolsAt(LOW), 6, policy);
		expect([found.verdict, found.task]).toEqual(["flat", "live-coaching"]);
	});

	it("asks for one signal only where only one was outside target", () => {
		const baseline = { ...poolsAt(TARGET), "close-attempts": poolsAt(LOW)["close-attempts"] };
		expect(decideWeek4(baseline, poolsAt(TARGET), 6, policy).verdict).toBe("on-track");
		expect(decideWeek4(baseline, baseline, 6, policy).verdict).toBe("flat");
	});

	it("leaves it to a person where acknowledgment alone speaks for the verdict", () => {
		const baseline = { ...poolsAt(TARGET), "objection-acknowledgment": poolsAt(LOW)["objection-acknowledgment"] };
		for (const now of [poolsAt(TARGET), baseline]) {
			expect(decideWeek4(baseline, now, 6, policy)).toMatchObject({
				verdict: "partial",
				task: "one-to-one",
				reason: { params: { uncertain: true } },
			});
		}
		const fallen = { ...poolsAt(TARGET), "objection-acknowledgment": poolsAt(LOW)["objection-acknowledgment"] };
		expect(decideWeek4(poolsAt(TARGET), fallen, 6, policy)).toMatchObject({
			verdict: "partial",
			fell: ["objection-acknowledgment"],
			reason: { params: { uncertain: true } },
		});
		const two = { ...baseline, "close-attempts": poolsAt(LOW)["close-attempts"] };
		expect(decideWeek4(two, poolsAt(TARGET), 6, policy)).toMatchObject({
			verdict: "on-track",
			reason: { params: { uncertain: false } },
		});
		// None of two moved: flat by both. One signal is enough by this policy, and it is acknowledgment.
		expect(decideWeek4(two, two, 6, policy)).toMatchObject({
			verdict: "flat",
			reason: { params: { uncertain: false } },
		});
		const one = { ...policy, checkpoints: { ...policy.checkpoints, week4MovedMin: 1 } };
		const risen = { ...two, "objection-acknowledgment": poolsAt(TARGET)["objection-acknowledgment"] };
		expect(decideWeek4(two, risen, 6, one)).toMatchObject({
			verdict: "partial",
			reason: { params: { uncertain: true } },
		});
	});

	it("is holding when all were in target and still are, else partial, and names the fall", () => {
		expect(decideWeek4(poolsAt(TARGET), poolsAt(TARGET), 6, policy).verdict).toBe("holding");
		const fallen = { ...poolsAt(TARGET), "discovery-density": poolsAt(LOW)["discovery-density"] };
		const found = decideWeek4(poolsAt(TARGET), fallen, 6, policy);
		expect([found.verdict, found.fell]).toEqual(["partial", ["discovery-density"]]);
	});

	it("says not enough data with three practices, and judges with four", () => {
		expect(decideWeek4(poolsAt(LOW), poolsAt(TARGET), 3, policy)).toMatchObject({
			verdict: "not-enough-data",
			task: "one-to-one",
		});
		expect(decideWeek4(poolsAt(LOW), poolsAt(TARGET), 4, policy).verdict).toBe("on-track");
	});

	it("says not enough data when fewer than two signals were measured both times", () => {
		const hidden = { shown: false, conversations: 6 } as const;
		const now: PoolFacts = {
			...poolsAt(TARGET),
			"close-attempts": hidden,
			"value-framing": hidden,
			"discovery-density": hidden,
		};
		expect(decideWeek4(poolsAt(LOW), now, 6, policy).verdict).toBe("not-enough-data");
	});

	it("follows its definition for every pair of tiers", () => {
		const level = fc.constantFrom(LOW, MIDDLE, TARGET);
		fc.assert(
			fc.property(fc.tuple(level, level, level, level), fc.tuple(level, level, level, level), (before, after) => {
				const mix = (levels: typeof before): PoolFacts => ({
					"objection-acknowledgment": poolsAt(levels[0])["objection-acknowledgment"],
					"close-attempts": poolsAt(levels[1])["close-attempts"],
					"value-framing": poolsAt(levels[2])["value-framing"],
					"discovery-density": poolsAt(levels[3])["discovery-density"],
				});
				const [was, is] = [mix(before), mix(after)];
				const tier = (pools: PoolFacts, signal: (typeof SIGNALS)[number]): Tier => {
					const pool = pools[signal];
					return pool.shown ? pool.tier : "low";
				};
				const outside = SIGNALS.filter((signal) => tier(was, signal) !== "target");
				const up = SIGNALS.filter((signal) => tierRank(tier(is, signal)) > tierRank(tier(was, signal)));
				const down = SIGNALS.filter((signal) => tierRank(tier(is, signal)) < tierRank(tier(was, signal)));
				const byTiers =
					outside.length === 0
						? down.length === 0
							? "holding"
							: "partial"
						: up.length >= Math.min(2, outside.length)
							? "on-track"
							: up.length > 0
								? "partial"
								: "flat";
				const speaks = up.length > 0 ? up : outside.length > 0 ? outside : down;
				const alone = speaks.join() === "objection-acknowledgment";
				const expected = alone ? "partial" : byTiers;
				expect(decideWeek4(was, is, 6, policy).reason.params.uncertain).toBe(alone);
				expect(decideWeek4(was, is, 6, policy).verdict).toBe(expected);
			}),
		);
	});
});

describe("week 8", () => {
	const end = "2026-03-02T00:07:00.000Z";
	const trends = (level: Parameters<typeof practicesFrom>[2]): Trends =>
		trendsOf(factsInPractice({ conversations: practicesFrom(2, 14, level) }), end);
	const focus = ["objection-acknowledgment", "close-attempts"] as const;

	it("calls the head of enablement in when three or more signals are stuck", () => {
		const found = decideWeek8(
			trends(() => LOW),
			poolsAt(LOW),
			focus,
			policy,
		);
		expect(found).toMatchObject({ verdict: "stuck", task: "deployment-review", focus });
		expect(found.stuck).toHaveLength(4);
	});

	it("asks for a one-to-one when fewer than three signals have enough data", () => {
		const few = trendsOf(factsInPractice({ conversations: practicesFrom(2, 2, () => LOW) }), end);
		expect(decideWeek8(few, poolsAt(LOW), focus, policy)).toMatchObject({
			verdict: "not-enough-data",
			task: "one-to-one",
		});
	});

	it("rotates the focus to the other two when both are in target", () => {
		const pools = {
			...poolsAt(LOW),
			"objection-acknowledgment": poolsAt(TARGET)["objection-acknowledgment"],
			"close-attempts": poolsAt(TARGET)["close-attempts"],
		};
		const found = decideWeek8(
			trends(() => TARGET),
			pools,
			focus,
			policy,
		);
		expect(found.verdict).toBe("rotated");
		expect([...found.focus].sort()).toEqual(["discovery-density", "value-framing"]);
	});

	it("replaces only the focus signal that is in target", () => {
		const pools = { ...poolsAt(LOW), "close-attempts": poolsAt(TARGET)["close-attempts"] };
		const found = decideWeek8(
			trends(() => TARGET),
			pools,
			focus,
			policy,
		);
		expect(found.verdict).toBe("one-replaced");
		expect(found.focus[0]).toBe("objection-acknowledgment");
		expect(found.focus[1]).not.toBe("close-attempts");
	});

	it("lets a person decide where acknowledgment alone is in target: the focus stays, with a one-to-one", () => {
		const signal = "objection-acknowledgment";
		const pools = { ...poolsAt(LOW), [signal]: poolsAt(TARGET)[signal] };
		const found = decideWeek8(
			trends(() => TARGET),
			pools,
			focus,
			policy,
		);
		expect(found).toMatchObject({ verdict: "manager-chooses", focus, task: "one-to-one" });
	});

	it("shows 'all rising or holding' and never lets it decide", () => {
		const found = decideWeek8(
			trends(() => TARGET),
			poolsAt(LOW),
			focus,
			policy,
		);
		expect(found.allRisingOrHolding).toBe(true);
		expect(found.verdict).toBe("focus-stays");
	});
});

describe("week 12", () => {
	const at = "2026-03-20T10:00:00.000Z";
	const calls = (count: number, level = TARGET) =>
		Array.from({ length: count }, (_, i) => conversation(50 + i, at, level, { source: "live" }));
	const practice = Array.from({ length: 8 }, (_, i) => conversation(30 + i, at, TARGET));

	it("says carried when calls show at least 80 % of practice", () => {
		const found = decideWeek12(practice, calls(3), policy);
		for (const signal of SIGNALS) expect(found.carryOver[signal]).toMatchObject({ kind: "carried", ratio: 1 });
	});

	it("is not measurable with fewer than three calls, and says so", () => {
		const found = decideWeek12(practice, calls(2), policy);
		for (const signal of SIGNALS) {
			expect(found.carryOver[signal]).toMatchObject({ kind: "not-measurable", because: "fewer-than-three-calls" });
		}
		expect(found.reason.code).toBe("week12.not-measurable");
	});

	it("is not measurable where practice shows zero, since nothing can be carried over", () => {
		const zero = Array.from({ length: 8 }, (_, i) => conversation(30 + i, at, LOW));
		expect(decideWeek12(zero, calls(3), policy).carryOver["close-attempts"]).toMatchObject({
			because: "practice-is-zero",
		});
	});

	it("needs five objections or claims on either side", () => {
		const few = conversation(60, at, TARGET, { source: "live" });
		const noObjections = {
			...few,
			readings: { ...few.readings, "objection-acknowledgment": { status: "not-applicable" } as const },
		};
		const lastOnly = [conversation(61, at, TARGET, { source: "live" }), noObjections, { ...noObjections, id: "x" }];
		const four = lastOnly.map((call) => {
			const reading = call.readings["objection-acknowledgment"];
			if (reading.status !== "measured") return call;
			return {
				...call,
				readings: { ...call.readings, "objection-acknowledgment": { ...reading, numerator: 4, denominator: 4 } },
			};
		});
		expect(decideWeek12(practice, lastOnly, policy).carryOver["objection-acknowledgment"].kind).toBe("carried");
		expect(decideWeek12(practice, four, policy).carryOver["objection-acknowledgment"]).toMatchObject({
			because: "too-few-objections-or-claims",
		});
	});

	it("counts exactly 80 % as carried, whatever counts it is made of", () => {
		const share = (numerator: number, denominator: number) => ({
			status: "measured" as const,
			numerator,
			denominator,
			value: numerator / denominator,
			basis: "labels" as const,
			lowConfidence: false,
		});
		const said = (n: number, numerator: number, denominator: number, source: "practice" | "live") => {
			const one = conversation(n, at, TARGET, { source });
			return { ...one, readings: { ...one.readings, "value-framing": share(numerator, denominator) } };
		};
		const upTo = (max: number) => fc.integer({ min: 1, max });
		fc.assert(
			fc.property(upTo(20), upTo(20), upTo(5), (a, b, k) => {
				const [tied, claims] = [Math.min(a, b), Math.max(a, b)];
				const practised = [said(70, tied * k * 5, claims * k * 5, "practice")];
				const called = [0, 1, 2].map((n) => said(80 + n, tied * 4, claims * 5, "live"));
				expect(decideWeek12(practised, called, policy).carryOver["value-framing"].kind).toBe("carried");
			}),
		);
		const sixOfEight = [said(70, 6, 8, "practice")];
		const threeOfFive = [said(80, 1, 2, "live"), said(81, 1, 2, "live"), said(82, 1, 1, "live")];
		expect(decideWeek12(sixOfEight, threeOfFive, policy).carryOver["value-framing"]).toMatchObject({
			kind: "carried",
			ratio: 0.8,
		});
	});

	it("gives each ratio its 95 % interval and what that rests on", () => {
		const found = decideWeek12(practice, calls(3), policy).carryOver;
		// 15 of 15 on calls beside 40 of 40 in practice: Wilson ends 0.796117 and 0.912377, both shares at 1.
		const shares = found["objection-acknowledgment"];
		expect(shares).toMatchObject({ ratio: 1, interval: { level: 0.95 }, n: { live: 15, practice: 40 } });
		if (shares.kind === "not-measurable") return;
		expect(shares.interval.low).toBeCloseTo(0.796117, 5);
		expect(shares.interval.high).toBeCloseTo(1 / 0.912377, 5);
		for (const signal of SIGNALS) {
			const carried = found[signal];
			if (carried.kind === "not-measurable") throw new Error(`${signal} is measurable`);
			const { ratio, interval, n, live } = carried;
			expect(interval.low).toBeLessThan(ratio);
			expect(interval.high).toBeGreaterThan(ratio);
			const isRate = signal === "close-attempts" || signal === "discovery-density";
			if (live.shown) expect(n.live).toBe(isRate ? live.numerator : live.denominator);
		}
	});

	it("says ratio, interval and n in words, in English and German", () => {
		const { reason } = decideWeek12(practice, calls(3), policy);
		expect(wordsIn("en", reason)).toContain(
			"acknowledging objections: 100 %, 95 % interval 79.6 % to 109.6 %, n = 15 on calls and 40 in practice",
		);
		expect(wordsIn("de", reason)).toContain(
			"Einwände aufnehmen: 100 %, 95-%-Intervall 79,6 % bis 109,6 %, n = 15 in Gesprächen und 40 in der Übung",
		);
		expect(wordsIn("en", reason)).not.toMatch(/undefined|NaN|none/);
	});

	it("may exceed 100 %", () => {
		const middling = Array.from({ length: 8 }, (_, i) => conversation(30 + i, at, MIDDLE));
		const found = decideWeek12(middling, calls(3), policy).carryOver["discovery-density"];
		expect(found).toMatchObject({ kind: "carried", ratio: 2 });
	});
});
