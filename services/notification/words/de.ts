import type { MessageWords, Template } from "./words.ts";

const due = (what: string): Template => {
	return ({ when }) => (when("dueAt") === "" ? `${what}.` : `${what}. Fällig: ${when("dueAt")}.`);
};

const verdict = (words: string): Template => {
	return () => words;
};

export const DE: MessageWords = {
	locale: "de-DE",
	signals: {
		"objection-acknowledgment": "Einwände aufnehmen",
		"close-attempts": "nach dem nächsten Schritt fragen",
		"value-framing": "Nutzen an Bedarf knüpfen",
		"discovery-density": "offene Fragen zum Bedarf",
	},
	tasks: {
		"approve-focus": "den Schwerpunkt bestätigen",
		review: "Gespräche durchsehen",
		"deployment-review": "über den weiteren Einsatz entscheiden",
		"one-to-one": "ein Einzelgespräch führen",
		"live-coaching": "live coachen",
		"baseline-late": "sich um eine verspätete Ausgangsmessung kümmern",
		"empty-weeks": "sich um Wochen ohne Übung kümmern",
		"confirm-rep": "sagen, wer die Verkäuferin oder der Verkäufer ist",
		dispute: "über einen Einspruch entscheiden",
		consent: "eine Zustimmung festhalten",
	},
	moments: {
		"talked-past-buying-signal": "an einem Kaufsignal vorbeigeredet",
		"weak-objection-response": "schwache Antwort auf einen Einwand",
		"competitor-not-explored": "Wettbewerber genannt, nicht nachgefragt",
		"missing-follow-up": "fehlende Nachfrage",
	},
	kinds: {
		task: "Aufgaben",
		reminder: "Erinnerungen",
		coaching: "Nachrichten zum Coaching",
		digest: "Zusammenfassungen",
		account: "Nachrichten zur Installation",
	},
	names: {
		manager: "der Führungskraft",
		"managers-manager": "der Führungskraft darüber",
		lead: "der Enablement-Leitung",
		head: "der Leitung des Enablements",
		completed: "alle Wochen sind abgeschlossen",
		stopped: "er wurde angehalten",
		"deployment-stopped": "die Überprüfung des Einsatzes hat ihn beendet",
		"never-started": "die Ausgangsmessung kam nie zustande",
	},
	messages: {
		"task-opened.approve-focus": due("Bitte bestätigen Sie den Schwerpunkt, oder wählen Sie einen anderen"),
		"task-opened.review": due("Bitte sehen Sie die Gespräche durch, die es am meisten lohnen"),
		"task-opened.deployment-review": due("Bitte entscheiden Sie, wie der Einsatz weitergeht"),
		"task-opened.one-to-one": due("Bitte führen Sie ein Einzelgespräch"),
		"task-opened.live-coaching": due("Bitte coachen Sie live"),
		"task-opened.baseline-late": due("Bitte kümmern Sie sich um eine verspätete Ausgangsmessung"),
		"task-opened.empty-weeks": due("Bitte kümmern Sie sich um Wochen ohne Übung"),
		"task-opened.confirm-rep": due("Bitte sagen Sie, wer in einer Mitschrift die Verkäuferin oder der Verkäufer ist"),
		"task-opened.dispute": due("Ein Ergebnis wird bestritten. Bitte entscheiden Sie darüber, Zeile für Zeile"),
		"task-opened.consent": due("Bitte halten Sie fest, ob die Kundin oder der Kunde zugestimmt hat"),
		"task.handed-on": ({ named, when }) =>
			`Jemand sagt, dass dies nicht die eigene Aufgabe ist, und sie kommt von ${named("from")} zu Ihnen: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"task.handed-back": ({ named, when }) => `Dies liegt wieder bei Ihnen: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"task.delegated": ({ named, when }) => `Dies wurde Ihnen übertragen: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"task.reopened": ({ named, when }) => `Dies wurde wieder geöffnet: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"dispute.upheld": ({ named }) =>
			`Ihrem Einspruch wurde stattgegeben (${named("signal")}): Das Ergebnis zählt nicht mehr, beide Fassungen bleiben.`,
		"dispute.not-upheld": ({ named }) =>
			`Über Ihren Einspruch ist entschieden (${named("signal")}): Das Ergebnis zählt wie zuvor, beide Fassungen bleiben.`,
		"task.remind": ({ named, when }) =>
			`Erinnerung, die halbe Zeit ist um: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"task.remind-due": ({ named }) => `Jetzt fällig: ${named("kind")}.`,
		"task.remind-weekly": ({ named, when }) => `Noch offen: ${named("kind")}. Fällig war es: ${when("dueAt")}.`,
		"task.stepped-up": ({ named, when }) =>
			`Das wurde nicht rechtzeitig erledigt und kommt von ${named("from")} zu Ihnen: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"baseline.opened": ({ count }) =>
			`Ihr Coaching beginnt. Bitte nehmen Sie für die Ausgangsmessung ${count("conversations")} Übungsgespräche auf.`,
		"baseline.reminded": ({ count }) =>
			`Tag ${count("day")} Ihrer Ausgangsmessung: ${count("done")} von ${count("needed")} Gesprächen liegen vor.`,
		"baseline.closed": ({ named }) =>
			`Ihre Ausgangsmessung ist vollständig. Ihr Schwerpunkt: ${named("first")} und ${named("second")}.`,
		"week.practices-missing": ({ count }) =>
			count("missing") === 1
				? `Eine Übung der Woche ${count("week")} fehlt noch.`
				: `${count("missing")} Übungen der Woche ${count("week")} fehlen noch.`,
		"week4.holding": verdict("Ihre ersten vier Wochen: Was im Ziel lag, ist dort geblieben."),
		"week4.on-track": verdict("Ihre ersten vier Wochen: Sie sind auf gutem Weg."),
		"week4.partial": verdict("Ihre ersten vier Wochen: Ein Teil hat sich bewegt."),
		"week4.flat": verdict("Ihre ersten vier Wochen: Noch hat sich nichts bewegt. Sie werden live gecoacht."),
		"week4.not-enough-data": verdict("Ihre ersten vier Wochen: Für eine Aussage fehlt noch Übung."),
		"week8.not-enough-data": verdict("Woche 8: Für eine Aussage fehlt noch Übung."),
		"week8.stuck": verdict("Woche 8: Mehrere Verhaltensweisen stecken fest. Es wird entschieden, wie es weitergeht."),
		"week8.rotated": ({ named }) =>
			`Woche 8: Beide Schwerpunkte liegen im Ziel. Ihr nächster Schwerpunkt: ${named("first")} und ${named("second")}.`,
		"week8.manager-chooses": verdict("Woche 8: Ein Schwerpunkt liegt im Ziel. Ihre Führungskraft wählt, was folgt."),
		"week8.one-replaced": ({ named }) =>
			`Woche 8: Ein Schwerpunkt liegt im Ziel. Ab jetzt üben Sie: ${named("first")} und ${named("second")}.`,
		"week8.focus-stays": verdict("Woche 8: Ihr Schwerpunkt bleibt, wie er ist."),
		"week12.carry-over": verdict("Woche 12: Es zeigt sich, wie sich Ihre Übung auf echte Gespräche überträgt."),
		"week12.not-measurable": verdict("Woche 12: Für eine Aussage über echte Gespräche liegen zu wenige vor."),
		"week24.kept": ({ count }) =>
			`Das Ende Ihrer Gewohnheit: Sie haben sie gehalten, mit ${count("done")} von ${count("planned")} geplanten Übungen.`,
		"week24.dropped": ({ count }) =>
			`Das Ende Ihrer Gewohnheit: ${count("done")} von ${count("planned")} geplanten Übungen.`,
		"cycle.paused": verdict("Der Coaching-Zyklus steht eine Weile still: In dieser Zeit ist nichts fällig."),
		"cycle.resumed": verdict("Der Coaching-Zyklus geht weiter."),
		"cycle.returned": verdict("Willkommen zurück: Der Coaching-Zyklus geht weiter, und die nächste Übung ist da."),
		"cycle.extended": ({ count }) => `Der Coaching-Zyklus ist verlängert, bis zur Woche ${count("untilWeek")}.`,
		"cycle.closed": ({ named }) => `Ihr Coaching-Zyklus ist beendet: ${named("because")}.`,
		"webhook.disabled": ({ when }) =>
			`Ein Empfänger von Webhooks antwortet seit ${when("since")} mit Fehlern und wurde abgeschaltet. Seine Nachrichten stehen im Zustellprotokoll.`,
	},
	unknown: "Es gibt eine Nachricht zum Coaching für Sie.",
	severalSubject: (count) => `${count} Nachrichten von coachloop`,
	open: "Öffnen",
	momentTitle: "Der Moment",
	why: "Sie erhalten dies von coachloop, dem Coaching Ihrer Organisation.",
	settings: "Auswählen, was per E-Mail kommt",
	unsubscribe: "Nicht mehr per E-Mail",
};
