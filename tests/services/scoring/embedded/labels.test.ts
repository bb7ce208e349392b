import { describe, expect, test } from "vitest";
import type { SpeakerRole } from "../../../../domain/signals/conversation.ts";
import type { LabelKind } from "../../../../domain/signals/label.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { ruleCodes } from "../../../../services/scoring/embedded/rules.ts";
import { only, type Turn, talk } from "./spoken.ts";

// What the labels mean is measured on the packs' sentences and shown in docs/rubric.md. Here is what holds whatever the
// models learn: how labels hang together. The sentences are plain, so that the models read them right.

const labeller = createEmbeddedLabeller();

function said(language: string, ...turns: readonly Turn[]) {
	return labeller.label(talk(language, ...turns)).labels;
}

const SENTENCES = {
	en: {
		open: "How do you plan the routes today?",
		request: "Tell me about the last delivery that went wrong.",
		closed: "How many vans do you run?",
		closedAgain: "And how many vans is that?",
		leading: "You'd agree that this costs you money, wouldn't you?",
		rhetorical: "I mean, who likes paperwork?",
		figure: "I mean, who likes paperwork?",
		courtesy: "How are you today?",
		chain: ["How do you plan the routes today?", "Who does it?", "And how long does it take?"],
		again: "And how do you plan the routes today?",
		deeper: "What happens to the phone calls at night?",
		answered: "By hand, in a spreadsheet.",
		neutral: "We are based in Leeds.",
		asks: {
			meeting: "Could we meet on Thursday at ten?",
			pilot: "Would you be open to a four-week trial on one line?",
			decision: "Shall we go ahead with the small package on the first of May?",
			introduction: "Could you introduce me to your head of finance?",
			document: "Could you send me the current contract by Friday?",
		},
		promise: "I'll send you the figures tonight.",
		promiseWithDay: "I'll call you on Monday at ten.",
		wish: "Hopefully we talk again soon.",
		customerAsks: "Could you send me the price list by Friday?",
		offer: "The full package is four hundred a month.",
		tooDear: "That's too expensive for us.",
		tooMuch: "That's more than we can spend.",
		saidBack: "So it's too expensive for you.",
		incumbent: "We already have a vendor for that.",
		understands: "I understand.",
		agrees: "Yes, that sounds good to me.",
		argues: "But it's not too expensive for you.",
		answer: "We also have a smaller package for two hundred.",
		understood: "I understand.",
		magic: "What I'm hearing is that growth is important to you.",
		question: "What would be all right for you?",
		refusal: "No, I don't think so.",
		need: "Our problem is that we lose orders because nobody answers the phone.",
		needAgain: "We lose orders because nobody answers the phone.",
		more: "What else?",
		otherNeed: "We also need a better report for the warehouse.",
		tied: "With our service every call is answered, and no order gets lost.",
		untied: "Our app has won a prize for its design.",
		hello: "Hello, good morning.",
		hard: "I sit there until nine every night, it's exhausting.",
		empathy: "That sounds really tough.",
		empathyAgain: "That must be frustrating.",
		cue: "Mhm.",
		buying: "How much would it cost for two sites?",
		competitor: "At the moment we work with another supplier from Leeds.",
		unmarked:
			"yeah okay so you lose orders because nobody answers the phone and how do you deal with that today could we meet on thursday at ten",
	},
	de: {
		open: "Wie planen Sie heute Ihre Touren?",
		request: "Erzählen Sie mir von der letzten Lieferung, die schiefging.",
		closed: "Wie viele Fahrzeuge haben Sie?",
		closedAgain: "Und wie viele Fahrzeuge sind das?",
		leading: "Das kostet Sie doch bestimmt viel Geld, oder?",
		rhetorical: "Und wissen Sie, was das Beste ist? Das kostet nichts extra.",
		figure: "Und wissen Sie, was das Beste ist?",
		courtesy: "Wie geht es Ihnen heute?",
		chain: ["Wie läuft das heute bei Ihnen ab?", "Wer macht das bei Ihnen?", "Und wie lange dauert es?"],
		again: "Und wie planen Sie heute Ihre Touren?",
		deeper: "Was passiert nachts mit den Anrufen?",
		answered: "Von Hand, in einer Tabelle.",
		neutral: "Wir sitzen in Osnabrück.",
		asks: {
			meeting: "Passt Ihnen Donnerstag um zehn?",
			pilot: "Wollen wir das vier Wochen lang an einer Linie testen?",
			decision: "Wollen wir das heute so abschließen?",
			introduction: "Können Sie mich mit Ihrer Finanzleiterin bekannt machen?",
			document: "Können Sie mir den aktuellen Vertrag bis Freitag schicken?",
		},
		promise: "Ich schicke Ihnen die Zahlen heute Abend.",
		promiseWithDay: "Ich rufe Sie am Montag um zehn an.",
		wish: "Hoffentlich hören wir bald wieder voneinander.",
		customerAsks: "Können Sie mir bis Freitag die Preisliste schicken?",
		offer: "Das große Paket kostet vierhundert im Monat.",
		tooDear: "Das ist uns zu teuer.",
		tooMuch: "Dafür haben wir kein Geld.",
		saidBack: "Also ist Ihnen das zu teuer.",
		incumbent: "Dafür haben wir schon einen Anbieter.",
		understands: "Das verstehe ich.",
		agrees: "Ja, sehr gern.",
		argues: "Aber Ihnen ist das nicht zu teuer.",
		answer: "Wir haben auch ein kleineres Paket für zweihundert.",
		understood: "Verstehe.",
		magic: "Ich höre heraus, dass Ihnen Wachstum wichtig ist.",
		question: "Was wäre denn für Sie in Ordnung?",
		refusal: "Nein, das möchte ich nicht.",
		need: "Unser Problem ist, dass uns Bestellungen verloren gehen, weil keiner ans Telefon geht.",
		needAgain: "Uns gehen Bestellungen verloren, weil keiner ans Telefon geht.",
		more: "Was noch?",
		otherNeed: "Wir brauchen auch einen besseren Bericht für das Lager.",
		tied: "Unser Dienst geht für Sie ans Telefon, damit keine Bestellungen mehr verloren gehen.",
		untied: "Unsere App ist mehrfach ausgezeichnet.",
		hello: "Guten Morgen.",
		hard: "Ich sitze jeden Abend bis neun da, das macht mich fertig.",
		empathy: "Das klingt wirklich anstrengend.",
		empathyAgain: "Oje, das ist ja bitter.",
		cue: "Mhm.",
		buying: "Was würde das für zwei Standorte kosten?",
		competitor: "Im Moment arbeiten wir mit einem anderen Anbieter aus Osnabrück.",
		unmarked:
			"ja okay also ihnen gehen bestellungen verloren weil keiner ans telefon geht und dann schlage ich vor passt ihnen donnerstag um zehn",
	},
} as const;

