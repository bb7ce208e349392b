import { waitFor } from "../../embedded/wait.ts";
import { startMailServer, startReceiver } from "../../tests/support/receivers.ts";

/** Something that reached somebody outside, once. */
export type Arrival = {
	readonly by: "email" | "webhook";
	/** Message-ID or webhook-id. */
	readonly id: string;
	/** Rows of the outbox that it says it carries. */
	readonly rows: readonly string[];
};

/** A real mail server and a real HTTP receiver that write down what reaches them, and may be away for a time. */
export type Ledger = Awaited<ReturnType<typeof openLedger>>;

export async function openLedger() {
	const mail = await startMailServer();
	const http = await startReceiver();
	return {
		smtpUrl: mail.url,
		webhookUrl: () => http.url("/hook"),
		slackUrl: () => http.url("/slack"),
		/** Everything so far, each channel in order of arrival. */
		arrivals(): readonly Arrival[] {
			return [
				...mail.mails.map(
					({ messageId, headers }): Arrival => ({
						by: "email",
						id: messageId ?? "none",
						rows: (headers.find(({ key }) => key === "x-coachloop-messages")?.value ?? "").split(/\s+/),
					}),
				),
				...http.received
					.filter(({ path }) => path === "/hook")
					.map(
						({ headers, body }): Arrival => ({ by: "webhook", id: String(headers["webhook-id"]), rows: [rowOf(body)] }),
					),
			];
		},
		/** How many posts reached Slack. They carry no id. */
		slackPosts: () => http.received.filter(({ path }) => path === "/slack").length,
		forget() {
			mail.mails.length = 0;
			http.received.length = 0;
		},
		mail: { leave: mail.close, comeBack: () => comeBack(mail.open) },
		http: { leave: http.close, comeBack: () => comeBack(http.open) },
		async close() {
			await mail.close();
			await http.close();
		},
	};
}

const BACK_WITHIN_MS = 120_000;

/** Somebody's outgoing connection may have been given the port meanwhile: it is waited for. */
async function comeBack(open: () => Promise<void>): Promise<void> {
	await waitFor("the receiver is back", () => open().then(() => true), { deadlineMs: BACK_WITHIN_MS, everyMs: 250 });
}

function rowOf(body: string): string {
	const parsed: unknown = JSON.parse(body);
	const data = typeof parsed === "object" && parsed !== null && "data" in parsed ? parsed.data : null;
	return typeof data === "object" && data !== null && "id" in data ? String(data.id) : "none";
}
