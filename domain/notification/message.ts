/** Channels that an organisation sets up and that a person may silence. */
export const OUTER_CHANNELS = ["email", "slack"] as const;
export type OuterChannel = (typeof OUTER_CHANNELS)[number];

/**
 * Where one row of the outbox goes: the inbox, which is the list in the product itself and holds everything; an outer
 * channel of a person; one entry of a person's calendar, by e-mail, in an order of its own; or one receiver of webhooks
 * by its id.
 */
export type OutboxChannel = "inbox" | OuterChannel | `calendar:${string}` | `webhook:${string}`;

export const MESSAGE_KINDS = ["task", "reminder", "meeting", "coaching", "digest", "account"] as const;
/**
 * What a message is about: something owed (`task`), the same once more (`reminder`), an entry of the person's calendar
 * (`meeting`), what the engine found or asks to practise (`coaching`), a summary over many reps (`digest`), or the installation itself (`account`).
 */
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What says that something is owed by somebody who did not owe it before. */
const CHANGED_HANDS = ["task.stepped-up", "task.handed-on", "task.handed-back", "task.delegated", "task.reopened"];

/** What concerns whoever looks after the installation. */
const ACCOUNT_CODES = ["cycle.step-stuck", "cycle.act-stuck", "task.step-stuck"];

/** The kind of a message, by the code of its template. What is not known otherwise is about coaching. */
export function kindOfMessage(code: string): MessageKind {
	if (code.startsWith("task-opened.") || CHANGED_HANDS.includes(code)) return "task";
	if (
		code.startsWith("task.remind") ||
		code === "baseline.reminded" ||
		code === "week.practices-missing" ||
		code === "cadence.reviews-open" ||
		code === "drill.session"
	) {
		return "reminder";
	}
	if (code.startsWith("meeting.")) return "meeting";
	if (code.startsWith("digest.")) return "digest";
	if (code.startsWith("webhook.") || ACCOUNT_CODES.includes(code)) return "account";
	return "coaching";
}

/** The kind of a message that says several things: one that may not be silenced wins, else that of the first. */
export function kindOfMessages(codes: readonly [string, ...string[]]): MessageKind {
	const [first, ...rest] = codes.map(kindOfMessage);
	return rest.find((kind) => !maySilence(kind)) ?? first ?? "coaching";
}

/** May a person switch this kind off outside the inbox? What is owed to others, and what keeps the product running, not. */
export function maySilence(kind: MessageKind): boolean {
	return kind !== "task" && kind !== "account";
}

/** `low`: it asks for nothing, and can wait until the person reads such things anyway. `high`: it does not wait for morning. */
export type Urgency = "low" | "normal" | "high";

/** What asks for nothing. A cycle that closes and a baseline that opens are not among it: something changes. */
const FINDINGS = /^(?:baseline\.closed|week(?:4|6|8|12|24)\..+|supplement\..+|task\.taken-back)$/;

export function urgencyOf(code: string): Urgency {
	if (kindOfMessage(code) === "account") return "high";
	return FINDINGS.test(code) ? "low" : "normal";
}
