import fc from "fast-check";

// A mutant dies in the first few runs of a property or not at all; every mutant pays for every run.
fc.configureGlobal({ numRuns: 25 });
