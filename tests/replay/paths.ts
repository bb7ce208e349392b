import { BEGINNINGS } from "./paths/beginnings.ts";
import { BUILDS } from "./paths/builds.ts";
import { CHECKPOINTS } from "./paths/checkpoints.ts";
import { COHORTS } from "./paths/cohorts.ts";
import { COURSE } from "./paths/course.ts";
import { DRILLS } from "./paths/drills.ts";
import { OTHERS, ROUNDS } from "./paths/others.ts";
import { TASKS } from "./paths/tasks.ts";
import type { Paths } from "./stage.ts";

/** Every path of which a history is kept, by how it is recorded; its name is the name of its file. A new one is one more entry. */
export const PATHS: { readonly [how in "together" | "alone" | "versioned"]: Paths } = {
	together: { ...BEGINNINGS, ...CHECKPOINTS, ...COURSE, ...TASKS, ...DRILLS, ...COHORTS, ...OTHERS },
	alone: ROUNDS,
	versioned: BUILDS,
};

export const PATH_NAMES: readonly string[] = Object.values(PATHS).flatMap((paths) => Object.keys(paths));
