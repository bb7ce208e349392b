import { addDays, nextWeekdayOnOrAfter } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/time.ts";
import type { SkippedTime } from "../../embedded/skipped-time.ts";
import { type ApiClient, createApiClient, eventually } from "../api-client.ts";
import { agendaOf, endOf, WEEKS } from "./agenda.ts";
import { cohortAnswer, launchedAnswer } from "./answers.ts";
import type { DemoOrganisation } from "./organisation.ts";
import { type DemoResult, readResult } from "./result.ts";
import { type DemoStory, ZONE } from "./stories.ts";
import { type WalkEvent, walkCycle } from "./walk.ts";

export type DemoDeps = {
	readonly apiUrl: string;
	readonly time: SkippedTime;
	readonly organisation: DemoOrganisation;
	readonly story: DemoStory;
	/** A Monday that has not begun. */
	readonly startsOn: LocalDate;
	/** Why waiting on is useless, or null while everything runs. */
	readonly hopeless: () => string | null;
	/** Called once for each week, when all cycles have left it. */
	tellWeek(week: number, summary: string): void;
	/** Every single thing that happens, for whoever wants to interfere (tests). */
	onEvent?(rep: string, event: WalkEvent): void;
};

/** The next Monday behind `today`: launched before it begins, as a cohort is. */
export function nextMonday(today: LocalDate): LocalDate {
	return nextWeekdayOnOrAfter(addDays(today, 1), 1);
}

/** Launches the cohort, walks all cycles at once through their weeks, and reads the result back over the API. */
export async function runDemo(deps: DemoDeps): Promise<DemoResult> {
	const { story, organisation, startsOn } = deps;
	const started = performance.now();
	const clients = new Map<string, ApiClient>();
	const as = (externalId: string): ApiClient => {
		const known = clients.get(externalId);
		if (known !== undefined) return known;
		const { key } = organisation.person(externalId);
		const client = createApiClient({ url: deps.apiUrl, key, hopeless: deps.hopeless });
		clients.set(externalId, client);
		return client;
	};

	const lead = as(story.lead);
	const launched = await launchStory(lead, organisation, story, startsOn);
	await eventually("the launch of the cohort", deps.hopeless, async () => {
		const { state } = await lead.get(`/v1/cohorts/${launched.id}`, cohortAnswer);
		return state === "running" ? true : null;
	});

	const weeks = countWeeks(story.reps.length, deps.tellWeek);
	const names = new Map(
		story.people.map(({ externalId }) => organisation.person(externalId)).map((p) => [p.id, p.name]),
	);
	// All come to their end before anything is thrown: the caller closes what they use.
	const walked = await Promise.allSettled(
		story.reps.map(async (rep, index) => {
			const cycleId = launched.cycleIds[index];
			if (cycleId === undefined) throw new Error(`the launch made no cycle for ${rep.rep}`);
			const when = { startsOn, zone: ZONE };
			const cycle = await walkCycle(
				{
					time: deps.time,
					as,
					person: organisation.person,
					lead: story.lead,
					managerOf: (external) => managerOf(story, external),
					hopeless: deps.hopeless,
					tell: (event) => {
						weeks.count(event);
						deps.onEvent?.(rep.rep, event);
					},
				},
				rep,
				cycleId,
				agendaOf(rep, story, when),
				endOf(when),
			);
			return { rep, cycle };
		}),
	);
	const cycles = walked.map((walk) => {
		if (walk.status === "rejected") throw walk.reason;
		return walk.value;
	});

	const reps = await Promise.all(
		cycles.map(({ rep, cycle }) =>
			readResult(lead, rep, organisation.person(rep.rep).name, cycle, (id) => names.get(id) ?? id),
		),
	);
	return { cohortId: launched.id, startsOn, seconds: (performance.now() - started) / 1000, reps };
}

/** Launches the cohort of a story, once: asked again it gives the cohort that is there. */
export function launchStory(
	lead: ApiClient,
	{ orgId }: DemoOrganisation,
	story: DemoStory,
	startsOn: LocalDate,
): Promise<{ readonly id: string; readonly cycleIds: readonly string[] }> {
	const cohort = { name: "Demo cohort", startsOn, reps: story.reps.map(({ rep }) => rep) };
	return lead.post("/v1/cohorts", `demo-launch-${orgId}`, cohort, launchedAnswer);
}

function managerOf(story: DemoStory, rep: string): string {
	const manager = story.people.find(({ externalId }) => externalId === rep)?.manager;
	if (manager === undefined || manager === null) throw new Error(`${rep} has no manager in the story`);
	return manager;
}

/** Sums up what happened in a week over all cycles; each has its own clock, so a week ends when the last one left it. */
function countWeeks(cycles: number, tellWeek: DemoDeps["tellWeek"]): { count(event: WalkEvent): void } {
	const weeks = Array.from({ length: WEEKS + 1 }, () => ({
		practices: 0,
		calls: 0,
		tasks: 0,
		steppedUp: 0,
		verdicts: new Map<string, number>(),
		passed: 0,
	}));
	let told = 0;
	return {
		count(event) {
			const week = weeks[event.week];
			if (week === undefined) return;
			switch (event.kind) {
				case "practised":
					week.practices += 1;
					return;
				case "called":
					week.calls += 1;
					return;
				case "task-done":
					week.tasks += 1;
					if (event.by === "managers-manager") week.steppedUp += 1;
					return;
				case "checked":
					week.verdicts.set(event.verdict, (week.verdicts.get(event.verdict) ?? 0) + 1);
					return;
				case "week-passed":
					week.passed += 1;
			}
			for (let next = weeks[told + 1]; next !== undefined && next.passed === cycles; next = weeks[told + 1]) {
				told += 1;
				const verdicts = [...next.verdicts].map(([verdict, count]) => `${count} ${verdict}`);
				const parts = [
					`${next.practices} practices scored`,
					...(next.calls > 0 ? [`${next.calls} customer calls`] : []),
					`${next.tasks} tasks done`,
					...(next.steppedUp > 0 ? [`${next.steppedUp} of them one step up`] : []),
					...(verdicts.length > 0 ? [`checkpoint: ${verdicts.join(", ")}`] : []),
				];
				tellWeek(told, parts.join(", "));
			}
		},
	};
}
