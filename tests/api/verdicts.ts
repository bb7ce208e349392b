import type { Role } from "../../services/records/types.ts";

/**
 * Whose thing a request names, seen from the caller: about the caller; about a rep whom the caller is today's manager
 * of record of; owed or done by the caller though about somebody out of reach; about anybody else of the organisation;
 * of another organisation; of nobody.
 */
export const OWNERSHIPS = ["own", "team", "mine", "other", "foreign", "unknown"] as const;
export type Ownership = (typeof OWNERSHIPS)[number];

type Verdicts = { readonly [O in Ownership]: number };
type Row = Verdicts | number;

/**
 * What each role is answered on each route. Reviewed by hand: a route that is missing here fails the build, and every
 * cell is tried over HTTP. A number alone stands for a route that names no single thing.
 */
const DONE = (status: number): Verdicts => ({
	own: status,
	team: status,
	mine: status,
	other: status,
	foreign: 404,
	unknown: 404,
});
const NOTHING: Verdicts = { own: 404, team: 404, mine: 404, other: 404, foreign: 404, unknown: 404 };
const NEVER: Verdicts = { own: 403, team: 403, mine: 403, other: 403, foreign: 403, unknown: 403 };
const ALL = DONE(200);
const REPS: Verdicts = { ...ALL, own: 404 };
const OWN: Verdicts = { ...NOTHING, own: 200 };
const TEAM: Verdicts = { ...NOTHING, team: 200 };

export const PUBLIC = ["getHealth", "getReadiness", "getOpenApi", "getCalendarFeed", "unsubscribe"] as const;

