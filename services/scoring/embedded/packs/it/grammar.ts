import type { Grammar } from "../../model/grammar.ts";

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

export const italianGrammar: Grammar = {
	language: "it",
	questionWords: [
		list("cosa che cos'è cos cos'e"),
		list("come com'è com com'e"),
		list("perché perchè perche"),
		list("chi"),
		list("quando quand"),
		list("dove dov'è"),
		list("quale quali qual"),
		list("quanto quanta quanti quante"),
	],
	quantities: list("molto tanto spesso tempo volte"),
	auxiliaries: [
		list("è e' sono sei siamo era erano sarebbe"),
		list("ho hai ha hanno abbiamo avete aveva avrebbe"),
		list("posso puoi può puo possono potrei potresti potrebbe"),
		list("devo devi deve devono dovrei dovresti dovrebbe"),
		list("voglio vuoi vuole vogliono vorrei vorresti"),
		list("fa fai fanno faccio conosci sai esistono esiste esistono"),
	],
	subjects: [
		list("tu te ti vi voi lei"),
		list("io mi me"),
		list("noi ci"),
		list("questo questa ciò quello quella"),
		list("lui loro si"),
		list("qualcuno tutti nessuno"),
		list("tuo tua tuoi tue vostro"),
		list("mio mia miei mie nostro nostra il la lo gli le i"),
	],
	requests: list(
		"dimmi dire spiegami spiegare raccontami parlami consigli consigliami sapere consigliare suggerisci puoi",
	),
	negations: list("non no mai niente nulla nessuno nessuna senza né"),
	fillers: list("allora e ma beh be bene ok sì si no ah oh eh mah certo ecco quindi dunque poi scusa"),
	tags: list("vero no giusto eh"),
	alternatives: list("o oppure"),
	functionWords: list(`
		il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dalla
		nel nella sul sulla e o ma se anche più meno molto poco tutto ogni come così già ancora sempre solo proprio qui lì essere
		avere fare stato fatto che cui ne
	`),
	abbreviations: list("ecc dott sig prof es"),
	groups: [],
};
