import { addDays, instantAt, localDateOf } from "../calendar.ts";
import type { CoachingPolicy } from "../policy.ts";
import { epochMs, type Instant, type ZoneId } from "../time.ts";
import type { Urgency } from "./message.ts";

/** Local hours in which nobody is disturbed, `from` included and `to` not; over midnight where `to` is the earlier. */
type Hours = { readonly from: string; readonly to: string };

/** What the policy says of times at which people are told things. */
export type TellingTimes = Pick<CoachingPolicy["notification"], "quietFrom" | "quietUntil" | "digestAt">;

/**
 * When a message of `at` may leave: at once if it is urgent; not in quiet hours otherwise, but at their end; what can
 * wait goes with the next daily digest, which quiet hours move like any other. Never before `at`.
 */
export function deliverAt(at: Instant, zone: ZoneId, times: TellingTimes, urgency: Urgency): Instant {
	if (urgency === "high") return at;
	const quiet = { zone, from: times.quietFrom, to: times.quietUntil };
	return afterQuiet(urgency === "low" ? nextAt(times.digestAt, at, zone) : at, quiet);
}

function afterQuiet(at: Instant, quiet: Hours & { readonly zone: ZoneId }): Instant {
	const { zone, from, to } = quiet;
	if (from === to) return at;
	const today = localDateOf(at, zone);
	const isBetween = (begins: Instant, ends: Instant) => epochMs(begins) <= epochMs(at) && epochMs(at) < epochMs(ends);
	// The night that began yesterday may still last.
	for (const date of [addDays(today, -1), today]) {
		const ends = instantAt(from < to ? date : addDays(date, 1), to, zone);
		if (isBetween(instantAt(date, from, zone), ends)) return ends;
	}
	return at;
}

/** The first instant from `at` on at which a clock in `zone` shows `time`. */
function nextAt(time: string, at: Instant, zone: ZoneId): Instant {
	const today = localDateOf(at, zone);
	for (const date of [today, addDays(today, 1)]) {
		const candidate = instantAt(date, time, zone);
		if (epochMs(candidate) >= epochMs(at)) return candidate;
	}
	return instantAt(addDays(today, 2), time, zone);
}
