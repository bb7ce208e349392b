import { defaultPayloadConverter, type Payload, type PayloadCodec } from "@temporalio/common";
import proto, { type temporal } from "@temporalio/proto";
import { type Instant, instantOf } from "../domain/time.ts";

const { History } = proto.temporal.api.history.v1;

type IHistory = temporal.api.history.v1.IHistory;
type IHistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** One event of a run as Temporal has it, with its payloads opened. */
export type RawEvent = {
	readonly id: number;
	readonly type: string;
	readonly at: Instant | null;
	readonly attributes: { readonly [field: string]: unknown };
};

/** What a payload says that nobody can open: its key is destroyed, or it is of no form that is known. */
const SHUT = { shut: "this payload can not be opened any more" };

/**
 * The events of one step, out of its run: the turn of the workflow in which it was taken, and those behind it up to the
 * turn of the next step. A turn is what woke the workflow, its task, and the commands that it answered with.
 *
 * @param historyLength Length of the run's history when the step was taken; `nextLength` the same of the step behind it.
 */
export function windowOf(
	{ events }: IHistory,
	{ historyLength, nextLength }: { readonly historyLength: number; readonly nextLength: number | null },
): readonly IHistoryEvent[] {
	const turns = turnsOf(events ?? []);
	const at = (length: number) => turns.findIndex((turn) => turn.some((event) => Number(event.eventId) >= length));
	const first = at(historyLength);
	if (first < 0) return [];
	const next = nextLength === null ? turns.length : at(nextLength);
	return turns.slice(first, Math.max(first + 1, next < 0 ? turns.length : next)).flat();
}

function turnsOf(events: readonly IHistoryEvent[]): readonly (readonly IHistoryEvent[])[] {
	const turns: IHistoryEvent[][] = [];
	let turn: IHistoryEvent[] = [];
	let completed: number | null = null;
	for (const event of events) {
		if (completed !== null && commandOf(event) !== completed) {
			turns.push(turn);
			turn = [];
			completed = null;
		}
		turn.push(event);
		if (event.workflowTaskCompletedEventAttributes) completed = Number(event.eventId);
	}
	return turn.length > 0 ? [...turns, turn] : turns;
}

/** The completed task whose command an event is; null for one that came from outside. */
function commandOf(event: IHistoryEvent): number | null {
	for (const value of Object.values(event)) {
		if (typeof value !== "object" || value === null || !("workflowTaskCompletedEventId" in value)) continue;
		const id = Number(value.workflowTaskCompletedEventId);
		if (id > 0) return id;
	}
	return null;
}

/** Events as people read them: names for numbers, payloads opened. */
export async function readable(
	events: readonly IHistoryEvent[],
	codecs: readonly PayloadCodec[],
): Promise<readonly RawEvent[]> {
	const plain: unknown = History.toObject(History.fromObject({ events: [...events] }), {
		longs: Number,
		enums: String,
	});
	const listed = isRecord(plain) && Array.isArray(plain.events) ? plain.events.filter(isRecord) : [];
	return await Promise.all(
		listed.map(async (event, index): Promise<RawEvent> => {
			const [, attributes] = Object.entries(event).find(([name]) => name.endsWith("EventAttributes")) ?? [];
			const opened = await openedIn(attributes, async (payload) => saidBy(await decoded(payload, codecs)));
			return {
				id: Number(event.eventId),
				type: String(event.eventType).replace(/^EVENT_TYPE_/, ""),
				at: instantIn(events[index]),
				attributes: isRecord(opened) ? opened : {},
			};
		}),
	);
}

/** The same history with its payloads as they were before they were sealed: whoever replays it needs no key. */
export async function unsealed(history: IHistory, codecs: readonly PayloadCodec[]): Promise<IHistory> {
	if (codecs.length === 0) return history;
	const plain: unknown = History.toObject(History.fromObject(history), { longs: Number });
	const opened = await openedIn(plain, async (payload) => (await decoded(payload, codecs, "throw")) ?? payload);
	return History.fromObject(isRecord(opened) ? opened : {});
}

function instantIn(event: IHistoryEvent | undefined): Instant | null {
	const time = event?.eventTime;
	return time == null ? null : instantOf(Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1e6));
}

function isRecord(value: unknown): value is { readonly [field: string]: unknown } {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isPayload(value: {
	readonly [field: string]: unknown;
}): value is Payload & { readonly [field: string]: unknown } {
	return isRecord(value.metadata) && value.metadata.encoding instanceof Uint8Array;
}

/** Puts something else in the place of each payload, wherever it stands. */
async function openedIn(value: unknown, open: (payload: Payload) => Promise<unknown>): Promise<unknown> {
	if (Array.isArray(value)) return await Promise.all(value.map((item) => openedIn(item, open)));
	if (value instanceof Uint8Array) return value;
	if (!isRecord(value)) return value;
	if (isPayload(value)) return await open(value);
	const entries = await Promise.all(
		Object.entries(value).map(async ([name, inner]) => [name, await openedIn(inner, open)] as const),
	);
	return Object.fromEntries(entries);
}

async function decoded(
	payload: Payload,
	codecs: readonly PayloadCodec[],
	otherwise: "null" | "throw" = "null",
): Promise<Payload | null> {
	try {
		let payloads: Payload[] = [payload];
		for (const codec of [...codecs].reverse()) payloads = await codec.decode(payloads);
		return payloads[0] ?? null;
	} catch (error) {
		if (otherwise === "throw") throw error;
		return null;
	}
}

function saidBy(payload: Payload | null): unknown {
	if (payload === null) return SHUT;
	try {
		return defaultPayloadConverter.fromPayload(payload) ?? null;
	} catch {
		const text = Buffer.from(payload.data ?? new Uint8Array()).toString("utf8");
		return text.startsWith("{") ? JSON.parse(text) : SHUT;
	}
}
