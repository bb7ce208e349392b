import type { Payload, PayloadCodec, SerializationContext } from "@temporalio/common";
import proto from "@temporalio/proto";
import { parse, stringify } from "uuid";
import { subjectOfWorkflow } from "../workflows/workflow-ids.ts";
import type { DataKey, Keys } from "./keys.ts";
import { open, seal } from "./seal.ts";

/** The name by which Temporal's own tools know that a payload cannot be shown. */
const SEALED = "binary/encrypted";
/** Organisation and key, 16 bytes each: they stand beside every payload of every history, so they are kept short. */
const KEY_FIELD = "key";
const ID_BYTES = 16;

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** A payload is to be sealed and nobody knows whose it is. Nothing leaves unsealed by mistake. */
export class UnknownHolder extends Error {
	override readonly name = "UnknownHolder";
	constructor(workflowId: string | undefined) {
		super(
			`Nobody knows whose the payloads of ${workflowId ?? "a call without a workflow"} are: its id names no cycle, conversation, task, cohort or organisation.`,
		);
	}
}

/**
 * Seals what workflows, activities and callers send to Temporal, with the data key of the person whom the workflow is
 * about, or else of the organisation. Who that is follows from the workflow's id, which the SDK hands over with each
 * payload; the key's id stands beside the sealed bytes, so that reading asks for nothing else.
 *
 * What was never sealed is read as it is, so that the codec may be switched on and off under running cycles.
 * @param seals False to read alone.
 */
export function createPayloadCodec(keys: Pick<Keys, "ofHolder" | "byId">, seals: boolean): PayloadCodec {
	const keyFor = async (context: SerializationContext | undefined): Promise<DataKey | null> => {
		const workflowId = context?.workflowId;
		const subject = workflowId === undefined ? null : subjectOfWorkflow(workflowId);
		// A workflow of the whole installation is named by a word alone, and carries nothing of anybody.
		if (workflowId !== undefined && subject === null) return null;
		const key = subject === null ? null : await keys.ofHolder(subject);
		if (key === null) throw new UnknownHolder(workflowId);
		return key;
	};

	return {
		async encode(payloads, context) {
			if (!seals || payloads.length === 0) return payloads;
			const key = await keyFor(context);
			return key === null ? payloads : payloads.map((payload) => sealed(payload, key));
		},
		async decode(payloads) {
			return await Promise.all(
				payloads.map(async (payload) => {
					const named = keyNameOf(payload);
					if (named === null) return payload;
					return opened(payload, await keys.byId(named.orgId, named.keyId));
				}),
			);
		},
	};
}

function sealed(payload: Payload, { orgId, id, key }: DataKey): Payload {
	return {
		metadata: { encoding: Buffer.from(SEALED), [KEY_FIELD]: new Uint8Array([...parse(orgId), ...parse(id)]) },
		data: seal(key, PayloadMessage.encode(payload).finish(), `payload ${orgId} ${id}`),
	};
}

function opened(payload: Payload, { orgId, id, key }: DataKey): Payload {
	return PayloadMessage.decode(open(key, payload.data ?? new Uint8Array(), `payload ${orgId} ${id}`));
}

/** The key that a payload was sealed with; null for one that was not sealed, or not here. */
function keyNameOf({ metadata }: Payload): { readonly orgId: string; readonly keyId: string } | null {
	const encoding = metadata?.encoding;
	const ids = metadata?.[KEY_FIELD];
	if (encoding == null || Buffer.from(encoding).toString("utf8") !== SEALED) return null;
	if (ids == null || ids.length !== 2 * ID_BYTES) return null;
	return { orgId: stringify(ids, 0), keyId: stringify(ids, ID_BYTES) };
}

/** What clients and workers need to speak with Temporal in sealed payloads; nothing where there are no keys. */
export function dataConverterOf(
	keys: Keys | null,
	codec: "on" | "off",
): { readonly payloadCodecs: PayloadCodec[] } | undefined {
	return keys === null ? undefined : { payloadCodecs: [createPayloadCodec(keys, codec === "on")] };
}
