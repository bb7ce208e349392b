import { SIGNALS } from "../../../domain/signals/signal.ts";
import type { MessageWords, Speaking, Template } from "./words.ts";

const due = (what: string): Template => {
	return ({ when }) => (when("dueAt") === "" ? `${what}.` : `${what}. Fällig: ${when("dueAt")}.`);
};

const verdict = (words: string): Template => {
	return () => words;
};

/** The title is a sentence of its own: it is the subject of the e-mail, too. */
const entry = (before: string): Template => {
	return ({ title, when, day, params }) =>
		`${before}${title("kind")}. ${params.allDay === true ? day("startsAt") : when("startsAt")}.`;
};
const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** A carry-over with its interval and what it rests on; empty where it was not measurable. */
const carried = ({ percent, count }: Speaking, of = ""): string =>
	percent(`${of}ratio`) === ""
		? ""
		: `${percent(`${of}ratio`)}, 95-%-Intervall ${percent(`${of}low`)} bis ${percent(`${of}high`)}, n = ${count(`${of}live`)} in Gesprächen und ${count(`${of}practice`)} in der Übung`;

const carriedEach = (say: Speaking): string =>
	SIGNALS.map((signal) => ({ signal, words: carried(say, `${signal}.`) }))
		.filter(({ words }) => words !== "")
		.map(({ signal, words }) => ` ${DE.signals[signal]}: ${words}.`)
		.join("");

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
		outcomes: "sagen, ob die Ergebnisse einer Gruppe vorliegen",
	},
	moments: {
		"talked-past-buying-signal": "an einem Kaufsignal vorbeigeredet",
		"weak-objection-response": "schwache Antwort auf einen Einwand",
		"competitor-not-explored": "Wettbewerber genannt, nicht nachgefragt",
		"missing-follow-up": "fehlende Nachfrage",
	},
	meetings: {
		"one-to-one": "Coaching: Einzelgespräch",
		"live-coaching": "Coaching: Live-Coaching",
		checkpoint: "Coaching: Zwischenstand",
	},
	kinds: {
		meeting: "Kalendereinladungen",
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
		"pricing-objection": "ein Einwand zum Preis",
		"competitor-displacement": "Kunden eines Wettbewerbers gewinnen",
		"competitor-unselling": "das Angebot eines Wettbewerbers entkräften",
		"incumbent-vendor": "ein bestehender Anbieter",
		"missing-follow-up": "eine fehlende Nachfrage",
		"buying-signal": "ein Kaufsignal",
		"next-step": "der nächste Schritt",
		completed: "alle Wochen sind abgeschlossen",
		stopped: "er wurde angehalten",
		"deployment-stopped": "die Überprüfung des Einsatzes hat ihn beendet",
		"paused-too-long": "die Pause hat zu lange gedauert",
		"never-started": "die Ausgangsmessung kam nie zustande",
		"subject-gone": "worum es ging, gibt es nicht mehr",
		"baseline-complete": "die Ausgangsmessung ist vollständig",
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
		"task-opened.outcomes": due(
			"Bitte tragen Sie die Zielerreichung einer Gruppe ein, und sagen Sie, ob sie vorliegt oder keine kommt",
		),
		"task.remind": ({ named, when }) =>
			`Erinnerung, die halbe Zeit ist um: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"task.remind-due": ({ named }) => `Jetzt fällig: ${named("kind")}.`,
		"task.remind-weekly": ({ named, when }) => `Noch offen: ${named("kind")}. Fällig war es: ${when("dueAt")}.`,
		"task.stepped-up": ({ named, when }) =>
			`Das wurde nicht rechtzeitig erledigt und kommt von ${named("from")} zu Ihnen: ${named("kind")}. Fällig: ${when("dueAt")}.`,
		"task.taken-back": ({ named }) => `Hier ist nichts mehr zu tun: ${named("kind")} (${named("because")}).`,
		"baseline.opened": ({ count }) =>
			`Ihr Coaching beginnt. Bitte nehmen Sie für die Ausgangsmessung ${count("conversations")} Übungsgespräche auf.`,
		"baseline.reminded": ({ count }) =>
			`Tag ${count("day")} Ihrer Ausgangsmessung: ${count("done")} von ${count("needed")} Gesprächen liegen vor.`,
		"baseline.closed": ({ named, count, params }) =>
			`Ihre Ausgangsmessung ist vollständig. Ihr Schwerpunkt: ${named("first")} und ${named("second")}.${params.right == null ? "" : ` Von Ihren geschätzten Stufen trafen ${count("right")} von ${count("of")} zu.`}`,
		"baseline.lead-ends": verdict(
			"Die Leitung hat einen Coaching-Zyklus beendet, weil die Ausgangsmessung nicht zustande kam.",
		),
		"focus.chosen-otherwise": ({ named }) =>
			`Ein neuer Schwerpunkt wurde gewählt: ${named("first")} und ${named("second")}. Darum geht es ab jetzt in den Übungen.`,
		"deployment.continued": verdict(
			"Eine Überprüfung des Einsatzes hat entschieden: Der Coaching-Zyklus geht weiter wie bisher.",
		),
		"deployment.stopped": verdict("Eine Überprüfung des Einsatzes hat entschieden: Der Coaching-Zyklus endet."),
		"deployment.extended": ({ count }) =>
			`Eine Überprüfung des Einsatzes hat entschieden: Der Coaching-Zyklus wird verlängert, bis Woche ${count("untilWeek")}.`,
		"deployment.focus-changed": ({ named }) =>
			`Eine Überprüfung des Einsatzes hat den Schwerpunkt geändert: ${named("first")} und ${named("second")}. Darum geht es ab jetzt in den Übungen.`,
		"week.practices-missing": ({ count }) =>
			count("missing") === 1
				? `Eine Übung der Woche ${count("week")} fehlt noch.`
				: `${count("missing")} Übungen der Woche ${count("week")} fehlen noch.`,
		"week6.compared": ({ count }) =>
			`Woche 6: Tag ${count("day")} seit der Einstellung, ${count("reached")} Meilensteine erreicht; ${count("noMore")} von ${count("n")} früher Eingestellten hatten bis dahin nicht mehr.`,
		"week6.nothing-to-compare-with": ({ count }) =>
			`Woche 6: Tag ${count("day")} seit der Einstellung, ${count("reached")} Meilensteine erreicht. Für einen Vergleich gibt es zu wenige früher Eingestellte.`,
		"supplement.same-verdict": verdict(
			"Zu einem entschiedenen Prüfpunkt sind Daten nachgekommen. Er fiele jetzt genauso aus.",
		),
		"supplement.other-verdict": verdict(
			"Zu einem entschiedenen Prüfpunkt sind Daten nachgekommen. Er fiele jetzt anders aus: Bitte sehen Sie sie vor dem Gespräch an.",
		),
		"cadence.launched": verdict("Ihr Rhythmus der Durchsichten beginnt. Zu üben ist nichts."),
		"cadence.reviews-open": ({ count }) =>
			count("open") === 1
				? "Eine Durchsicht dieser Woche ist noch offen."
				: `${count("open")} Durchsichten dieser Woche sind noch offen.`,
		"cadence.kept": ({ count }) =>
			`Ihr Rhythmus der Durchsichten: gehalten, mit ${count("done")} von ${count("opened")} Durchsichten.`,
		"cadence.dropped": ({ count }) =>
			`Ihr Rhythmus der Durchsichten: ${count("done")} von ${count("opened")} erledigt. Jemand wird mit Ihnen darüber sprechen.`,
		"cadence.nothing-to-review": verdict("Ihr Rhythmus der Durchsichten: Es kam nichts zum Durchsehen."),
		"cycle.rep-left": verdict(
			"Jemand ist nicht mehr aktiv: Der Coaching-Zyklus steht still, und nichts ist darin fällig.",
		),
		"cycle.rep-returned": verdict("Willkommen zurück: Der Coaching-Zyklus geht weiter."),
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
		"week12.carry-over": (say) =>
			`Woche 12: Es zeigt sich, wie sich Ihre Übung auf echte Gespräche überträgt.${carriedEach(say)}`,
		"week12.not-measurable": verdict("Woche 12: Für eine Aussage über echte Gespräche liegen zu wenige vor."),
		"week24.kept": ({ count }) =>
			`Das Ende Ihrer Gewohnheit: Sie haben sie gehalten, mit ${count("done")} von ${count("planned")} geplanten Übungen.`,
		"week24.dropped": ({ count }) =>
			`Das Ende Ihrer Gewohnheit: ${count("done")} von ${count("planned")} geplanten Übungen.`,
		"cycle.paused": verdict("Der Coaching-Zyklus steht eine Weile still: In dieser Zeit ist nichts fällig."),
		"cycle.resumed": verdict("Der Coaching-Zyklus geht weiter."),
		"cycle.returned": verdict("Willkommen zurück: Der Coaching-Zyklus geht weiter, und die nächste Übung ist da."),
		"cycle.extended": ({ count }) => `Der Coaching-Zyklus ist verlängert, bis zur Woche ${count("untilWeek")}.`,
		"digest.team": verdict("Die Woche Ihres Teams in einer Gruppe."),
		"digest.cohort": verdict("Die Woche einer Gruppe."),
		"cycle.closed": ({ named }) => `Ihr Coaching-Zyklus ist beendet: ${named("because")}.`,
		"cycle.step-stuck": verdict(
			"Ein Coaching-Zyklus steht: Ein Schritt ließ sich nicht entscheiden. Bitte sehen Sie nach und lassen Sie den Schritt dann wiederholen.",
		),
		"task.step-stuck": verdict(
			"Mit einer Aufgabe ohne Zyklus geht es nicht weiter. Es wird immer wieder versucht; bitte sehen Sie nach, was daran nicht stimmt.",
		),
		"cycle.act-stuck": verdict(
			"Was jemand von einem Coaching-Zyklus verlangt hat, ließ sich nicht entscheiden. Bitte sehen Sie nach.",
		),
		"meeting.request": entry(""),
		"meeting.cancel": entry("Abgesagt: "),
		"drill.first-gap-named": ({ named }) =>
			`Eine erste Lücke ist benannt: ${named("gap")}. Sie entscheiden, ob daraus eine Übung wird.`,
		"drill.assigned": ({ named, count }) =>
			count("mornings") === 0
				? `Eine gezielte Übung für Sie: ${named("gap")}. Bitte üben Sie es ${count("times")} Mal.`
				: `Eine gezielte Übung für Sie: ${named("gap")}. Bitte üben Sie es an ${count("mornings")} Vormittagen je ${count("times")} Mal.`,
		"drill.for-carry-over": (say) =>
			`Von der Übung „${say.named("signal")}“ zeigt sich in echten Gesprächen zu wenig${carried(say) === "" ? "" : ` (${carried(say)})`}: Es gibt jetzt eine gezielte Übung dazu, ${say.named("gap")}.`,
		"drill.suggested-at-the-end": (say) =>
			`Von der Übung „${say.named("signal")}“ zeigt sich in echten Gesprächen zu wenig${carried(say) === "" ? "" : ` (${carried(say)})`}, und der Zyklus ist vorbei: Denken Sie an eine gezielte Übung aus einem Gespräch, ${say.named("gap")}.`,
		"drill.session": ({ named, count }) => `Ihre Übung heute: ${named("gap")}. Noch offen: ${count("missing")}.`,
		"drill.send-best": ({ named }) =>
			`Ihre Übung (${named("gap")}) ist so oft gemacht wie vorgesehen. Bitte senden Sie den Versuch mit Ihrer besten Wertung.`,
		"drill.attempt-for-you": ({ named }) => `Sie haben den besten Versuch einer Übung erhalten: ${named("gap")}.`,
		"drill.watching": ({ named, count }) =>
			`Ihre Übung (${named("gap")}) ist gemacht. In Ihren nächsten echten Gesprächen, höchstens ${count("calls")}, wird auf denselben Moment geachtet.`,
		"drill.changed": ({ named }) =>
			`In einem echten Gespräch hat es sich geändert: ${named("gap")}. Die Übung ist abgeschlossen.`,
		"drill.other-angle": ({ named }) => `Ihre Übung (${named("gap")}) geht aus einem anderen Blickwinkel weiter.`,
		"drill.to-live-coaching": ({ named }) => `Ihre Übung (${named("gap")}) endet; Sie werden live gecoacht.`,
		"drill.live-practice": ({ named, count }) =>
			`Der Moment Ihrer Übung (${named("gap")}) kam in echten Gesprächen nicht vor. Bitte üben Sie ihn innerhalb von ${count("days")} Tagen live.`,
		"drill.not-practised": ({ named }) => `Eine Übung endete ohne Versuch: ${named("gap")}.`,
		"drill.not-seen": ({ named }) =>
			`Eine Übung endete, weil ihr Moment weder in Gesprächen noch im Üben vorkam: ${named("gap")}.`,
		"drill.withdrawn": ({ named }) => `Ihre Übung wurde zurückgenommen: ${named("gap")}.`,
		"webhook.disabled": ({ when }) =>
			`Ein Empfänger von Webhooks antwortet seit ${when("since")} mit Fehlern und wurde abgeschaltet. Seine Nachrichten stehen im Zustellprotokoll.`,
	},
	digest: {
		opening: ({ cohort, reps, openTasks, checkpoints, flagged }) =>
			`Ihre Woche mit ${cohort}: ${some(reps, "Person", "Personen")}, ${some(openTasks, "offene Aufgabe", "offene Aufgaben")}, ${some(checkpoints, "Zwischenstand", "Zwischenstände")} in den letzten sieben Tagen, ${some(flagged, "Person", "Personen")} zuerst anzusehen.`,
		rep: (name, week) => `${name}, Woche ${week}`,
		flags: {
			paused: "steht still",
			"baseline-late": "die Ausgangsmessung verspätet sich",
			"no-practice": "Wochen ohne Übung",
			"not-moving": "nichts bewegt sich",
		},
		verdicts: {
			"week4.holding": "Woche 4: alles hält",
			"week4.on-track": "Woche 4: auf gutem Weg",
			"week4.partial": "Woche 4: ein Teil hat sich bewegt",
			"week4.flat": "Woche 4: unverändert",
			"week4.not-enough-data": "Woche 4: zu wenig Übung",
			"week8.not-enough-data": "Woche 8: zu wenig Übung",
			"week8.stuck": "Woche 8: steckt fest",
			"week8.rotated": "Woche 8: ein neuer Schwerpunkt",
			"week8.manager-chooses": "Woche 8: Sie wählen den Schwerpunkt",
			"week8.one-replaced": "Woche 8: der halbe Schwerpunkt ist neu",
			"week8.focus-stays": "Woche 8: der Schwerpunkt bleibt",
			"week12.carry-over": "Woche 12: die Übertragung auf echte Gespräche ist bekannt",
			"week12.not-measurable": "Woche 12: zu wenige echte Gespräche",
			"week24.kept": "die Gewohnheit wurde gehalten",
			"week24.dropped": "die Gewohnheit wurde aufgegeben",
		},
		checkpoint: "ein Zwischenstand",
		openTasks: (tasks) => `offen: ${tasks.join(", ")}`,
		nextPractice: (signal) =>
			signal === null ? "als Nächstes: eine Übung für die Ausgangsmessung" : `nächste Übung: ${signal}`,
		nothing: "nichts zu tun",
		others: (count) => `Und ${some(count, "weitere Person", "weitere Personen")}.`,
	},
	unknown: "Es gibt eine Nachricht zum Coaching für Sie.",
	severalSubject: (count) => `${count} Nachrichten von coachloop`,
	open: "Öffnen",
	momentTitle: "Der Moment",
	why: "Sie erhalten dies von coachloop, dem Coaching Ihrer Organisation.",
	settings: "Auswählen, was per E-Mail kommt",
	unsubscribe: "Nicht mehr per E-Mail",
};
