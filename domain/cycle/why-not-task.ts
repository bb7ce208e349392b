import type { CoachingPolicy } from "../policy.ts";
import type { Signal } from "../signals/signal.ts";
import { decideAct } from "./decide-act.ts";
import { decideRung } from "./decide-rung.ts";
import type { CycleFacts, TaskFact } from "./facts.ts";
import type { StepOutcome } from "./step.ts";
import {
	type DeploymentDecision,
	OWNER_RULES,
	type OwnerRule,
	type RungDo,
	TASK_KINDS,
	type TaskAnswer,
	type TaskKind,
} from "./task.ts";
import { blankFacts, duringWeek } from "./why-not-facts.ts";
import { type Fields, isFields, oneIn, signalPairIn, textIn } from "./why-not-inputs.ts";
import { FOCUS_PAIRS, focusName } from "./why-not-practice.ts";
import { type AskAgain, askAgain, type StoredDecision } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

const SOMEBODY = "00000000-0000-0000-0000-00000000000";

type Owners = { readonly [R in OwnerRule]: string | null };
type Task = { readonly isOpen: boolean; readonly owners: Owners };

function taskOf(name: string, kind: TaskKind, ownerRule: OwnerRule, isOpen = true): TaskFact {
	return {
		id: name,
		name,
		kind,
		state: isOpen ? "open" : "done",
		ownerRule,
		namedOwner: null,
		notOwner: null,
		openedAt: duringWeek(2),
		dueAt: duringWeek(3),
		reopened: 0,
		reminded: [],
		answer: null,
		subject: {},
	};
}

function ownersOf(owners: Owners): CycleFacts["owners"] {
	const person = (rule: OwnerRule) => {
		const id = owners[rule];
		return id === null ? null : { id, zone: "UTC", daysOff: [] };
	};
	return {
		manager: person("manager"),
		"managers-manager": person("managers-manager"),
		lead: person("lead"),
		head: person("head"),
	};
}

/** Whom a rule names, where the decision kept it. */
function ownerIn(inputs: Fields, rule: OwnerRule): string | null {
	const owners = isFields(inputs.owners) ? inputs.owners : {};
	const owner = owners[rule];
	return isFields(owner) ? textIn(owner, "id") : null;
}

/** A rung of a task's ladder: it finds the task open, or somebody has answered; and somebody stands above its owner, or not. */
function rung(what: RungDo, ownerRule: OwnerRule, { inputs, outcome, reason, policy }: StoredDecision) {
	const params: Fields = reason.params;
	const name = typeof params.task === "string" ? params.task : "approve-focus";
	const kind = what === "accept" ? "approve-focus" : oneIn(params, "kind", TASK_KINDS);
	const above = OWNER_RULES.slice(OWNER_RULES.indexOf(ownerRule) + 1);
	const asked: Task = {
		isOpen: true,
		owners: {
			manager: ownerIn(inputs, "manager"),
			"managers-manager": ownerIn(inputs, "managers-manager"),
			lead: ownerIn(inputs, "lead"),
			head: ownerIn(inputs, "head"),
		},
	};
	const said = (kind: unknown, to: unknown) => (typeof to === "string" ? `${String(kind)}:${to}` : String(kind));
	const levers: readonly Lever<Task>[] = [
		{
			what: "task-state",
			of: name,
			is: "open",
			range: { kind: "choice", values: ["open", "done"] },
			with: (task, to) => ({ ...task, isOpen: to === "open" }),
		},
		...(what === "step-up" ? above : []).map(
			(rule): Lever<Task> => ({
				what: "owner",
				of: rule,
				is: asked.owners[rule] === null ? "nobody" : "somebody",
				range: { kind: "choice", values: ["nobody", "somebody"] },
				with: (task, to) => ({
					...task,
					owners: {
						...task.owners,
						[rule]: to === "nobody" ? null : (asked.owners[rule] ?? `${SOMEBODY}${OWNER_RULES.indexOf(rule) + 1}`),
					},
				}),
			}),
		),
	];
	return askAgain<Task>({
		inputs: asked,
		ask: ({ isOpen, owners }) => {
			const blank = blankFacts(policy);
			const facts = { ...blank, owners: ownersOf(owners), tasks: [taskOf(name, kind, ownerRule, isOpen)] };
			const [decision] = decideRung(facts, name, what, duringWeek(3)).decisions;
			return {
				outcomes: {
					[WHOLE]: decision === undefined ? "nothing-to-do" : said(decision.outcome.kind, decision.outcome.to),
				},
			};
		},
		levers,
		possible: {
			[WHOLE]: [
				said(outcome.kind, outcome.to),
				"nothing-to-do",
				...(what === "step-up" ? ["reminded", ...above.map((rule) => `stepped-up:${rule}`)] : []),
			],
		},
		stored: { [WHOLE]: said(outcome.kind, outcome.to) },
	});
}

