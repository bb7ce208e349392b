import { describe, expect, test } from "vitest";
import type { Conversation, SpeakerRole } from "../../../../domain/signals/conversation.ts";
import type { Label, LabelKind } from "../../../../domain/signals/label.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { ruleCodes } from "../../../../services/scoring/embedded/rules.ts";

const labeller = createEmbeddedLabeller();

function talk(...turns: readonly (readonly [SpeakerRole, string])[]): Conversation {
	const utterances = turns.map(([role, text], ordinal) => ({
		ordinal,
		role,
		speaker: role,
		text,
		startMs: null,
		endMs: null,
		confidence: null,
	}));
	return { kind: "role-play", language: "en", utterances };
}

const labelsOf = (...turns: readonly (readonly [SpeakerRole, string])[]) => labeller.label(talk(...turns)).labels;

function only<K extends LabelKind>(labels: readonly Label[], kind: K): Extract<Label, { kind: K }>[] {
	return labels.filter((label): label is Extract<Label, { kind: K }> => label.kind === kind);
}

const counted = (text: string) =>
	only(labelsOf(["rep", text]), "question").filter(
		({ form, discovery, leading, rhetorical, stackedOn, repeats }) =>
			form === "open" && discovery && !leading && !rhetorical && stackedOn === null && repeats === null,
	).length;

describe("open discovery questions", () => {
	test.each([
		"What slows your dispatchers down most?",
		"So, um, how do you close the books at the end of a quarter?",
		"Why did the last roll-out stall?",
		"Tell me about the night shift.",
		"Okay, walk me through a return from the shop to the shelf.",
		"Help me understand what your auditors look for.",
		"And what happens if nobody notices?",
		"how do your people find the right form",
		"Could you describe how an order reaches the floor?",
		"I'm curious how the board looks at this.",
		"Can I ask, what made you look at this now?",
		"Who else would have to be comfortable with it?",
		"Say a bit more about the warehouse.",
		"Wh-what do you do on the days when it breaks?",
		"What kind of delays do you see?",
		"I'd love to hear more about your tenants.",
		"How so?",
		"When a claim comes in, how does it get to the right desk?",
		"Take me through the last one that went wrong.",
		"What would it mean for you if that stopped?",
		"And the reason for that is...",
	])("counts %s", (text) => expect(counted(text)).toBe(1));

	test.each([
		["a yes or no question", "Do you plan the routes in a spreadsheet?"],
		["a number", "How many vans do you run?"],
		["a date", "When does the contract end?"],
		["a courtesy", "How are you doing today?"],
		["a courtesy about the weekend", "How was your weekend?"],
		["a check of the line", "Can you hear me all right?"],
		["a leading question", "You'd agree that this costs you money, wouldn't you?"],
		["a negated question", "Don't you want your evenings back?"],
		["a rhetorical question", "Who doesn't like saving time?"],
		["a question that the rep answers", "So what do we do? We plan the routes for everybody."],
		["a relative clause", "What I'd like to do is show you one screen."],
		["an exclamation", "What a morning."],
		["a tag", "It saves an hour, right?"],
		["an offer to show", "Let me tell you about our company."],
		["a listening cue", "Really?"],
	])("does not count %s", (_name, text) => expect(counted(text)).toBe(0));

	test("counts the first of a chain alone", () => {
		const questions = only(
			labelsOf(["rep", "What do you use today? How does it hold up? And who looks after it?"]),
			"question",
		);
		expect(questions.map(({ stackedOn }) => stackedOn)).toEqual([null, 0, 0]);
	});

	test("does not stack a question on a courtesy", () => {
		const questions = only(labelsOf(["rep", "How are you? What made you take the call?"]), "question");
		expect(questions.map(({ discovery, stackedOn }) => [discovery, stackedOn])).toEqual([
			[false, null],
			[true, null],
		]);
	});

	test("knows a question that was asked before", () => {
		const questions = only(
			labelsOf(
				["rep", "What slows your dispatchers down?"],
				["customer", "The phone."],
				["rep", "And what slows your dispatchers down?"],
			),
			"question",
		);
		expect(questions.map(({ repeats }) => repeats)).toEqual([null, 0]);
	});
});

