import type { Persona } from "../persona.ts";

export const hotel: Persona = {
	id: "hotel",
	customer: "Beatriz Amaro",
	company: "Seven Lanterns Hotels",
	vendor: "Tallywren",
	trade: "the shift and payroll people",
	needs: [
		{
			open: [
				"How do the hours of a chambermaid find their way into the payslip?",
				"Walk me through the last days before you run the payroll.",
			],
			closed: ["Is payroll done in the house?", "Do you run the payroll every month?"],
			told: [
				"By paper sheet, which we type into the payroll program. It takes three evenings, there are errors every month, and then I apologise to people about their wages.",
				"Long ones. We retype paper sheets into payroll, the errors turn up afterwards, and last month thirty wages were wrong.",
			],
			hinted: [
				"In the house. We type it from paper sheets and there are errors.",
				"Every month, with errors, because the sheets are retyped.",
			],
			tied: [
				"You said that paper sheets are typed into payroll. Our time clock sends the hours across, which eliminates that retyping and its errors.",
				"The wages came out wrong, you said. Our check finds every error in the payroll before anybody is paid.",
			],
		},
		{
			open: [
				"What do you do when three people call in sick on a Saturday?",
				"How do you fill a shift that becomes free in the afternoon?",
			],
			closed: ["Do you have trouble filling shifts?", "Is there a pool of people for free shifts?"],
			told: [
				"I take the phone and beg. Filling a sick shift takes me an hour and fifteen calls, and I want to spend my Saturday with my family.",
				"By calling everybody in turn. It takes an hour to fill a shift, I hate it, and twice we closed the restaurant because nobody came.",
			],
			hinted: [
				"On weekends, yes. I need to fill a sick shift without an hour on the phone.",
				"A list on the wall. I need to fill a sick shift without an hour of calls.",
			],
			tied: [
				"Because a sick shift means an hour of calls, our app offers the shift to everyone who is free and fills it while you do something else.",
				"You mentioned your Saturday on the phone. Our shift market lets people take a free shift themselves, so you don't spend an hour on calls.",
			],
		},
		{
			open: [
				"What does the labour inspector want to see when she comes?",
				"How do you make sure that everybody gets the rest hours that the law asks for?",
			],
			closed: ["Have you had an inspection this year?", "Do you keep records of the rest hours?"],
			told: [
				"The rest hours of two years. We were fined in June over the rest hours, because our records had gaps, and I need a clean answer next time.",
				"I cannot be certain that we do. We were fined in June over rest hours, and the next inspection is in autumn.",
			],
			hinted: [
				"In June, and I need clean records of the rest hours by autumn.",
				"In a folder, and I need complete records of the rest hours before the next inspection.",
			],
			tied: [
				"Since you were fined over rest hours, our planner prevents a shift that breaks them before anybody works it.",
				"For the inspection that worries you, our record gives the inspector two years of rest hours in one file.",
			],
		},
		{
			open: [
				"How do you know at the end of a week what a hotel spent on staff?",
				"What would you want to know about labour cost that you do not know today?",
			],
			closed: ["Do you look at labour cost every week?", "Does each hotel have its own labour target?"],
			told: [
				"Six weeks later, from the accountant. I need the labour cost per house while I can still change something, and the owners keep asking for it.",
				"The cost per house, today and not in six weeks. The owners ask about labour and I have no idea what to say.",
			],
			hinted: [
				"I would like to, but the labour cost per house always comes six weeks late.",
				"A target, yes. I need the labour cost before the month is over.",
			],
			tied: [
				"As you need labour cost while there is time to act, our report saves you the wait and gives you the cost of each house every morning.",
				"You told me the owners ask about labour and the figure is six weeks old. Our dashboard gives the owners that figure a day later.",
			],
		},
	],
	objections: [
		{
			raised: [
				"Half of my people do not read English, so I'm worried that they cannot work with it.",
				"I'm not sure that my housekeeping team can work with an English app.",
			],
			restated: [
				"So you're worried that people without English could not work with it.",
				"What I'm hearing is a doubt whether the housekeeping team gets along in English.",
			],
			answered: [
				"I'll bring the Portuguese version on a tablet.",
				"I'll send you two pictures of the screen in Portuguese.",
			],
		},
		{
			raised: [
				"We are under contract with our payroll office until next summer.",
				"We currently work with a payroll office, and we're locked in until the summer.",
			],
			restated: [
				"So you are under contract with the payroll office until the summer.",
				"You're saying that you are bound to the payroll office until the summer.",
			],
			answered: ["I'll find out what format they read.", "I'll write down how that was done at another hotel."],
		},
		{
			raised: [
				"Seven euros a head is too expensive when half of them are seasonal.",
				"For seasonal people your price is pretty steep.",
			],
			restated: [
				"It sounds like paying per head feels wrong when half the heads are seasonal.",
				"It sounds like the price is steep for you, because of the seasonal people.",
			],
			answered: [
				"It is billed by the people who worked in the month.",
				"I'll work it out by the month, with ninety people in February.",
			],
		},
		{
			raised: [
				"I don't have time to bring in a new system before the season.",
				"It's too early for us, the season starts in five weeks and everybody is new.",
			],
			restated: [
				"If I understand you, with the season five weeks away there is no time for a new system.",
				"You're saying that it is too early, with the season and so many new people ahead.",
			],
			answered: ["Then it would be October.", "I'll write down a start in October."],
		},
	],
	pitches: [
		"Our platform is trusted by some of the biggest brands, and it was rebuilt on a brand new architecture last year.",
		"It includes a chat function, and users love the stickers.",
		"We deliver the best onboarding videos in the industry, and they are free for all customers.",
		"Our software is secure, reliable and fast, and it works on any device that you can think of.",
		"The tool is super intuitive, and users love the dark mode.",
		"We are the leading product in six countries, and customers love us.",
	],
	asks: [
		"Can we meet on Monday at nine in the Lantern on the harbour, with its manager at the table?",
		"Would you be open to a pilot in one house for the four weeks before Easter?",
		"Could you send me one month of paper sheets, with the names blacked out, by Wednesday?",
		"Can you introduce me to the owners when they are in the house next Thursday?",
		"Shall we book an hour on the twelfth to enter the winter rota together?",
	],
};
