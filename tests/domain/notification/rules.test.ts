import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { TASK_KINDS } from "../../../domain/cycle/task.ts";
import { healthAfter } from "../../../domain/notification/endpoint.ts";
import { foldPending, type Waiting } from "../../../domain/notification/fold.ts";
import { deliverAt } from "../../../domain/notification/hours.ts";
import {
	kindOfMessage,
	kindOfMessages,
	MESSAGE_KINDS,
	maySilence,
	urgencyOf,
} from "../../../domain/notification/message.ts";
import {
	channelsFor,
	channelsForInvite,
	INBOX_ALONE,
	type Reach,
	timeFor,
} from "../../../domain/notification/reach.ts";
import { retryAfterMs } from "../../../domain/notification/retry.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { instantOf } from "../../../domain/time.ts";

const { notification: TIMES } = DEFAULT_POLICY;
const FAILING_DAYS_MAX = TIMES.receiverFailingDaysMax;
const RUNS = 2_000;
const TIMEOUT_MS = 60_000;
const zone = fc.constantFrom(
	"Europe/Berlin",
	"America/New_York",
	"Asia/Kolkata",
	"Pacific/Kiritimati",
	"Pacific/Pago_Pago",
	"Australia/Lord_Howe",
	"America/St_Johns",
	"UTC",
);
const instant = fc
	.integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2029-12-31T00:00:00Z") })
	.map(instantOf);
const time = fc
	.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
	.map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);

function clockOf(at: string, inZone: string): string {
	return Temporal.Instant.from(at).toZonedDateTimeISO(inZone).toPlainTime().toString().slice(0, 5);
}

function isWithin(clock: string, from: string, to: string): boolean {
	if (from === to) return false;
	return from < to ? from <= clock && clock < to : clock >= from || clock < to;
}

/** Does the zone's clock change in the two days around? */
function changesClock(at: string, inZone: string): boolean {
	const around = Temporal.Instant.from(at).toZonedDateTimeISO(inZone);
	return around.subtract({ hours: 48 }).offset !== around.add({ hours: 48 }).offset;
}

describe("quiet hours", () => {
	it(
		"disturb nobody, wherever the person is and whatever the hours are",
		() => {
			fc.assert(
				fc.property(instant, zone, time, time, fc.constantFrom("normal", "low"), (at, inZone, from, to, urgency) => {
					fc.pre(!changesClock(at, inZone));
					const leaves = deliverAt(at, inZone, { ...TIMES, quietFrom: from, quietUntil: to }, urgency);
					expect(Date.parse(leaves)).toBeGreaterThanOrEqual(Date.parse(at));
					expect(isWithin(clockOf(leaves, inZone), from, to)).toBe(false);
					expect(Date.parse(leaves) - Date.parse(at)).toBeLessThanOrEqual(2 * 86_400_000);
				}),
				{ numRuns: RUNS },
			);
		},
		TIMEOUT_MS,
	);

	it(
		"let a message through at once outside of them, and an urgent one always",
		() => {
			fc.assert(
				fc.property(instant, zone, (at, inZone) => {
					expect(deliverAt(at, inZone, TIMES, "high")).toBe(at);
					if (!changesClock(at, inZone) && !isWithin(clockOf(at, inZone), TIMES.quietFrom, TIMES.quietUntil)) {
						expect(deliverAt(at, inZone, TIMES, "normal")).toBe(at);
					}
				}),
				{ numRuns: RUNS },
			);
		},
		TIMEOUT_MS,
	);

	it(
		"never put a later message before an earlier one",
		() => {
			fc.assert(
				fc.property(
					instant,
					fc.integer({ min: 0, max: 3 * 86_400_000 }),
					zone,
					time,
					time,
					(at, after, inZone, from, to) => {
						const times = { ...TIMES, quietFrom: from, quietUntil: to };
						const later = instantOf(Date.parse(at) + after);
						for (const urgency of ["normal", "low"] as const) {
							expect(Date.parse(deliverAt(later, inZone, times, urgency))).toBeGreaterThanOrEqual(
								Date.parse(deliverAt(at, inZone, times, urgency)),
							);
						}
					},
				),
				{ numRuns: RUNS },
			);
		},
		TIMEOUT_MS,
	);

	it("end in the morning also in the night in which the clocks change", () => {
		expect(deliverAt("2026-03-28T23:00:00.000Z", "Europe/Berlin", TIMES, "normal")).toBe("2026-03-29T05:30:00.000Z");
		expect(deliverAt("2026-10-24T22:00:00.000Z", "Europe/Berlin", TIMES, "normal")).toBe("2026-10-25T06:30:00.000Z");
	});
});

