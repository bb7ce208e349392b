import type { DrillAngle, DrillGap } from "./drill.ts";

/** What the rep is asked to practise. `situation` says who the customer is, `brief` what to try and how it is measured. */
export type DrillBrief = { readonly situation: string; readonly brief: string };

type Briefs = { readonly open: string; readonly sideways: string; readonly brief: string };

const SAY_BACK = "Say the objection back in your own words before you answer it. Counted: whether you did.";

const LIBRARY: { readonly [G in DrillGap]: Briefs } = {
	"pricing-objection": {
		open: "A purchaser says that the price is a third above the offer on the table.",
		sideways: "A customer laughs at the price, asks for references and says that the boss would never sign that.",
		brief: SAY_BACK,
	},
	"incumbent-vendor": {
		open: "An owner says that the present supplier does the job.",
		sideways: "A customer praises the present supplier's service, sighs and asks to be called again next quarter.",
		brief: SAY_BACK,
	},
	"competitor-displacement": {
		open: "A head of operations says that another vendor's offer is nearly signed.",
		sideways: "A customer mentions in passing that a colleague has seen another product last week.",
		brief:
			"Ask what they like there and what is missing, or say back what they said. Counted: whether one of your next two turns does.",
	},
	"competitor-unselling": {
		open: "A manager reads the other vendor's list of features to you and waits.",
		sideways: "A customer compares you with another vendor, topic by topic, and names no problem of their own.",
		brief:
			"Do not speak against the other vendor: tie one benefit of yours to a need that the customer named. Counted: whether one of your next two turns does.",
	},
	"missing-follow-up": {
		open: "A team lead says at once what costs the team two hours a day.",
		sideways: "A customer complains about the weather, the staff and, briefly, about late invoices.",
		brief:
			"When a need or a difficulty comes up, ask about it, say it back or recognise it. Counted: whether one of your next two turns does.",
	},
	"buying-signal": {
		open: "A customer likes the demo and asks how soon one could begin.",
		sideways: "A customer wonders aloud how the team would take to it, and looks at the clock.",
		brief: "Ask for a concrete next action. Counted: whether one of your next two turns does.",
	},
	"next-step": {
		open: "A customer agrees on the problem and says that it was a good talk.",
		sideways: "A customer agrees to everything and to no date.",
		brief: "Before the talk ends, ask for a concrete next action with a date. Counted: whether you asked.",
	},
};

export function briefOf(gap: DrillGap, angle: DrillAngle): DrillBrief {
	const { open, sideways, brief } = LIBRARY[gap];
	return { situation: angle === 1 ? open : sideways, brief };
}
