import { randomBytes, randomUUID } from "node:crypto";
import { defaultPayloadConverter, type Payload, type SerializationContext } from "@temporalio/common";
import fc from "fast-check";
import { stringify } from "uuid";
import { describe, expect, it } from "vitest";
import { createPayloadCodec, UnknownHolder } from "../../services/codec.ts";
import { type DataKey, KeyDestroyed } from "../../services/keys.ts";
import { cohortWorkflowId, cycleWorkflowId, scoreWorkflowId, taskWorkflowId } from "../../workflows/workflow-ids.ts";

const about = (workflowId: string): SerializationContext => ({ type: "workflow", namespace: "n", workflowId });

/** A key for each of two people, in one organisation. */
function twoPeople() {
	const orgId = randomUUID();
	const keyOf = (): DataKey => ({ orgId, id: randomUUID(), key: randomBytes(32) });
	const held = new Map<string, DataKey>([
		[randomUUID(), keyOf()],
		[randomUUID(), keyOf()],
	]);
	const keys = {
		ofHolder: async (id: string) => held.get(id) ?? null,
		async byId(_: string, keyId: string) {
			const found = [...held.values()].find(({ id }) => id === keyId);
			if (found === undefined) throw new KeyDestroyed(keyId);
			return found;
		},
	};
	const [first = "", second = ""] = held.keys();
	return { keys, first, second, held };
}

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);

describe("the payload codec", () => {
	it("gives back every payload as it was, and shows nothing of it in between", async () => {
		const { keys, first } = twoPeople();
		const codec = createPayloadCodec(keys, true);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 4 }), async (values) => {
				const payloads = values.map(payloadOf);
				const sealed = await codec.encode(payloads, about(cycleWorkflowId(first)));
				expect(sealed.map(({ metadata }) => Buffer.from(metadata?.encoding ?? []).toString())).toEqual(
					values.map(() => "binary/encrypted"),
				);
				const opened = await codec.decode(sealed, about(cycleWorkflowId(first)));
				expect(opened.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(
					payloads.map((payload) => defaultPayloadConverter.fromPayload(payload)),
				);
			}),
		);
		const [told] = await codec.encode([payloadOf("a sentence")], about(scoreWorkflowId(first, 1)));
		expect(Buffer.from(told?.data ?? []).includes("sentence")).toBe(false);
	});

	it("seals with the key of the person whom the workflow is about, for every kind of workflow", async () => {
		const { keys, first, second, held } = twoPeople();
		const codec = createPayloadCodec(keys, true);
		for (const id of [first, second]) {
			for (const workflowId of [
				cycleWorkflowId(id),
				scoreWorkflowId(id, 3),
				taskWorkflowId(id),
				cohortWorkflowId(id),
			]) {
				const [sealed] = await codec.encode([payloadOf(1)], about(workflowId));
				expect(stringify(sealed?.metadata?.key ?? new Uint8Array(), 16)).toBe(held.get(id)?.id);
			}
		}
	});

	it("reads sealed and unsealed payloads side by side, whether it seals or not", async () => {
		const { keys, first } = twoPeople();
		const plain = payloadOf({ week: 4 });
		const [sealed = plain] = await createPayloadCodec(keys, true).encode([plain], about(cycleWorkflowId(first)));
		for (const seals of [true, false]) {
			const opened = await createPayloadCodec(keys, seals).decode([plain, sealed, plain]);
			expect(opened.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual([
				{ week: 4 },
				{ week: 4 },
				{ week: 4 },
			]);
		}
		expect(await createPayloadCodec(keys, false).encode([plain], about(cycleWorkflowId(first)))).toEqual([plain]);
	});

	it("does not read what was sealed with a key that is destroyed", async () => {
		const { keys, first, held } = twoPeople();
		const codec = createPayloadCodec(keys, true);
		const sealed = await codec.encode([payloadOf("a sentence")], about(cycleWorkflowId(first)));
		held.delete(first);
		await expect(codec.decode(sealed, about(cycleWorkflowId(first)))).rejects.toThrow(KeyDestroyed);
	});

	it("lets nothing out unsealed where it does not know whose it is", async () => {
		const { keys } = twoPeople();
		const codec = createPayloadCodec(keys, true);
		await expect(codec.encode([payloadOf(1)], about(cycleWorkflowId(randomUUID())))).rejects.toThrow(UnknownHolder);
		await expect(codec.encode([payloadOf(1)], undefined)).rejects.toThrow(UnknownHolder);
		// A workflow of the whole installation is about nobody.
		expect(await codec.encode([payloadOf(1)], about("reconcile"))).toEqual([payloadOf(1)]);
	});
});
