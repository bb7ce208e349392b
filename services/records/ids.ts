import { createHash } from "node:crypto";
import { v5, v7, validate } from "uuid";
import { weekName } from "../../domain/cycle/step.ts";
import type { HumanTaskKind } from "../../domain/human-task/step.ts";

/** A new id that sorts by the time at which it was made. For facts and acts, never for what a step makes. */
export function newId(): string {
	return v7();
}

/** What a step makes is named by its meaning, so that a retry, a replay and a reset hit the same row. */
export function idIn(ownerId: string, name: string): string {
	return v5(name, ownerId);
}

export function taskId(cycleId: string, nameOrId: string): string {
	return validate(nameOrId) ? nameOrId : idIn(cycleId, nameOrId);
}

/** The task of no cycle about a subject, of which there is one for each kind. */
export function humanTaskId(kind: HumanTaskKind, subjectId: string): string {
	return idIn(subjectId, kind);
}

/** The task that asks who the rep is in a conversation. */
export function confirmRepTaskId(conversationId: string): string {
	return humanTaskId("confirm-rep", conversationId);
}

/** `practice:w03:1`. */
export function practiceName(week: number, ordinal: number): string {
	return `practice:${weekName(week)}:${ordinal}`;
}

export function practiceId(cycleId: string, nameOrId: string): string {
	return validate(nameOrId) ? nameOrId : idIn(cycleId, nameOrId);
}

/** @param ownerId The cycle, or the task of no cycle, whose step it is. */
export function outboxId(ownerId: string, step: string, personId: string, channel: string): string {
	return idIn(ownerId, `outbox:${step}:${personId}:${channel}`);
}

/** One cycle per rep and cohort: launching the same cohort again finds the same cycle. */
export function cycleIdOf(cohortId: string, repId: string): string {
	return v5(`cycle:${repId}`, cohortId);
}

/** Seed of everything random in a cycle: a whole number from 0 up to 2^31 - 1. */
export function seedOf(cycleId: string): number {
	return createHash("sha256").update(cycleId).digest().readUInt32BE(0) & 0x7fff_ffff;
}

export function isId(text: string): boolean {
	return validate(text);
}
