import type { Persona } from "../persona.ts";

export const solicitor: Persona = {
	id: "solicitor",
	customer: "Graham Tull",
	company: "Tull and Averett",
	vendor: "Foliant",
	trade: "the document people",
	needs: [
		{
			open: [
				"How does somebody in your firm find a clause that was drafted two years ago?",
				"What happens when you look for an old draft and the colleague is away?",
			],
			closed: ["Do you keep your drafts on a server?", "Is there one folder for old drafts?"],
			told: [
				"They ask around. Our drafts lie in five hundred folders, nobody can find a clause again, and we write the same paragraph twenty times at three hundred an hour.",
				"We write it again. A clause that exists somewhere takes an hour to find, and that hour is wasted on both sides.",
			],
			hinted: [
				"On a server, and I need people to find a clause in it.",
				"Five hundred folders. I need to find an old clause without losing an hour.",
			],
			tied: [
				"You said nobody can find a clause again. Our search gives you every version of it in a few seconds.",
				"For the clause that takes an hour to find, our library keeps the approved wording of each clause in one place.",
			],
		},
		{
			open: ["How do you keep track of the deadlines of the courts?", "Tell me about a deadline that was close."],
			closed: ["Are the court deadlines in a calendar?", "Has a deadline ever been missed?"],
			told: [
				"With two calendars and a prayer. We missed a deadline in May, the insurer noticed, and I need to show them that it cannot happen again.",
				"In May we missed one. The court deadline stood in one calendar and not in the other, and I need to make sure that it does not happen again.",
			],
			hinted: [
				"In two of them. We missed a deadline in May, and I need to be sure of the next one.",
				"In May, and I need to show the insurer that no deadline is missed again.",
			],
			tied: [
				"You said you missed a deadline in May. Our register reminds two people of each deadline, so none is missed again.",
				"Because you missed a deadline in May, our register makes sure that two people see every deadline.",
			],
		},
		{
			open: [
				"How do your people write down the hours that they work on a matter?",
				"What goes missing between the work and the invoice?",
			],
			closed: ["Do you bill by the hour?", "Are the time sheets filled in daily?"],
			told: [
				"On Fridays, from memory. We lose at least a tenth of the billable hours, and the junior partners hate the time sheets.",
				"About a tenth, I would guess. Billable hours are written down on Fridays from memory, and we lose many of them.",
			],
			hinted: [
				"By the hour, and we lose a tenth of the hours because nobody writes them down.",
				"On Fridays, from memory. We lose billable hours that way.",
			],
			tied: [
				"Because billable hours are lost by Friday, our timer saves the hours that go into each document while somebody is still working on it.",
				"You told me a tenth of the billable hours goes missing. Our draft time sheet saves most of those hours for the invoice.",
			],
		},
		{
			open: [
				"What do clients ask for that you cannot give them today?",
				"How do your clients follow what happens in their matter?",
			],
			closed: ["Do clients ask for status reports?", "Do you send documents by e-mail?"],
			told: [
				"A place where they see the papers. Clients ring to ask for the status, my assistant spends half the day on it, and two of them complained in writing.",
				"They ring. Every status question lands on my assistant, it takes half the day, and clients want to look it up themselves.",
			],
			hinted: [
				"All the time. My assistant spends half the day on the status of matters.",
				"By e-mail, and clients complain that they never know the status.",
			],
			tied: [
				"As your assistant spends half the day on status questions, our client room lets people look up their own matter.",
				"Two clients complained that they never know the status. Our room sends them the status whenever a paper is filed.",
			],
		},
	],
	objections: [
		{
			raised: [
				"My concern is confidentiality, our files cannot sit in a cloud.",
				"I'm not comfortable with client files in a cloud.",
			],
			restated: [
				"So your concern is the confidentiality of files in a cloud.",
				"So client files outside of your walls make you uncomfortable.",
			],
			answered: ["I'll send you the letter of the law society.", "I'll ask our engineers about a server of your own."],
		},
		{
			raised: [
				"We already have a document system, it came with the office suite.",
				"We're happy with what we have, it came with the office suite.",
			],
			restated: [
				"You're saying that the system from the office suite is already there and does its job.",
				"So you are happy with what came with the office suite.",
			],
			answered: ["The two run side by side.", "I'll ask our engineers about the suite and write it down for you."],
		},
		{
			raised: [
				"I would have to discuss it with the other partners first.",
				"That is not for me to decide, the other partners have a vote too.",
			],
			restated: [
				"So you would have to discuss it with the other partners.",
				"So it isn't for you to decide alone, the other partners have a vote.",
			],
			answered: ["I'll write two pages for the vote.", "I can write down the cost and the risks for the vote."],
		},
		{
			raised: [
				"Eighty a seat is very expensive next to what the suite costs.",
				"Your price seems high, the suite is a tenth of it.",
			],
			restated: [
				"It sounds like eighty a seat feels high beside the price of the suite.",
				"So you're saying that next to the suite the price seems high.",
			],
			answered: ["I'll count the seats again without the trainees.", "I'll talk to my boss about the eighty."],
		},
	],
	pitches: [
		"Our product is the leading solution in six countries, and the interface has won two design awards.",
		"It integrates with everything, and it supports the newest language models.",
		"We offer unlimited storage for free, and the app works on tablets as well.",
		"The platform is powerful, flexible and super easy, and customers love the dark theme.",
		"We have won three awards, and our platform makes everything simple, from billing to marketing.",
		"It includes a chat function, and users love the stickers.",
	],
	asks: [
		"Can we meet on Thursday at five, in your office, with one of your own matters on the screen?",
		"Would you be willing to start a trial with the property department on the first of March?",
		"Could you send me ten old drafts without names by Tuesday?",
		"Can you introduce me to the partner who votes against new software, before the meeting on the ninth?",
		"Shall we put twenty minutes on your calendar for Monday at eight?",
	],
};
