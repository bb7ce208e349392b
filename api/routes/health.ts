import { z } from "zod";
import type { ApiDeps, Part } from "../ports.ts";
import { Problem } from "../problem.ts";
import { definePublicRoute, NOTHING, reply } from "../route.ts";

const PART_WAIT_MS = 2000;
const RETRY_AFTER_SECONDS = "5";

const readiness = z
	.strictObject({
		ready: z.literal(true),
		parts: z.record(z.string(), z.strictObject({ ready: z.boolean(), detail: z.string() })),
	})
	.meta({ id: "Readiness" });

export const healthRoutes = [
	definePublicRoute({
		path: "/healthz",
		operationId: "getHealth",
		summary: "Does this process run? Looks at nothing else",
		tag: "Health",
		params: NOTHING,
		responses: {
			200: { description: "It runs", body: z.strictObject({ status: z.literal("ok") }).meta({ id: "Health" }) },
		},
		async handler() {
			return reply(200, { status: "ok" as const });
		},
	}),
	definePublicRoute({
		path: "/readyz",
		operationId: "getReadiness",
		summary: "Can this process do its work? Says which part is missing",
		tag: "Health",
		params: NOTHING,
		responses: { 200: { description: "Every part is there", body: readiness } },
		problems: ["not-ready"],
		async handler({ parts }: ApiDeps) {
			const checked = await Promise.all(parts.map(async (part) => [part.name, await checkInTime(part)] as const));
			const byName = Object.fromEntries(checked);
			const missing = checked.filter(([, { ready }]) => !ready).map(([name]) => name);
			if (missing.length === 0) return reply(200, { ready: true as const, parts: byName });
			throw new Problem("not-ready", `Not ready: ${missing.join(", ")}.`, {
				headers: { "Retry-After": RETRY_AFTER_SECONDS },
				extensions: { ready: false, parts: byName },
			});
		},
	}),
];

/** A part that hangs is away: whoever asks wants an answer now. */
async function checkInTime(part: Part): Promise<{ readonly ready: boolean; readonly detail: string }> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<{ ready: boolean; detail: string }>((resolve) => {
		timer = setTimeout(() => resolve({ ready: false, detail: `no answer in ${PART_WAIT_MS} ms` }), PART_WAIT_MS);
	});
	const check = part.check().catch(() => ({ ready: false, detail: "away" }));
	return Promise.race([check, late]).finally(() => clearTimeout(timer));
}
