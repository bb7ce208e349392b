import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { type Fault, failed, ok, type Result } from "../domain/fault.ts";

/** What the settings are for beside their shape: shown in `.env.example`; a secret's value never enters a message. */
type SettingMeta = { readonly description: string; readonly example: string; readonly secret: boolean };

const settingMeta = z.registry<SettingMeta>();

function postgresUrl(whose: string, role: string) {
	return z
		.string()
		.refine(
			(text) => URL.canParse(text) && ["postgres:", "postgresql:"].includes(new URL(text).protocol),
			"a PostgreSQL URL, as in postgresql://user:password@host:5432/coachloop",
		)
		.optional()
		.register(settingMeta, {
			description: `${whose} Leave all three database URLs out and coachloop runs its own PostgreSQL.`,
			example: `postgresql://${role}:password@127.0.0.1:5432/coachloop`,
			secret: true,
		});
}

function port(fallback: number) {
	return z
		.string()
		.regex(/^\d{1,5}$/, "a port from 1 to 65535")
		.transform(Number)
		.refine((value) => value >= 1 && value <= 65535, "a port from 1 to 65535")
		.default(fallback);
}

const KEY_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Every setting of the product. Skipped time is not here on purpose: no setting may bend a production clock. */
const settingsSchema = z.object({
	DATABASE_URL: postgresUrl(
		"The database as the application sees it: a role without the right to bypass row level security.",
		"coachloop_app",
	),
	DATABASE_OWNER_URL: postgresUrl("The same database as its owner, for migrations only.", "coachloop_owner"),
	DATABASE_RELAY_URL: postgresUrl(
		"The same database for the relay, which leases work across organisations.",
		"coachloop_relay",
	),
	TEMPORAL_ADDRESS: z
		.string()
		.regex(/^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, "host:port, as in 127.0.0.1:7233")
		.optional()
		.register(settingMeta, {
			description: "A Temporal server (1.32 or later). Leave it out and coachloop runs its own.",
			example: "127.0.0.1:7233",
			secret: false,
		}),
	TEMPORAL_NAMESPACE: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/, "2 to 100 letters, digits, dots, dashes or underscores")
		.default("coachloop")
		.register(settingMeta, {
			description: "The Temporal namespace of this installation.",
			example: "coachloop",
			secret: false,
		}),
	API_HOST: z.string().min(1, "a host name or address").default("127.0.0.1").register(settingMeta, {
		description: "The address on which the API listens. Others reach it only if it is not a loopback address.",
		example: "127.0.0.1",
		secret: false,
	}),
	API_PORT: port(4400).register(settingMeta, {
		description: "The port on which the API listens.",
		example: "4400",
		secret: false,
	}),
	LOG_LEVEL: z
		.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(", ")}` })
		.default("info")
		.register(settingMeta, {
			description: `How much is logged: ${LOG_LEVELS.join(", ")}.`,
			example: "info",
			secret: false,
		}),
	COACHLOOP_HOME: z.string().min(1, "a folder").optional().register(settingMeta, {
		description:
			"The folder of databases, keys and logs that coachloop keeps itself. Default: coachloop in the user's data folder.",
		example: "/srv/coachloop",
		secret: false,
	}),
	FINGERPRINT_KEY: z.string().min(32, "at least 32 characters").optional().register(settingMeta, {
		description:
			"Key of the hash by which the same conversation is recognised. Made and kept by `coachloop up`; set it where you bring your own database, and never change it.",
		example: "at-least-thirty-two-characters-of-chance",
		secret: true,
	}),
	SMTP_URL: z
		.string()
		.refine(
			(text) =>
				URL.canParse(text) &&
				["smtp:", "smtps:"].includes(new URL(text).protocol) &&
				new URL(text).hostname !== "" &&
				isReadable(new URL(text).username) &&
				isReadable(new URL(text).password),
			"a URL of a mail server, as in smtps://user:password@mail.example.com:465",
		)
		.optional()
		.register(settingMeta, {
			description:
				"The mail server by which messages leave: smtp:// (with STARTTLS where it is offered) or smtps://. Without it messages by e-mail wait.",
			example: "smtps://user:password@mail.example.com:465",
			secret: true,
		}),
	MAIL_FROM: z
		.string()
		.regex(
			/^(?:[^\p{Cc}<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u,
			"an address, as in coachloop <coaching@example.com>",
		)
		.optional()
		.register(settingMeta, {
			description: "Whom e-mails come from. Needed together with SMTP_URL.",
			example: "coachloop <coaching@example.com>",
			secret: false,
		}),
	PUBLIC_URL: z
		.string()
		.refine(
			(text) =>
				URL.canParse(text) &&
				["https:", "http:"].includes(new URL(text).protocol) &&
				new URL(text).search === "" &&
				new URL(text).hash === "" &&
				new URL(text).username === "",
			"a URL without user, query and fragment, as in https://coachloop.example.com",
		)
		.transform((text) => new URL(text).href.replace(/\/+$/, ""))
		.optional()
		.register(settingMeta, {
			description: "Where people reach coachloop, for the links in messages. Without it messages have no links.",
			example: "https://coachloop.example.com",
			secret: false,
		}),
	WEBHOOKS_TO_LOOPBACK: z.enum(["yes", "no"], { error: "yes or no" }).default("no").register(settingMeta, {
		description:
			"Whether webhooks and Slack may go to this machine itself, also without TLS: yes or no. For development and tests only.",
		example: "no",
		secret: false,
	}),
	COACHLOOP_KEY_ENCRYPTION_KEY: z
		.string()
		.regex(KEY_OF_32_BYTES, "base64 of 32 bytes, as from `openssl rand -base64 32`")
		.optional()
		.register(settingMeta, {
			description:
				"Wraps the data keys, one per person, with which workflow payloads and archives are sealed. Made and kept by `coachloop up`; whoever loses it loses what was sealed.",
			example: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			secret: true,
		}),
	COACHLOOP_OLDER_KEY_ENCRYPTION_KEYS: z
		.string()
		.transform((text) => text.split(",").map((key) => key.trim()))
		.refine((keys) => keys.every((key) => KEY_OF_32_BYTES.test(key)), "base64 of 32 bytes each, with commas between")
		.optional()
		.register(settingMeta, {
			description:
				"The key encryption keys from before, with commas between, until `coachloop rewrap` has wrapped every data key anew.",
			example: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			secret: true,
		}),
	WORKER_VERSIONING: z.enum(["on", "off"], { error: "on or off" }).default("off").register(settingMeta, {
		description:
			"Whether workers tell Temporal which build they are, so that a cycle stays on the build it began on until it continues as new. For fleets that keep old workers running; see docs/versions.md.",
		example: "off",
		secret: false,
	}),
	WORKER_QUEUES: z
		.string()
		.transform((text) => text.split(",").map((queue) => queue.trim()))
		.pipe(z.array(z.enum(["cycle", "score", "bulk"], { error: "cycle, score or bulk" })).min(1))
		.default(["cycle", "score", "bulk"])
		.register(settingMeta, {
			description:
				"What this worker works on, with commas between. In a large installation labelling (`score`) has processes of its own, so that no cycle waits for it.",
			example: "cycle,score,bulk",
			secret: false,
		}),
	COACHLOOP_PAYLOAD_CODEC: z.enum(["on", "off"], { error: "on or off" }).default("on").register(settingMeta, {
		description:
			"Whether what workflows send to Temporal is sealed, where there is a key encryption key. What was sealed is read either way.",
		example: "on",
		secret: false,
	}),
});

/** Can this part of a URL be decoded? */
function isReadable(part: string): boolean {
	try {
		decodeURIComponent(part);
		return true;
	} catch {
		return false;
	}
}

type Settings = z.output<typeof settingsSchema>;

/** The three ways into one database; each role may do only its own part. */
export type DatabaseUrls = { readonly owner: string; readonly app: string; readonly relay: string };

export type Config = {
	readonly databaseUrl: string | null;
	readonly databaseOwnerUrl: string | null;
	readonly databaseRelayUrl: string | null;
	readonly temporalAddress: string | null;
	readonly temporalNamespace: string;
	readonly apiHost: string;
	readonly apiPort: number;
	readonly logLevel: (typeof LOG_LEVELS)[number];
	/** Absolute path of the data folder. */
	readonly home: string;
	/** Absolute path of the cache folder; it may be deleted at any time, at the price of a download or a build. */
	readonly cacheFolder: string;
	readonly fingerprintKey: string | null;
	/** How e-mail leaves; null where nobody set it up. */
	readonly email: { readonly smtpUrl: string; readonly from: string } | null;
	/** Where people reach the product, without a slash at the end. */
	readonly publicUrl: string | null;
	readonly webhooksToLoopback: boolean;
	/** Base64 of 32 bytes; null where nothing is sealed. */
	readonly keyEncryptionKey: string | null;
	readonly olderKeyEncryptionKeys: readonly string[];
	readonly payloadCodec: "on" | "off";
	readonly workerVersioning: "on" | "off";
	/** As Temporal's task queues are called. */
	readonly workerQueues: readonly ("cycle" | "score" | "bulk")[];
};

/** Thrown when settings are wrong or missing. Names all of them at once; values of secrets are never in it. */
export class ConfigError extends Error {
	readonly faults: readonly Fault[];
	constructor(faults: readonly Fault[]) {
		super(
			`wrong settings:\n${faults.map(({ field, expected, came }) => `  ${field}: expected ${expected}, came ${came}`).join("\n")}`,
		);
		this.name = "ConfigError";
		this.faults = faults;
	}
}

type Environment = { readonly [name: string]: string | undefined };

type Machine = { readonly platform: NodeJS.Platform; readonly userHome: string; readonly isRoot: boolean };

function thisMachine(): Machine {
	return { platform: process.platform, userHome: homedir(), isRoot: process.getuid?.() === 0 };
}

/**
 * The folder where data is kept when COACHLOOP_HOME is not set. PostgreSQL refuses to run as root, and the user that
 * it runs as instead cannot enter root's own home: root's data lies where system services keep theirs.
 */
function defaultHome(env: Environment, { platform, userHome, isRoot }: Machine): string {
	if (platform === "win32") return join(env.LOCALAPPDATA ?? join(userHome, "AppData", "Local"), "coachloop", "data");
	if (platform === "darwin") return join(userHome, "Library", "Application Support", "coachloop");
	if (isRoot) return "/var/lib/coachloop";
	return join(env.XDG_DATA_HOME ?? join(userHome, ".local", "share"), "coachloop");
}

function defaultCache(env: Environment, { platform, userHome }: Machine): string {
	if (platform === "win32") return join(env.LOCALAPPDATA ?? join(userHome, "AppData", "Local"), "coachloop", "cache");
	if (platform === "darwin") return join(userHome, "Library", "Caches", "coachloop");
	return join(env.XDG_CACHE_HOME ?? join(userHome, ".cache"), "coachloop");
}

function isSettingName(name: string): name is keyof Settings {
	return Object.hasOwn(settingsSchema.shape, name);
}

function whatCame(name: string, env: Environment): string {
	const value = env[name];
	if (value === undefined) return "nothing";
	if (isSettingName(name) && settingMeta.get(settingsSchema.shape[name])?.secret) {
		return `a value of ${value.length} characters (not shown)`;
	}
	return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

/** The parts of the configuration that one process cannot do without. */
export type Need = "database" | "owner" | "relay" | "temporal" | "fingerprint";

const SETTING_OF_NEED: { readonly [N in Need]: keyof Settings } = {
	database: "DATABASE_URL",
	owner: "DATABASE_OWNER_URL",
	relay: "DATABASE_RELAY_URL",
	temporal: "TEMPORAL_ADDRESS",
	fingerprint: "FINGERPRINT_KEY",
};

/** Reads the settings from `env`. All faults come at once, each naming its setting. An empty value counts as not set. */
export function readConfig(env: Environment, machine: Machine = thisMachine()): Result<Config, readonly Fault[]> {
	const given: Environment = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
	const faults: Fault[] = [];
	const parsed = settingsSchema.safeParse(given);
	if (!parsed.success) {
		for (const issue of parsed.error.issues) {
			const field = String(issue.path[0] ?? "settings");
			faults.push({ field, expected: issue.message, came: whatCame(field, given) });
		}
	}
	const urls = ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RELAY_URL"] as const;
	if (parsed.success && given.DATABASE_URL === undefined) {
		for (const name of urls) {
			if (given[name] !== undefined) {
				faults.push({ field: "DATABASE_URL", expected: `a PostgreSQL URL, since ${name} is set`, came: "nothing" });
			}
		}
	}
	if (parsed.success) {
		for (const [name, other] of [
			["SMTP_URL", "MAIL_FROM"],
			["MAIL_FROM", "SMTP_URL"],
		] as const) {
			if (given[name] === undefined && given[other] !== undefined) {
				faults.push({ field: name, expected: `a value, since ${other} is set`, came: "nothing" });
			}
		}
	}
	if (!parsed.success || faults.length > 0) return failed(faults);
	const settings = parsed.data;
	return ok({
		databaseUrl: settings.DATABASE_URL ?? null,
		databaseOwnerUrl: settings.DATABASE_OWNER_URL ?? null,
		databaseRelayUrl: settings.DATABASE_RELAY_URL ?? null,
		temporalAddress: settings.TEMPORAL_ADDRESS ?? null,
		temporalNamespace: settings.TEMPORAL_NAMESPACE,
		apiHost: settings.API_HOST,
		apiPort: settings.API_PORT,
		logLevel: settings.LOG_LEVEL,
		home: resolve(settings.COACHLOOP_HOME ?? defaultHome(given, machine)),
		cacheFolder: resolve(defaultCache(given, machine)),
		fingerprintKey: settings.FINGERPRINT_KEY ?? null,
		email:
			settings.SMTP_URL === undefined || settings.MAIL_FROM === undefined
				? null
				: { smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM },
		publicUrl: settings.PUBLIC_URL ?? null,
		webhooksToLoopback: settings.WEBHOOKS_TO_LOOPBACK === "yes",
		keyEncryptionKey: settings.COACHLOOP_KEY_ENCRYPTION_KEY ?? null,
		olderKeyEncryptionKeys: settings.COACHLOOP_OLDER_KEY_ENCRYPTION_KEYS ?? [],
		payloadCodec: settings.COACHLOOP_PAYLOAD_CODEC,
		workerVersioning: settings.WORKER_VERSIONING,
		workerQueues: settings.WORKER_QUEUES,
	});
}

/** One setting given in another way than by the environment, as by an option. Throws ConfigError naming the setting. */
export function readSetting<N extends keyof Settings>(name: N, value: string): Settings[N] {
	const read = settingsSchema.safeParse({ [name]: value });
	if (read.success) return read.data[name];
	throw new ConfigError(
		read.error.issues.map(({ message }) => ({
			field: name,
			expected: message,
			came: whatCame(name, { [name]: value }),
		})),
	);
}

/** The configuration of this process. Throws ConfigError with every fault. */
export function loadConfig(): Config {
	const read = readConfig(process.env);
	if (!read.ok) throw new ConfigError(read.error);
	return read.value;
}

type FieldOfNeed = {
	database: "databaseUrl";
	owner: "databaseOwnerUrl";
	relay: "databaseRelayUrl";
	temporal: "temporalAddress";
	fingerprint: "fingerprintKey";
};

/** Configuration of a process that needs the given parts: they are never null. */
export type ServiceConfig<N extends Need> = Config & {
	readonly [F in FieldOfNeed[N]]: NonNullable<Config[F]>;
};

function hasAll<N extends Need>(config: Config, needs: readonly N[]): config is ServiceConfig<N> {
	return needs.every((need) => settingOf(config, need) !== null);
}

function settingOf(config: Config, need: Need): string | null {
	const values = {
		database: config.databaseUrl,
		owner: config.databaseOwnerUrl,
		relay: config.databaseRelayUrl,
		temporal: config.temporalAddress,
		fingerprint: config.fingerprintKey,
	};
	return values[need];
}

/** As `loadConfig`, for a process that cannot run without `needs`. Throws ConfigError naming each that is missing. */
export function loadServiceConfig<N extends Need>(
	needs: readonly N[],
	config: Config = loadConfig(),
): ServiceConfig<N> {
	if (!hasAll(config, needs)) {
		throw new ConfigError(
			needs
				.filter((need) => settingOf(config, need) === null)
				.map((need) => ({
					field: SETTING_OF_NEED[need],
					expected: "a value, since this process cannot run without it",
					came: "nothing",
				})),
		);
	}
	return config;
}

/** Settings as environment variables for a child process: what it inherits, with `changes` laid over it. */
export function childEnvironment(changes: Environment = {}): NodeJS.ProcessEnv {
	return { ...process.env, ...changes };
}

/** The folders in which commands are looked up, in order. */
export function commandFolders(): readonly string[] {
	return (process.env.PATH ?? process.env.Path ?? "").split(process.platform === "win32" ? ";" : ":");
}

/** True where a machine watches instead of a person: progress is printed as plain lines. */
export function isContinuousIntegration(): boolean {
	return (process.env.CI ?? "") !== "";
}

/** A short stable name for a folder, for sockets and log lines that must not carry its path. */
export function folderTag(folder: string): string {
	return createHash("sha256").update(folder).digest("hex").slice(0, 12);
}

/** The text of `.env.example`: every setting with what it means and an example, all commented out. */
export function envExample(): string {
	const lines = [
		"# Settings of coachloop. Generated from services/config.ts by `node scripts/env-example.mjs`; do not edit by hand.",
		"# Nothing here is needed on one machine: `coachloop up` runs its own PostgreSQL and Temporal server.",
	];
	for (const [name, schema] of Object.entries(settingsSchema.shape)) {
		const meta = settingMeta.get(schema);
		if (meta === undefined) throw new Error(`the setting ${name} has no description`);
		lines.push("", `# ${meta.description}${meta.secret ? " Secret." : ""}`, `#${name}=${meta.example}`);
	}
	return `${lines.join("\n")}\n`;
}