export const reminded: AskAgain = (decision) => {
	const what = (["remind", "remind-due", "remind-weekly"] as const).find(
		(one) => decision.reason.code === `task.${one}`,
	);
	return rung(what ?? "remind", oneIn(decision.outcome, "owner", OWNER_RULES), decision);
};

export const steppedUp: AskAgain = (decision) =>
	rung("step-up", oneIn(decision.outcome, "from", OWNER_RULES), decision);

export const acceptedBySilence: AskAgain = (decision) => rung("accept", "manager", decision);

/** What the rule says of somebody's answer to a task. */
function answered(facts: CycleFacts, task: TaskFact, answer: TaskAnswer): StepOutcome {
	const at = duringWeek(9);
	return decideAct(
		{
			...facts,
			tasks: [task],
			act: {
				id: "act",
				by: "person",
				byLead: true,
				at,
				kind: "decide-task",
				taskId: task.id,
				answer,
				change: null,
				policy: null,
			},
		},
		at,
	);
}

/** What an act came to: the outcome of its decision, or why it was refused. */
export function actOutcome({ result, decisions }: StepOutcome): string {
	if (result.kind === "act-done" && result.outcome.kind === "refused") return `refused:${result.outcome.reason.code}`;
	return String(decisions[0]?.outcome.kind ?? "nothing-to-do");
}

/** Whether the manager approved the proposal or chose otherwise: nothing but the choice decides it. */
export const focusDecided: AskAgain = ({ inputs, outcome, policy }) => {
	const chosen = signalPairIn(inputs, "chosen");
	const proposed = inputs.proposed === null ? null : signalPairIn(inputs, "proposed");
	return askAgain<readonly [Signal, Signal]>({
		inputs: chosen,
		ask: (signals) => {
			const blank = blankFacts(policy);
			const facts = { ...blank, cycle: { ...blank.cycle, focus: proposed } };
			const task = taskOf("approve-focus", "approve-focus", "manager");
			return { outcomes: { [WHOLE]: actOutcome(answered(facts, task, { kind: "approve-focus", signals })) } };
		},
		levers: [
			{
				what: "chosen-focus",
				of: null,
				is: focusName(chosen),
				range: { kind: "choice", values: FOCUS_PAIRS.map(focusName) },
				with: (signals, to) => FOCUS_PAIRS.find((pair) => focusName(pair) === to) ?? signals,
			},
		],
		possible: { [WHOLE]: ["focus-approved", "focus-changed"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

const DEPLOYMENT: { readonly [K in DeploymentDecision["kind"]]: DeploymentDecision } = {
	continue: { kind: "continue" },
	extend: { kind: "extend", weeks: 4 },
	"change-focus": { kind: "change-focus", signals: ["value-framing", "discovery-density"] },
	stop: { kind: "stop" },
};

/** What the deployment review came to: nothing but the answer of the head decides it. */
export const deploymentDecided: AskAgain = ({ inputs, outcome, policy }) => {
	const answer = isFields(inputs.answer) ? oneIn(inputs.answer, "kind", DEPLOYMENT_KINDS) : kindOfAnswer(outcome);
	return askAgain<DeploymentDecision["kind"]>({
		inputs: answer,
		ask: (kind) => ({ outcomes: { [WHOLE]: actOutcome(asHead(policy, DEPLOYMENT[kind])) } }),
		levers: [
			{
				what: "answer",
				of: null,
				is: answer,
				range: { kind: "choice", values: DEPLOYMENT_KINDS },
				with: (kind, to) => DEPLOYMENT_KINDS.find((other) => other === to) ?? kind,
			},
		],
		possible: { [WHOLE]: ["continued", "extended", "focus-changed", "closed"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

const DEPLOYMENT_KINDS = ["continue", "extend", "change-focus", "stop"] as const;

/** More weeks are stored by their number alone. */
function kindOfAnswer(outcome: Fields): DeploymentDecision["kind"] {
	return outcome.kind === "extended" ? "extend" : "continue";
}

function asHead(policy: CoachingPolicy, decision: DeploymentDecision): StepOutcome {
	const task = taskOf("deployment-review:checkpoint-8", "deployment-review", "head");
	return answered(blankFacts(policy), task, { kind: "deployment-review", decision });
}
