import { CancellationScope, condition, isCancellation, sleep } from "@temporalio/workflow";
import { epochMs, type Instant } from "../domain/time.ts";

/**
 * At most one open timer; none where nothing is due. It is started again only when the instant changes: each start costs
 * events and money.
 */
export function createAlarm(): { sleepUntil(at: Instant | null, or: () => boolean): Promise<void> } {
	let scope: CancellationScope | null = null;
	let set: Instant | null = null;
	return {
		async sleepUntil(at, or) {
			if (set !== at) {
				scope?.cancel();
				scope = at === null ? null : ring(at);
				set = at;
			}
			await condition(() => set !== at || or());
		},
	};

	function ring(at: Instant): CancellationScope {
		const own = new CancellationScope();
		own
			.run(() => sleep(Math.max(1, epochMs(at) - Date.now())))
			.then(
				() => {
					if (scope === own) set = null;
				},
				(error: unknown) => {
					if (!isCancellation(error)) throw error;
				},
			);
		return own;
	}
}
