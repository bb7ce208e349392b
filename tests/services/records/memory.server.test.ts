import { afterAll, beforeAll, expect, it } from "vitest";
import type { ReadingFact } from "../../../domain/cycle/facts.ts";
import type { StepCall } from "../../../domain/cycle/step.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Reading } from "../../../domain/signals/reading.ts";
import { seedOf } from "../../../services/records/ids.ts";
import { createMemoryCycles } from "../../../services/records/memory.ts";
import {
	callerOf,
	createCompany,
	launch,
	newKey,
	personOf,
	type Rig,
	STARTS_ON,
	scoredWith,
	startRig,
	step,
	submission,
	value,
	ZONE,
} from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(() => rig.close());

function factOf(reading: Reading): ReadingFact {
	if (reading.status === "not-applicable") return { status: "not-applicable" };
	const { numerator, denominator, value: shown, basis } = reading;
	return {
		status: "measured",
		numerator,
		denominator,
		value: shown,
		basis,
		lowConfidence: reading.lowConfidence !== null,
	};
}

it("a cycle in memory makes the same results, decisions, tasks, practices and messages as one in PostgreSQL", async () => {
	const company = await createCompany(rig.records, { reps: 1 });
	const org = rig.records.org(company.orgId);
	const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
	const repId = personOf(company, "r0").id;
	const at = (externalId: string) => ({ id: personOf(company, externalId).id, zone: ZONE, daysOff: [] });
	const { notification } = org;
	value(await notification.saveChannel(company.lead.personId, "email", { enabled: true }));
	const { webhook } = value(
		await notification.createWebhook(
			company.lead,
			{ url: "https://hooks.example.org/", events: ["task"] },
			newKey("hook"),
		),
	);
	value(await notification.saveSettings(repId, { choices: [{ kind: "coaching", channel: "email", enabled: false }] }));
	const silenced = [{ kind: "coaching", channel: "email" }] as const;
	const memory = createMemoryCycles();
	const [cycle] = await rig.look<{ policy_version_id: string }>("select policy_version_id from cycle where id = $1", [
		cycleId,
	]);
	memory.addCycle({
		id: cycleId,
		repId,
		zone: ZONE,
		startsOn: STARTS_ON,
		seed: seedOf(cycleId),
		policy: DEFAULT_POLICY,
		policyVersion: cycle?.policy_version_id ?? "",
		places: () => ({ manager: at("m1"), "managers-manager": at("director"), lead: at("lead"), head: at("head") }),
		reach: {
			channels: ["email"],
			slackIsShared: false,
			webhooks: [{ id: webhook.id, kinds: ["task"] }],
			people: new Map([[repId, { id: repId, zone: ZONE, silenced }]]),
		},
	});

	const both = async (now: string, call: StepCall) => {
		const identity = step(company.orgId, cycleId, now);
		const stored = await rig.records.runStep(identity, call);
		expect(await memory.runStep(identity, call), JSON.stringify(call)).toEqual(stored);
	};
	const practise = async (occurredAt: string, numerator: number, usesPlan: boolean) => {
		const practiceId = usesPlan ? ((await org.findCycle(cycleId))?.nextPractice?.id ?? null) : null;
		const input = submission(repId, { occurredAt, practiceId });
		const { conversationId } = value(await org.submitConversation(callerOf(company, "r0"), input, newKey()));
		const scored = scoredWith(numerator);
		const { waitingCycleId } = await rig.records.recordScore(company.orgId, conversationId, scored);
		const { readings, discoveryOnWords, repTurns, repWords } = scored.scorecard;
		const { waiting } = await memory.addConversation(cycleId, {
			id: conversationId,
			source: "practice",
			occurredAt,
			practiceId,
			repTurns,
			repWords,
			readings: {
				"objection-acknowledgment": factOf(readings["objection-acknowledgment"]),
				"close-attempts": factOf(readings["close-attempts"]),
				"value-framing": factOf(readings["value-framing"]),
				"discovery-density": factOf(readings["discovery-density"]),
			},
			discoveryOnWords: factOf(discoveryOnWords),
		});
		expect(waiting).toBe(waitingCycleId !== null);
	};

	await both("2026-01-05T08:00:00.000Z", { kind: "plan" });
	await both("2026-01-08T08:00:00.000Z", { kind: "baseline-day", day: 3 });
	await practise("2026-01-08T10:00:00.000Z", 1, true);
	await practise("2026-01-09T10:00:00.000Z", 1, false);
	await practise("2026-01-09T12:00:00.000Z", 2, true);
	await both("2026-01-09T12:01:00.000Z", { kind: "baseline" });
	await both("2026-01-12T09:00:00.000Z", { kind: "rung", task: "approve-focus", rung: 0, do: "remind" });

	const [task] = await org.listTasks({ cycleId, state: "open" });
	const asked = {
		kind: "decide-task",
		cycleId,
		taskId: task?.id ?? null,
		answer: { kind: "approve-focus", signals: ["value-framing", "close-attempts"] },
		note: null,
		at: "2026-01-13T09:00:00.000Z",
	} as const;
	const act = value(await org.writeAct(callerOf(company, "m1"), asked, newKey(asked)));
	memory.addAct(cycleId, { ...asked, id: act.id, by: act.actorId ?? "", byLead: false, change: null, policy: null });
	await both("2026-01-13T09:00:00.000Z", { kind: "act", actId: act.id });
	await both("2026-01-13T09:30:00.000Z", { kind: "act", actId: act.id });

	for (let week = 2; week <= 4; week++) {
		const day = (offset: number) => new Date(Date.UTC(2026, 0, 13 + (week - 2) * 7 + offset, 9)).toISOString();
		if (week !== 3) await practise(day(0), week, true);
		await both(day(2), { kind: "week", week, part: "nudge" });
		await both(day(6), { kind: "week", week, part: "end" });
	}
	await both("2026-02-03T00:00:00.000Z", { kind: "checkpoint", checkpoint: "4" });

	const rows = memory.rows(cycleId);
	const decisions = await rig.look(
		`select id, step, ordinal, name, rule, inputs, outcome, reason_code, reason_params, by, at, facts_up_to, policy_version_id
		from decision where cycle_id = $1 order by id`,
		[cycleId],
	);
	const byId = <T extends { readonly id: string }>(list: readonly T[]) =>
		[...list].sort((a, b) => (a.id < b.id ? -1 : 1));
	expect(decisions.length).toBeGreaterThan(15);
	expect(
		byId(rows.decisions).map((decision) => ({
			id: decision.id,
			step: decision.step,
			ordinal: decision.ordinal,
			name: decision.name,
			rule: decision.rule,
			inputs: decision.inputs,
			outcome: decision.outcome,
			reason_code: decision.reason.code,
			reason_params: decision.reason.params,
			by: decision.by,
			at: new Date(decision.at),
			facts_up_to: decision.factsUpTo,
			policy_version_id: decision.policyVersion,
		})),
	).toEqual(decisions);
	expect(byId(rows.tasks).map(({ id, name, state, ownerRule, dueAt }) => [id, name, state, ownerRule, dueAt])).toEqual(
		(
			await rig.look<{ id: string; name: string; state: string; owner_rule: string; due_at: Date }>(
				"select id, name, state, owner_rule, due_at from task where cycle_id = $1 order by id",
				[cycleId],
			)
		).map((row) => [row.id, row.name, row.state, row.owner_rule, row.due_at.toISOString()]),
	);
	expect(byId(rows.practices)).toEqual(
		(
			await rig.look<{ id: string; conversation_id: string | null }>(
				"select id, week, ordinal, scenario, pool, state, conversation_id from practice where cycle_id = $1 order by id",
				[cycleId],
			)
		).map(({ conversation_id, ...row }) => ({ ...row, conversationId: conversation_id })),
	);
	const messages = await rig.look<{
		id: string;
		person_id: string;
		channel: string;
		template_code: string;
		params: object;
		deliver_at: Date;
		state: string;
	}>(
		"select id, person_id, channel, template_code, params, deliver_at, state from outbox where cycle_id = $1 order by id",
		[cycleId],
	);
	expect(
		byId(rows.notifications).map(({ id, personId, channel, template, deliverAt }) => [
			id,
			personId,
			channel,
			template.code,
			template.params,
			deliverAt,
		]),
	).toEqual(
		messages.map((row) => [
			row.id,
			row.person_id,
			row.channel,
			row.template_code,
			row.params,
			row.deliver_at.toISOString(),
		]),
	);
	const kept = (channel: string) => messages.filter((row) => row.channel === channel);
	expect(kept("inbox").every(({ state }) => state === "sent")).toBe(true);
	expect(kept("email").length).toBeGreaterThan(3);
	expect(kept("email").every(({ state }) => state === "pending")).toBe(true);
	expect(kept(`webhook:${webhook.id}`).length).toBeGreaterThan(1);
	// The rep silenced news by e-mail, and gets them in the inbox all the same.
	expect(kept("email").filter((row) => row.person_id === repId && row.template_code.startsWith("week4."))).toEqual([]);
	expect(kept("inbox").filter((row) => row.person_id === repId && row.template_code.startsWith("week4."))).toHaveLength(
		1,
	);
	expect(rows.steps.map(({ name }) => name).sort()).toEqual(
		(await rig.look<{ name: string }>("select name from step_record where cycle_id = $1", [cycleId]))
			.map(({ name }) => name)
			.sort(),
	);
	const [row] = await rig.look("select revision, phase, week from cycle where id = $1", [cycleId]);
	expect({ revision: rows.revision, phase: rows.phase, week: rows.week }).toEqual(row);
});
