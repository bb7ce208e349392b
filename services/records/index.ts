import { certificateKeyOf } from "../certificate.ts";
import { createDatabase, type Database, type DatabaseOptions } from "../database.ts";
import { createKeys, type KeyEncryption, type Keys } from "../keys.ts";
import { findAct, markActApplied, writeAct } from "./acts.ts";
import { findBlindLines } from "./blind-lines.ts";
import { createCalendarFeed, readCalendarFeed, revokeCalendarFeed } from "./calendar-feeds.ts";
import { changeCohort, cohortOfChange, finishCohortChange, listCohortChanges, takeTellPage } from "./cohort-changes.ts";
import { lookAtCohort, putDigests } from "./cohort-look.ts";
import { findCohort, findCycle, listCohorts, listCycles, listLaunchRefusals } from "./cohorts.ts";
import { callTargets, withdrawConsent } from "./consent.ts";
import { findConversation, listConversations, submitConversation } from "./conversations.ts";
import { searchCycles } from "./cycle-search.ts";
import { createKeyStore } from "./data-keys.ts";
import { findDecision, findStep, namesOf } from "./decisions.ts";
import { listDisputes, openDispute } from "./disputes.ts";
import { findDrill, listDrillSuggestions, listDrills } from "./drills.ts";
import {
	certifyErasure,
	destroyKey,
	eraseRows,
	erasureTargets,
	findErasure,
	requestErasure,
	withdrawWork,
} from "./erasure.ts";
import { saveGuess } from "./guesses.ts";
import { history } from "./history.ts";
import { listHolidays, setHolidays } from "./holidays.ts";
import { runTaskStep } from "./human-tasks.ts";
import { listInbox } from "./inbox.ts";
import { launchCohort } from "./launch.ts";
import { markStarted, reserveStarts, takeLaunchPage } from "./launching.ts";
import { importMilestones, listMilestones } from "./milestones.ts";
import { listChannels, readSettings, saveChannel, saveSettings, unsubscribe } from "./notification-settings.ts";
import type { OrgNotification } from "./notification-types.ts";
import { createOutbox } from "./outbox.ts";
import { runOutcomesStep } from "./outcomes-task.ts";
import {
	createApiKey,
	createOrganisation,
	findCaller,
	findPerson,
	importPeople,
	importPeopleList,
	listPeople,
	manages,
} from "./people.ts";
import { isMigrated } from "./ready.ts";
import { auditRecompute, nextOrganisation, recomputePage } from "./recompute.ts";
import {
	isCycleOpen,
	listExpected,
	listOpenCycles,
	listOverlooked,
	listTakenSteps,
	putDifferences,
	putRound,
	readReconciliation,
} from "./reconcile.ts";
import { finishRelayJob, leaseRelayJobs, retryRelayJob } from "./relay.ts";
import { readAgreement, readCoachingTime, readDrillReport } from "./reports.ts";
import { deleteExpired } from "./retention.ts";
import { archiveRun, findRun, listRuns, readArchivedRun } from "./run-archive.ts";
import { findScorecard, readForScoring, recordScore } from "./scores.ts";
import { findSpeakers } from "./speakers.ts";
import { runStep } from "./step-store.ts";
import { orTellAdmins } from "./stuck-task.ts";
import { findTask, listTasks } from "./tasks.ts";
import type { OrgRecords, Records } from "./types.ts";
import {
	createWebhook,
	findWebhook,
	listDeliveries,
	listWebhooks,
	redeliver,
	removeWebhook,
	updateWebhook,
} from "./webhooks.ts";

export type RecordsOptions = {
	/** The database as the application role, which row level security binds. */
	readonly appUrl: string;
	/** The same database as the relay's role. */
	readonly relayUrl: string;
	/** Key of the fingerprints by which a conversation sent twice is known. Changing it forgets them. */
	readonly fingerprintKey: string;
	/** The keys that wrap data keys; null or left out where nothing is sealed. */
	readonly keyEncryption?: KeyEncryption | null;
	readonly pool?: DatabaseOptions;
};

