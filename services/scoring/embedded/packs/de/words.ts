import type { PackWords } from "../../pack.ts";

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

export const germanWords: PackWords = {
	synonyms: [
		list("preis preise kosten kostet teuer billig günstig budget euro geld gebühr tarif"),
		list("hand händisch manuell abtippen tippen papier zettel"),
		list("fehler falsch verkehrt irrtum"),
		list("spät verspätet verzögerung verspätung zuspät"),
		list("sorge sorgen angst bedenken befürchtung"),
		list("vertrauen glauben beweis nachweis zweifel"),
		list("mitarbeiter leute personal belegschaft kollegen team"),
		list("vertrag verträge laufzeit vereinbarung"),
		list("telefon anruf anrufen telefonieren"),
		list("chef chefin leitung geschäftsführer geschäftsführung inhaber"),
		list("kündigen kündigung gehen weggehen aufhören"),
		list("schwierig mühsam schwer anstrengend aufwändig aufwand"),
		list("start starten anfangen beginnen loslegen umstellung umstellen"),
		list("schnell schneller rasch zügig"),
		list("ausfall ausgefallen kaputt defekt störung steht stand"),
		list("lieferung liefern geliefert lieferant zustellung"),
		list("termin treffen besuch vorbeikommen"),
	],
	generalWords: list(`
		gut schlecht groß klein neu alt erste ersten letzte letzten nächste tag tage woche wochen monat monate jahr jahre zeit mal
		heute morgen gestern leute arbeit arbeiten machen gemacht geht gehen kommt kommen sagen ding dinge sache sachen teil frage fragen
		firma firmen betrieb unternehmen kunde kunden haus zwei drei vier fünf sechs sieben acht neun zehn hundert tausend prozent stunde stunden
		wissen weiß schauen sehen finden brauchen stimmt genau danke bitte
	`),
	doubtWords: [
		String.raw`\b(?:nicht|nichts|nie|niemals|nein|nö|nee|kein\w*|niemand|ohne|weder|kaum|nix|net)(?![a-zäöüß])`,
		String.raw`\b(?:aber|doch|jedoch|obwohl|lieber|schon|bereits|erst|bis|bevor|wenn|falls|außer|nur|zu|genug|eigentlich|trotzdem)(?![a-zäöüß])`,
		String.raw`(?:angst|sorge|bedenken|zweif|frage mich|skept|unsicher|riskant|risiko|vertrau|glaub|beweis|gehört|sagen alle|sagt jeder)`,
		String.raw`(?:schwierig|schwer|knapp|\beng\b|teuer|kosten(?!los)|kostet|preis|budget|geld|viel|doppelt|lang|zeit|später|bald|letzte|wieso|warum)`,
		String.raw`(?:überleg|frag|klär|prüf|chef|absprechen|abstimmen|vielleicht|mal sehen|schau|\bhm+\b|mail|schick|unterlagen|bleib|zufrieden|gewohnt|gleiche|kündig|vertrag|gebunden|papier|melden uns|dagegen|ruhe|schlecht|weniger|billiger|bräuchte|früh|wir haben|der macht|wer sagt)`,
		String.raw`\?`,
	],
	// Tried, with "ja", "klar", "gern" and the like: it lost an objection and spared no mistake.
	assentWords: [],
	contrastWords: [],
	answerOpenings: [
		String.raw`(?:(?:ja|na ja|naja|gut|und|also|okay|nein|klar|stimmt),? )*(?:aber|weil|denn|doch|allerdings|dafür|dazu)\b`,
		"(?:(?:ja|na ja|naja|gut|und|also|okay|nein|klar|stimmt),? )*(?:sie (?:können|könnten|müssen|brauchen)|du (?:kannst|könntest|musst)|ich (?:kann|würde|denke|glaube|finde|habe|schicke|mache)|wir (?:haben|können|sind|machen|würden|bieten)|bei uns|das können|lassen sie) ",
	],
	magicWords: [
		String.raw`\bich höre (?:da )?(?:heraus|raus)\b`,
		String.raw`\b(?:ist|sind) (?:ihnen|dir|euch) (?:sehr |ja |also )?wichtig\b`,
		String.raw`\b(?:verstehe (?:ich )?(?:das )?(?:voll und ganz|vollkommen|absolut|total|sehr gut)\b|kann (?:ich )?(?:das )?(?:voll und ganz|vollkommen|absolut|total|sehr gut) (?:verstehen|nachvollziehen))`,
		String.raw`\bich verstehe (?:sie|dich|das) (?:sehr gut|voll|total|absolut)\b`,
		String.raw`\bda bin ich ganz bei (?:ihnen|dir|euch)\b`,
	],
};
