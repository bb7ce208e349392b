import { faultOfReceiver } from "../services/notification/http.ts";
import type { ApiDeps } from "./ports.ts";
import { invalid } from "./problem.ts";

/** Throws where messages will surely never go: it is better said to who types it than written into a log for days. */
export function assertReceiver(pointer: string, url: string, deps: Pick<ApiDeps, "webhooksToLoopback">): void {
	const fault = faultOfReceiver(url, deps.webhooksToLoopback);
	// The address may carry a secret in its path: only its host is given back.
	if (fault !== null) throw invalid(pointer, fault, JSON.stringify(new URL(url).origin));
}
