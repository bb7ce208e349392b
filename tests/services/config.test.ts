import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, envExample, loadServiceConfig, readConfig, readSetting } from "../../services/config.ts";

const machine = { platform: "linux", userHome: "/home/kim", isRoot: false } as const;

function faultsOf(env: Record<string, string>) {
	const read = readConfig(env, machine);
	return read.ok ? [] : read.error;
}

function configOf(env: Record<string, string>, on: Parameters<typeof readConfig>[1] = machine) {
	const read = readConfig(env, on);
	if (!read.ok) throw new ConfigError(read.error);
	return read.value;
}

describe("settings", () => {
	it("needs none of them on one machine", () => {
		expect(configOf({})).toMatchObject({
			databaseUrl: null,
			temporalAddress: null,
			temporalNamespace: "coachloop",
			apiHost: "127.0.0.1",
			home: "/home/kim/.local/share/coachloop",
			cacheFolder: "/home/kim/.cache/coachloop",
		});
	});

	it("names every wrong setting at once, with what was expected and what came", () => {
		const faults = faultsOf({ API_PORT: "99999", LOG_LEVEL: "loud", TEMPORAL_ADDRESS: "http://somewhere" });
		expect(faults).toEqual([
			{ field: "TEMPORAL_ADDRESS", expected: "host:port, as in 127.0.0.1:7233", came: '"http://somewhere"' },
			{ field: "API_PORT", expected: "a port from 1 to 65535", came: '"99999"' },
			{ field: "LOG_LEVEL", expected: expect.stringContaining("one of fatal, error"), came: '"loud"' },
		]);
	});

	it("never shows the value of a secret", () => {
		const faults = faultsOf({ DATABASE_URL: "mysql://kim:hunter2@host/db", FINGERPRINT_KEY: "too-short" });
		expect(faults.map(({ field }) => field)).toEqual(["DATABASE_URL", "FINGERPRINT_KEY"]);
		expect(JSON.stringify(faults)).not.toMatch(/hunter2|too-short/);
	});

	it("takes an empty value as not set", () => {
		expect(configOf({ DATABASE_URL: "", API_PORT: "" })).toMatchObject({ databaseUrl: null, apiPort: 4400 });
	});

	it("refuses half a database", () => {
		expect(faultsOf({ DATABASE_OWNER_URL: "postgresql://o:p@h/d" })).toEqual([
			{ field: "DATABASE_URL", expected: "a PostgreSQL URL, since DATABASE_OWNER_URL is set", came: "nothing" },
		]);
	});

	it("says to a process what it cannot run without", () => {
		const config = configOf({ DATABASE_URL: "postgresql://a:p@h/d" });
		expect(() => loadServiceConfig(["database", "relay", "temporal"], config)).toThrow(
			/DATABASE_RELAY_URL[\s\S]*TEMPORAL_ADDRESS/,
		);
		expect(loadServiceConfig(["database"], config).databaseUrl).toBe("postgresql://a:p@h/d");
	});

	it("wants the mail server and its sender together, and names a wrong setting without its password", () => {
		const smtp = "smtps://user:hidden-word@mail.example.com:465";
		const from = "coachloop <coaching@example.com>";
		expect(configOf({ SMTP_URL: smtp, MAIL_FROM: from, PUBLIC_URL: "https://x.example.com/app/" })).toMatchObject({
			email: { smtpUrl: smtp, from },
			publicUrl: "https://x.example.com/app",
			webhooksToLoopback: false,
		});
		expect(readConfig({ SMTP_URL: smtp }, machine)).toMatchObject({ ok: false, error: [{ field: "MAIL_FROM" }] });
		expect(readConfig({ MAIL_FROM: from }, machine)).toMatchObject({ ok: false, error: [{ field: "SMTP_URL" }] });
		const wrong = readConfig(
			{ SMTP_URL: "http://user:hidden-word@mail", MAIL_FROM: "nobody", PUBLIC_URL: "x", WEBHOOKS_TO_LOOPBACK: "true" },
			machine,
		);
		expect(wrong.ok ? [] : wrong.error.map(({ field }) => field)).toEqual([
			"SMTP_URL",
			"MAIL_FROM",
			"PUBLIC_URL",
			"WEBHOOKS_TO_LOOPBACK",
		]);
		expect(JSON.stringify(wrong)).not.toContain("hidden-word");
	});

	it("reads an option as strictly as a setting", () => {
		expect(readSetting("API_PORT", "8080")).toBe(8080);
		expect(() => readSetting("API_PORT", "eighty")).toThrow(/API_PORT: expected a port/);
	});

	it.each([
		["darwin", {}, "/home/kim/Library/Application Support/coachloop", "/home/kim/Library/Caches/coachloop"],
		["linux", { XDG_DATA_HOME: "/data", XDG_CACHE_HOME: "/cache" }, "/data/coachloop", "/cache/coachloop"],
	] as const)("keeps data where %s keeps it", (platform, env, home, cacheFolder) => {
		expect(configOf(env, { ...machine, platform })).toMatchObject({ home, cacheFolder });
	});

	it("keeps root's data where PostgreSQL's own user may go", () => {
		expect(configOf({}, { ...machine, isRoot: true }).home).toBe("/var/lib/coachloop");
	});

	it("has no setting that skips time", () => {
		expect(envExample()).not.toMatch(/^#?[A-Z_]*(SKIP|TIME_)[A-Z_]*=/m);
	});

	it("is what .env.example shows", () => {
		expect(readFileSync(".env.example", "utf8"), "run: node scripts/env-example.mjs").toBe(envExample());
	});

	it("is read in one file only", () => {
		const rooms = ["domain", "workflows", "activities", "services", "api", "cli", "embedded", "bench", "prisma"];
		const files = rooms.flatMap((room) =>
			readdirSync(room, { recursive: true, encoding: "utf8" })
				.filter((path) => path.endsWith(".ts") && !path.startsWith("generated"))
				.map((path) => join(room, path)),
		);
		expect(files.length).toBeGreaterThan(20);
		const readers = [...files, "worker.ts"].filter((file) => readFileSync(file, "utf8").includes("process.env"));
		expect(readers).toEqual([join("services", "config.ts")]);
	});
});