export function createRecords(options: RecordsOptions): Records {
	const app = createDatabase(options.appUrl, options.pool);
	const relay = createDatabase(options.relayUrl, { ...options.pool, connectionsMax: 2 });
	const fingerprintKey = new TextEncoder().encode(options.fingerprintKey);
	const certificateKey = certificateKeyOf(fingerprintKey);
	const { keyEncryption = null } = options;
	const keys = keyEncryption === null ? null : createKeys(createKeyStore(app, relay), keyEncryption);
	return {
		org: (orgId) => orgRecords(app, orgId, fingerprintKey, keys),
		keys,
		findCaller: (keyHash) => findCaller(app, keyHash),
		readCalendarFeed: (token, since) => readCalendarFeed(app, token, since),
		createOrganisation: (input) => createOrganisation(app, input),
		runStep: (identity, call) => runStep(app, identity, call),
		runTaskStep: (identity, call) =>
			orTellAdmins(app, identity, call, () =>
				(identity.kind === "outcomes" ? runOutcomesStep : runTaskStep)(app, identity, call),
			),
		readForScoring: (orgId, conversationId) => readForScoring(app, orgId, conversationId),
		recordScore: (orgId, conversationId, scored) => recordScore(app, orgId, conversationId, scored),
		nextOrganisation: (after) => nextOrganisation(relay, after),
		auditRecompute: (orgId) => auditRecompute(app, orgId),
		recomputePage: (orgId, after, limit) => recomputePage(app, orgId, after, limit),
		takeLaunchPage: (orgId, cohortId) => takeLaunchPage(app, orgId, cohortId),
		markStarted: (orgId, cohortId, starts) => markStarted(app, orgId, cohortId, starts),
		reserveStarts: (orgId, count, perSecond) => reserveStarts(app, orgId, count, perSecond),
		lookAtCohort: (orgId, cohortId, times) => lookAtCohort(app, orgId, cohortId, times),
		takeTellPage: (orgId, actId, after) => takeTellPage(app, orgId, actId, after),
		cohortOfChange: (orgId, actId) => cohortOfChange(app, orgId, actId),
		finishCohortChange: (orgId, actId, now) => finishCohortChange(app, orgId, actId, now),
		putDigests: (orgId, cohortId, times, after) => putDigests(app, orgId, cohortId, times, after),
		leaseRelayJobs: (limit, leaseMs) => leaseRelayJobs(relay, limit, leaseMs),
		finishRelayJob: (orgId, id) => finishRelayJob(relay, orgId, id),
		retryRelayJob: (orgId, id, afterMs) => retryRelayJob(relay, orgId, id, afterMs),
		markActApplied: (orgId, actId, outcome) => markActApplied(app, orgId, actId, outcome),
		outbox: createOutbox(app, relay),
		reconcile: {
			listOpenCycles: (orgId, range, after, limit) => listOpenCycles(app, orgId, range, after, limit),
			isCycleOpen: (orgId, cycleId) => isCycleOpen(app, orgId, cycleId),
			listTakenSteps: (orgId, cycleId) => listTakenSteps(app, orgId, cycleId),
			listExpected: (orgId, after, limit) => listExpected(app, orgId, after, limit),
			listOverlooked: (orgId, limit) => listOverlooked(app, orgId, limit),
			putDifferences: (orgId, found) => putDifferences(app, orgId, found),
			putRound: (orgId, round, at) => putRound(app, orgId, round, at),
		},
		findRun: (orgId, runId) => findRun(app, orgId, runId),
		listRuns: (orgId, cycleId) => listRuns(app, orgId, cycleId),
		archiveRun: (orgId, run) => archiveRun(app, keys, orgId, run),
		readArchivedRun: (orgId, runId) => readArchivedRun(app, keys, orgId, runId),
		withdrawWork: (orgId, id) => withdrawWork(app, orgId, id),
		erasureTargets: (orgId, id) => erasureTargets(app, orgId, id),
		callTargets: (orgId, conversationId) => callTargets(app, orgId, conversationId),
		eraseRows: (orgId, id) => eraseRows(app, orgId, id),
		destroyKey: (orgId, id) => destroyKey(app, orgId, id),
		certifyErasure: (orgId, id) => certifyErasure(app, certificateKey, orgId, id),
		deleteExpired: (orgId, now) => deleteExpired(app, orgId, now),
		ready: () => isMigrated(app),
		async close() {
			await Promise.all([app.close(), relay.close()]);
		},
	};
}