describe.each(["en", "de"] as const)("%s", (language) => {
	const s = SENTENCES[language];
	const labels = (...turns: readonly Turn[]) => said(language, ...turns);
	const questions = (...turns: readonly Turn[]) => only(labels(...turns), "question");
	const counted = (text: string) =>
		questions(["rep", text]).filter(
			({ form, discovery, leading, rhetorical, stackedOn, repeats }) =>
				form === "open" && discovery && !leading && !rhetorical && stackedOn === null && repeats === null,
		).length;

	describe("questions", () => {
		test("count where they are open, or ask for an account without a question mark", () => {
			expect([s.open, s.request].map(counted)).toEqual([1, 1]);
		});

		test.each(["closed", "leading", "rhetorical", "courtesy"] as const)("do not count where they are %s", (kind) => {
			const [question] = questions(["rep", s[kind]]);
			expect(counted(s[kind])).toBe(0);
			expect(question).toMatchObject(
				{
					closed: { form: "closed", leading: false, discovery: true },
					leading: { leading: true },
					rhetorical: { rhetorical: true },
					courtesy: { discovery: false },
				}[kind],
			);
		});

		test("in a chain are stacked on the first, which alone counts", () => {
			const chain = questions(["rep", s.chain.join(" ")]);
			expect(chain.map(({ stackedOn }) => stackedOn)).toEqual([null, chain[0]?.id, chain[0]?.id]);
		});

		test("are no chain once the customer has answered", () => {
			const [first, second] = s.chain;
			const asked = questions(["rep", first], ["customer", s.answered], ["rep", second]);
			expect(asked.map(({ stackedOn }) => stackedOn)).toEqual([null, null]);
		});

		test("are not stacked on a courtesy", () => {
			const asked = questions(["rep", `${s.courtesy} ${s.open}`]);
			expect(asked.map(({ discovery, stackedOn }) => [discovery, stackedOn])).toEqual([
				[false, null],
				[true, null],
			]);
		});

		test("asked before are repeated, others are not", () => {
			const [first, again, deeper] = questions(
				["rep", s.open],
				["customer", s.answered],
				["rep", s.again],
				["customer", s.answered],
				["rep", s.deeper],
			);
			expect([first?.repeats, again?.repeats, deeper?.repeats]).toEqual([null, first?.id, null]);
		});

		test("about one thing are repeated where they ask for that thing again", () => {
			const [first, again] = questions(["rep", s.closed], ["customer", s.answered], ["rep", s.closedAgain]);
			expect(again?.repeats).toBe(first?.id);
		});

		test("are no figures of speech where another follows at once", () => {
			const asked = questions(["rep", `${s.figure} ${s.closed}`]);
			expect(asked.map(({ rhetorical }) => rhetorical)).toEqual([false, false]);
		});

		test("of the customer are not the rep's", () => {
			expect(questions(["customer", s.open])).toEqual([]);
		});
	});

	describe("asks", () => {
		test.each(Object.entries(s.asks))("for a %s", (kind, text) => {
			expect(only(labels(["rep", text]), "ask")).toMatchObject([{ ask: kind }]);
		});

		test("are no own promise, and an own promise is no ask", () => {
			const promised = labels(["rep", s.promise]);
			expect([only(promised, "own-promise").length, only(promised, "ask").length]).toEqual([1, 0]);
			expect(only(labels(["rep", s.asks.meeting]), "own-promise")).toEqual([]);
		});

		test("are no own promise that names a day", () => {
			const promised = labels(["rep", s.promiseWithDay]);
			expect([only(promised, "own-promise").length, only(promised, "ask").length]).toEqual([1, 0]);
		});

		test("are no discovery questions", () => {
			for (const text of Object.values(s.asks)) expect(counted(text), text).toBe(0);
		});

		test("are the rep's alone: what the customer asks for is none", () => {
			expect(only(labels(["customer", s.customerAsks]), "ask")).toEqual([]);
		});

		test("name an action: a wish to talk again is none", () => {
			expect(only(labels(["rep", s.wish]), "ask")).toEqual([]);
		});
	});

	describe("objections", () => {
		test("told in two sentences are one", () => {
			const objectionsTo = (...said: readonly string[]) =>
				only(labels(["rep", s.offer], ...said.map((text): Turn => ["customer", text])), "objection");
			expect(objectionsTo(s.tooDear)).toMatchObject([{ topic: "price", utterance: 1 }]);
			expect(objectionsTo(s.tooMuch)).toMatchObject([{ utterance: 1 }]);
			expect(objectionsTo(s.tooDear, s.tooMuch)).toMatchObject([{ topic: "price", utterance: 1 }]);
		});

		test("need a word of doubt, or to be clear all the more", () => {
			const [plain] = only(labels(["rep", s.offer], ["customer", s.tooDear]), "objection");
			expect(plain?.confidence).toBeGreaterThanOrEqual(0.5);
			for (const label of said(language, ["rep", s.offer], ["customer", s.agrees])) {
				expect(label.kind).not.toBe("objection");
			}
		});

		test("told over a nod of the rep are one, and two over anything else", () => {
			const toldOver = (between: string) =>
				only(labels(["rep", s.offer], ["customer", s.tooDear], ["rep", between], ["customer", s.tooDear]), "objection");
			expect(toldOver(s.cue)).toHaveLength(1);
			expect(toldOver(s.neutral)).toHaveLength(2);
		});

		test("for different reasons are different, however little is said between", () => {
			const told = labels(["rep", s.offer], ["customer", s.tooDear], ["rep", s.cue], ["customer", s.incumbent]);
			expect(only(told, "objection")).toMatchObject([{ topic: "price" }, { topic: "incumbent" }]);
		});

		test("that only get an “I understand” are shown with it, in its own words", () => {
			const turns: Turn[] = [
				["rep", s.offer],
				["customer", s.tooDear],
				["rep", s.understands],
				["rep", s.answer],
			];
			const { nearMisses } = labeller.label(talk(language, ...turns));
			const [miss] = nearMisses.filter(({ because }) => because === "only-understanding");
			expect([miss?.utterance, s.understands.slice(miss?.start, miss?.end)]).toEqual([2, s.understands]);
		});

		test("told after a nod are not what the nod understood", () => {
			const turns: Turn[] = [
				["rep", s.offer],
				["customer", s.neutral],
				["rep", s.cue],
				["customer", s.tooDear],
			];
			const { nearMisses } = labeller.label(talk(language, ...turns, ["rep", s.answer]));
			expect(nearMisses.filter(({ because }) => because === "only-understanding")).toEqual([]);
		});

		test("raised again later count again", () => {
			const raised = labels(["rep", s.offer], ["customer", s.tooDear], ["rep", s.answer], ["customer", s.tooDear]);
			expect(only(raised, "objection").map(({ utterance }) => utterance)).toEqual([1, 3]);
		});

		test("are refusals of an ask", () => {
			expect(only(labels(["rep", s.asks.meeting], ["customer", s.refusal]), "objection")).toHaveLength(1);
		});

		test("are the customer's alone", () => {
			expect(only(labels(["rep", s.tooDear]), "objection")).toEqual([]);
		});
	});

	describe("an objection", () => {
		const raised: readonly Turn[] = [
			["rep", s.offer],
			["customer", s.tooDear],
		];

		test("said back and then answered: the restatement is of it, and stands before the answer", () => {
			const all = labels(...raised, ["rep", `${s.saidBack} ${s.answer}`]);
			const [objection] = only(all, "objection");
			const [restatement] = only(all, "restatement");
			const [answer] = only(all, "answer");
			expect(restatement).toMatchObject({ of: 1, objection: objection?.id });
			expect(answer).toMatchObject({ objection: objection?.id });
			expect(restatement?.end).toBeLessThanOrEqual(answer?.start ?? 0);
		});

		test("is not said back where the sentence begins as an answer, whatever words it shares", () => {
			const all = labels(...raised, ["rep", s.argues]);
			expect(only(all, "restatement").filter(({ objection }) => objection !== null)).toEqual([]);
		});

		test("answered and then said back: the restatement is of no objection any more", () => {
			const all = labels(...raised, ["rep", `${s.answer} ${s.saidBack}`]);
			expect(only(all, "answer")).toMatchObject([{ objection: only(all, "objection")[0]?.id, start: 0 }]);
			expect(only(all, "restatement").map(({ objection }) => objection)).toEqual([null]);
		});

		test("is not answered by a question or a listening cue", () => {
			const all = labels(...raised, ["rep", `${s.understood} ${s.question}`]);
			expect(only(all, "answer")).toEqual([]);
			expect(only(all, "restatement")).toEqual([]);
		});

		test("met with understanding alone is a near miss of saying it back", () => {
			const { labels: all, nearMisses } = labeller.label(
				talk(language, ...raised, ["rep", `${s.understood} ${s.answer}`]),
			);
			expect(only(all, "restatement")).toEqual([]);
			expect(nearMisses).toMatchObject([
				{ kind: "restatement", because: "only-understanding", utterance: 2, start: 0 },
			]);
		});

		test("is not said back by words that any customer could be told", () => {
			const { labels: all, nearMisses } = labeller.label(talk(language, ...raised, ["rep", s.magic]));
			expect(only(all, "restatement")).toEqual([]);
			expect(nearMisses).toContainEqual(expect.objectContaining({ kind: "restatement", because: "magic-words" }));
		});

		test("that nobody raised is not answered", () => {
			const all = labels(["rep", s.hello], ["customer", s.hello], ["rep", s.answer]);
			expect(only(all, "answer")).toEqual([]);
		});
	});

	describe("needs and claims", () => {
		const told: readonly Turn[] = [
			["rep", s.open],
			["customer", s.need],
		];

		test("a need told again is no new one, another is", () => {
			const all = labels(
				...told,
				["rep", s.more],
				["customer", s.needAgain],
				["rep", s.more],
				["customer", s.otherNeed],
			);
			expect(only(all, "need").map(({ utterance }) => utterance)).toEqual([1, 5]);
			const alone = labels(["rep", s.open], ["customer", s.neutral], ["rep", s.more], ["customer", s.needAgain]);
			expect(only(alone, "need").map(({ utterance }) => utterance)).toEqual([3]);
		});

		test("a claim that meets a need is tied to it", () => {
			const all = labels(...told, ["rep", s.cue], ["customer", s.hello], ["rep", s.tied]);
			expect(only(all, "claim")).toMatchObject([{ need: only(all, "need")[0]?.id }]);
		});

		test("a claim is tied to no need that comes later", () => {
			const all = labels(["rep", s.tied], ["customer", s.hello], ["rep", s.open], ["customer", s.need]);
			expect(only(all, "need")).toHaveLength(1);
			expect(only(all, "claim").map(({ need }) => need)).toEqual([null]);
		});

		test("a claim that answers nothing stays untied", () => {
			const all = labels(...told, ["rep", s.cue], ["customer", s.hello], ["rep", s.untied]);
			expect(only(all, "claim").map(({ need }) => need)).toEqual([null]);
		});

		test("what the customer says is no claim, what the rep says no need", () => {
			expect(only(labels(["customer", s.tied]), "claim")).toEqual([]);
			expect(only(labels(["rep", s.need]), "need")).toEqual([]);
		});
	});

	describe("beside the signals", () => {
		test("empathy meets the difficulty before it, once", () => {
			const all = labels(
				["rep", s.open],
				["customer", s.hard],
				["rep", s.empathy],
				["customer", s.hello],
				["rep", s.empathyAgain],
			);
			const [difficulty] = only(all, "difficulty");
			expect(difficulty?.utterance).toBe(1);
			expect(only(all, "empathy").map((label) => label.difficulty)).toEqual([difficulty?.id, null]);
		});

		test("a listening cue says nothing back", () => {
			const all = labels(["rep", s.open], ["customer", s.need], ["rep", s.cue]);
			expect(all.filter(({ utterance }) => utterance === 2).map(({ kind }) => kind)).toEqual(["listening-cue"]);
		});

		test("a buying signal and a competitor are the customer's", () => {
			expect(only(labels(["rep", s.offer], ["customer", s.buying]), "buying-signal")).toHaveLength(1);
			expect(only(labels(["rep", s.open], ["customer", s.competitor]), "competitor")).toHaveLength(1);
			const ofRep = labels(["rep", s.buying], ["rep", s.competitor]);
			expect([...only(ofRep, "buying-signal"), ...only(ofRep, "competitor")]).toEqual([]);
		});
	});

	test("speech without marks is cut into sentences, each with labels of its own", () => {
		const all = labels(["rep", s.open], ["customer", s.need], ["rep", s.unmarked]);
		const spans = new Set(all.filter(({ utterance }) => utterance === 2).map(({ start, end }) => `${start} ${end}`));
		expect(spans.size).toBeGreaterThan(1);
		expect(only(all, "ask")).toMatchObject([{ ask: "meeting", end: s.unmarked.length }]);
		expect(only(all, "ask")[0]?.start).toBeGreaterThan(s.unmarked.length / 2);
	});

	test("words of somebody whose side is not known get no label, and are no answer", () => {
		const all = labels(["rep", s.offer], ["customer", s.tooDear], ["unknown", `${s.open} ${s.tied} ${s.asks.meeting}`]);
		expect(all.every(({ utterance }) => utterance < 2)).toBe(true);
	});
});