describe("the digest", () => {
	it("gathers what asks for nothing until the next morning", () => {
		expect(TIMES.digestAt).toBe("08:00");
		expect(deliverAt("2026-01-08T11:00:00.000Z", "Europe/Berlin", TIMES, "low")).toBe("2026-01-09T07:00:00.000Z");
		expect(deliverAt("2026-01-09T07:00:00.000Z", "Europe/Berlin", TIMES, "low")).toBe("2026-01-09T07:00:00.000Z");
		expect(timeFor("email", "week4.flat", "2026-01-08T11:00:00.000Z", "Europe/Berlin", TIMES)).toBe(
			"2026-01-09T07:00:00.000Z",
		);
	});

	it("holds up neither what is owed, nor an inbox, nor a receiver", () => {
		const at = "2026-01-08T11:00:00.000Z";
		expect(timeFor("email", "task-opened.review", at, "Europe/Berlin", TIMES)).toBe(at);
		for (const channel of ["inbox", "webhook:01981c3e-7d5a-7b4e-9d51-0c4c9f2a7b10"] as const) {
			expect(timeFor(channel, "week4.flat", "2026-01-08T23:00:00.000Z", "Europe/Berlin", TIMES)).toBe(
				"2026-01-08T23:00:00.000Z",
			);
		}
	});
});

describe("the kind of a message", () => {
	it("of every task is one that nobody may silence, and of every reminder one that a person may", () => {
		for (const kind of TASK_KINDS) {
			expect(kindOfMessage(`task-opened.${kind}`)).toBe("task");
			expect(urgencyOf(`task-opened.${kind}`)).toBe("normal");
		}
		expect(maySilence("task")).toBe(false);
		expect(maySilence("account")).toBe(false);
		expect(MESSAGE_KINDS.filter(maySilence)).toEqual(["reminder", "meeting", "coaching", "digest"]);
		expect(kindOfMessage("task.remind-weekly")).toBe("reminder");
		expect(kindOfMessage("webhook.disabled")).toBe("account");
		expect(urgencyOf("webhook.disabled")).toBe("high");
	});

	it("that says several things is that of the one which may not be silenced", () => {
		expect(kindOfMessages(["week4.flat", "task-opened.one-to-one"])).toBe("task");
		expect(kindOfMessages(["baseline.closed", "task.remind"])).toBe("coaching");
	});
});