export const VERDICTS: { readonly [operationId: string]: { readonly [R in Role]: Row } } = {
	launchCohort: { rep: 403, manager: 403, lead: 201, head: 201, admin: 403, viewer: 403 },
	listCohorts: { rep: 403, manager: 403, lead: 200, head: 200, admin: 200, viewer: 200 },
	getCohort: { rep: NEVER, manager: NEVER, lead: ALL, head: ALL, admin: ALL, viewer: ALL },

	listLaunchRefusals: { rep: NEVER, manager: NEVER, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },
	changeCohort: { rep: NEVER, manager: NEVER, lead: DONE(202), head: DONE(202), admin: NEVER, viewer: NEVER },
	listCohortChanges: { rep: NEVER, manager: NEVER, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },

	listCycles: { rep: 200, manager: 200, lead: 200, head: 200, admin: 200, viewer: 403 },
	// A manager is coached too, in a cycle of the kind manager-cadence.
	getCycle: { rep: OWN, manager: { ...TEAM, own: 200 }, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },
	getCycleHistory: { rep: OWN, manager: { ...TEAM, own: 200 }, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },
	exportCycleHistory: { rep: OWN, manager: { ...TEAM, own: 200 }, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },
	getWhyNot: { rep: OWN, manager: { ...TEAM, own: 200 }, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },
	// What the engine did, event by event, is for admins alone.
	getStepEvents: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	replayCycle: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	guessTiers: { rep: OWN, manager: NEVER, lead: NEVER, head: NEVER, admin: NEVER, viewer: NEVER },
	// Seen, and not to be changed by whoever is coached in it.
	changeCycle: { rep: NEVER, manager: { ...TEAM, own: 403 }, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	retryStep: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	getReconciliation: { rep: 403, manager: 403, lead: 403, head: 403, admin: 200, viewer: 403 },
	stopCycle: { rep: NEVER, manager: NEVER, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },

	getDaysOff: { rep: 403, manager: 403, lead: 200, head: 200, admin: 200, viewer: 403 },
	setDaysOff: { rep: 403, manager: 403, lead: 200, head: 200, admin: 200, viewer: 403 },
	removeDaysOff: { rep: 403, manager: 403, lead: 200, head: 200, admin: 200, viewer: 403 },
	importPeople: { rep: 403, manager: 403, lead: 200, head: 200, admin: 200, viewer: 403 },

	listReps: { rep: 200, manager: 200, lead: 200, head: 200, admin: 200, viewer: 403 },
	// Who is no rep is nobody here, also for oneself.
	listRepConversations: { rep: OWN, manager: TEAM, lead: REPS, head: REPS, admin: NEVER, viewer: NEVER },

	importMilestones: { rep: 403, manager: 403, lead: 200, head: 200, admin: 403, viewer: 403 },
	listRepMilestones: { rep: OWN, manager: TEAM, lead: REPS, head: REPS, admin: NEVER, viewer: NEVER },

	// The rep stands in the body: one whom the caller may not submit for is a broken rule, not a missing page.
	submitConversation: {
		rep: { own: 201, team: 422, mine: 422, other: 422, foreign: 422, unknown: 422 },
		manager: { own: 422, team: 201, mine: 422, other: 422, foreign: 422, unknown: 422 },
		lead: { own: 422, team: 201, mine: 201, other: 201, foreign: 422, unknown: 422 },
		head: { own: 422, team: 201, mine: 201, other: 201, foreign: 422, unknown: 422 },
		admin: NEVER,
		viewer: NEVER,
	},
	getConversation: { rep: OWN, manager: TEAM, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	listSpeakers: { rep: OWN, manager: TEAM, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	getScorecard: { rep: OWN, manager: TEAM, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },

	// Only the rep disputes, and only what is their own.
	openDispute: { rep: { ...NOTHING, own: 201 }, manager: NEVER, lead: NEVER, head: NEVER, admin: NEVER, viewer: NEVER },
	listDisputes: { rep: OWN, manager: TEAM, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },

	withdrawConsent: { rep: OWN, manager: TEAM, lead: ALL, head: ALL, admin: ALL, viewer: NEVER },

	listTasks: { rep: 403, manager: 200, lead: 200, head: 200, admin: 403, viewer: 403 },
	getTask: { rep: NEVER, manager: { ...TEAM, mine: 200 }, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	listTaskLines: { rep: NEVER, manager: { ...TEAM, mine: 200 }, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	// A manager sees the tasks about the team, but answers only those that are owed by the manager today.
	completeTask: {
		rep: NEVER,
		manager: { own: 404, team: 403, mine: 200, other: 404, foreign: 404, unknown: 404 },
		lead: ALL,
		head: ALL,
		admin: NEVER,
		viewer: NEVER,
	},
	declineTask: {
		rep: NEVER,
		manager: { own: 404, team: 403, mine: 200, other: 404, foreign: 404, unknown: 404 },
		lead: ALL,
		head: ALL,
		admin: NEVER,
		viewer: NEVER,
	},
	delegateTask: {
		rep: NEVER,
		manager: { own: 404, team: 403, mine: 200, other: 404, foreign: 404, unknown: 404 },
		lead: ALL,
		head: ALL,
		admin: NEVER,
		viewer: NEVER,
	},
	reopenTask: {
		rep: NEVER,
		manager: { own: 404, team: 403, mine: 200, other: 404, foreign: 404, unknown: 404 },
		lead: ALL,
		head: ALL,
		admin: NEVER,
		viewer: NEVER,
	},
	// The rep stands in the body, as with submitConversation.
	assignDrill: {
		rep: NEVER,
		manager: { own: 422, team: 200, mine: 422, other: 422, foreign: 422, unknown: 422 },
		lead: { own: 422, team: 200, mine: 200, other: 200, foreign: 422, unknown: 422 },
		head: { own: 422, team: 200, mine: 200, other: 200, foreign: 422, unknown: 422 },
		admin: NEVER,
		viewer: NEVER,
	},
	listDrills: { rep: 200, manager: 200, lead: 200, head: 200, admin: 403, viewer: 403 },
	getDrill: { rep: OWN, manager: TEAM, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	submitDrill: { rep: OWN, manager: NEVER, lead: NEVER, head: NEVER, admin: NEVER, viewer: NEVER },
	withdrawDrill: { rep: NEVER, manager: TEAM, lead: ALL, head: ALL, admin: NEVER, viewer: NEVER },
	listDrillSuggestions: { rep: OWN, manager: TEAM, lead: REPS, head: REPS, admin: NEVER, viewer: NEVER },
	getAgreement: { rep: 403, manager: 200, lead: 200, head: 200, admin: 403, viewer: 403 },
	getDrillReport: { rep: 403, manager: 200, lead: 200, head: 200, admin: 403, viewer: 403 },
	getCoachingTime: { rep: 403, manager: 200, lead: 200, head: 200, admin: 403, viewer: 403 },
	// Everybody's own, and named by nothing but the caller's key.
	createCalendarFeed: { rep: 201, manager: 201, lead: 201, head: 201, admin: 201, viewer: 201 },
	revokeCalendarFeed: { rep: 200, manager: 200, lead: 200, head: 200, admin: 200, viewer: 200 },
	erasePerson: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: DONE(202), viewer: NEVER },
	getErasure: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	getAct: {
		rep: { ...NOTHING, mine: 200 },
		manager: { ...NOTHING, mine: 200 },
		lead: ALL,
		head: ALL,
		admin: ALL,
		viewer: NEVER,
	},

	listMessages: { rep: 200, manager: 200, lead: 200, head: 200, admin: 200, viewer: 200 },
	getNotificationSettings: { rep: 200, manager: 200, lead: 200, head: 200, admin: 200, viewer: 200 },
	saveNotificationSettings: { rep: 200, manager: 200, lead: 200, head: 200, admin: 200, viewer: 200 },
	listNotificationChannels: { rep: 403, manager: 403, lead: 403, head: 403, admin: 200, viewer: 403 },
	saveNotificationChannel: { rep: 403, manager: 403, lead: 403, head: 403, admin: 200, viewer: 403 },
	createWebhook: { rep: 403, manager: 403, lead: 403, head: 403, admin: 201, viewer: 403 },
	listWebhooks: { rep: 403, manager: 403, lead: 403, head: 403, admin: 200, viewer: 403 },
	getWebhook: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	updateWebhook: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	removeWebhook: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	listWebhookDeliveries: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: ALL, viewer: NEVER },
	redeliverWebhook: { rep: NEVER, manager: NEVER, lead: NEVER, head: NEVER, admin: DONE(201), viewer: NEVER },
};
