import type { Reason } from "../../domain/cycle/reason.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import { DE } from "../../services/notification/words/de.ts";

type Params = Reason["params"];
type Template = (params: Params) => string;

/** Words for what a code in a parameter names. */
const NAMES: { readonly [code: string]: string } = {
	...DE.signals,
	manager: "die Führungskraft",
	"managers-manager": "die nächsthöhere Führungskraft",
	lead: "die Enablement-Leitung",
	head: "die Gesamtleitung Enablement",
	"approve-focus": "Schwerpunkt bestätigen",
	review: "Gespräche durchsehen",
	"deployment-review": "über den weiteren Einsatz entscheiden",
	"one-to-one": "Einzelgespräch",
	"live-coaching": "Live-Coaching",
	"baseline-late": "verspätete Ausgangsmessung",
	"empty-weeks": "Wochen ohne Übung",
	"confirm-rep": "sagen, wer die Verkäuferin oder der Verkäufer ist",
	dispute: "über einen Einspruch entscheiden",
	consent: "eine Zustimmung festhalten",
	outcomes: "Ergebnisse einer Gruppe",
	upheld: "stattgegeben",
	"not-upheld": "nicht stattgegeben",
	"in-order": "der Reihe nach",
	"at-random": "nach dem Zufall",
	"role-play": "Rollenspiel",
	"customer-call": "Kundengespräch",
	"email-exchange": "E-Mail-Wechsel",
	"pricing-objection": "ein Einwand zum Preis",
	"competitor-displacement": "Kunden eines Wettbewerbers gewinnen",
	"competitor-unselling": "das Angebot eines Wettbewerbers entkräften",
	"incumbent-vendor": "ein bestehender Anbieter",
	"missing-follow-up": "eine fehlende Nachfrage",
	"buying-signal": "ein Kaufsignal",
	"next-step": "der nächste Schritt",
	"no-moment": "es fand sich kein Moment, zu dem es eine gezielte Übung gibt",
	"already-drilled": "dazu läuft schon eine gezielte Übung",
	"open-at-most": "es laufen schon so viele gezielte Übungen wie erlaubt",
	"holds-in-target": "die Übung hält sich im Ziel",
	call: "das Gespräch",
	evidence: "die Zeile, die es zeigt",
	assigned: "zugeteilt",
	practising: "im Üben",
	withdrawn: "zurückgenommen",
	completed: "alle Wochen sind vorbei",
	stopped: "jemand hat ihn beendet",
	"deployment-stopped": "die Überprüfung des Einsatzes hat ihn beendet",
	"never-started": "die Ausgangsmessung kam nie zustande",
	"subject-gone": "worum es ging, gibt es nicht mehr",
	"baseline-complete": "die Ausgangsmessung ist vollständig",
	"paused-too-long": "die Pause dauerte zu lange",
	unreadable: "etwas Gespeichertes lässt sich nicht lesen",
	undecidable: "Gespeichertes widerspricht sich",
	"task-opened:manager": "die Führungskraft wird gerufen",
	"task-opened:lead": "die Enablement-Leitung wird gerufen",
	"task-opened:head": "die Gesamtleitung Enablement wird gerufen",
	nobody: "niemand",
	somebody: "jemand",
	none: "nichts",
	low: "niedrig",
	middle: "mittel",
	target: "im Ziel",
	"on-track": "auf gutem Weg",
	holding: "alles hält sich im Ziel",
	partial: "teilweise",
	flat: "keine Bewegung",
	"not-enough-data": "nicht genug Daten",
	"enough-data": "genug Daten, oder noch nie gefragt",
	stuck: "es bewegt sich nichts",
	rotated: "der Schwerpunkt wechselt",
	"one-replaced": "ein Schwerpunkt wird ersetzt",
	"manager-chooses": "die Führungskraft wählt",
	"focus-stays": "der Schwerpunkt bleibt",
	"asked-again": "es wird noch einmal gefragt",
	"lead-looks": "die Enablement-Leitung kümmert sich",
	rising: "steigend",
	level: "gleichbleibend",
	falling: "fallend",
	disputed: "bestritten",
	"not-disputed": "nicht bestritten",
	carried: "übertragen",
	partly: "teilweise übertragen",
	not: "nicht übertragen",
	"not-measurable": "nicht messbar",
	"not-applicable": "nicht anwendbar",
	"not-shown": "nicht gezeigt",
	kept: "gehalten",
	dropped: "aufgegeben",
	sustained: "gehalten",
	lost: "verloren",
	"no-lift": "kein Anstieg",
	habit: "die Gewohnheit beginnt",
	closed: "der Zyklus wird geschlossen",
	compared: "Vergleich mit früher Eingestellten",
	"nothing-to-compare-with": "nichts zum Vergleichen",
	"baseline-stays-open": "die Ausgangsmessung bleibt offen",
	"baseline-closed": "die Ausgangsmessung wird geschlossen",
	"late-baseline": "eine nachgeholte Ausgangsmessung",
	"no-late-baseline": "noch keine nachgeholte Ausgangsmessung",
	"no-further-practice": "keine weitere Übung",
	"practice-planned": "eine weitere Übung",
	"nothing-to-do": "nichts geschieht",
	"practices-missing": "Übungen fehlen",
	"practices-done": "die Übungen sind gemacht",
	"practices-missed": "Übungen versäumt",
	"nothing-missed": "nichts versäumt",
	"reviews-open": "Durchsichten noch offen",
	"reviews-done": "keine Durchsicht offen",
	"nothing-to-review": "nichts durchzusehen",
	"review-opened": "eine Durchsicht",
	reviewed: "durchgesehen",
	"left-out": "nicht durchgesehen",
	"focus-approved": "der Vorschlag bestätigt",
	"focus-changed": "ein anderer Schwerpunkt",
	"focus-accepted": "durch Schweigen angenommen",
	continued: "es geht weiter wie bisher",
	extended: "verlängert",
	continue: "weiter wie bisher",
	extend: "verlängern",
	"change-focus": "Schwerpunkt ändern",
	stop: "beenden",
	paused: "eine Pause",
	"paused-back-dated": "eine Pause, die den Zyklus zurücksetzt",
	resumed: "der Zyklus geht weiter",
	returned: "die Pause ist vorbei",
	"refused:pause.too-far-back": "abgelehnt, weil sie zu weit zurückliegt",
	"refused:pause.ends-before-it-begins": "abgelehnt, weil sie vor ihrem Beginn endet",
	"refused:resume.later-than-the-pause": "abgelehnt, weil die Pause früher endet",
	"refused:deployment.extension-too-long": "abgelehnt, weil der Zyklus zu lang würde",
	"angle-1": "offen angesprochen",
	"angle-2": "von der Seite angesprochen",
	"meeting-planned": "ein Termin",
	"no-time-left": "kein Termin, weil es zu bald fällig ist",
	"owner-off": "kein Termin, weil die zuständige Person frei hat",
	"rep-off": "kein Termin, weil die gecoachte Person frei hat",
	"no-common-hours": "kein Termin, weil sich die Arbeitszeiten der beiden nie treffen",
	"calendar-full": "kein Termin, weil immer etwas anderes ansteht",
	"drill-assigned": "eine gezielte Übung",
	"drill-suggested": "eine gezielte Übung wird vorgeschlagen",
	reminded: "eine Erinnerung",
	watching: "der beste Versuch zählt, und echte Gespräche werden beobachtet",
	"live-practice": "der Moment wird live geübt",
	changed: "die gezielte Übung hat es geändert",
	"not-changed": "die gezielte Übung geht aus einem anderen Blickwinkel weiter",
	"not-practised": "sie endet ohne Versuch",
	"not-seen": "sie endet, weil der Moment nie vorkam",
	holds: "hält sich",
	"does-not-hold": "hält sich nicht",
	wanted: "da, und wie gewünscht beantwortet",
	"not-wanted": "da, und nicht wie gewünscht beantwortet",
	open: "offen",
	done: "erledigt",
	"goes-on": "geht weiter",
	ends: "endet",
	busy: "belegt",
	free: "frei",
	off: "hat frei",
	"at-work": "arbeitet",
};

