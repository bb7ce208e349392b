import type { Reason } from "../../domain/cycle/reason.ts";

type Params = Reason["params"];
type Template = (params: Params) => string;

const NAMES: { readonly [code: string]: string } = {
	"objection-acknowledgment": "Einwände aufgreifen",
	"close-attempts": "nach dem nächsten Schritt fragen",
	"value-framing": "Nutzen an Bedarf knüpfen",
	"discovery-density": "Fragen nach dem Bedarf",
	manager: "die Führungskraft",
	"managers-manager": "die nächsthöhere Führungskraft",
	lead: "die Enablement-Leitung",
	head: "die Gesamtleitung Enablement",
	"approve-focus": "Schwerpunkt bestätigen",
	review: "Gespräche ansehen",
	"deployment-review": "über den Fortgang entscheiden",
	"one-to-one": "Einzelgespräch",
	"live-coaching": "Live-Coaching",
	"baseline-late": "verspätete Ausgangsmessung",
	"empty-weeks": "Wochen ohne Übung",
	"confirm-rep": "sagen, wer die Verkäuferin oder der Verkäufer ist",
	"role-play": "Rollenspiel",
	"customer-call": "Kundengespräch",
	"email-exchange": "E-Mail-Wechsel",
	completed: "alle Wochen sind vorbei",
	stopped: "jemand hat ihn beendet",
	"deployment-stopped": "die Prüfung hat ihn beendet",
	"never-started": "die Ausgangsmessung kam nie zustande",
};

function said(params: Params, name: string): string {
	const value = params[name];
	if (value === undefined || value === null || value === "") return "keine";
	return NAMES[String(value)] ?? String(value);
}

function listed(params: Params, name: string): string {
	const codes = String(params[name] ?? "")
		.split(" ")
		.filter((code) => code !== "");
	return codes.length === 0 ? "keine" : codes.map((code) => NAMES[code] ?? code).join(" und ");
}

function counted(params: Params, name: string, one: string, many: string): string {
	return `${said(params, name)} ${params[name] === 1 ? one : many}`;
}

const week4 = (verdict: string): Template => {
	return (p) =>
		`Woche 4: ${verdict}. ${said(p, "moved")} von ${said(p, "outside")} Signalen außerhalb des Ziels sind eine Stufe gestiegen (${said(p, "needed")} nötig), in ${counted(p, "practices", "Übung", "Übungen")}; gefallen: ${listed(p, "fell")}`;
};

const week8 = (verdict: string): Template => {
	return (p) =>
		`Woche 8: ${verdict}. ${counted(p, "judged", "Signal", "Signale")} mit genug Daten; ohne Bewegung: ${listed(p, "stuck")}; Schwerpunkte im Ziel: ${listed(p, "inTarget")}; Schwerpunkt von hier an: ${said(p, "first")} und ${said(p, "second")}`;
};

const span: Template = (p) =>
	p.until === "open"
		? `vom ${said(p, "from")} an, bis jemand die Pause beendet`
		: `vom ${said(p, "from")} bis ${said(p, "until")}`;

