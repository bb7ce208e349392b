import { type Logger, pino, stdTimeFunctions } from "pino";

export type { Logger } from "pino";

/**
 * Fields that never reach a log, at the top level or one level down: secrets, words of a conversation, and what names
 * a person. Ids may be logged.
 */
const HIDDEN = [
	"authorization",
	"cookie",
	"apiKey",
	"key",
	"password",
	"secret",
	"token",
	"fingerprintKey",
	"unsubscribeKey",
	"smtpUrl",
	"databaseUrl",
	"databaseOwnerUrl",
	"databaseRelayUrl",
	"connectionString",
	"email",
	"words",
	"text",
	"transcript",
	"conversation",
	"note",
] as const;

/** A logger that writes JSON lines to `destination` (standard output if none), with secrets and personal words left out. */
export function createLogger(options: {
	readonly name: string;
	readonly level: string;
	readonly destination?: { write(line: string): void };
}): Logger {
	const { name, level, destination } = options;
	const settings = {
		name,
		level,
		timestamp: stdTimeFunctions.isoTime,
		redact: {
			paths: [...HIDDEN, ...HIDDEN.map((field) => `*.${field}`), "req.headers.authorization", "req.headers.cookie"],
			censor: "[hidden]",
		},
	};
	return destination === undefined ? pino(settings) : pino(settings, destination);
}
