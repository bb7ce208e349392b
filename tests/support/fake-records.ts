import { createHash, randomBytes, randomUUID } from "node:crypto";
import { drillReport } from "../../domain/drill/report.ts";
import { failed, ok, type Result } from "../../domain/fault.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { confirmRepTaskId, humanTaskId } from "../../services/records/ids.ts";
import type { OrgNotification, WebhookView } from "../../services/records/notification-types.ts";
import type {
	ActView,
	Caller,
	CohortChangeView,
	CohortView,
	ConversationView,
	CycleView,
	DecisionView,
	Disputed,
	DrillView,
	ErasureView,
	HistoryEntry,
	InviteView,
	Launched,
	LaunchRefusal,
	OrgRecords,
	PersonView,
	Records,
	Refusal,
	ReportSpan,
	Role,
	ScorecardView,
	StepView,
	Submitted,
	TaskView,
	Withdrawal,
	WriteKey,
	Written,
} from "../../services/records/types.ts";

/** One organisation in memory, as far as the API reads and writes it. */
export class FakeOrg {
	readonly id = randomUUID();
	readonly clock: Caller["clock"];
	readonly people = new Map<string, PersonView>();
	readonly cohorts = new Map<string, CohortView>();
	readonly cohortChanges: CohortChangeView[] = [];
	readonly refusals: LaunchRefusal[] = [];
	readonly cycles = new Map<string, CycleView>();
	readonly conversations = new Map<string, ConversationView>();
	readonly scorecards = new Map<string, ScorecardView>();
	readonly tasks = new Map<string, TaskView>();
	readonly acts = new Map<string, ActView>();
	readonly drills = new Map<string, DrillView>();
	readonly erasures = new Map<string, ErasureView>();
	readonly stories = new Map<string, readonly HistoryEntry[]>();
	readonly decisions = new Map<string, DecisionView>();
	/** By cycle and name, with a space between them. */
	readonly steps = new Map<string, StepView>();
	/** Token of each person's calendar feed. */
	readonly feeds = new Map<string, string>();
	readonly invites = new Map<string, readonly InviteView[]>();
	readonly webhooks = new Map<string, WebhookView>();
	readonly submissions: string[] = [];
	readonly notes: (string | null)[] = [];
	/** Whom each report was asked about (null: everybody), and over which time. */
	readonly reportsAsked: { readonly about: string | readonly string[] | null; readonly span?: ReportSpan }[] = [];
	/** Minutes that were stated with acts, in their order. */
	readonly minutes: (number | undefined)[] = [];
	private readonly writes = new Map<string, { hash: string; value: Promise<Result<object, Refusal>> }>();

	constructor(clock: Caller["clock"] = "wall") {
		this.clock = clock;
	}

	addPerson(roles: readonly Role[], more: Partial<PersonView> = {}): PersonView {
		const id = randomUUID();
		const person = {
			id,
			externalId: `ext-${id.slice(0, 8)}`,
			name: `Person ${id.slice(0, 8)}`,
			email: `${id.slice(0, 8)}@example.com`,
			roles,
			zone: "Europe/Berlin",
			country: null,
			region: null,
			location: null,
			shift: null,
			managerId: null,
			...more,
		};
		this.people.set(id, person);
		return person;
	}

	addCohort(more: Partial<CohortView> = {}): CohortView {
		const cohort: CohortView = {
			id: randomUUID(),
			name: "North",
			startsOn: "2026-09-07",
			state: "running",
			policyVersionId: randomUUID(),
			createdAt: "2026-11-22T09:00:00.000Z",
			members: { waiting: 0, planned: 0, started: 1, refused: 0, withdrawn: 0 },
			cycles: { planned: 0, baseline: 1, practice: 0, habit: 0, closed: 0 },
			open: null,
			waves: null,
			pauses: [],
			outcomes: [{ week: 12, state: "not-due", askedAt: null }],
			...more,
		};
		this.cohorts.set(cohort.id, cohort);
		return cohort;
	}

	addErasure(personId: string): ErasureView {
		const erasure: ErasureView = {
			id: randomUUID(),
			personId,
			state: "requested",
			requestedAt: "2026-11-22T09:00:00.000Z",
			completedAt: null,
			certificate: null,
		};
		this.erasures.set(erasure.id, erasure);
		return erasure;
	}