/** What stands behind a colon is a name of its own: `stepped-up:lead`. */
function outcomeNamed(code: string): string {
	if (Object.hasOwn(NAMES, code)) return NAMES[code] ?? code;
	const [kind = code, ...rest] = code.split(":");
	const of = rest.join(":");
	if (code.startsWith("attempt-")) return `Versuch ${code.slice("attempt-".length)}`;
	if (kind === "refused") return `abgelehnt (${of})`;
	if (kind === "stepped-up") return `es geht weiter an ${NAMES[of] ?? of}`;
	const signals = code.split(" ");
	return signals.every((signal) => Object.hasOwn(DE.signals, signal))
		? signals.map((signal) => NAMES[signal] ?? signal).join(" und ")
		: code;
}

const BOUNDS: { readonly [bound: string]: string } = { "at-least": "mindestens ", "at-most": "höchstens " };

function decimal(value: number, factor: number): string {
	return String(Math.round(value * factor) / factor).replace(".", ",");
}

function measured(value: Params[string] | undefined): string {
	if (typeof value === "number") return decimal(value, 1000);
	return typeof value === "string" ? outcomeNamed(value) : "nichts";
}

/** One input as it would have had to be, beside what it was: `what` names it, `{of}` stands for whose it is. */
const change = (what: string): Template => {
	return (p) => {
		const name = what.replace("{of}", said(p, "of"));
		const counts = (numerator: Params[string] | undefined) =>
			numerator === undefined ? "" : ` (${measured(numerator)} von ${measured(p.denominator)})`;
		const until = p.until === undefined ? "" : ` bis ${measured(p.until)}`;
		const bound = BOUNDS[String(p.bound)] ?? "";
		return `${name}: ${bound}${measured(p.needed)}${counts(p.numerator)}${until} statt ${measured(p.is)}${counts(p.was)}`;
	};
};

const ABOUT: { readonly [aspect: string]: string } = {
	whole: "",
	cadence: "Rhythmus: ",
	"called-in": "Wer gerufen wird: ",
	angle: "Wie die Kundin oder der Kunde es anspricht: ",
	tier: "Stufe: ",
	attempt: "Der Versuch, der dafür steht: ",
};

const alternative = (how: string): Template => {
	return (p) => {
		const aspect = String(p.aspect ?? "whole");
		const about = ABOUT[aspect] ?? `${NAMES[aspect] ?? aspect}: `;
		return `${about}${outcomeNamed(String(p.outcome ?? ""))}${how}`;
	};
};

function said(params: Params, name: string): string {
	const value = params[name];
	if (value === undefined || value === null || value === "") return "keine";
	return NAMES[String(value)] ?? String(value);
}

/** Names in one parameter, separated by spaces. */
function listed(params: Params, name: string): string {
	const codes = String(params[name] ?? "")
		.split(" ")
		.filter((code) => code !== "");
	return codes.length === 0 ? "keine" : codes.map((code) => NAMES[code] ?? code).join(" und ");
}

function counted(params: Params, name: string, one: string, many: string): string {
	return `${said(params, name)} ${params[name] === 1 ? one : many}`;
}

function number(params: Params, name: string): string {
	const value = params[name];
	return typeof value === "number" ? decimal(value, 100) : said(params, name);
}

const ACKNOWLEDGMENT_ALONE =
	"Das ruht allein auf aufgenommenen Einwänden, der unsichersten Messung, darum entscheidet ein Mensch";

const week4 = (verdict: string): Template => {
	return (p) =>
		`Woche 4: ${verdict}. ${said(p, "moved")} von ${counted(p, "outside", "Signal", "Signalen")} außerhalb des Ziels um eine Stufe gestiegen (${said(p, "needed")} nötig), in ${counted(p, "practices", "Übung", "Übungen")}; gefallen: ${listed(p, "fell")}${p.uncertain === true ? `. ${ACKNOWLEDGMENT_ALONE}` : ""}`;
};

const week8 = (verdict: string): Template => {
	return (p) =>
		`Woche 8: ${verdict}. ${counted(p, "judged", "Signal", "Signale")} mit genug Daten; ohne Bewegung: ${listed(p, "stuck")}; Schwerpunkte im Ziel: ${listed(p, "inTarget")}; Schwerpunkt von hier an: ${said(p, "first")} und ${said(p, "second")}${(p.disputed ?? "") === "" ? "" : `; nicht gezählt, solange es bestritten ist: ${listed(p, "disputed")}`}`;
};

