import type { Instant, LocalDate } from "../time.ts";

export const INVITE_KINDS = ["one-to-one", "live-coaching", "checkpoint"] as const;
export type InviteKind = (typeof INVITE_KINDS)[number];

/** What is to stand in one person's calendar. */
export type InvitePlan = {
	/** By its meaning, unique within the cycle and for one person: `one-to-one:checkpoint-4:owner`. */
	readonly name: string;
	readonly kind: InviteKind;
	readonly personId: string;
	readonly startsAt: Instant;
	readonly endsAt: Instant;
	/** A date and no time of day: `startsAt` and `endsAt` are the midnights of UTC around it. */
	readonly allDay: boolean;
};

/** An entry as it stands in a calendar, or stood. */
export type InviteFact = InvitePlan & {
	readonly state: "planned" | "cancelled";
	/** Rises by one with each change; a calendar keeps the highest that it has seen. */
	readonly sequence: number;
};

/** What a change of an entry is to be told to whom. */
export type InviteNews = InviteFact & { readonly method: "request" | "cancel" };

/** An entry behind a change, and who hears of it. */
export type InviteChange = { readonly invite: InviteFact; readonly news: readonly InviteNews[] };

/**
 * Puts an entry into a person's calendar, or moves it there. One that goes to somebody else is called off for the person
 * before, with the times that this one knows.
 *
 * @param before The entry of that name as it is; undefined where there never was one.
 */
export function planned(before: InviteFact | undefined, plan: InvitePlan): InviteChange {
	const sequence = before === undefined ? 0 : before.sequence + 1;
	const invite: InviteFact = { ...plan, state: "planned", sequence };
	const told: InviteNews = { ...invite, method: "request" };
	const goesElsewhere = before?.state === "planned" && before.personId !== plan.personId;
	return { invite, news: goesElsewhere ? [{ ...before, sequence, method: "cancel" }, told] : [told] };
}

/** Calls an entry off. What was called off before stays as it is, and nobody hears of it again. */
export function cancelled(before: InviteFact): InviteChange | null {
	if (before.state === "cancelled") return null;
	const invite: InviteFact = { ...before, state: "cancelled", sequence: before.sequence + 1 };
	return { invite, news: [{ ...invite, method: "cancel" }] };
}

/** Does the entry already stand as it is planned? */
export function standsAs(invite: InviteFact, plan: InvitePlan): boolean {
	return (
		invite.state === "planned" &&
		invite.personId === plan.personId &&
		invite.kind === plan.kind &&
		invite.startsAt === plan.startsAt &&
		invite.endsAt === plan.endsAt &&
		invite.allDay === plan.allDay
	);
}

/** A date as the instants of an all-day entry. */
export function wholeDay(date: LocalDate, next: LocalDate): Pick<InvitePlan, "startsAt" | "endsAt" | "allDay"> {
	return { startsAt: `${date}T00:00:00.000Z`, endsAt: `${next}T00:00:00.000Z`, allDay: true };
}
