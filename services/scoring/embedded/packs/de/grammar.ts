import type { Grammar } from "../../model/grammar.ts";

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

export const germanGrammar: Grammar = {
	language: "de",
	questionWords: [
		list("was wofür wozu worauf worum woran wovon womit wodurch worüber"),
		list("wie wieso"),
		list("warum weshalb weswegen"),
		list("wer wen wem wessen"),
		list("wann"),
		list("wo wohin woher"),
		list("welche welcher welches welchen welchem"),
		list("inwiefern inwieweit"),
		list("wieviel wieviele wie-viel"),
	],
	quantities: list("viel viele oft lange lang groß hoch alt weit schnell häufig wichtig spät"),
	auxiliaries: [
		list("haben hat habe hast habt hab hatte hatten hattest hättest hätten hätte hättet"),
		list("sind ist bin bist seid war waren wäre wären isses wär"),
		list("können kann kannst könnt könnte könnten könntest könnt's"),
		list("wollen will willst wollt wollte möchten möchte möchtest mögen"),
		list("würden würde würdest wird werden wirst werde"),
		list("sollen soll sollte sollten dürfen darf dürfte dürften müssen muss muß müsste müssten"),
		list("gibt gibt's gäbe geht geht's ginge passt passt's machen macht machst tun tut"),
	],
	subjects: [
		list("sie du ihr euch dir dich ihnen ihrem"),
		list("ich mir mich"),
		list("wir uns"),
		list("es das dies da's"),
		list("er die der man"),
		list("jemand niemand alle keiner einer leute"),
		list("ihre ihren ihrer ihres dein deine deinen euer eure eurem"),
		list("mein meine unser unsere unserem unseren"),
	],
	requests: list(
		"erzählen erzähl erzählt beschreiben beschreib schildern erklären erklär sagen sag zeigen führen interessieren interessiert wissen frag",
	),
	negations: list("nicht nix nichts kein keine keinen keiner keinem nie niemals niemand nein nee ohne weder"),
	fillers: list(
		"also und ja nein na naja gut okay ok oh ah äh ähm hm mhm genau klar super prima schön so dann aber nun jetzt tja ach doch eben halt gerne sehr alles verstehe stimmt",
	),
	tags: list("oder ne gell nicht richtig ja nich woll gelt nä korrekt"),
	alternatives: list("oder"),
	functionWords: list(`
		der die das den dem des ein eine einen einem einer eines und oder aber sondern denn weil dass daß wenn ob als an am auf aus bei
		beim bis durch für gegen hinter im in ins mit nach neben ohne seit über um unter von vom vor während wegen zu zum zur zwischen
		hier da dort dann noch schon auch nur sehr mehr mal eigentlich eben halt ja doch so jetzt heute gerade immer wieder gar ganz
		etwas bisschen viel viele alle alles andere anderen selber selbst sich bitte danke vielleicht ungefähr eher lieber gern gerne
		gesagt heißt bedeutet klingt verstehe verstanden meinen meinten brauchen brauche geworden worden wird gewesen sein haben
		habe ihn ihm ihre dieser diese dieses diesen jeder jede jeden solche beide wir's ich's sie's is nem ne nen 'ne 'nen
	`),
	abbreviations: list(
		"z.b d.h u.a usw etc bzw ca dr prof hr fr nr str tel mio mrd evtl ggf inkl vgl abs jan feb apr jun jul aug sep okt nov dez",
	),
	groups: [],
};
