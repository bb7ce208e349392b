import { type ContinueAsNewOptions, workflowInfo } from "@temporalio/workflow";

/** True where the server knows of a newer build than the one that this run is pinned to. */
export function isNewVersionWaiting(): boolean {
	return workflowInfo().targetWorkerDeploymentVersionChanged;
}

/**
 * Options of continue-as-new: the next run begins on the newest build and is pinned to it from then on. Without worker
 * versioning, and while there is no newer build, they say nothing.
 */
export function movesToNewestVersion(): Pick<ContinueAsNewOptions, "initialVersioningBehavior"> {
	return isNewVersionWaiting() ? { initialVersioningBehavior: "AUTO_UPGRADE" } : {};
}