describe("leading questions", () => {
	test.each([
		"You'd agree that downtime is expensive, right?",
		"Wouldn't it be nice to go home at five?",
		"Isn't that what your customers want?",
		"That's a fair number, isn't it?",
		"so you'd agree that one person is a risk right",
		"Nobody likes paperwork, do they?",
		"Would you agree that speed matters?",
	])("%s", (text) => expect(only(labelsOf(["rep", text]), "question").some(({ leading }) => leading)).toBe(true));

	test.each(["What matters to you?", "Is it the price?", "Do you have a plan for the winter?"])("not %s", (text) =>
		expect(only(labelsOf(["rep", text]), "question").some(({ leading }) => leading)).toBe(false),
	);
});

describe("asks", () => {
	test.each([
		["let's put thirty minutes on Thursday", "meeting"],
		["Could we meet again next week with your controller?", "meeting"],
		["Would Tuesday at ten work?", "meeting"],
		["Are you free on the ninth?", "meeting"],
		["How about a short call tomorrow?", "meeting"],
		["What does your calendar look like next week?", "meeting"],
		["Let's schedule a site visit for Friday.", "meeting"],
		["Would it make sense to set up a workshop?", "meeting"],
		["Can I come by on Monday?", "meeting"],
		["Let's start with a pilot on one line.", "pilot"],
		["Would you be open to a four-week trial?", "pilot"],
		["Why don't we try it on the east gate?", "pilot"],
		["Shall we go ahead?", "decision"],
		["Are you ready to get started?", "decision"],
		["Let's move forward with the small package.", "decision"],
		["Would you like to donate part of it?", "decision"],
		["Could you introduce me to your head of finance?", "introduction"],
		["Can you put me in touch with the plant manager?", "introduction"],
		["Would you bring your controller into the next talk?", "introduction"],
		["Could you send me the current contract?", "document"],
		["Can I get a letter of intent this month?", "document"],
		["Please sign the order form.", "document"],
	])("%s is an ask for a %s", (text, kind) =>
		expect(only(labelsOf(["rep", text]), "ask").map(({ ask }) => ask)).toEqual([kind]),
	);

	test.each([
		["the rep's own promise", "I'll follow up next week."],
		["another promise", "I will send you the deck on Thursday."],
		["a question about their meetings", "How do you prepare the Monday meeting?"],
		["a question about the past", "Did you meet last Thursday?"],
		["thanks", "Thanks for making the time today."],
		["a story", "We met them on a Tuesday."],
		["an open end", "Let's stay in touch."],
	])("%s is none", (_name, text) => expect(only(labelsOf(["rep", text]), "ask")).toEqual([]));

	test("the customer's request is not the rep's ask", () => {
		expect(only(labelsOf(["customer", "Could you send me the price list? Would Tuesday work?"]), "ask")).toEqual([]);
	});

	test("the same ask twice in a turn is one", () => {
		expect(only(labelsOf(["rep", "Could we meet on Thursday? Or would Friday at two work?"]), "ask")).toHaveLength(1);
	});
});

describe("own promises", () => {
	test.each([
		"I'll follow up.",
		"I'll send you the figures tonight.",
		"I will get back to you on that.",
		"Let me find out and call you.",
		"We'll email the summary.",
		"I can send you the brochure.",
		"I'm going to check with our engineers.",
		"I'll be in touch.",
		"Let me double-check that.",
		"I'll put together a one-pager.",
		"We'll let you know.",
	])("%s", (text) => expect(only(labelsOf(["rep", text]), "own-promise")).toHaveLength(1));

	test.each(["I'll be quick.", "Let me show you the screen.", "You can send it later.", "I can see that."])(
		"not %s",
		(text) => expect(only(labelsOf(["rep", text]), "own-promise")).toEqual([]),
	);
});