const week6 = (verdict: string): Template => {
	return (p) =>
		`Woche 6, Tag ${said(p, "day")} seit der Einstellung: ${counted(p, "reached", "Meilenstein", "Meilensteine")} erreicht; ${verdict}, bei ${counted(p, "n", "früher eingestellten Person", "früher eingestellten Personen")} (${said(p, "needed")} nötig)`;
};

const week24 = (cadence: string): Template => {
	return (p) =>
		`Das Ende der Gewohnheit: der Rhythmus wurde ${cadence}, ${said(p, "done")} von ${counted(p, "planned", "geplanten Übung", "geplanten Übungen")} gemacht; Anstieg gehalten: ${listed(p, "sustained")}; verloren: ${listed(p, "lost")}`;
};

const cadence = (verdict: string): Template => {
	return (p) =>
		`Prüfpunkt ${said(p, "checkpoint")} des Rhythmus: ${verdict}; ${said(p, "done")} von ${counted(p, "opened", "Durchsicht", "Durchsichten")} erledigt, ${said(p, "onTime")} rechtzeitig; ${counted(p, "lines", "Zeile", "Zeilen")} blind eingeordnet`;
};

const supplement = (verdict: string): Template => {
	return (p) =>
		`Prüfpunkt ${said(p, "checkpoint")} ${verdict} (damals: ${listed(p, "was")}; jetzt: ${listed(p, "now")}): ${counted(p, "late", "Gespräch", "Gespräche")} später bekannt, ${said(p, "gone")} mit der Zustimmung weggefallen. Was entschieden wurde, bleibt`;
};

const guessed: Template = (p) =>
	typeof p.right !== "number" ? "" : `; von den geschätzten Stufen trafen ${said(p, "right")} von ${said(p, "of")} zu`;

/** How often a drill is run, as its reason tells it. */
const schedule = (p: Params): string =>
	Number(p.mornings ?? 0) === 0
		? counted(p, "times", "Versuch", "Versuche")
		: `${counted(p, "times", "Versuch", "Versuche")} an ${counted(p, "mornings", "Vormittag", "Vormittagen")}`;

const drill = (p: Params): string => `Gezielte Übung (${said(p, "gap")})`;

function percent(params: Params, name: string): string {
	const value = params[name];
	return typeof value === "number" ? `${decimal(value * 100, 10)} %` : said(params, name);
}

/** A carry-over with its interval and what it rests on; nothing where it was not measurable. */
const carried = (p: Params, of = ""): string =>
	!(`${of}ratio` in p)
		? ""
		: `${percent(p, `${of}ratio`)}, 95-%-Intervall ${percent(p, `${of}low`)} bis ${percent(p, `${of}high`)}, n = ${said(p, `${of}live`)} in Gesprächen und ${said(p, `${of}practice`)} in der Übung`;

const carriedEach = (p: Params): string =>
	SIGNALS.map((signal) => ({ signal, words: carried(p, `${signal}.`) }))
		.filter(({ words }) => words !== "")
		.map(({ signal, words }) => `. ${NAMES[signal]}: ${words}`)
		.join("");

const tooLittle = (p: Params): string =>
	`Vom Geübten zeigt sich in echten Gesprächen zu wenig (${said(p, "signal")}${!("ratio" in p) ? "" : `: ${carried(p)}`})`;

const opened = (what: string): Template => {
	return (p) => `${what}, fällig ${said(p, "dueAt")}`;
};

const span: Template = (p) =>
	p.until === "open"
		? `vom ${said(p, "from")} an, bis jemand die Pause beendet`
		: `vom ${said(p, "from")} bis ${said(p, "until")}`;