describe("the channels of a message", () => {
	const reach: Reach = {
		channels: ["email", "slack"],
		slackIsShared: false,
		webhooks: [
			{ id: "w1", kinds: ["task"] },
			{ id: "w2", kinds: ["coaching", "task"] },
		],
		people: new Map([
			["kim", { id: "kim", zone: "UTC", silenced: [{ kind: "coaching", channel: "email" }] }],
			["lee", { id: "lee", zone: "UTC", silenced: [{ kind: "task", channel: "email" }] }],
		]),
	};

	it("are the inbox, whatever is set up and silenced", () => {
		const kind = fc.constantFrom(...MESSAGE_KINDS);
		const code = fc.constantFrom("task-opened.review", "task.remind", "week4.flat", "digest.week", "webhook.disabled");
		const silenced = fc.array(fc.record({ kind, channel: fc.constantFrom("email" as const, "slack" as const) }));
		fc.assert(
			fc.property(code, silenced, fc.boolean(), (of, off, slackIsShared) => {
				const people = new Map([["kim", { id: "kim", zone: "UTC", silenced: off }]]);
				const channels = channelsFor(of, "kim", { ...reach, slackIsShared, people });
				expect(channels[0]).toBe("inbox");
				expect(new Set(channels).size).toBe(channels.length);
				if (!maySilence(kindOfMessage(of))) expect(channels).toContain("email");
				else
					expect(channels.includes("email")).toBe(
						!off.some((one) => one.kind === kindOfMessage(of) && one.channel === "email"),
					);
			}),
		);
		expect(channelsFor("week4.flat", "kim", INBOX_ALONE)).toEqual(["inbox"]);
	});

	it("leave out what the person silenced, but for what is owed", () => {
		expect(channelsFor("week4.flat", "kim", reach)).toEqual(["inbox", "slack", "webhook:w2"]);
		expect(channelsFor("task-opened.review", "lee", reach)).toEqual([
			"inbox",
			"email",
			"slack",
			"webhook:w1",
			"webhook:w2",
		]);
	});

	it("show nothing about a rep in a Slack channel that many read", () => {
		const shared = { ...reach, slackIsShared: true };
		expect(channelsFor("week4.flat", "lee", shared)).not.toContain("slack");
		expect(channelsFor("task-opened.review", "lee", shared)).toContain("slack");
	});
});

describe("folding", () => {
	const row = fc.record({
		place: fc.constantFrom("c1", "c2"),
		code: fc.constantFrom(
			"task-opened.review",
			"task.remind",
			"task.remind-weekly",
			"week.practices-missing",
			"week4.flat",
			"cycle.closed",
		),
		task: fc.constantFrom("w02:review", "w03:review"),
		also: fc.constantFrom(undefined, "task-opened.one-to-one"),
	});
	const rows = fc.array(row, { maxLength: 40 }).map((list) =>
		list.map(({ place, code, task, also }, index): Waiting => {
			const params = code.startsWith("task") ? { task } : {};
			return {
				id: `m${index}`,
				place,
				template: { code, params },
				also: also === undefined ? [] : [{ code: also, params: {} }],
			};
		}),
	);

	it("keeps the order, loses nothing that is not said later, and is done when it was done once", () => {
		fc.assert(
			fc.property(rows, (waiting) => {
				const { kept, folded } = foldPending(waiting);
				expect([...kept, ...folded].map(({ id }) => id).toSorted()).toEqual(waiting.map(({ id }) => id).toSorted());
				expect(kept).toEqual(waiting.filter((one) => kept.includes(one)));
				expect(foldPending(kept).folded).toEqual([]);
				for (const one of folded) {
					const later = kept.find(
						(other) =>
							waiting.indexOf(other) > waiting.indexOf(one) &&
							other.place === one.place &&
							other.template.params.task === one.template.params.task,
					);
					expect(later, JSON.stringify(one)).toBeDefined();
				}
			}),
			{ numRuns: RUNS },
		);
	});

	it("tells of a task once, however often it was reminded of while nothing could be sent", () => {
		const said = (id: string, code: string, task: string): Waiting => ({
			id,
			place: "c",
			template: { code, params: { task } },
			also: [],
		});
		const hundred = Array.from({ length: 100 }, (_, n) => said(`r${n}`, "task.remind-weekly", "w02:review"));
		const { kept } = foldPending([
			said("open", "task-opened.review", "w02:review"),
			...hundred,
			said("other", "task.remind", "w03:review"),
		]);
		expect(kept.map(({ id }) => id)).toEqual(["r99", "other"]);
	});

	it("never folds what was found, nor what says something else beside", () => {
		const found: Waiting = { id: "a", place: "c", template: { code: "week4.flat", params: {} }, also: [] };
		const two: Waiting = {
			id: "b",
			place: "c",
			template: { code: "task.remind", params: { task: "t" } },
			also: [{ code: "cycle.closed", params: { because: "completed" } }],
		};
		const last: Waiting = { id: "d", place: "c", template: { code: "task.remind", params: { task: "t" } }, also: [] };
		expect(foldPending([found, two, { ...found, id: "e" }, last]).folded).toEqual([]);
	});
});