	addCycle(repId: string, more: Partial<CycleView> = {}): CycleView {
		const cycle: CycleView = {
			id: randomUUID(),
			cohortId: randomUUID(),
			repId,
			kind: "standard",
			product: null,
			guess: null,
			phase: "practice",
			week: 3,
			focus: ["close-attempts", "value-framing"],
			startsOn: "2026-09-07",
			pauses: [],
			flags: [],
			closedBecause: null,
			nextPractice: null,
			...more,
		};
		this.cycles.set(cycle.id, cycle);
		return cycle;
	}

	/** A weekly look that found both practices, and the step in which it was taken, beside the cycle's runs. */
	addDecision(repId: string, more: Partial<DecisionView> = {}): DecisionView {
		const decision: DecisionView = {
			id: randomUUID(),
			cycleId: this.addCycle(repId).id,
			repId,
			name: "week:w03",
			rule: "week.two-practices",
			inputs: { conversations: [randomUUID(), randomUUID()], phase: "practice" },
			outcome: { kind: "practices-done", done: 2, missing: 0 },
			reason: { code: "week.practices-done", params: { week: 3, done: 2, missing: 0, planned: 2 } },
			by: "engine",
			at: "2026-11-19T08:00:00.000Z",
			policy: DEFAULT_POLICY,
			...more,
		};
		this.decisions.set(decision.id, decision);
		return decision;
	}

	addStep(cycleId: string, name: string, runId: string | null = null): StepView {
		const step: StepView = { runId, historyLength: 8, nextLength: null, at: "2026-11-19T08:00:00.000Z" };
		this.steps.set(`${cycleId} ${name}`, step);
		return step;
	}

	addConversation(repId: string, more: Partial<ConversationView> = {}): ConversationView {
		const conversation: ConversationView = {
			id: randomUUID(),
			repId,
			source: "practice",
			kind: "role-play",
			language: "en",
			practiceId: null,
			occurredAt: "2026-11-20T09:00:00.000Z",
			state: "received",
			sharedWords: false,
			...more,
		};
		this.conversations.set(conversation.id, conversation);
		return conversation;
	}

	addTask(repId: string, ownerId: string | null, more: Partial<TaskView> = {}): TaskView {
		const task: TaskView = {
			id: randomUUID(),
			cycleId: randomUUID(),
			repId,
			kind: "review",
			state: "open",
			ownerRule: "manager",
			ownerId,
			delegatedTo: null,
			aboveIds: [],
			flags: [],
			earlier: [],
			openedAt: "2026-11-19T08:00:00.000Z",
			dueAt: "2026-11-26T08:00:00.000Z",
			subject: {},
			reason: { code: "review.farthest-from-target", params: { week: 3, sessions: 2 } },
			answer: null,
			...more,
		};
		this.tasks.set(task.id, task);
		return task;
	}

	addDrill(repId: string): DrillView {
		const drill: DrillView = {
			id: randomUUID(),
			cycleId: this.addCycle(repId).id,
			repId,
			gap: "pricing-objection",
			state: "practising",
			outcome: null,
			angle: 1,
			conversationId: this.addConversation(repId, { source: "live", state: "scored" }).id,
			evidence: { utterance: 1, label: 0 },
			times: 3,
			sessions: [],
			from: "2026-11-20",
			submitTo: null,
			submitted: null,
			assignedBy: null,
			assignedAt: "2026-11-20T09:00:00.000Z",
			closedAt: null,
			attempts: [],
		};
		this.drills.set(drill.id, drill);
		return drill;
	}

	addWebhook(): WebhookView {
		const webhook: WebhookView = {
			id: randomUUID(),
			url: "https://hooks.example.com/coachloop",
			events: ["task"],
			state: "active",
			failingSince: null,
			disabledAt: null,
			createdAt: "2026-11-20T09:00:00.000Z",
		};
		this.webhooks.set(webhook.id, webhook);
		return webhook;
	}

