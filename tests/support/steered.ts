import { composeDialogue, type Skill, type SpokenLine } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import type { DrillGap } from "../../domain/drill/drill.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { SIGNALS, type Signal, type Tier } from "../../domain/signals/signal.ts";
import { createScoring } from "../../services/scoring/index.ts";
import { conversationOf } from "./spoken.ts";

/** How a conversation is to be read. Shares: none, two or all of three; close attempts: none or three. */
export type Wanted = {
	readonly acknowledgment: Tier;
	readonly close: Exclude<Tier, "middle">;
	readonly value: Tier;
	readonly discovery: Tier;
	/** The gap that its single moment is of, null for none; left out where it does not matter. */
	readonly gap?: DrillGap | null;
	/** A gap that comes up in it and is missed. */
	readonly misses?: DrillGap;
};

export const LOW: Wanted = { acknowledgment: "low", close: "low", value: "low", discovery: "low" };
export const TARGET: Wanted = { acknowledgment: "target", close: "target", value: "target", discovery: "target" };

type Talk = readonly Pick<SpokenLine, "role" | "speaker" | "text">[];

const OF_THREE = 3;
const SKILL: { readonly [T in Tier]: { readonly share: number; readonly discovery: number } } = {
	low: { share: 0, discovery: 0 },
	middle: { share: 2, discovery: 1 },
	target: { share: OF_THREE, discovery: OF_THREE },
};
const SEEDS_MAX = 400;

/**
 * Conversations that are read as asked for: composed ones, of which the first is taken that the product's own labeller and
 * arithmetic read so. No two have the same words.
 */
export function createTalks(): (wanted: Wanted) => Talk {
	const scoring = createScoring();
	let seed = 0;
	return (wanted) => {
		for (const last = seed + SEEDS_MAX; seed < last; ) {
			seed += 1;
			const skill: Skill = {
				acknowledgment: SKILL[wanted.acknowledgment].share,
				close: SKILL[wanted.close].share,
				value: SKILL[wanted.value].share,
				discovery: SKILL[wanted.discovery].discovery,
			};
			const persona = PERSONAS[seed % PERSONAS.length] ?? PERSONAS[0];
			const lines = composeDialogue({ persona, skill, seed, withTimes: false });
			const { scorecard, occurrences } = scoring.labelAndScore(conversationOf(lines), DEFAULT_POLICY.bands);
			const moment = occurrences.find(({ isMoment }) => isMoment)?.gap ?? null;
			const asWanted = SIGNALS.every((signal) => {
				const reading = scorecard.readings[signal];
				if (reading.status !== "measured" || reading.lowConfidence !== null) return false;
				const tier = tierIn(wanted, signal);
				if (signal === "discovery-density") return reading.tier === tier && (tier !== "low" || reading.value === 0);
				const isShare = signal !== "close-attempts";
				return reading.numerator === SKILL[tier].share && (!isShare || reading.denominator === OF_THREE);
			});
			const { gap, misses } = wanted;
			const missed = occurrences.some((one) => one.gap === misses && one.wanted < one.occurred);
			if (asWanted && (gap === undefined || gap === moment) && (misses === undefined || missed)) return lines;
		}
		throw new Error(`none of ${SEEDS_MAX} conversations is read as ${JSON.stringify(wanted)}`);
	};
}

/** The same conversations, the one with the least discovery first: nothing falls from one to the next. */
export function byDiscovery(talks: readonly Talk[]): readonly Talk[] {
	const scoring = createScoring();
	const densityOf = (lines: Talk): number => {
		const { scorecard } = scoring.labelAndScore(conversationOf(lines), DEFAULT_POLICY.bands);
		const reading = scorecard.readings["discovery-density"];
		return reading.status === "measured" ? reading.value : 0;
	};
	return talks.toSorted((a, b) => densityOf(a) - densityOf(b));
}

function tierIn(wanted: Wanted, signal: Signal): Tier {
	switch (signal) {
		case "objection-acknowledgment":
			return wanted.acknowledgment;
		case "close-attempts":
			return wanted.close;
		case "value-framing":
			return wanted.value;
		case "discovery-density":
			return wanted.discovery;
	}
}

const TOPICS = [
	"the routes",
	"the depot",
	"the night shift",
	"the returns",
	"the new site",
	"the drivers",
	"the invoices",
	"the training",
	"the spare parts",
	"the lease",
];

const OPEN_QUESTIONS = [
	"How do you plan the routes when somebody is ill?",
	"What happens at the depot on a Monday morning?",
	"Why does the night shift start so late?",
	"How long do the returns wait before anybody looks at them?",
	"Who decides where the new site will be?",
	"What do the drivers say about the new tablets?",
	"When does somebody check the invoices?",
];

/** Much is asked and told, nothing is claimed, objected to or closed: shares are not shown. Another number, other words. */
export function withoutObjections(number: number): Talk {
	return OPEN_QUESTIONS.flatMap((question, n) => [
		rep(
			`Thank you, that is good to know, and it is the number ${number * 10 + n} on my list for today, right below the one that we talked about just now. ${question}`,
		),
		customer(`Somebody looks at ${TOPICS[n]} with a colleague on Mondays and writes it down in the book.`),
	]);
}

/** The customer alone speaks in the first half: discovery and both shares are not shown, close attempts are none. */
export function monologue(number: number): Talk {
	const about = TOPICS.map((topic) => `We talked about ${topic} for a long while and nobody wrote anything down then.`);
	return [customer(Array.from({ length: 6 }, () => about.join(" ")).join(" ")), ...ofLength(7, 160, number)];
}

/** A conversation of so many rep turns and so many rep words in all. */
export function ofLength(repTurns: number, repWords: number, number: number): Talk {
	const lines = Array.from({ length: repTurns }, (_, turn) => {
		const words = Math.floor(repWords / repTurns) + (turn < repWords % repTurns ? 1 : 0);
		const filler = ["well", "the", "depot", "of", "site", "so", "and", "so", "it", "is", "by", "the", "lane", "then"];
		const said = Array.from({ length: words - 1 }, (_, n) => filler[(n * 5 + turn + number) % filler.length]);
		return [rep([`number${number}`, ...said].join(" ")), customer(`Yes, the part ${turn} of ${number} is fine.`)];
	});
	return lines.flat();
}

function rep(text: string) {
	return { role: "rep", speaker: "Rep", text } as const;
}

function customer(text: string) {
	return { role: "customer", speaker: "Customer", text } as const;
}
