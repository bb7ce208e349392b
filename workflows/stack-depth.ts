// Runs once in each thread that runs workflows, before the SDK freezes what they share (`preloadModules`).
// The SDK notes for each promise of a workflow where it was made, and every frame of that costs: with ten of them it is a
// fifth of the thread's time. What a failure in a workflow came from stands in its innermost frames.
Error.stackTraceLimit = 4;

export {};