describe("objections", () => {
	test.each([
		"That's too expensive for us.",
		"We can't afford that this year.",
		"There's no budget for it.",
		"It's not a good time.",
		"We already have a supplier.",
		"I'm happy with what we've got.",
		"I'm not interested.",
		"I don't need another dashboard.",
		"I have to check with my partner first.",
		"I'll have to think about it.",
		"I'm not sure that it would hold.",
		"I don't really trust these numbers.",
		"Everybody says that.",
		"My concern is the switch.",
		"The drivers won't use it.",
		"That sounds complicated, and I'm worried about the training.",
		"We're locked in until next spring.",
		"Just send me some information.",
		"I don't see the point.",
		"It's too complicated for the night crew.",
		"That's not my decision.",
	])("%s", (text) => {
		expect(only(labelsOf(["rep", "Here is our plan."], ["customer", text]), "objection")).toHaveLength(1);
	});

	test.each([
		"Yes, Thursday is fine.",
		"We run three shifts.",
		"No problem at all.",
		"That's not bad.",
		"What does it cost?",
		"I'm not sure what you mean.",
	])("not %s", (text) => {
		expect(only(labelsOf(["rep", "Here is our plan."], ["customer", text]), "objection")).toEqual([]);
	});

	test("a no to an ask is one, a no to a plain question is none", () => {
		const toAsk = labelsOf(["rep", "Could we meet on Thursday?"], ["customer", "No, not really."]);
		const toQuestion = labelsOf(["rep", "Do you have a warehouse?"], ["customer", "No, not really."]);
		expect([only(toAsk, "objection").length, only(toQuestion, "objection").length]).toEqual([1, 0]);
	});

	test("one reason in two sentences is one objection, a second reason another", () => {
		const one = labelsOf(["customer", "It's too expensive. We can't afford it."]);
		const two = labelsOf(["customer", "It's too expensive. And I'm worried about the training."]);
		expect([only(one, "objection").length, only(two, "objection").length]).toEqual([1, 2]);
	});
});

describe("needs", () => {
	test.each([
		"We need the report by Monday.",
		"I'm looking for something that our drivers understand.",
		"Our goal is to ship within a day.",
		"The problem is the handover at night.",
		"We still type every order by hand.",
		"It takes us two days every month.",
		"The scanners keep breaking.",
		"We lost two planners over it.",
		"I can't see where a truck is.",
		"The invoices come in late, and people complain.",
		"We're struggling with the returns.",
		"Half of the forms have errors.",
		"It's a nightmare in December.",
		"We want to open a second site.",
		"Nobody knows the password.",
		"It's hard to find drivers.",
		"They're trying to cut the waste.",
		"The old machine is broken again.",
		"We'd love to see it in one place.",
		"I hate the month end.",
	])("%s", (text) => expect(only(labelsOf(["customer", text]), "need")).toHaveLength(1));

	test.each(["I have to go.", "Good morning.", "We don't need that.", "Do you need my address?", "No problem."])(
		"not %s",
		(text) => expect(only(labelsOf(["customer", text]), "need")).toEqual([]),
	);
});

describe("claims", () => {
	test.each([
		"It saves you two hours a week.",
		"Our software flags the errors before you send them.",
		"It lets your team see every truck.",
		"The app is easy to use.",
		"We have the biggest catalog in the region.",
		"It updates automatically.",
		"Our customers love it.",
		"With that you can change the plan yourself, so you don't have to call anybody.",
		"The system reduces downtime.",
		"It works without internet.",
		"We guarantee the price for two years.",
		"It's free for the first month.",
		"That gives you a clear number.",
		"The service pays for itself in a year.",
		"They provide schools and clinics.",
		"It integrates with your time clock.",
		"You'll never type a number again.",
		"It protects the data.",
		"Another customer went from ninety calls to twenty.",
		"Our support is the best in the market.",
	])("%s", (text) => expect(only(labelsOf(["rep", text]), "claim")).toHaveLength(1));

	test.each([
		"What does it save you?",
		"Thanks for the time today.",
		"I'll send you the sheet.",
		"That's a great point.",
		"You run three shifts.",
		"Could we meet on Thursday?",
	])("not %s", (text) => expect(only(labelsOf(["rep", text]), "claim")).toEqual([]));

	test("is tied to the need that it shares words with, and to none that comes later", () => {
		const labels = labelsOf(
			["customer", "We need to know where the trucks are."],
			["rep", "What else?"],
			["customer", "The invoices are a nightmare."],
			["rep", "Understood. Our system shows the trucks on a map and it saves you the phone calls about trucks."],
		);
		const [need] = only(labels, "need");
		expect(only(labels, "claim").map((claim) => claim.need)).toEqual([need?.id]);
		const early = labelsOf(["rep", "It saves you the phone calls."], ["customer", "We need fewer phone calls."]);
		expect(only(early, "claim").map((claim) => claim.need)).toEqual([null]);
	});

	test("without any need is tied to none", () => {
		expect(
			only(labelsOf(["customer", "Hello."], ["rep", "It saves you time."]), "claim").map(({ need }) => need),
		).toEqual([null]);
	});
});