describe("a change of a calendar entry", () => {
	const said = (id: string, code: string, invite: string): Waiting => ({
		id,
		place: "c",
		template: { code, params: { invite } },
		also: [],
	});

	it("is told by its newest state alone where several waited", () => {
		const waiting = [
			said("a", "meeting.request", "i"),
			said("b", "meeting.request", "j"),
			said("c", "meeting.cancel", "i"),
		];
		expect(foldPending(waiting).kept.map(({ id }) => id)).toEqual(["b", "c"]);
	});

	it("goes by e-mail in an order of its own, unless the person switched that off, and to receivers that asked", () => {
		const reach: Reach = {
			channels: ["email", "slack"],
			slackIsShared: false,
			webhooks: [
				{ id: "w1", kinds: ["meeting"] },
				{ id: "w2", kinds: ["task"] },
			],
			people: new Map([["p", { id: "p", zone: "UTC", silenced: [{ kind: "meeting", channel: "email" }] }]]),
		};
		expect(channelsForInvite("i", "other", reach)).toEqual(["calendar:i", "webhook:w1"]);
		expect(channelsForInvite("i", "p", reach)).toEqual(["webhook:w1"]);
		expect(channelsForInvite("i", "other", { ...reach, channels: ["slack"] })).toEqual(["webhook:w1"]);
		expect(kindOfMessage("meeting.cancel")).toBe("meeting");
		expect(timeFor("calendar:i", "meeting.request", "2026-01-08T23:00:00.000Z", "Europe/Berlin", TIMES)).toBe(
			"2026-01-09T06:30:00.000Z",
		);
	});
});

describe("the wait before another attempt", () => {
	it("grows, is bounded, and is the same for the same row and attempt", () => {
		fc.assert(
			fc.property(fc.uuid(), fc.integer({ min: 1, max: 10_000 }), (id, attempts) => {
				const wait = retryAfterMs(id, attempts);
				expect(retryAfterMs(id, attempts)).toBe(wait);
				const full = Math.min(3_600_000, 2000 * 2 ** (Math.min(attempts, 40) - 1));
				expect(wait).toBeLessThanOrEqual(full);
				expect(wait).toBeGreaterThanOrEqual(full * 0.75);
				expect(retryAfterMs(id, attempts + 2)).toBeGreaterThan(wait * (attempts > 9 ? 0.74 : 1));
			}),
			{ numRuns: RUNS },
		);
	});

	it("spreads rows that failed together", () => {
		const waits = fc.sample(fc.uuid(), { numRuns: 1000, seed: 1 }).map((id) => retryAfterMs(id, 12));
		const quarters = [0, 1, 2, 3].map(
			(n) => waits.filter((wait) => Math.floor((wait - 2_700_000) / 225_001) === n).length,
		);
		for (const count of quarters) expect(count).toBeGreaterThan(180);
	});
});

describe("a receiver of webhooks", () => {
	const day = 86_400_000;
	const start = Date.parse("2026-01-05T00:00:00.000Z");

	it("is switched off after days of nothing but failures, and forgiven by one success", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3 * day })), { maxLength: 30 }),
				(attempts) => {
					let since: string | null = null;
					let now = start;
					let failedFrom: number | null = null;
					for (const [ok, gap] of attempts) {
						now += gap;
						const health = healthAfter(since, { ok, gone: false }, instantOf(now), FAILING_DAYS_MAX);
						failedFrom = ok ? null : (failedFrom ?? now);
						expect(health.disabled).toBe(failedFrom !== null && now - failedFrom >= FAILING_DAYS_MAX * day);
						since = health.failingSince;
					}
				},
			),
		);
	});

	it("that says it is gone is left alone at once", () => {
		expect(healthAfter(null, { ok: false, gone: true }, instantOf(start), FAILING_DAYS_MAX).disabled).toBe(true);
	});
});
