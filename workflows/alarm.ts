import { CancellationScope, condition, isCancellation, sleep } from "@temporalio/workflow";
import { epochMs, type Instant } from "../domain/time.ts";

/** At most one open timer. It is started again only when the instant changes: each start costs events and money. */
export function createAlarm(): { sleepUntil(at: Instant, or: () => boolean): Promise<void> } {
	let scope: CancellationScope | null = null;
	let set: Instant | null = null;
	return {
		async sleepUntil(at, or) {
			if (set !== at) {
				scope?.cancel();
				const own = new CancellationScope();
				scope = own;
				set = at;
				const ring = own.run(() => sleep(Math.max(1, epochMs(at) - Date.now())));
				ring.then(
					() => {
						if (scope === own) set = null;
					},
					(error: unknown) => {
						if (!isCancellation(error)) throw error;
					},
				);
			}
			await condition(() => set !== at || or());
		},
	};
}