function orgRecords(app: Database, orgId: string, fingerprintKey: Uint8Array, keys: Keys | null): OrgRecords {
	return {
		launchCohort: (caller, input, key) => launchCohort(app, { ...caller, orgId }, input, key),
		changeCohort: (caller, cohortId, input, key) => changeCohort(app, { ...caller, orgId }, cohortId, input, key),
		listCohortChanges: (cohortId) => listCohortChanges(app, orgId, cohortId),
		listLaunchRefusals: (cohortId, after, limit) => listLaunchRefusals(app, orgId, cohortId, after, limit),
		findCohort: (id) => findCohort(app, orgId, id),
		listCohorts: () => listCohorts(app, orgId),
		findCycle: (id) => findCycle(app, orgId, id),
		listCycles: (filter) => listCycles(app, orgId, filter),
		saveGuess: (caller, cycleId, tiers, at) => saveGuess(app, { ...caller, orgId }, cycleId, tiers, at),
		importMilestones: (caller, milestones, key) => importMilestones(app, { ...caller, orgId }, milestones, key),
		listMilestones: (personId) => listMilestones(app, orgId, personId),
		agreement: (reviewerId) => readAgreement(app, orgId, reviewerId),
		drillReport: (repIds, span) => readDrillReport(app, orgId, repIds, span),
		coachingTime: (personId, span) => readCoachingTime(app, orgId, personId, span),
		findBlindLines: (taskId) => findBlindLines(app, orgId, taskId),
		findPerson: (id) => findPerson(app, orgId, id),
		listPeople: (filter) => listPeople(app, orgId, filter),
		manages: (managerId, repId, on) => manages(app, orgId, managerId, repId, on),
		submitConversation: (caller, input, key) =>
			submitConversation(app, fingerprintKey, { ...caller, orgId }, input, key),
		withdrawConsent: (caller, conversationId, at, key) =>
			withdrawConsent(app, { ...caller, orgId }, conversationId, at, key),
		findConversation: (id) => findConversation(app, orgId, id),
		listConversations: (filter) => listConversations(app, orgId, filter),
		findScorecard: (conversationId) => findScorecard(app, orgId, conversationId),
		findSpeakers: (conversationId) => findSpeakers(app, orgId, conversationId),
		findTask: (id) => findTask(app, orgId, id),
		listTasks: (filter) => listTasks(app, orgId, filter),
		openDispute: (caller, input, key) => openDispute(app, { ...caller, orgId }, input, key),
		listDisputes: (conversationId) => listDisputes(app, orgId, conversationId),
		writeAct: (caller, input, key) => writeAct(app, { ...caller, orgId }, input, key),
		findAct: (id) => findAct(app, orgId, id),
		findDrill: (id) => findDrill(app, orgId, id),
		listDrills: (filter) => listDrills(app, orgId, filter),
		listDrillSuggestions: (repId) => listDrillSuggestions(app, orgId, repId),
		history: (cycleId) => history(app, orgId, cycleId),
		reconciliation: () => readReconciliation(app, orgId),
		searchCycles: (query) => searchCycles(app, orgId, query),
		findDecision: (id) => findDecision(app, orgId, id),
		findStep: (cycleId, step) => findStep(app, orgId, cycleId, step),
		listRuns: (cycleId) => listRuns(app, orgId, cycleId),
		namesOf: (ids) => namesOf(app, orgId, ids),
		notification: orgNotification(app, orgId),
		listHolidays: (year) => listHolidays(app, orgId, year),
		setHolidays: (year, holidays, actorId) => setHolidays(app, orgId, year, holidays, actorId),
		createCalendarFeed: (caller, key) => createCalendarFeed(app, { ...caller, orgId }, key),
		revokeCalendarFeed: (personId) => revokeCalendarFeed(app, orgId, personId),
		requestErasure: (caller, personId, key) => requestErasure(app, fingerprintKey, { ...caller, orgId }, personId, key),
		findErasure: (id) => findErasure(app, orgId, id),
		importPeople: (people, since) => importPeople(app, orgId, people, since, keys, fingerprintKey),
		importPeopleList: (caller, list, options) =>
			importPeopleList(app, { ...caller, orgId }, list, options, keys, fingerprintKey),
		createApiKey: (personId) => createApiKey(app, orgId, personId),
	};
}

function orgNotification(app: Database, orgId: string): OrgNotification {
	return {
		inbox: (personId, page) => listInbox(app, orgId, personId, page),
		settings: (personId) => readSettings(app, orgId, personId),
		saveSettings: (personId, change) => saveSettings(app, orgId, personId, change),
		unsubscribe: (personId, channel, kinds) => unsubscribe(app, orgId, personId, channel, kinds),
		listChannels: () => listChannels(app, orgId),
		saveChannel: (actorId, channel, change) => saveChannel(app, orgId, actorId, channel, change),
		createWebhook: (caller, input, key) => createWebhook(app, { ...caller, orgId }, input, key),
		listWebhooks: () => listWebhooks(app, orgId),
		findWebhook: (id) => findWebhook(app, orgId, id),
		updateWebhook: (actorId, id, input) => updateWebhook(app, orgId, actorId, id, input),
		removeWebhook: (actorId, id) => removeWebhook(app, orgId, actorId, id),
		listDeliveries: (endpointId) => listDeliveries(app, orgId, endpointId),
		redeliver: (caller, endpointId, messageId, key) => redeliver(app, { ...caller, orgId }, endpointId, messageId, key),
	};
}