	addAct(actorId: string): ActView {
		const act: ActView = {
			id: randomUUID(),
			actorId,
			kind: "stop-cycle",
			cycleId: randomUUID(),
			taskId: null,
			at: "2026-11-20T09:00:00.000Z",
			state: "pending",
			outcome: null,
		};
		this.acts.set(act.id, act);
		return act;
	}

	/** Done once per key, at whatever moment the same request comes again; another body is refused. */
	async once<T extends object>(
		caller: Caller,
		key: WriteKey,
		write: () => Promise<Result<T, Refusal>>,
		same: (value: object) => value is T,
	): Promise<Result<Written<T>, Refusal>> {
		const scope = `${caller.personId} ${key.method} ${key.path} ${key.key}`;
		const hash = Buffer.from(key.requestHash).toString("hex");
		const before = this.writes.get(scope);
		if (before !== undefined) {
			if (before.hash !== hash) return refusal("key-reused", "/header/idempotency-key", "a new key", key.key);
			const first = await before.value;
			if (first.ok && same(first.value)) return ok({ ...first.value, replayed: true });
		}
		const value = write();
		this.writes.set(scope, { hash, value });
		const done = await value;
		if (!done.ok) this.writes.delete(scope);
		return done.ok ? ok({ ...done.value, replayed: false }) : done;
	}
}

export type FakeRecords = Records & {
	readonly orgs: Map<string, FakeOrg>;
	addOrg(clock?: Caller["clock"]): FakeOrg;
	/** A key for somebody of an organisation. */
	keyFor(org: FakeOrg, personId: string): string;
	/** From now on every call fails as if the database were away, or as any other error. */
	failWith(error: Error | null): void;
	isReady: boolean;
};

export function createFakeRecords(): FakeRecords {
	const orgs = new Map<string, FakeOrg>();
	const keys = new Map<string, { org: FakeOrg; personId: string }>();
	let failure: Error | null = null;
	const reach = <T>(value: T): T => {
		if (failure !== null) throw failure;
		return value;
	};
	const records: FakeRecords = {
		keys: null,
		orgs,
		reconcile: {
			listOpenCycles: notHere,
			isCycleOpen: notHere,
			listTakenSteps: notHere,
			listExpected: notHere,
			listOverlooked: notHere,
			putDifferences: notHere,
			putRound: notHere,
		},
		isReady: true,
		addOrg(clock) {
			const org = new FakeOrg(clock);
			orgs.set(org.id, org);
			return org;
		},
		keyFor(org, personId) {
			const key = `clk_${randomUUID().replaceAll("-", "")}`;
			keys.set(hashOf(key), { org, personId });
			return key;
		},
		failWith(error) {
			failure = error;
		},
		org(orgId) {
			const org = orgs.get(orgId);
			if (org === undefined) throw new Error("no such organisation");
			return orgRecords(org, reach);
		},
		async findCaller(keyHash) {
			const found = reach(keys.get(Buffer.from(keyHash).toString("hex")));
			if (found === undefined) return null;
			const { org, personId } = found;
			return { orgId: org.id, personId, roles: org.people.get(personId)?.roles ?? [], clock: org.clock };
		},
		outbox: { lease: notHere, open: notHere, close: notHere },
		ready: async () => reach(records.isReady),
		close: async () => undefined,
		async readCalendarFeed(token) {
			for (const org of reach(orgs).values()) {
				for (const [personId, known] of org.feeds)
					if (known === token) return { language: "en", invites: org.invites.get(personId) ?? [] };
			}
			return null;
		},
		createOrganisation: notHere,
		runStep: notHere,
		runTaskStep: notHere,
		readForScoring: notHere,
		recordScore: notHere,
		nextOrganisation: notHere,
		auditRecompute: notHere,
		recomputePage: notHere,
		takeLaunchPage: notHere,
		markStarted: notHere,
		reserveStarts: notHere,
		lookAtCohort: notHere,
		takeTellPage: notHere,
		cohortOfChange: notHere,
		finishCohortChange: notHere,
		putDigests: notHere,
		leaseRelayJobs: notHere,
		finishRelayJob: notHere,
		retryRelayJob: notHere,
		markActApplied: notHere,
		findRun: notHere,
		listRuns: notHere,
		archiveRun: notHere,
		readArchivedRun: notHere,
		withdrawWork: notHere,
		erasureTargets: notHere,
		callTargets: notHere,
		deleteExpired: notHere,
		eraseRows: notHere,
		destroyKey: notHere,
		certifyErasure: notHere,
	};
	return records;
}

