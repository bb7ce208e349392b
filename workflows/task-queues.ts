/**
 * `cycle`: cycles, tasks and their steps, which people wait for. `score`: labelling, which costs processor time. `bulk`:
 * what takes long and nobody waits for: launches, erasures, reconcile, retention.
 */
export const TASK_QUEUES = { cycle: "cycle", score: "score", bulk: "bulk" } as const;
export type TaskQueue = keyof typeof TASK_QUEUES;
