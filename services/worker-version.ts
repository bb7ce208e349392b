import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { WorkerVersion } from "./workers.ts";

/** All workers of the product are one deployment to Temporal. */
const DEPLOYMENT = "coachloop";

/**
 * The build that this process is: the version of the package, and what the bundle of the workflows hashes to. Two
 * processes of one build say the same; a changed story is another build, whatever the package says.
 */
export async function readWorkerVersion(packageFile: string, workflowBundle: string): Promise<WorkerVersion> {
	const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(packageFile, "utf8")));
	const hash = createHash("sha256")
		.update(await readFile(workflowBundle))
		.digest("hex");
	return { deploymentName: DEPLOYMENT, buildId: `${version}-${hash.slice(0, 12)}` };
}