/** What was decided, asked for or told in a cycle, in German. What is missing here is said in English. */
const REASONS: { readonly [code: string]: Template } = {
	"plan.launched": (p) => `Der Zyklus beginnt: ${counted(p, "weeks", "Woche", "Wochen")}, ab ${said(p, "startsOn")}`,
	"baseline.opened": (p) =>
		`Bitte nimm ${counted(p, "conversations", "Übungsgespräch", "Übungsgespräche")} für deine Ausgangsmessung auf`,
	"baseline.reminded": (p) =>
		`Tag ${said(p, "day")} der Ausgangsmessung: ${said(p, "done")} von ${said(p, "needed")} Gesprächen sind da; es wird erinnert`,
	"baseline.late": (p) =>
		`Tag ${said(p, "day")} der Ausgangsmessung, und nur ${said(p, "done")} von ${said(p, "needed")} Gesprächen sind da`,
	"baseline.never-started": (p) =>
		`Nach ${said(p, "day")} Tagen waren nur ${said(p, "done")} von ${said(p, "needed")} Gesprächen da: als nie begonnen geschlossen`,
	"baseline.lead-waits": () => "Die Leitung wartet auf die Ausgangsmessung",
	"baseline.lead-pauses": (p) => `Die Leitung lässt den Zyklus ruhen: ab ${said(p, "from")}, bis ${said(p, "until")}`,
	"baseline.lead-ends": () => "Die Leitung hat den Zyklus beendet, weil die Ausgangsmessung nicht zustande kam",
	"baseline.closed": (p) =>
		p.conversations === undefined
			? `Deine Ausgangsmessung ist vollständig; dein Schwerpunkt: ${said(p, "first")} und ${said(p, "second")}`
			: `Die Ausgangsmessung ist mit ${counted(p, "conversations", "Gespräch", "Gesprächen")} vollständig; Woche 2 beginnt am ${said(p, "weekTwoOn")}`,
	"focus.proposed": (p) =>
		`Vorgeschlagener Schwerpunkt: ${said(p, "first")} und ${said(p, "second")}, am weitesten vom Ziel entfernt`,
	"focus.accepted-by-silence": (p) =>
		`Der Schwerpunkt steht: in ${counted(p, "days", "Arbeitstag", "Arbeitstagen")} hat niemand widersprochen`,
	"focus.approved": (p) =>
		`Die Führungskraft hat den Schwerpunkt bestätigt: ${said(p, "first")} und ${said(p, "second")}`,
	"focus.chosen-otherwise": (p) =>
		`Die Führungskraft hat einen anderen Schwerpunkt gewählt: ${said(p, "first")} und ${said(p, "second")}`,
	"practice.for-the-baseline": (p) =>
		`Übung ${said(p, "ordinal")} der Ausgangsmessung: ${said(p, "scenario")}; ${said(p, "valid")} von ${said(p, "needed")} Gesprächen zählen bisher`,
	"practice.for-the-week": (p) =>
		`Übung ${said(p, "ordinal")} der Woche ${said(p, "week")}: ${said(p, "scenario")}, für ${said(p, "signal")}`,
	"practice.from-last-score": (p) =>
		`Nächste Übung (${said(p, "ordinal")} der Woche ${said(p, "week")}), nach der letzten Auswertung: ${said(p, "scenario")}, für ${said(p, "signal")}`,
	"week.practices-done": (p) => `Woche ${said(p, "week")}: die Übungen sind gemacht`,
	"week.practices-missing": (p) =>
		`Woche ${said(p, "week")}: ${counted(p, "missing", "Übung fehlt", "Übungen fehlen")} noch`,
	"week.closed": (p) =>
		`Woche ${said(p, "week")} geschlossen: ${said(p, "done")} von ${said(p, "planned")} Übungen gemacht`,
	"week.closed-with-missed": (p) =>
		`Woche ${said(p, "week")} geschlossen: ${said(p, "done")} von ${said(p, "planned")} Übungen gemacht, ${said(p, "missed")} versäumt und nicht nachgeholt`,
	"week.empty-weeks": (p) =>
		`${counted(p, "empty", "Woche", "Wochen")} hintereinander ohne Übung, bis Woche ${said(p, "week")}: ${said(p, "owner")} wird gerufen`,
	"review.farthest-from-target": (p) =>
		`Woche ${said(p, "week")}: ${counted(p, "sessions", "Gespräch, das", "Gespräche, die")} das Ansehen am meisten lohnt, am weitesten vom Ziel`,
	"review.nothing-new": (p) => `Woche ${said(p, "week")}: nichts Neues anzusehen`,
	"week4.holding": week4("alles hält sich im Ziel"),
	"week4.on-track": week4("auf gutem Weg"),
	"week4.partial": week4("teilweise"),
	"week4.flat": week4("keine Bewegung"),
	"week4.not-enough-data": week4("nicht genug Daten"),
	"week8.not-enough-data": week8("nicht genug Daten"),
	"week8.stuck": week8("es bewegt sich nichts"),
	"week8.rotated": week8("beide Schwerpunkte sind im Ziel, der Schwerpunkt wechselt"),
	"week8.manager-chooses": week8("ein Schwerpunkt ist im Ziel; die Führungskraft entscheidet"),
	"week8.one-replaced": week8("ein Schwerpunkt ist im Ziel und wird ersetzt"),
	"week8.focus-stays": week8("der Schwerpunkt bleibt"),
	"week12.carry-over": (p) =>
		`Woche 12: die Übertragung auf ${counted(p, "calls", "echtes Gespräch", "echte Gespräche")} ist für ${counted(p, "measurable", "Signal", "Signale")} messbar; übertragen: ${listed(p, "carried")}`,
	"week12.not-measurable": (p) =>
		`Woche 12: die Übertragung ist nicht messbar, mit ${counted(p, "calls", "Gespräch", "Gesprächen")} mit Einwilligung`,
	"deployment.continued": () => "Die Prüfung hat entschieden, wie bisher weiterzumachen",
	"deployment.stopped": () => "Die Prüfung hat den Zyklus beendet",
	"deployment.focus-changed": (p) =>
		`Die Prüfung hat den Schwerpunkt geändert: ${said(p, "first")} und ${said(p, "second")}`,
	"deployment.extended": (p) =>
		`Die Prüfung hat den Zyklus um ${counted(p, "weeks", "Woche", "Wochen")} verlängert, bis Woche ${said(p, "untilWeek")}`,
	"task.remind": (p) => `Halbzeit: Erinnerung an ${said(p, "kind")}, fällig ${said(p, "dueAt")}`,
	"task.remind-due": (p) => `Fällig: Erinnerung an ${said(p, "kind")}`,
	"task.remind-weekly": (p) =>
		`Noch offen: wöchentliche Erinnerung an ${said(p, "kind")}, fällig seit ${said(p, "dueAt")}`,
	"task.stepped-up": (p) =>
		`Nicht rechtzeitig erledigt: ${said(p, "kind")} geht weiter an ${said(p, "to")}, fällig ${said(p, "dueAt")}`,
	"task.closed-as.done": (p) => `Erledigt: ${said(p, "kind")}`,
	"task.closed-as.accepted": (p) => `Durch Schweigen angenommen: ${said(p, "kind")}`,
	"task.closed-as.withdrawn": (p) => `Zurückgezogen: ${said(p, "kind")}`,
	"task.done.review": () => "Die Führungskraft hat die Gespräche angesehen",
	"task.done.one-to-one": () => "Das Einzelgespräch hat stattgefunden",
	"task.done.live-coaching": () => "Das Live-Coaching hat stattgefunden",
	"task.done.baseline-late": () => "Jemand hat sich um die verspätete Ausgangsmessung gekümmert",
	"task.done.empty-weeks": () => "Jemand hat sich um die Wochen ohne Übung gekümmert",
	"cycle.paused": (p) => `Der Zyklus ruht ${span(p)}`,
	"cycle.paused-back-dated": (p) =>
		`Der Zyklus ruht ${span(p)}; was er seither tat, weil seine Zeit gekommen war, wird neu getan`,
	"cycle.resumed": (p) => `Der Zyklus geht ab ${said(p, "on")} weiter`,
	"cycle.returned": (p) => `Die Pause ist vorbei: der Zyklus geht ab ${said(p, "on")} weiter`,
	"cycle.paused-too-long": (p) =>
		`Der Zyklus ruhte seit ${said(p, "from")}, und niemand beendete die Pause in ${counted(p, "days", "Tag", "Tagen")}: er ist geschlossen`,
	"cycle.extended": (p) =>
		`Der Zyklus ist um ${counted(p, "weeks", "Woche", "Wochen")} verlängert, bis Woche ${said(p, "untilWeek")}`,
	"cycle.policy-moved": () => "Der Zyklus folgt von hier an einer anderen Fassung der Richtlinie",
	"cycle.people-changed": (p) =>
		`Andere Menschen stehen hinter den Aufgaben: ${counted(p, "tasks", "Aufgabe", "Aufgaben")} neu geplant`,
	"cycle.stopped": (p) => `Der Zyklus wurde in Woche ${said(p, "week")} beendet`,
	"cycle.completed": (p) => `Der Zyklus ist nach Woche ${said(p, "week")} vollständig`,
	"cycle.closed": (p) => `Der Zyklus ist geschlossen: ${said(p, "because")}`,
	"act.decide-task": (p) => `Jemand hat die Aufgabe ${said(p, "task")} beantwortet`,
	"act.stop-cycle": () => "Jemand hat verlangt, den Zyklus zu beenden",
	"act.change-cycle": () => "Jemand hat einen anderen Verlauf des Zyklus verlangt",
	"conversation.practice": (p) =>
		p.week === undefined
			? `Übung: ${said(p, "kind")}`
			: `Übung der Woche ${said(p, "week")}: ${said(p, "kind")}, ${said(p, "scenario")}`,
	"conversation.live": (p) => `Echtes Gespräch mit Einwilligung: ${said(p, "kind")}`,
	"step.nothing-decided": (p) => `Schritt ${said(p, "step")}: angesehen, nichts war zu entscheiden`,
};

/** A reason in German, or null where there are no words for it yet. */
export function germanOf({ code, params }: Reason): string | null {
	return (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined)?.(params) ?? null;
}

/** Codes that have German words. */
export const GERMAN_CODES: readonly string[] = Object.keys(REASONS);
