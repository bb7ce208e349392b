import type { Persona } from "../persona.ts";

export const lettings: Persona = {
	id: "lettings",
	customer: "Yusuf Demirel",
	company: "Kestrel Court Lettings",
	vendor: "Doorstone",
	trade: "the repairs people",
	needs: [
		{
			open: [
				"What happens from the moment a tenant reports a dripping tap?",
				"How does a repair get from the tenant to the plumber?",
			],
			closed: ["Do tenants report repairs by phone?", "Is there a form for repairs?"],
			told: [
				"It lands on a sticky note. Repairs get lost between the phone and the plumber, tenants complain, and we forget about one in ten.",
				"Through four people. Repairs are written on notes, one in ten gets lost, and then the tenant complains to the council.",
			],
			hinted: [
				"By phone, and we lose one repair in ten on a sticky note.",
				"A paper form. I need the repairs to stop getting lost.",
			],
			tied: [
				"For the repairs that get lost on sticky notes, our inbox gives each repair a number and keeps it open until the tenant agrees.",
				"You said one repair in ten is lost. Our ticket reminds the plumber of every repair, so none is lost.",
			],
		},
		{
			open: ["How do you choose and pay the tradesmen?", "What do you see of a plumber's invoice before it is paid?"],
			closed: ["Do you work with your own tradesmen?", "Do you check each invoice?"],
			told: [
				"From habit. The invoices of the tradesmen are checked by nobody, I found one job billed twice, and I want control over that.",
				"A pile at the end of the month. Invoices from tradesmen are paid unread, and one job was billed twice, which is a mess.",
			],
			hinted: [
				"The same three for years, and I need more control over their invoices.",
				"Nobody has time. I need to catch a job that is billed twice.",
			],
			tied: [
				"Since invoices are paid unread, our approval compares each invoice with the job and flags what was billed twice.",
				"You told me about the job that was billed twice. Our price list catches a tradesman's invoice that is above the agreed rate.",
			],
		},
		{
			open: [
				"How do you report to an owner about the work in his house?",
				"What do the owners ask you at the end of a year?",
			],
			closed: ["Do owners get a yearly report?", "Are the owners satisfied?"],
			told: [
				"With a letter that takes me a week. The owners want photographs and sums, I have to collect them by hand, and we lost two houses last year over it.",
				"Where their money went. The report for the owners takes a week by hand, and two of them left us for a larger agency.",
			],
			hinted: [
				"The owners do, and the report takes me a week by hand.",
				"We lost two owners last year, because they want a better report.",
			],
			tied: [
				"Because the owners' report takes a week, our owner page gives them photographs and sums the moment a job is closed.",
				"For the owners you lost, our yearly statement saves you the week and gives every house its own page.",
			],
		},
		{
			open: [
				"How do you keep up with the gas and smoke alarm certificates?",
				"What worries you when the council announces a visit?",
			],
			closed: ["Are all your certificates valid?", "Does the council check the certificates?"],
			told: [
				"With a wall calendar. Nine gas certificates had expired in spring, the fine was four thousand, and I cannot let that happen again.",
				"The gas certificates. Nine had expired when they came, we were fined, and I need somebody to warn me in time.",
			],
			hinted: [
				"Today they are. In spring nine gas certificates had expired and we were fined.",
				"It does. I need somebody to warn us before a certificate expires.",
			],
			tied: [
				"As nine gas certificates had expired, our calendar reminds you and the engineer six weeks before each one.",
				"You were fined over the certificates. Our register reminds you before a certificate expires, so there is no fine.",
			],
		},
	],
	objections: [
		{
			raised: [
				"I doubt that my tenants will use an app, half of them call from the bus.",
				"I don't believe that tenants will type anything into a form.",
			],
			restated: [
				"So you doubt that tenants who call from the bus will use an app.",
				"It sounds like you do not see your tenants typing into a form.",
			],
			answered: ["A message with a photograph is the other way.", "I can leave the number on the door as it is."],
		},
		{
			raised: ["Two pounds a flat is too expensive, my margin is thin.", "I can't afford two pounds a flat."],
			restated: [
				"It sounds like two pounds a flat is too expensive for your margin.",
				"What I'm hearing is that at two pounds a flat there would be too little left for you.",
			],
			answered: [
				"I'll work it out without the flats that stand empty.",
				"Above three hundred flats it is one pound twenty.",
			],
		},
		{
			raised: [
				"I'm worried that my tradesmen walk away if I send them tickets.",
				"The plumbers won't use it, they want a phone call from me.",
			],
			restated: [
				"So your worry is that the tradesmen walk away when they get tickets.",
				"If I understand you, the plumbers are used to your phone calls and would not like a change.",
			],
			answered: [
				"I'll talk to two of your plumbers before anything else.",
				"I'll send you the text of such a message.",
			],
		},
		{
			raised: [
				"We already have a spreadsheet for that, and it does the job.",
				"We already use the program of our accountant for the houses.",
			],
			restated: [
				"You're saying that the spreadsheet you have does the job.",
				"So you already have the program of the accountant for the houses.",
			],
			answered: [
				"I'll send the accountant a list of the columns.",
				"I'll take a copy of it home and see what is in it.",
			],
		},
	],
	pitches: [
		"Our platform is award-winning, and we have just raised a round with renowned investors.",
		"We deliver the best onboarding videos in the industry, and they are free for all customers.",
		"We offer smart locks, and our hardware is the most secure in the market.",
		"The interface is super simple and users love it, from the first click.",
		"Our artificial intelligence gives property professionals superpowers.",
		"The tool is super intuitive, and users love the dark mode.",
	],
	asks: [
		"Can I come by on Tuesday at ten and go through your sticky notes with you?",
		"Would you be open to a pilot with the forty flats in Mill Road, starting on the first?",
		"Could you send me the yearly statement of one owner by Thursday?",
		"Can you introduce me to your accountant this week?",
		"Shall we book a call for Friday at three with the plumber you trust most?",
	],
};