describe("restatements and answers", () => {
	const objection = [
		"customer",
		"Honestly, the training worries me, my planners are not sure they can learn another tool.",
	] as const;

	test.each([
		"So what I'm hearing is that the training for your planners is the hard part.",
		"It sounds like the training worries you more than the tool.",
		"So your planners might not learn another tool.",
		"You're worried about the training.",
		"You mentioned your planners.",
		"Another tool for the planners.",
		"So the worry is the training.",
		"If I understand you, it's the planners who have to learn it.",
		"You're saying that the planners can't learn another tool.",
		"In other words, the training has to be short.",
	])("%s is said back", (text) => {
		const labels = labelsOf(objection, ["rep", text]);
		const [of] = only(labels, "objection");
		expect(only(labels, "restatement")).toMatchObject([{ of: 0, objection: of?.id }]);
		expect(only(labels, "answer")).toEqual([]);
	});

	test.each([
		"Okay.",
		"I hear you.",
		"I totally understand.",
		"We have a great price this month.",
		"But the training is short.",
		"What I'm hearing is that growth is important to you.",
	])("%s is not", (text) => expect(only(labelsOf(objection, ["rep", text]), "restatement")).toEqual([]));

	test("an answer begins with the first sentence on the matter", () => {
		const text =
			"I see. Thanks for saying that. So your planners fear the training. We do it on site, in an afternoon.";
		const labels = labelsOf(objection, ["rep", text]);
		expect(only(labels, "answer").map(({ start }) => text.slice(start))).toEqual([
			"We do it on site, in an afternoon.",
		]);
		const [said] = only(labels, "restatement");
		expect(said?.start).toBeLessThan(only(labels, "answer")[0]?.start ?? 0);
	});

	test("a question and a listening cue are no answer", () => {
		expect(only(labelsOf(objection, ["rep", "Right. What did the last training look like?"]), "answer")).toEqual([]);
	});
});

describe("every label", () => {
	const long = talk(
		["rep", "Hi Ann — how are you? So, what keeps your planners busy, and who helps them?"],
		["customer", "Well… we type orders by hand. “It's a mess,” as Jo says. And honestly it's too expensive to hire."],
		[
			"rep",
			"So it's a mess by hand, and hiring is too expensive. Our system types orders for you. Could we meet on Thursday at 3 p.m. with Jo?",
		],
		["unknown", "What do you need? It saves time. Could we meet on Friday?"],
		["customer", "İ don't know. No, I'd have to ask Dr. Meyer first."],
		["rep", "I'll send the invite."],
	);

	test("has a span with words inside its utterance, a confidence, a rule that can be put into words, and its index as id", () => {
		const { labels } = labeller.label(long);
		expect(labels.length).toBeGreaterThan(8);
		for (const [index, label] of labels.entries()) {
			const text = long.utterances[label.utterance]?.text ?? "";
			expect(label.id).toBe(index);
			expect(label.start).toBeGreaterThanOrEqual(0);
			expect(label.end).toBeLessThanOrEqual(text.length);
			expect(text.slice(label.start, label.end).trim()).not.toBe("");
			expect(label.confidence).toBeGreaterThan(0);
			expect(label.confidence).toBeLessThanOrEqual(1);
			expect(ruleCodes).toContain(label.rule);
		}
	});

	test("stands on the words of the side that it is about, and on nobody's in particular", () => {
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
		for (const label of labeller.label(long).labels) {
			expect(long.utterances[label.utterance]?.role).toBe(roles[label.kind]);
		}
	});

	test("is the same every time, whatever was labelled before", () => {
		const first = labeller.label(long);
		labelsOf(["rep", "Something else?"], ["customer", "No, it's too expensive."]);
		expect(labeller.label(long)).toEqual(first);
		expect(createEmbeddedLabeller().label(long)).toEqual(first);
	});

	test("refuses a language without a pack", () => {
		expect(() => labeller.label({ ...long, language: "fi" })).toThrow(/expected one with a pack \(en\), came fi/);
	});
});
