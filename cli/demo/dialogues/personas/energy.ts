import type { Persona } from "../persona.ts";

export const energy: Persona = {
	id: "energy",
	customer: "Ingrid Solberg",
	company: "Nordfell Energy",
	vendor: "Wardlight",
	trade: "the security training people",
	needs: [
		{
			open: [
				"How do your people recognise a fraudulent e-mail today?",
				"Tell me about the last false invoice that got through.",
			],
			closed: ["Do you get many fraudulent e-mails?", "Do you have a filter for e-mail?"],
			told: [
				"They often do not. In September an invoice from a false supplier was paid, a hundred and ten thousand, and I need our people to spot the next one.",
				"In September. Accounts made a mistake and paid a false invoice of a hundred and ten thousand, in spite of the training.",
			],
			hinted: [
				"Hundreds. In September a false invoice was paid, and I need people to spot the next one.",
				"A filter, yes. I need accounts to spot a false invoice too.",
			],
			tied: [
				"For the false invoice in September, our exercises help accounts to spot exactly that kind of invoice.",
				"You told me about the hundred and ten thousand. Our drills cut the share of people who fall for a false invoice from a quarter to a twentieth.",
			],
		},
		{
			open: [
				"What do your engineers say about the yearly training?",
				"How does the training look for somebody on a turbine?",
			],
			closed: ["Is the training done once a year?", "Do all engineers take part in the training?"],
			told: [
				"That it is an hour of clicking. Our engineers do it in the van, forget it by Monday, and the training is wasted.",
				"A video on a phone without reception. The engineers find the training a waste, and I struggle to defend it.",
			],
			hinted: [
				"Once a year, and I need the engineers to do more than click through it.",
				"In theory. Our engineers click through the training and forget it, which is a problem.",
			],
			tied: [
				"Since the engineers click through an hour of it, our training gives them two minutes a week that fit into a coffee.",
				"You said the training is wasted on a turbine. Our lessons work without reception, which lets engineers do them on site.",
			],
		},
		{
			open: [
				"What does the auditor want to see from you?",
				"How do you prove to the regulator that people were trained?",
			],
			closed: ["Is there an audit this year?", "Do you report to the regulator?"],
			told: [
				"Evidence per person. The auditor found gaps in our records, collecting the evidence took us three weeks, and the next audit is in May.",
				"With difficulty. The evidence is in four spreadsheets, the auditor complained, and it took three weeks to put together.",
			],
			hinted: [
				"In May. Collecting the evidence takes us three weeks.",
				"Every spring. The evidence is in spreadsheets and the auditor complained.",
			],
			tied: [
				"Because collecting evidence takes three weeks, our audit file gives the auditor a record per person at once.",
				"For the audit in May, our evidence page collects who learned what, so you don't need three weeks for the evidence.",
			],
		},
		{
			open: [
				"What happens in the hours after somebody has clicked on the wrong link?",
				"What keeps a person from telling you that something went wrong?",
			],
			closed: ["Do people report incidents?", "Is there a button to report an e-mail?"],
			told: [
				"We hear about it days later, if at all. People are ashamed to report a click, we cannot act in time, and I want that to change.",
				"Fear. Nobody reports a click because the last one was shouted at, and we need to hear about it within the hour.",
			],
			hinted: [
				"Hardly anybody. They are ashamed to report a click, and I want that to change.",
				"There is none, and I need people to report a click at once.",
			],
			tied: [
				"As people are ashamed to report a click, our button thanks them on the spot and alerts your team within a minute.",
				"You mentioned that a click is reported days later. Our customers went from four days to twenty minutes.",
			],
		},
	],
	objections: [
		{
			raised: [
				"We already have a training from the parent company.",
				"We currently use the course of the parent company, and it's mandatory.",
			],
			restated: [
				"So there is a course from the parent company already, and people must take it.",
				"You're saying that the parent company's training is in place.",
			],
			answered: ["I'll send you the list of lessons, next to theirs.", "I can put the two side by side in the offer."],
		},
		{
			raised: [
				"I'm concerned that false mails from us will destroy trust in the house.",
				"My worry is that people feel tricked by their own company.",
			],
			restated: [
				"So you're concerned that mails like that would destroy trust.",
				"It sounds like you fear that people would feel tricked by their own house.",
			],
			answered: ["I'll write the announcement for the works council.", "I can leave the names out of the report."],
		},
		{
			raised: [
				"Eighteen a head is too expensive for nine hundred people.",
				"That's a bit steep for nine hundred people.",
			],
			restated: [
				"So you're saying that eighteen a head is too expensive for nine hundred people.",
				"It sounds like that is steep for nine hundred people.",
			],
			answered: [
				"I'll work it out for the five hundred and forty with a mailbox.",
				"I'll talk to my boss about the eighteen.",
			],
		},
		{
			raised: [
				"It's not the right time, the house is being reorganised.",
				"It's too early, the reorganisation runs until June.",
			],
			restated: [
				"What I'm hearing is that it is not the right time while the house is being reorganised.",
				"So you are in a reorganisation until June, and before that it is too early.",
			],
			answered: ["I'll write the plan for July.", "I'll note July."],
		},
	],
	pitches: [
		"Our platform is the leading one in the Nordics, and its films come from a renowned director.",
		"It supports forty languages, and users love the mascot.",
		"We offer an interface for developers, and our cloud is certified to every standard.",
		"The product is super simple, powerful and flexible, and it has won two awards.",
		"We have won three awards, and our platform makes everything simple, from billing to marketing.",
		"We have helped companies in thirty countries, and our consultants deliver the best workshops.",
	],
	asks: [
		"Can we meet on Wednesday at nine with your head of accounts, for half an hour?",
		"Would you be open to a pilot with the accounts team from the first of February?",
		"Could you send me the auditor's letter, without the names, by Friday?",
		"Can you introduce me to the chair of your works council next week?",
		"Shall we schedule a session for the fourteenth at two to choose the first three exercises?",
	],
};