const LONG = talk(
	"en",
	["rep", "Hi Ann — how are you? So, what keeps your planners busy, and who helps them?"],
	[
		"customer",
		"Well… we type orders by hand. “It's a mess,” as Jo says 👩‍💻. And honestly it's too expensive to hire.",
	],
	[
		"rep",
		"So it's a mess by hand, and hiring is too expensive. Our system types orders for you. Could we meet on Thursday at 3 p.m. with Jo?",
	],
	["unknown", "What do you need? It saves time. Could we meet on Friday?"],
	["customer", "İ don't know. No, I'd have to ask Dr. Meyer first."],
	["rep", "I'll send the invite."],
);

describe("every label", () => {
	const roles: { readonly [K in LabelKind]: SpeakerRole } = {
		question: "rep",
		restatement: "rep",
		answer: "rep",
		claim: "rep",
		ask: "rep",
		"own-promise": "rep",
		"listening-cue": "rep",
		empathy: "rep",
		difficulty: "customer",
		"buying-signal": "customer",
		competitor: "customer",
		objection: "customer",
		need: "customer",
	};
	const { labels, nearMisses } = labeller.label(LONG);

	test("has its index as id, a confidence, a rule that can be put into words, and at most three reasons for people", () => {
		expect(labels.length).toBeGreaterThan(5);
		for (const [index, label] of labels.entries()) {
			expect(label.id).toBe(index);
			expect(label.confidence).toBeGreaterThan(0);
			expect(label.confidence).toBeLessThan(1);
			expect(ruleCodes).toContain(label.rule);
			expect(label.features.length).toBeLessThanOrEqual(3);
			for (const feature of label.features) expect(feature).not.toMatch(/#|: /);
		}
	});

	test("spans whole words of its utterance, and so does every near miss", () => {
		for (const { utterance, start, end } of [...labels, ...nearMisses]) {
			const text = LONG.utterances[utterance]?.text ?? "";
			expect(start).toBeGreaterThanOrEqual(0);
			expect(end).toBeLessThanOrEqual(text.length);
			const span = text.slice(start, end);
			expect(span).toBe(span.trim());
			expect(span).toMatch(/\p{L}/u);
			expect(text.slice(start - 1, start)).toMatch(/^[^\p{L}\p{N}]?$/u);
			expect(text.slice(end, end + 1)).toMatch(/^[^\p{L}\p{N}]?$/u);
		}
	});

	test("stands on the words of the side that it is about", () => {
		for (const { utterance, kind } of labels) expect(LONG.utterances[utterance]?.role).toBe(roles[kind]);
	});

	test("refers to labels that stand before it", () => {
		for (const label of labels) {
			const refers = [
				...(label.kind === "question" ? [label.stackedOn, label.repeats] : []),
				...(label.kind === "restatement" || label.kind === "answer" ? [label.objection] : []),
				...(label.kind === "claim" ? [label.need] : []),
				...(label.kind === "empathy" ? [label.difficulty] : []),
			];
			for (const id of refers) expect(id ?? -1).toBeLessThan(label.id);
		}
	});

	test("is the same every time, whatever was labelled before", () => {
		const first = labeller.label(LONG);
		said("en", ["rep", "Something else?"], ["customer", "No, it's too expensive."]);
		said("de", ["rep", "Sonst noch etwas?"], ["customer", "Nein, das ist zu teuer."]);
		expect(labeller.label(LONG)).toEqual(first);
		expect(createEmbeddedLabeller().label(LONG)).toEqual(first);
	});

	test("is the same after a conversation that was cut off in the middle of a turn", () => {
		const alone = said("en", ["customer", "We need the report by Monday."]);
		said("en", ["rep", "Tell me more."], ["customer", "We lose orders."], ["rep", "So you lose orders."]);
		expect(said("en", ["customer", "We need the report by Monday."])).toEqual(alone);
	});
});

describe("a conversation", () => {
	test("without words gets no labels", () => {
		expect(said("en")).toEqual([]);
		expect(said("en", ["rep", ""], ["customer", "…"], ["rep", " "], ["customer", "?!"])).toEqual([]);
	});

	test("in a language without a pack is refused with the languages that have one", () => {
		expect(() => labeller.label({ ...LONG, language: "fi" })).toThrow(
			"language: expected one with a pack (en, de), came fi",
		);
	});

	test("of one endless sentence is labelled in pieces", () => {
		const text = Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? "we" : "need")).join(" ");
		const labels = said("en", ["rep", text], ["customer", text]);
		expect(labels.every(({ start, end }) => end - start < 1500)).toBe(true);
	});
});