/** What was decided, asked for or told in a cycle, by the code of its reason. What a scorecard says is in English alone. */
const REASONS: { readonly [code: string]: Template } = {
	"plan.launched": (p) => `Der Zyklus beginnt: ${counted(p, "weeks", "Woche", "Wochen")}, ab ${said(p, "startsOn")}`,
	"baseline.opened": (p) =>
		`Bitte nehmen Sie ${counted(p, "conversations", "Übungsgespräch", "Übungsgespräche")} für Ihre Ausgangsmessung auf`,
	"baseline.reminded": (p) =>
		`Tag ${said(p, "day")} der Ausgangsmessung: ${said(p, "done")} von ${said(p, "needed")} Gesprächen sind da; es wird erinnert`,
	"baseline.late": (p) =>
		`Tag ${said(p, "day")} der Ausgangsmessung, und nur ${said(p, "done")} von ${said(p, "needed")} Gesprächen sind da`,
	"baseline.never-started": (p) =>
		`Nach ${said(p, "day")} Tagen waren nur ${said(p, "done")} von ${said(p, "needed")} Gesprächen da: als nie begonnen geschlossen`,
	"baseline.the-lead-decides": () =>
		"Wie eine späte Ausgangsmessung weitergeht, sagt die Leitung in einer eigenen Aufgabe",
	"baseline.is-closed": () => "Die Ausgangsmessung ist abgeschlossen: sie ist nicht mehr spät",
	"focus.not-asked-for": () =>
		"In dieser Aufgabe wird kein Schwerpunkt gewählt: keine Woche 8 hat die Wahl offen gelassen",
	"baseline.lead-waits": () => "Die Leitung wartet auf die Ausgangsmessung",
	"baseline.lead-pauses": (p) => `Die Leitung lässt den Zyklus ruhen: ab ${said(p, "from")}, bis ${said(p, "until")}`,
	"baseline.lead-ends": () => "Die Leitung hat den Zyklus beendet, weil die Ausgangsmessung nicht zustande kam",
	"baseline.closed": (p) =>
		p.conversations === undefined
			? `Ihre Ausgangsmessung ist vollständig; Ihr Schwerpunkt: ${said(p, "first")} und ${said(p, "second")}${guessed(p)}`
			: `Die Ausgangsmessung ist mit ${counted(p, "conversations", "Gespräch", "Gesprächen")} vollständig; Woche 2 beginnt am ${said(p, "weekTwoOn")}${guessed(p)}`,
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
		`Woche ${said(p, "week")}: ${counted(p, "sessions", "Gespräch", "Gespräche")} zum Durchsehen, am weitesten vom Ziel; zuerst für ${said(p, "signal")}, mit ${number(p, "distance")} des Weges`,
	"review.nothing-new": (p) => `Woche ${said(p, "week")}: nichts Neues durchzusehen`,
	"week4.holding": week4("alles hält sich im Ziel"),
	"week4.on-track": week4("auf gutem Weg"),
	"week4.partial": week4("teilweise"),
	"week4.flat": week4("keine Bewegung"),
	"week4.not-enough-data": week4("nicht genug Daten"),
	"week8.not-enough-data": week8("nicht genug Daten"),
	"week8.stuck": week8("es bewegt sich nichts"),
	"week8.rotated": week8("beide Schwerpunkte sind im Ziel, der Schwerpunkt wechselt"),
	"week8.manager-chooses": week8(`ein Schwerpunkt ist im Ziel. ${ACKNOWLEDGMENT_ALONE}`),
	"week8.one-replaced": week8("ein Schwerpunkt ist im Ziel und wird ersetzt"),
	"week8.focus-stays": week8("der Schwerpunkt bleibt"),
	"week12.carry-over": (p) =>
		`Woche 12: die Übertragung auf ${counted(p, "calls", "echtes Gespräch", "echte Gespräche")} ist für ${counted(p, "measurable", "Signal", "Signale")} messbar; übertragen: ${listed(p, "carried")}${carriedEach(p)}`,
	"week12.not-measurable": (p) =>
		`Woche 12: die Übertragung ist nicht messbar, mit ${counted(p, "calls", "Gespräch", "Gesprächen")} mit Zustimmung`,
	"deployment.continued": () => "Die Überprüfung des Einsatzes hat entschieden, wie bisher weiterzumachen",
	"deployment.stopped": () => "Die Überprüfung des Einsatzes hat den Zyklus beendet",
	"deployment.focus-changed": (p) =>
		`Die Überprüfung des Einsatzes hat den Schwerpunkt geändert: ${said(p, "first")} und ${said(p, "second")}`,
	"deployment.extended": (p) =>
		`Die Überprüfung des Einsatzes hat den Zyklus um ${counted(p, "weeks", "Woche", "Wochen")} verlängert, bis Woche ${said(p, "untilWeek")}`,
	"task.remind": (p) => `Halbzeit: Erinnerung an ${said(p, "kind")}, fällig ${said(p, "dueAt")}`,
	"task.remind-due": (p) => `Fällig: Erinnerung an ${said(p, "kind")}`,
	"task.remind-weekly": (p) =>
		`Noch offen: wöchentliche Erinnerung an ${said(p, "kind")}, fällig seit ${said(p, "dueAt")}`,
	"task.stepped-up": (p) =>
		`Nicht rechtzeitig erledigt: ${said(p, "kind")} geht weiter an ${said(p, "to")} (bisher: ${said(p, "from")}), fällig ${said(p, "dueAt")}`,
	"task.closed-as.done": (p) => `Erledigt: ${said(p, "kind")}`,
	"task.closed-as.accepted": (p) => `Durch Schweigen angenommen: ${said(p, "kind")}`,
	"task.closed-as.withdrawn": (p) => `Zurückgezogen: ${said(p, "kind")}`,
	"task.taken-back": (p) => `Zurückgenommen: ${said(p, "kind")} (${said(p, "because")})`,
	"task.done.review": () => "Die Führungskraft hat die Gespräche durchgesehen",
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
		`Der Zyklus ist um ${counted(p, "weeks", "Woche", "Wochen")} verlängert, bis Woche ${said(p, "untilWeek")}; alle späteren Prüfpunkte rücken mit`,
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
	"conversation.live": (p) => `Echtes Gespräch mit Zustimmung: ${said(p, "kind")}`,
	"baseline.late-signal": (p) =>
		`Nachgeholte Ausgangsmessung (${said(p, "signal")}), aus ${counted(p, "conversations", "der ersten Übung, die es zeigt", "den ersten Übungen, die es zeigen")}`,
	"focus.needs-two-signals": (p) =>
		`Ein Schwerpunkt braucht zwei verschiedene Signale, zweimal kam: ${said(p, "came")}`,
	"review.lines-to-label": (p) =>
		`Zur Durchsicht gehört, ${counted(p, "expected", "Zeile", "Zeilen")} einzuordnen, bevor die Einordnung der Engine gezeigt wird, jede einmal; es kamen ${said(p, "came")}`,
	"week6.compared": (p) =>
		`${week6("verglichen")(p)}; ${said(p, "noMore")} von ihnen hatten am selben Tag nicht mehr erreicht`,
	"week6.nothing-to-compare-with": week6("nichts zum Vergleichen"),
	"week8.asked-again": (p) =>
		`Woche 8 wird nach ${counted(p, "days", "aktivem Tag", "aktiven Tagen")} noch einmal gefragt`,
	"week8.lead-looks": () => "Für Woche 8 fehlen immer noch Daten: die Enablement-Leitung kümmert sich darum",
	"supplement.same-verdict": supplement("fiele jetzt genauso aus"),
	"supplement.other-verdict": supplement("fiele jetzt anders aus"),
	"cadence.launched": (p) =>
		`Ein Rhythmus wird aufgebaut: ${counted(p, "weeks", "Woche", "Wochen")}, ab ${said(p, "startsOn")}, ohne Übung`,
	"cadence.reviews-open": (p) =>
		`Woche ${said(p, "week")}: ${counted(p, "open", "Durchsicht", "Durchsichten")} noch offen, ${said(p, "done")} erledigt`,
	"cadence.reviews-done": (p) => `Woche ${said(p, "week")}: keine Durchsicht ist offen, ${said(p, "done")} erledigt`,
	"cadence.kept": cadence("gehalten"),
	"cadence.dropped": cadence("aufgegeben"),
	"cadence.nothing-to-review": cadence("es kam nichts zum Durchsehen"),
	"cycle.rep-left": (p) =>
		`Ab ${said(p, "on")} nicht mehr aktiv: der Zyklus ruht und wird geschlossen, wenn in ${counted(p, "days", "Tag", "Tagen")} niemand zurück ist`,
	"cycle.rep-returned": (p) => `Wieder aktiv: der Zyklus geht ab ${said(p, "on")} weiter`,
	"cycle.habit": (p) =>
		`Die Wochen der Übung sind vorbei; die Gewohnheit beginnt, mit ${counted(p, "perWeek", "Übung", "Übungen")} in der Woche bis Woche ${said(p, "untilWeek")}`,
	"week24.kept": week24("gehalten"),
	"week24.dropped": week24("aufgegeben"),
	"deployment.extension-too-short": (p) =>
		`${counted(p, "weeks", "weitere Woche wäre", "weitere Wochen wären")} schon vorbei: der Zyklus ist in Woche ${said(p, "week")}`,
	"deployment.extension-too-late": (p) =>
		`Woche 12 ist entschieden: für ${counted(p, "weeks", "weitere Woche", "weitere Wochen")} davor ist es zu spät`,
	"deployment.extension-too-long": (p) =>
		`${counted(p, "weeks", "weitere Woche führte", "weitere Wochen führten")} den Zyklus bis Woche ${said(p, "untilWeek")}; erlaubt sind höchstens ${said(p, "atMost")}`,
	"task.handed-on": (p) =>
		`Jemand sagt, dass es nicht die eigene Aufgabe ist (bisher: ${said(p, "from")}): ${said(p, "kind")} geht an ${said(p, "to")}, fällig ${said(p, "dueAt")}`,
	"task.handed-back": (p) =>
		`Zurückgegeben: ${said(p, "kind")} geht wieder an ${said(p, "to")}, fällig ${said(p, "dueAt")}`,
	"task.declined-at-top": (p) =>
		`Niemand nennt es die eigene Aufgabe, und niemand steht darüber: ${said(p, "kind")} bleibt, wo es ist, und ist gekennzeichnet`,
	"task.delegated": (p) => `Namentlich übertragen: ${said(p, "kind")}, fällig ${said(p, "dueAt")}`,
	"task.reopened": (p) => `Wieder geöffnet: ${said(p, "kind")}, fällig ${said(p, "dueAt")}`,
	"delegate.not-possible": () => "Eine Aufgabe geht an eine aktive Führungskraft oder Leitung",
	"delegate.is-the-rep": () => "Eine Aufgabe über jemanden geht nicht an diese Person",
	"delegate.has-it": () => "Diese Person hat die Aufgabe schon",
	"reopen.is-open": (p) => `Noch offen: ${said(p, "kind")}`,
	"reopen.was-withdrawn": (p) => `Zurückgezogen, weil nichts mehr zu tun war: ${said(p, "kind")}`,
	"reopen.dispute-anew": () =>
		"Ein entschiedener Einspruch wird nicht wieder geöffnet: über einen neuen entscheidet jemand anders",
	"reopen.had-consequences": (p) =>
		`Die Antwort hatte Folgen, die eine andere nicht ungeschehen machte: ${said(p, "kind")}`,
	"dispute.opened": (p) =>
		`Ein Ergebnis wird bestritten: ${said(p, "signal")}, in ${counted(p, "lines", "Zeile", "Zeilen")}`,
	"dispute.upheld": (p) => `Dem Einspruch wird stattgegeben (${said(p, "signal")}): das Ergebnis zählt nicht mehr`,
	"dispute.not-upheld": (p) =>
		`Dem Einspruch wird nicht stattgegeben (${said(p, "signal")}): das Ergebnis zählt wie zuvor`,
	"dispute.own-verdict": () => "Es entscheidet jemand, dessen eigenes Urteil nicht das bestrittene ist",
	"dispute.lines-do-not-fit": (p) =>
		`Jede bestrittene Zeile braucht ein Urteil: erwartet waren die Zeilen ${said(p, "expected")}, es kamen ${said(p, "came")}`,
	"dispute.verdict-does-not-fit": (p) =>
		`Stattgegeben heißt, dass mindestens eine Zeile zu Recht bestritten ist; zu Recht: ${said(p, "agreed")}, es kam: ${said(p, "verdict")}`,
	"dispute.escalated": (p) =>
		`Der Einspruch ist entschieden (${said(p, "signal")}), und in Woche 8 bewegt sich doch nichts: ${listed(p, "stuck")}`,
	"consent.not-recorded": () =>
		"Niemand hat festgehalten, dass die Kundin oder der Kunde zugestimmt hat: das Gespräch wird nicht ausgewertet",
	"consent.recorded": () => "Jemand hat die Zustimmung festgehalten: das Gespräch wird ausgewertet",
	"consent.refused": () => "Es wurde nicht zugestimmt: der Wortlaut des Gesprächs ist gelöscht",
	"consent.in-the-future": (p) => `Zugestimmt wird, bevor es festgehalten wird, es kam ${said(p, "came")}`,
	"task-opened.dispute": opened("Bitte entscheiden Sie über einen Einspruch"),
	"task-opened.consent": opened("Bitte halten Sie fest, ob der Verwendung des Gesprächs zugestimmt wurde"),
	"task-opened.approve-focus": opened("Bitte bestätigen Sie den Schwerpunkt, oder wählen Sie einen anderen"),
	"task-opened.review": opened("Bitte sehen Sie die Gespräche durch"),
	"task-opened.deployment-review": opened("Bitte entscheiden Sie, wie der Einsatz weitergeht"),
	"task-opened.one-to-one": opened("Bitte führen Sie ein Einzelgespräch"),
	"task-opened.live-coaching": opened("Bitte coachen Sie live"),
	"task-opened.baseline-late": opened("Bitte kümmern Sie sich um die verspätete Ausgangsmessung"),
	"task-opened.confirm-rep": opened("Bitte sagen Sie, wer die Verkäuferin oder der Verkäufer ist"),
	"task-opened.outcomes": opened("Bitte sagen Sie, ob die Ergebnisse der Gruppe vorliegen"),
	"task-opened.empty-weeks": opened("Bitte kümmern Sie sich um die Wochen ohne Übung"),
	"outcomes.missing": (p) =>
		`Woche ${said(p, "week")} der Gruppe ist vorbei: gefragt ist ihre Zielerreichung, oder dass es keine geben wird`,
	"outcomes.there": (p) => `Die Ergebnisse der Woche ${said(p, "week")} liegen vor`,
	"outcomes.none": (p) => `Es wird keine Ergebnisse der Woche ${said(p, "week")} geben`,
	"cohort.waves": (p) =>
		`${counted(p, "rows", "Zeile", "Zeilen")} ${said(p, "assigned")} auf ${counted(p, "waves", "Welle", "Wellen")} verteilt, Startwert ${said(p, "seed")}`,
	"cohort.paused": (p) => `Die Gruppe ruht ${span(p)}`,
	"cohort.resumed": (p) => `Die Gruppe geht ab ${said(p, "on")} weiter`,
	"cohort.stopped": () => "Die Gruppe wurde beendet",
	"launch.unknown-rep": () => "Niemand Aktives trägt diesen Namen",
	"launch.not-a-rep": () => "Die Person hat nicht die Rolle, in der man gecoacht wird",
	"launch.no-manager": (p) => `Am ${said(p, "on")} ist für die Person keine Führungskraft eingetragen`,
	"launch.manager-left": (p) => `Die am ${said(p, "on")} eingetragene Führungskraft ist nicht mehr da`,
	"launch.twice": () => "Die Person ist schon in der Gruppe",
	"launch.already-practising": (p) => `Die Person übt schon, im Zyklus ${said(p, "cycle")}`,
	"digest.team": () => "Die Woche eines Teams",
	"digest.cohort": () => "Die Woche einer Gruppe",
	"rep.not-named": (p) =>
		`Die Mitschrift (${said(p, "format")}) sagt nicht, wer unter ${counted(p, "speakers", "Stimme", "Stimmen")} die Verkäuferin oder der Verkäufer ist`,
	"rep.named": (p) =>
		`Jemand hat gesagt, wer die Verkäuferin oder der Verkäufer ist; das gilt auch für die nächsten Mitschriften${p.along === 0 ? "" : ` und beantwortet ${counted(p, "along", "weitere", "weitere")} sogleich`}`,
	"rep.named-for-once": () =>
		"Jemand hat gesagt, wer die Verkäuferin oder der Verkäufer ist, nur für diese Mitschrift: ihr Name dafür bedeutet in einer anderen nichts",
	"rep.not-there": (p) =>
		`Keine der ${counted(p, "speakers", "Stimme", "Stimmen")} ist die Verkäuferin oder der Verkäufer: das Gespräch wird nicht ausgewertet`,
	"rep.no-such-speaker": (p) => `Die Stimmen sind von 0 bis ${said(p, "last")} gezählt, es kam ${said(p, "came")}`,
	"rep.nobody-left": (p) =>
		`Unter ${counted(p, "speakers", "Stimme", "Stimmen")} muss noch jemand bleiben, mit dem gesprochen wird`,
	"meeting.planned": (p) =>
		`Ein Termin, zu dem beide arbeiten und frei sind (${said(p, "kind")}): ${said(p, "startsAt")}`,
	"meeting.no-time-left": (p) => `Kein Termin (${said(p, "kind")}): es ist zu bald fällig`,
	"meeting.owner-off": (p) => `Kein Termin (${said(p, "kind")}): die zuständige Person hat frei, bis es fällig ist`,
	"meeting.rep-off": (p) => `Kein Termin (${said(p, "kind")}): die gecoachte Person hat frei, bis es fällig ist`,
	"meeting.no-common-hours": (p) => `Kein Termin (${said(p, "kind")}): die Arbeitszeiten der beiden treffen sich nie`,
	"meeting.calendar-full": (p) =>
		`Kein Termin (${said(p, "kind")}): wann immer beide arbeiten, hat jemand etwas anderes`,
	"meeting.request": (p) => `In den Kalender eingetragen: ${said(p, "kind")}, ${said(p, "startsAt")}`,
	"meeting.cancel": (p) => `Aus dem Kalender genommen: ${said(p, "kind")}, ${said(p, "startsAt")}`,
	"pause.ends-before-it-begins": (p) =>
		`Eine Pause vom ${said(p, "from")} an endet an einem späteren Tag, es kam ${said(p, "until")}`,
	"pause.too-far-back": (p) => `Eine Pause beginnt frühestens am ${said(p, "earliest")}, es kam ${said(p, "from")}`,
	"resume.not-paused": () => "Der Zyklus ruht nicht, und keine Pause steht bevor",
	"resume.later-than-the-pause": (p) => `Die Pause endet schon am ${said(p, "to")}, vor dem ${said(p, "on")}`,
	"drill.suggested": (p) =>
		`Eine gezielte Übung wird vorgeschlagen (${said(p, "gap")}), für: ${said(p, "signal")}. Die Führungskraft entscheidet`,
	"drill.none-suggested": (p) => `Keine gezielte Übung wird vorgeschlagen: ${said(p, "because")}`,
	"drill.first-gap-drilled": (p) =>
		`Am Ende der Woche ${said(p, "week")} gibt es eine erste gezielte Übung (${said(p, "gap")})`,
	"drill.first-gap-named": (p) =>
		`Am Ende der Woche ${said(p, "week")} ist eine erste Lücke benannt (${said(p, "gap")}), für: ${said(p, "signal")}. Über die gezielte Übung entscheidet die Führungskraft`,
	"drill.first-gap-none": (p) => `Am Ende der Woche ${said(p, "week")} ist keine Lücke benannt: ${said(p, "because")}`,
	"drill.assigned": (p) => `Eine gezielte Übung für Sie (${said(p, "gap")}): ${schedule(p)}`,
	"drill.assigned-as-suggested": (p) =>
		`Die Führungskraft hat die vorgeschlagene gezielte Übung zugeteilt (${said(p, "gap")}): ${schedule(p)}`,
	"drill.assigned-otherwise": (p) =>
		`Die Führungskraft hat eine gezielte Übung zugeteilt (${said(p, "gap")}): ${schedule(p)}${p.insists === true ? ". Das Signal hält sich im Ziel: so will es die Führungskraft" : ""}`,
	"drill.for-carry-over": (p) => `${tooLittle(p)}: eine gezielte Übung aus einem Gespräch (${said(p, "gap")})`,
	"drill.suggested-at-the-end": (p) =>
		`${tooLittle(p)}. Der Zyklus endet hier, darum wird eine gezielte Übung aus einem Gespräch nur vorgeschlagen (${said(p, "gap")})`,
	"drill.none-for-carry-over": (p) => `${tooLittle(p)}, doch es gibt keine gezielte Übung dazu: ${said(p, "because")}`,
	"drill.attempted": (p) =>
		`${drill(p)}: Versuch ${said(p, "attempt")}, ${said(p, "done")} von ${said(p, "asked")}, Wertung ${number(p, "score")}`,
	"drill.send-best": (p) =>
		`${drill(p)}: ${counted(p, "asked", "Versuch ist", "Versuche sind")} da; bitte senden Sie den mit Ihrer besten Wertung`,
	"drill.session": (p) =>
		`${drill(p)}, Vormittag ${said(p, "session")}: noch ${counted(p, "missing", "Versuch", "Versuche")}`,
	"drill.best-sent": (p) =>
		`${drill(p)}: Versuch ${said(p, "attempt")} von ${said(p, "attempts")}, der beste, steht dafür; die nächsten echten Gespräche werden beobachtet`,
	"drill.other-sent": (p) =>
		`${drill(p)}: gesendet wurde Versuch ${said(p, "attempt")} von ${said(p, "attempts")}; die nächsten echten Gespräche werden beobachtet`,
	"drill.attempt-for-you": (p) => `${drill(p)}: ein Versuch für Sie, mit der Wertung ${number(p, "score")}`,
	"drill.watching": (p) =>
		`${drill(p)}: sie ist gemacht; nun wird in höchstens ${counted(p, "calls", "echten Gespräch", "echten Gesprächen")} in ${counted(p, "days", "Tag", "Tagen")} auf denselben Moment geachtet`,
	"drill.changed": (p) =>
		`${drill(p)}: derselbe Moment kam wieder und wurde wie gewünscht beantwortet (${said(p, "wanted")} von ${said(p, "occurred")}). Sie hat es geändert`,
	"drill.other-angle": (p) =>
		`${drill(p)}: derselbe Moment kam wieder und wurde nicht wie gewünscht beantwortet (${said(p, "wanted")} von ${said(p, "occurred")}). Sie geht aus einem anderen Blickwinkel weiter, ${schedule(p)}`,
	"drill.to-live-coaching": (p) =>
		`${drill(p)}: nach ${counted(p, "angles", "Blickwinkel", "Blickwinkeln")} wird der Moment noch immer nicht wie gewünscht beantwortet. Nun Live-Coaching`,
	"drill.live-practice": (p) =>
		`${drill(p)}: der Moment kam in ${counted(p, "calls", "beobachteten Gespräch", "beobachteten Gesprächen")} nicht vor; bitte üben Sie ihn in ${counted(p, "days", "Tag", "Tagen")} live`,
	"drill.not-practised": (p) => `${drill(p)}: sie endete ohne Versuch`,
	"drill.not-seen": (p) => `${drill(p)}: ihr Moment kam weder in Gesprächen noch im Üben vor, sie endet`,
	"drill.withdrawn": (p) => `${drill(p)}: sie wurde zurückgenommen`,
	"drill.cycle-not-begun": () => "Der Zyklus hat noch nicht begonnen",
	"drill.only-a-category": (p) =>
		`Eine gezielte Übung nennt ihre Lücke, ihr Gespräch und die Zeile, die sie zeigt (${said(p, "gap")}); es fehlt: ${said(p, "missing")}`,
	"drill.call-unknown": () => "Der Zyklus kennt kein solches ausgewertetes Gespräch dieser Person",
	"drill.already-open": (p) => `${drill(p)}: dazu läuft schon eine`,
	"drill.open-at-most": (p) =>
		`Es ${p.open === 1 ? "läuft" : "laufen"} schon ${counted(p, "open", "gezielte Übung", "gezielte Übungen")}; erlaubt sind höchstens ${said(p, "atMost")}`,
	"drill.holds-in-target": (p) =>
		`Die Übung hält sich im Ziel (${said(p, "signal")}): eine gezielte dazu (${said(p, "gap")}) braucht den ausdrücklichen Willen der Führungskraft`,
	"drill.morning-is-off": (p) =>
		`Die Vormittage einer gezielten Übung liegen auf aktiven Tagen ab ${said(p, "from")}, es kam ${said(p, "date")}`,
	"drill.unknown": () => "Der Zyklus hat keine solche gezielte Übung",
	"drill.not-the-reps": () => "Einen Versuch sendet nur, wer ihn gemacht hat",
	"drill.not-practising": (p) =>
		`Ein Versuch wird gesendet, solange geübt wird; die gezielte Übung steht auf: ${said(p, "state")}`,
	"drill.nothing-to-send": () => "Es gibt noch keinen Versuch zum Senden",
	"drill.no-such-attempt": (p) =>
		`Aus diesem Blickwinkel gibt es keinen Versuch ${said(p, "came")}; es gibt: ${said(p, "known")}`,
	"drill.closed": (p) => `Die gezielte Übung ist vorbei: ${said(p, "state")}`,
	"cycle.step-stuck": (p) =>
		`Der Schritt ${said(p, "step")} ließ sich nicht entscheiden (${said(p, "because")}): der Zyklus wartet, bis die Administration ihn wiederholen lässt`,
	"cycle.step-retried": () => "Die Administration hat den Schritt wiederholen lassen",
	"task.step-stuck": (p) =>
		`Ein Schritt der Aufgabe ließ sich nicht entscheiden (${said(p, "because")}); er wird immer wieder versucht`,
	"cycle.act-stuck": (p) => `Was jemand vom Zyklus verlangt hat, ließ sich nicht entscheiden: ${said(p, "because")}`,
	"act.undecidable": (p) =>
		`Der Zyklus kann das nicht entscheiden (${said(p, "because")}); seine Administration weiß es`,
	"act.nothing-to-retry": () => "Kein Schritt dieses Zyklus wartet darauf, wiederholt zu werden",
	"act.cycle-stuck": () => "Der Zyklus wartet auf die Administration; danach lässt sich sein Verlauf ändern",
	"act.retry-step": () => "Jemand hat verlangt, den Schritt zu wiederholen",
	"act.open-task": () => "Ein Ergebnis wurde bestritten",
	"act.assign-drill": () => "Jemand hat eine gezielte Übung zugeteilt",
	"act.submit-drill": () => "Ein Versuch einer gezielten Übung wurde gesendet",
	"act.withdraw-drill": () => "Jemand hat eine gezielte Übung zurückgenommen",
	"act.unknown": () => "Die Handlung ist nicht bekannt",
	"act.policy-unknown": () => "Es gibt keine solche Fassung der Richtlinie",
	"act.policy-is-the-same": () => "Der Zyklus folgt dieser Fassung der Richtlinie schon",
	"act.task-unknown": () => "Die Handlung nennt keine Aufgabe dieses Zyklus",
	"act.answer-does-not-fit": (p) => `Zur Aufgabe gehört: ${said(p, "expected")}; es kam: ${said(p, "came")}`,
	"act.cycle-not-practising": () => "Der Zyklus ist noch nicht im Üben",
	"act.cycle-closed": () => "Der Zyklus ist geschlossen",
	"act.not-theirs": () => "Das darf nur, wer die Aufgabe heute hat, oder eine Leitung",
	"why-not.asked-again": () => "Mit dem, was damals bekannt war, entscheidet die Regel auch heute so",
	"why-not.decides-otherwise-today": () =>
		"Mit dem, was damals bekannt war, entscheidet die Regel heute anders; was folgt, sagt die Regel von heute",
	"why-not.one-outcome": () => "Diese Regel führt nur zu einem Ergebnis: nichts Gemessenes hätte daran etwas geändert",
	"why-not.rule-unknown": (p) => `Die Regel ${said(p, "rule")} kennt niemand mehr`,
	"why-not.inputs-not-kept": () =>
		"Worauf die Entscheidung beruhte, ist nicht ganz aufgehoben: eine ältere Version hat es geschrieben",
	"why-not.one-change": alternative(", wäre eines anders gewesen"),
	"why-not.two-changes": alternative(", wären zwei Dinge zugleich anders gewesen"),
	"why-not.out-of-reach": alternative(
		": keine einzelne Änderung hätte dahin geführt, und keine zwei von denen, die versucht wurden",
	),
	"change.pooled-value": change("{of}"),
	"change.baseline-value": change("{of} in der Ausgangsmessung"),
	"change.week-12-value": change("{of} in Woche 12"),
	"change.last-reading": change("{of} in der letzten Übung"),
	"change.live-value": change("{of} in echten Gesprächen"),
	"change.practice-value": change("{of} in der Übung"),
	"change.live-out-of": change("Gelegenheiten in echten Gesprächen ({of})"),
	"change.practice-out-of": change("Gelegenheiten in der Übung ({of})"),
	"change.calls": change("Echte Gespräche mit Zustimmung"),
	"change.change-per-30-days": change("Änderung in 30 Tagen ({of})"),
	"change.trend-practices": change("Übungen hinter der Entwicklung ({of})"),
	"change.trend": change("Entwicklung ({of})"),
	"change.practices-since": change("Übungen seit der Ausgangsmessung"),
	"change.practices-of-the-week": change("Übungen in der Woche"),
	"change.practices-of-the-habit": change("Übungen in den Wochen der Gewohnheit"),
	"change.empty-weeks-before": change("Wochen ohne Übung davor"),
	"change.distance-to-target": change("Mittlerer Abstand der Schwerpunkte zum Ziel im Gespräch {of}"),
	"change.new-sessions": change("Gespräche, die noch niemand durchgesehen hatte"),
	"change.rep-turns": change("Eigene Redebeiträge im Gespräch {of}"),
	"change.rep-words": change("Eigene Wörter im Gespräch {of}"),
	"change.valid-conversations": change("Andere Gespräche, die zählen"),
	"change.conversations-done": change("Gespräche der Ausgangsmessung, die da waren"),
	"change.day": change("Tag der Ausgangsmessung"),
	"change.flat-checkpoints": change("Prüfpunkte ohne Bewegung davor"),
	"change.habit-weeks": change("Wochen des Plans nach Woche 12"),
	"change.task-state": change("Die Aufgabe {of} bis dahin"),
	"change.owner": change("Wer diese Stelle hat ({of})"),
	"change.chosen-focus": change("Der Schwerpunkt, den die Führungskraft wählte"),
	"change.answer": change("Die Antwort der Gesamtleitung Enablement"),
	"change.pause-from": change("Erster Tag der Pause"),
	"change.pause-until": change("Erster aktiver Tag nach der Pause"),
	"change.pause-ended": change("Ende der Pause"),
	"change.resume-on": change("Tag, ab dem der Zyklus weitergeht"),
	"change.more-weeks": change("Weitere Wochen"),
	"change.dispute": change("Das Ergebnis ({of})"),
	"change.practices-that-show-it": change("Übungen, die es zeigen ({of})"),
	"change.late-reading": change("Die Messung in der Übung {of}"),
	"change.earlier-hires": change("Früher Eingestellte, die so lange da sind"),
	"change.week-8-before": change("Woche 8 beim vorigen Mal"),
	"change.weeks-to-the-next-checkpoint": change("Wochen bis zum nächsten Prüfpunkt"),
	"change.reviews-done": change("Erledigte Durchsichten"),
	"change.reviews-opened": change("Durchsichten, die anfielen"),
	"change.meeting-until": change("Spätestens vorbei"),
	"change.busy-until": change("Etwas anderes im Kalender bis"),
	"change.calendar-entry": change("Der Kalendereintrag ab {of}"),
	"change.day-off-of-the-owner": change("Die zuständige Person am {of}"),
	"change.day-off-of-the-rep": change("Die gecoachte Person am {of}"),
	"change.moment": change("Der Moment"),
	"change.moment-of": change("Der Moment im Gespräch {of}"),
	"change.conversations-with-a-moment": change("Gespräche mit einem Moment"),
	"change.open-drill": change("Gezielte Übung ({of})"),
	"change.holds-in-target": change("Die Übung im Ziel ({of})"),
	"change.first-drill": change("Die erste gezielte Übung bis dahin"),
	"change.carry-over": change("Übertragung, oberes Ende ihres Intervalls ({of})"),
	"change.cycle-goes-on": change("Der Zyklus nach Woche 12"),
	"change.moments": change("Wie oft der Moment im Gespräch {of} kam"),
	"change.moments-wanted": change("Wie oft er im Gespräch {of} wie gewünscht beantwortet wurde"),
	"change.drill-angle": change("Wie die Kundin oder der Kunde es anspricht"),
	"change.moment-in-a-call": change("Der Moment im letzten beobachteten Gespräch"),
	"change.moment-in-live-practice": change("Der Moment im Üben"),
	"change.watched-calls": change("Beobachtete echte Gespräche"),
	"change.attempts": change("Versuche der gezielten Übung"),
	"change.attempt-score": change("Wertung von Versuch {of}"),
	"step.nothing-decided": (p) => `Schritt ${said(p, "step")}: angesehen, nichts war zu entscheiden`,
};

/** A reason in German, or null where there are no words for it yet. */
export function germanOf({ code, params }: Reason): string | null {
	return (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined)?.(params) ?? null;
}

/** Codes that have German words. */
export const GERMAN_CODES: readonly string[] = Object.keys(REASONS);
