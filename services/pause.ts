/** Waits, or until `stop` is aborted. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (stop.aborted) return resolve();
		const timer = setTimeout(done, ms);
		function done() {
			clearTimeout(timer);
			stop.removeEventListener("abort", done);
			resolve();
		}
		stop.addEventListener("abort", done);
	});
}
