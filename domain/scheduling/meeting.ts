import { type Stretch, type WorkCalendar, workBetween } from "../calendar.ts";
import { epochMs, type Instant, instantOf } from "../time.ts";

export type Meeting = {
	readonly owner: WorkCalendar;
	readonly rep: WorkCalendar;
	/** Not before. */
	readonly from: Instant;
	/** Over by then. */
	readonly until: Instant;
	readonly minutes: number;
	/** It begins at a multiple of so many minutes, as people write it into calendars. */
	readonly gridMinutes: number;
	/** When one of the two has something else. */
	readonly busy: readonly Stretch[];
};

/** Why two people have no time in common. */
export type NoMeeting = "no-time-left" | "owner-off" | "rep-off" | "no-common-hours" | "calendar-full";

type MeetingPlan = ({ readonly kind: "planned" } & Stretch) | { readonly kind: "none"; readonly because: NoMeeting };

/** The first time at which both are at work and free, each by the clock of their own zone. */
export function planMeeting(meeting: Meeting): MeetingPlan {
	const { owner, rep, from, until, busy } = meeting;
	const lengthMs = meeting.minutes * MS_PER_MINUTE;
	if (epochMs(from) + lengthMs > epochMs(until)) return none("no-time-left");
	const ofOwner = workBetween(from, until, owner);
	if (ofOwner.length === 0) return none("owner-off");
	const ofRep = workBetween(from, until, rep);
	if (ofRep.length === 0) return none("rep-off");
	const common = ofOwner.flatMap((stretch) => ofRep.flatMap((other) => bothIn(stretch, other) ?? []));
	let found: NoMeeting = "no-common-hours";
	for (const stretch of common) {
		const last = epochMs(stretch.to) - lengthMs;
		for (let at = onGrid(epochMs(stretch.from), meeting.gridMinutes); at <= last; ) {
			found = "calendar-full";
			const ends = at + lengthMs;
			const taken = busy.find(({ from: begins, to }) => epochMs(begins) < ends && at < epochMs(to));
			if (taken === undefined) return { kind: "planned", from: instantOf(at), to: instantOf(ends) };
			at = onGrid(epochMs(taken.to), meeting.gridMinutes);
		}
	}
	return none(found);
}

const MS_PER_MINUTE = 60_000;

function none(because: NoMeeting): MeetingPlan {
	return { kind: "none", because };
}

function bothIn(a: Stretch, b: Stretch): Stretch | null {
	const from = epochMs(a.from) > epochMs(b.from) ? a.from : b.from;
	const to = epochMs(a.to) < epochMs(b.to) ? a.to : b.to;
	return epochMs(from) < epochMs(to) ? { from, to } : null;
}

/** The next multiple of so many minutes. Zones lie whole quarters of an hour apart, so it is one on every clock. */
function onGrid(ms: number, gridMinutes: number): number {
	const step = gridMinutes * MS_PER_MINUTE;
	return Math.ceil(ms / step) * step;
}