function orgRecords(org: FakeOrg, reach: <T>(value: T) => T): OrgRecords {
	return {
		launchCohort: async (caller, input, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => {
						const reps: PersonView[] = [];
						for (const [index, externalId] of input.reps.entries()) {
							const rep = [...org.people.values()].find((person) => person.externalId === externalId);
							if (rep === undefined) return refusal("not-found", `/reps/${index}`, "a rep", externalId);
							const running = [...org.cycles.values()].some(
								({ repId, phase }) => repId === rep.id && phase !== "closed",
							);
							if (running) {
								return refusal("already-practising", `/reps/${index}`, "a rep without a running cycle", externalId);
							}
							reps.push(rep);
						}
						const cohortId = randomUUID();
						const { name, startsOn } = input;
						const cycleIds = reps.map((rep) => org.addCycle(rep.id, { cohortId, phase: "planned" }).id);
						org.addCohort({
							id: cohortId,
							name,
							startsOn,
							state: "launching",
							cycles: { planned: cycleIds.length, baseline: 0, practice: 0, habit: 0, closed: 0 },
						});
						return ok({ cohortId, cycleIds, rows: cycleIds.length });
					},
					(value): value is Launched => "cohortId" in value,
				),
			),
		changeCohort: async (caller, cohortId, { change, at }, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => {
						const cycles = { pending: 0, applied: 0, refused: 0 };
						const made: CohortChangeView = {
							id: randomUUID(),
							cohortId,
							actorId: caller.personId,
							change,
							at,
							state: "pending",
							cycles,
						};
						org.cohortChanges.push(made);
						return ok(made);
					},
					(value): value is CohortChangeView => "cohortId" in value,
				),
			),
		listCohortChanges: async (cohortId) => reach(org.cohortChanges).filter((change) => change.cohortId === cohortId),
		listLaunchRefusals: async () => reach(org.refusals),
		findCohort: async (id) => reach(org.cohorts.get(id) ?? null),
		listCohorts: async () => reach([...org.cohorts.values()]),
		findCycle: async (id) => reach(org.cycles.get(id) ?? null),
		listCycles: async (filter) =>
			reach([...org.cycles.values()]).filter(
				(cycle) =>
					(filter.cohortId ?? cycle.cohortId) === cycle.cohortId &&
					(filter.repId ?? cycle.repId) === cycle.repId &&
					(filter.phase ?? cycle.phase) === cycle.phase,
			),
		saveGuess: async (_, cycleId, tiers, at) => {
			const cycle = org.cycles.get(cycleId);
			if (cycle !== undefined && cycle.phase !== "baseline" && cycle.phase !== "planned") {
				return reach(refusal("baseline-closed", "/id", "a cycle whose baseline is open", cycle.phase));
			}
			return reach(ok({ cycleId, tiers, at }));
		},
		importMilestones: async (caller, milestones, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => ok({ stored: milestones.length }),
					(value): value is { stored: number } => "stored" in value,
				),
			),
		listMilestones: async () => reach([]),
		agreement: async (about) => {
			org.reportsAsked.push({ about });
			return reach([]);
		},
		drillReport: async (about, span) => {
			org.reportsAsked.push({ about, span });
			return reach(drillReport({ reps: [], drills: [], cycles: [], calls: [] }, DEFAULT_POLICY, span.until));
		},
		coachingTime: async (about, span) => {
			org.reportsAsked.push({ about, span });
			return reach([]);
		},
		findBlindLines: async () => reach([]),
		findPerson: async (id) => reach(org.people.get(id) ?? null),
		listPeople: async ({ externalId }) =>
			reach([...org.people.values()]).filter((person) => (externalId ?? person.externalId) === person.externalId),
		manages: async (managerId, repId) => reach(org.people.get(repId)?.managerId === managerId),
		submitConversation: async (caller, input, key) =>
			reach(
				await org.once<Submitted>(
					caller,
					key,
					async () => {
						const words = `${input.repId} ${input.conversation.utterances.map(({ text }) => text).join(" ")}`;
						const before = org.submissions.indexOf(words);
						const known = [...org.conversations.values()].at(before);
						const asked = (id: string) =>
							input.consent === "to-be-asked"
								? { askedIn: humanTaskId("consent", id), asks: "consent" as const }
								: input.speakers === undefined
									? { askedIn: null, asks: null }
									: { askedIn: confirmRepTaskId(id), asks: "confirm-rep" as const };
						if (before >= 0 && known !== undefined) {
							return ok({ conversationId: known.id, duplicate: true, ...asked(known.id) });
						}
						org.submissions.push(words);
						const { repId, source, kind, practiceId, occurredAt, conversation } = input;
						const { language } = conversation;
						const plain = input.speakers === undefined ? "received" : "awaiting-rep";
						const state = input.consent === "to-be-asked" ? "awaiting-consent" : plain;
						const made = org.addConversation(repId, { source, kind, practiceId, occurredAt, language, state });
						return ok({ conversationId: made.id, duplicate: false, ...asked(made.id) });
					},
					(value): value is Submitted => "duplicate" in value,
				),
			),
		findConversation: async (id) => reach(org.conversations.get(id) ?? null),
		listConversations: async ({ repId }) =>
			reach([...org.conversations.values()]).filter((conversation) => conversation.repId === repId),
		findSpeakers: async (id) => reach(org.conversations.has(id) ? [] : null),
		findScorecard: async (id) => reach(org.scorecards.get(id) ?? null),
		findTask: async (id) => reach(org.tasks.get(id) ?? null),
		listTasks: async (filter) =>
			reach([...org.tasks.values()]).filter(
				(task) =>
					(filter.ownerId ?? task.ownerId) === task.ownerId &&
					(filter.cycleId ?? task.cycleId) === task.cycleId &&
					(filter.repIds?.includes(task.repId) ?? true) &&
					(filter.kind ?? task.kind) === task.kind &&
					(filter.state ?? task.state) === task.state,
			),
		openDispute: async (caller, { conversationId, signal, lines, words, at }, key) =>
			reach(
				await org.once<Disputed>(
					caller,
					key,
					async () => {
						const repId = org.conversations.get(conversationId)?.repId ?? "";
						const told = { id: randomUUID(), conversationId, repId, signal, scorecard: 1, lines, words, at };
						const dispute = { ...told, state: "open", verdicts: null, decidedBy: null, decidedAt: null } as const;
						return ok({ dispute, cycleId: null });
					},
					(value): value is Disputed => "dispute" in value,
				),
			),
		listDisputes: async () => reach([]),
		writeAct: async (caller, input, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => {
						const task = input.taskId === null ? undefined : org.tasks.get(input.taskId);
						if (task !== undefined && task.state !== "open" && input.answer?.kind !== "reopen") {
							return refusal("task-closed", "/taskId", "an open task", task.state);
						}
						const { kind, cycleId, taskId, at } = input;
						const pending = { id: randomUUID(), kind, cycleId, taskId, at, state: "pending", outcome: null } as const;
						const act: ActView = { ...pending, actorId: caller.personId };
						org.acts.set(act.id, act);
						org.notes.push(input.note);
						org.minutes.push(input.minutes);
						return ok(act);
					},
					(value): value is ActView => "actorId" in value,
				),
			),
		findAct: async (id) => reach(org.acts.get(id) ?? null),
		findDrill: async (id) => reach(org.drills.get(id) ?? null),
		listDrills: async ({ repId }) =>
			reach([...org.drills.values()]).filter((drill) => (repId ?? drill.repId) === drill.repId),
		listDrillSuggestions: async () => reach([]),
		reconciliation: async () => reach({ rounds: [], differences: [] }),
		history: async (cycleId) => reach(org.stories.get(cycleId) ?? []),
		searchCycles: async ({ reach: of, limit, after, ...filter }) => {
			const seen = reach([...org.cycles.values()]).filter(
				(cycle) =>
					(filter.cohortId ?? cycle.cohortId) === cycle.cohortId &&
					(filter.repId ?? cycle.repId) === cycle.repId &&
					(filter.phase ?? cycle.phase) === cycle.phase &&
					(of === "all" ||
						(of.self && cycle.repId === of.personId) ||
						(of.team && org.people.get(cycle.repId)?.managerId === of.personId)),
			);
			const from = after === undefined ? 0 : 1 + seen.findIndex(({ id }) => id === after.id);
			const page = seen.slice(from, from + limit);
			const last = page.at(-1);
			return {
				items: page.map((cycle) => ({ ...cycle, nextDue: null, managerId: null, flags: [] })),
				next: last === undefined || from + limit >= seen.length ? null : last,
			};
		},
		findDecision: async (id) => reach(org.decisions.get(id) ?? null),
		findStep: async (cycleId, step) => reach(org.steps.get(`${cycleId} ${step}`) ?? null),
		listRuns: async () => reach([]),
		namesOf: async (ids) =>
			reach(new Map([...org.people.values()].filter(({ id }) => ids.includes(id)).map(({ id, name }) => [id, name]))),
		createCalendarFeed: async (caller, key) => {
			const made = await org.once(
				caller,
				key,
				async () => {
					const token = randomBytes(32).toString("base64url");
					org.feeds.set(caller.personId, token);
					return ok({ token });
				},
				(value): value is { token: string } => "token" in value,
			);
			return reach(made.ok && made.value.replayed ? ok({ token: null, replayed: true }) : made);
		},
		revokeCalendarFeed: async (personId) => reach(org.feeds.delete(personId)),
		listHolidays: async () => reach([]),
		setHolidays: async (_, days) => reach(ok(days)),
		notification: notificationOf(org, reach),
		withdrawConsent: async (caller, conversationId, at, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => ok({ conversationId, withdrawnAt: at }),
					(value): value is Withdrawal => "withdrawnAt" in value,
				),
			),
		requestErasure: async (caller, personId, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => ok(org.addErasure(personId)),
					(value): value is ErasureView => "certificate" in value,
				),
			),
		findErasure: async (id) => reach(org.erasures.get(id) ?? null),
		importPeople: notHere,
		importPeopleList: async (_, { rows, faults }, { dryRun }) =>
			reach({
				dryRun,
				imported: rows.map(({ row, person: { externalId } }) => ({ row, id: null, externalId })),
				refused: faults,
				leftOut: [],
			}),
		createApiKey: notHere,
	};
}

