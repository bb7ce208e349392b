/** The directions of the house: which room may look at which. */
const rooms = "(domain|workflows|activities|services|api|cli|embedded|bench|console|training)";
const only = (from, allowed, comment) => ({
	name: `${from}-looks-only-at-${allowed.join("-or-") || "nothing"}`,
	comment,
	severity: "error",
	from: { path: `^${from}/` },
	to: { path: `^(${rooms}/|worker\\.ts|prisma/)`, pathNot: [`^${from}/`, ...allowed.map((room) => `^${room}`)] },
});

module.exports = {
	forbidden: [
		{
			name: "only-the-client-of-cycles-knows-messages",
			comment: "The codec knows what a workflow's id is made of.",
			severity: "error",
			from: { path: "^services/", pathNot: "^services/(cycles|workers|codec)\\.ts$" },
			to: { path: "^workflows/" },
		},
		{ name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
		only("domain", [], "The core is pure: it knows no other room."),
		only("workflows", ["domain/", "activities/"], "Workflows know the domain, and activities by type."),
		{
			name: "no-activity-code-in-workflows",
			severity: "error",
			from: { path: "^workflows/" },
			to: { path: "^activities/", dependencyTypesNot: ["type-only"] },
		},
		only("activities", ["services/", "domain/", "workflows/"], "Activities may know ids and messages of workflows."),
		only("services", ["domain/", "prisma/generated/", "workflows/"], "Only services hold SDKs."),
		only("training", ["services/scoring/", "domain/"], "The trainer knows the labeller that it makes weights for."),
		{
			name: "only-benches-look-at-training",
			comment: "What teaches the labeller is no part of what runs.",
			severity: "error",
			from: { pathNot: "^(training|bench|tests)/" },
			to: { path: "^training/" },
		},
		only("api", ["domain/", "services/", "workflows/"], "The API talks to services and sends messages."),
		{
			name: "domain-is-pure",
			comment: "No I/O, no SDK: pure calculation libraries only. zod stands in policy-schema.ts alone.",
			severity: "error",
			from: { path: "^domain/", pathNot: "^domain/policy-schema\\.ts$" },
			to: { dependencyTypes: ["npm", "core", "npm-dev"], pathNot: "node_modules/temporal-polyfill/" },
		},
		{
			name: "policy-schema-needs-only-zod",
			severity: "error",
			from: { path: "^domain/policy-schema\\.ts$" },
			to: { dependencyTypes: ["npm", "core", "npm-dev"], pathNot: "node_modules/zod/" },
		},
		{
			name: "workflows-carry-no-schema-and-no-decision",
			comment: "A corrected threshold must not be a nondeterminism error: decisions run in steps.",
			severity: "error",
			from: { path: "^workflows/" },
			to: { path: "^domain/(policy-schema|(cycle|human-task)/decide-|signals/)", dependencyTypesNot: ["type-only"] },
		},
		{
			name: "story-is-free-of-the-sdk",
			severity: "error",
			from: { path: "^workflows/coaching-cycle/(story|agenda|state)\\.ts$" },
			to: { path: "node_modules/@temporalio/", dependencyTypesNot: ["type-only"] },
		},
		{
			name: "no-sdk-outside-services",
			severity: "error",
			from: { path: "^(api|activities|cli)/" },
			to: { path: "node_modules/(@prisma|pg|openai|@temporalio/(client|worker|proto))/" , dependencyTypesNot: ["type-only"] },
		},
		{ name: "nobody-imports-the-edges", severity: "error", from: { path: `^(domain|workflows|activities|services|api)/` }, to: { path: "^(worker\\.ts|cli/)" } },
		{
			name: "benches-leave-the-command-line-alone",
			comment: "The people and dialogues of the demo are the workload of benches too.",
			severity: "error",
			from: { path: "^bench/" },
			to: { path: "^cli/", pathNot: "^cli/(api-client\\.ts$|demo/(?!main\\.ts))" },
		},
		{ name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
	],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^(dist|prisma/generated|coverage)/" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
	},
};
