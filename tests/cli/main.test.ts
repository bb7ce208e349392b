import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtFile } from "../../embedded/guarded.ts";

type Outcome = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the built command; settings are added to those of this process. */
function coachloop(args: readonly string[], settings: Record<string, string> = {}): Promise<Outcome> {
	return new Promise((resolve) => {
		const child = execFile(
			process.execPath,
			[builtFile("cli/main.js"), ...args],
			{ env: { ...process.env, ...settings } },
			(_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
		);
	});
}

describe("the coachloop command", () => {
	it("ends with 2 for wrong use, and says where help is", async () => {
		const { code, err } = await coachloop(["teach"]);
		expect(code).toBe(2);
		expect(err).toMatch(/unknown command 'teach'[\s\S]*--help/);
	}, 20_000);

	it("ends with 0 for help, which lists every command", async () => {
		const { code, out } = await coachloop(["--help"]);
		expect(code).toBe(0);
		for (const command of ["up", "demo", "score", "label", "import", "recompute", "doctor"])
			expect(out).toMatch(new RegExp(`^  ${command} `, "m"));
	}, 20_000);

	it("refuses to start on wrong settings, naming each of them", async () => {
		const { code, err } = await coachloop(["up"], { API_PORT: "many", LOG_LEVEL: "loud" });
		expect(code).toBe(2);
		expect(err).toMatch(/API_PORT: expected a port from 1 to 65535, came "many"/);
		expect(err).toMatch(/LOG_LEVEL: expected one of/);
	}, 20_000);

	it("starts nothing when the port of the API is in use", async () => {
		const home = await mkdtemp(join(tmpdir(), "coachloop-port-"));
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const address = server.address();
		const port = typeof address === "object" && address !== null ? String(address.port) : "";
		const { code, err } = await coachloop(["up", "--home", home, "--port", port]);
		expect(code).toBe(1);
		expect(err).toContain(`API_PORT: expected a free port of 127.0.0.1, came ${port}, which is in use`);
		const doctor = await coachloop(["doctor", "--home", home, "--json"], { API_PORT: port });
		expect(doctor.code).toBe(1);
		expect(JSON.parse(doctor.out)).toMatchObject({
			ready: false,
			findings: expect.arrayContaining([expect.objectContaining({ what: "API port", state: "missing" })]),
		});
		await new Promise((resolve) => server.close(resolve));
		await rm(home, { recursive: true, force: true });
	}, 30_000);
});
