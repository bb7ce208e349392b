import type { Signal } from "../signals/signal.ts";

/** Situations of one signal: the customer raises it openly, or sideways. */
type Situations = { readonly open: readonly string[]; readonly sideways: readonly string[] };

/** Situations of one kind of work, five and five for each signal, and those of its baseline. */
export type Library = { readonly baseline: readonly string[]; readonly of: { readonly [S in Signal]: Situations } };

/** Where a situation speaks of the product that a cycle is about; it is put in when the situation is read. */
export const PRODUCT = "{product}";

/** A tenured rep sells one new product to customers who know the rep. */
export const NEW_PRODUCT: Library = {
	baseline: [
		`A customer of many years hears of ${PRODUCT} for the first time, has two needs, and doubts price and effort.`,
		`A prospect asked for ${PRODUCT}, has two needs, and doubts that something so new is ready.`,
		`A customer uses a competitor's answer to ${PRODUCT}, has two needs, a contract, and little time.`,
	],
	of: {
		"discovery-density": {
			open: [
				`A customer asks what ${PRODUCT} does, before you know what they would use it for.`,
				`A known customer agrees to ten minutes on ${PRODUCT}.`,
				`A customer's new head of operations wants to hear where ${PRODUCT} fits in.`,
				`A customer read the announcement of ${PRODUCT} and asks for a demo at once.`,
				`A partner brings a prospect who has heard of ${PRODUCT} from others.`,
			],
			sideways: [
				`A customer says that all runs well, and sighs when the monthly report comes up.`,
				`A customer talks of the old product only and never of their plans.`,
				`A customer nods at every feature of ${PRODUCT} and tells nothing of their own work.`,
				`A customer asks about the road map and not about today.`,
				`A customer compares ${PRODUCT} with a tool that you do not know.`,
			],
		},
		"objection-acknowledgment": {
			open: [
				`A customer says that ${PRODUCT} costs more than what they have.`,
				`A customer was burnt by the first version of another product of yours.`,
				`A customer doubts that ${PRODUCT} works together with the rest.`,
				`A customer does not want to be the first to use ${PRODUCT}.`,
				`A customer says that their people have only just learned the old one.`,
			],
			sideways: [
				`A customer asks who else uses ${PRODUCT}, and asks again.`,
				`A customer wants to wait for the next version, without saying why.`,
				`A customer laughs and says that you sell something new each year.`,
				`A customer asks whether the old product will be kept up.`,
				`A customer praises ${PRODUCT} and hands you on to a colleague.`,
			],
		},
		"value-framing": {
			open: [
				`A customer loses a day a week to a task that ${PRODUCT} takes over.`,
				`A customer has to report to the board what ${PRODUCT} would change.`,
				`A customer must save on two other tools to pay for ${PRODUCT}.`,
				`A customer opens a second site and needs the same result in both.`,
				`A customer lost a tender for want of what ${PRODUCT} does.`,
			],
			sideways: [
				`A customer wants the list of features of ${PRODUCT} and names no problem.`,
				`A customer tells of a late delivery while the demo loads.`,
				`A customer asks for a discount before any benefit was named.`,
				`A customer mentions that somebody does it by hand at night.`,
				`A customer compares ${PRODUCT} line by line with a data sheet.`,
			],
		},
		"close-attempts": {
			open: [
				`A customer likes ${PRODUCT} and asks what comes next.`,
				`A customer would try ${PRODUCT} with one team.`,
				`A customer has budget left until the end of the quarter.`,
				`A customer wants their colleague from the other site to see ${PRODUCT}.`,
				`A customer agrees that the old way has to end.`,
			],
			sideways: [
				`A customer says that ${PRODUCT} looks good, and thanks you.`,
				`A customer asks for the slides on ${PRODUCT}.`,
				`A customer will bring ${PRODUCT} up "some time".`,
				`A customer answers each ask with one more question on ${PRODUCT}.`,
				`A customer agrees to a trial and to no date.`,
			],
		},
	},
};

/** A service team talks with those who are customers already: a problem first, then what else they need. */
export const SERVICE: Library = {
	baseline: [
		"A customer calls with a fault, has two needs behind it, and doubts that it will be solved and what it costs.",
		"A customer asks about an invoice, has two needs behind it, and doubts the contract and your advice.",
		"A customer wants to cancel, has two needs, an offer from elsewhere, and little patience.",
	],
	of: {
		"discovery-density": {
			open: [
				"A customer reports that it does not work, and says no more.",
				"A customer asks how to change one setting.",
				"A customer calls for the third time about the same thing.",
				"A new user of an old account asks where to begin.",
				"A customer asks for a replacement part by its number.",
			],
			sideways: [
				"A customer wants only the quick fix, and mentions that it happens each Monday.",
				"A customer describes every click and not what they want to do.",
				"A customer says that it is fine now, and does not hang up.",
				"A customer asks for a feature that has been there for years.",
				"A customer answers with yes and no until somebody asks about their team.",
			],
		},
		"objection-acknowledgment": {
			open: [
				"A customer says that this was promised for last week.",
				"A customer will not pay for a visit that did not help.",
				"A customer finds the new contract worse than the old one.",
				"A customer does not want to explain it all once more.",
				"A customer says that the manual is wrong.",
			],
			sideways: [
				"A customer asks for your name and how it is spelled.",
				"A customer says that others would have solved it by now.",
				"A customer goes quiet after hearing the date of the visit.",
				"A customer asks whether one can speak to somebody else.",
				"A customer thanks you for nothing, politely.",
			],
		},
		"value-framing": {
			open: [
				"A customer stands still for two hours at each fault.",
				"A customer pays for visits that a service plan would cover.",
				"A customer trains new people every month.",
				"A customer must show an auditor who changed what.",
				"A customer wants fewer calls from their own customers.",
			],
			sideways: [
				"A customer mentions a colleague who keeps a list on paper.",
				"A customer asks for the cheapest plan and tells of night shifts.",
				"A customer complains about the fault and, in passing, about the audit.",
				"A customer asks what is in the plan, and not what it is for.",
				"A customer compares two plans by their price alone.",
			],
		},
		"close-attempts": {
			open: [
				"A customer's fault is solved, and the line is still open.",
				"A customer asks what a service plan would be.",
				"A customer would show the new function to the team.",
				"A customer wants to think about the renewal until Friday.",
				"A customer agrees that it must not happen again.",
			],
			sideways: [
				"A customer says that they will come back to you.",
				"A customer asks to have it in writing, and gives no address.",
				"A customer agrees to a visit and to no day.",
				"A customer thanks you and begins to say goodbye.",
				"A customer says that somebody else signs such things.",
			],
		},
	},
};