function notificationOf(org: FakeOrg, reach: <T>(value: T) => T): OrgNotification {
	const settings = { language: "en", choices: [] };
	return {
		inbox: async () => reach({ items: [], next: null }),
		settings: async () => reach(settings),
		saveSettings: async (_, { language }) =>
			reach(ok({ ...settings, ...(language === undefined ? {} : { language }) })),
		unsubscribe: async () => reach(undefined),
		listChannels: async () => reach([]),
		saveChannel: async (_, channel, { enabled }) => reach(ok({ channel, enabled, kind: null })),
		createWebhook: async (caller, input, key) =>
			reach(
				await org.once(
					caller,
					key,
					async () => {
						const webhook = { ...org.addWebhook(), ...input };
						org.webhooks.set(webhook.id, webhook);
						return ok({ webhook, secret: "whsec_c2VjcmV0" });
					},
					(value): value is { webhook: WebhookView; secret: string } => "secret" in value,
				),
			),
		listWebhooks: async () => reach([...org.webhooks.values()]),
		findWebhook: async (id) => reach(org.webhooks.get(id) ?? null),
		updateWebhook: async (_, id, { url, events }) =>
			reach({ ...(org.webhooks.get(id) ?? org.addWebhook()), url, events }),
		removeWebhook: async (_, id) => void reach(org.webhooks.delete(id)),
		listDeliveries: async () => reach([]),
		redeliver: async (_, __, messageId) => reach(ok({ messageId, replayed: false })),
	};
}

function refusal(
	code: Refusal["code"],
	field: string,
	expected: string,
	came: string,
): { readonly ok: false; readonly error: Refusal } {
	return failed({ code, faults: [{ field, expected, came }] });
}

function hashOf(key: string): string {
	return createHash("sha256").update(key).digest("hex");
}

async function notHere(): Promise<never> {
	throw new Error("not in the fake");
}
