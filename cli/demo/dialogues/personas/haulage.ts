import type { Persona } from "../persona.ts";

export const haulage: Persona = {
	id: "haulage",
	customer: "Marit Hollander",
	company: "Brackwater Haulage",
	vendor: "Pathloom",
	trade: "the route planning people",
	needs: [
		{
			open: [
				"How do you get from the orders of the evening to the routes that leave in the morning?",
				"Walk me through what happens in your office between six and seven in the morning.",
			],
			closed: ["Do you plan the routes yourselves?", "Is the planning done in the morning?"],
			told: [
				"Badly, if I am honest. Our dispatcher builds the routes by hand in a spreadsheet, it takes her two hours every morning, and when she is ill nobody can do it.",
				"It is all in one head. The routes are made by hand, the spreadsheet takes hours, and last month eleven trucks left the yard forty minutes behind the plan.",
			],
			hinted: [
				"Yes, by hand. I need to get the dispatcher away from that spreadsheet.",
				"It is, and the spreadsheet with the routes takes our dispatcher two hours.",
			],
			tied: [
				"You said the dispatcher builds the routes by hand for two hours. Our planner cuts that spreadsheet work to about ten minutes.",
				"Since the routes live in one spreadsheet today, our planner gives the dispatcher a finished set of routes before she has her coat off.",
			],
		},
		{
			open: [
				"What do your customers say when a truck does not come at the hour that they were told?",
				"How do you find out that a delivery is running behind?",
			],
			closed: ["Do your customers get a delivery window?", "Are most of your deliveries on schedule?"],
			told: [
				"They ring us. We have three people on the phones who do little else, because we cannot tell anyone when the truck will arrive, and two supermarkets complain about it every week.",
				"Usually from an angry phone call. We have no way to tell a supermarket when its truck will arrive, and the penalties came to nine thousand last quarter.",
			],
			hinted: [
				"A window, yes, but we cannot tell them when the truck will really arrive, so they complain.",
				"Most. The supermarkets still complain that nobody can tell them when a truck arrives.",
			],
			tied: [
				"For the supermarkets that complain, our app tells them when their truck will arrive, to within ten minutes, and it updates automatically.",
				"You mentioned the supermarkets and their phone calls. Our arrival page lets them follow the truck, which cuts most of those calls.",
			],
		},
		{
			open: [
				"What has changed in your fuel bill over the last year?",
				"How do you know whether a truck drove more kilometres than it had to?",
			],
			closed: ["Has your fuel bill gone up?", "Do you track the kilometres of each truck?"],
			told: [
				"It is up by a fifth, and I want to get it down before the budget round. I suspect that we waste diesel on detours, but I have nothing to show for it.",
				"I do not, and that is the problem. We waste diesel on detours, the board asks me about fuel every month, and I need a figure.",
			],
			hinted: [
				"By a fifth. We waste diesel somewhere and I want to find out where.",
				"Not per truck. I need to know where we waste the diesel.",
			],
			tied: [
				"You want the diesel bill down. Our report shows you every detour, so that the fuel is not wasted.",
				"You told me that diesel is wasted on detours. Our routes save you between six and nine percent of that diesel.",
			],
		},
		{
			open: [
				"What makes drivers stay with you, and what makes them leave?",
				"Tell me about the last driver you lost and why he went.",
			],
			closed: ["Are you short of drivers?", "Is it hard to keep drivers at the moment?"],
			told: [
				"The evenings. Drivers quit because they never know when they get home, the turnover is dreadful, and we need four more people before the summer.",
				"He wanted to see his children. Our drivers do overtime that nobody planned, and turnover costs us a new driver every six weeks.",
			],
			hinted: [
				"Always. We need to stop the drivers from leaving over unplanned overtime.",
				"It is. I need to stop the overtime that drives them away.",
			],
			tied: [
				"You said the drivers leave over unplanned overtime. Our planner saves them exactly that overtime.",
				"For the driver turnover, our app lets each of them see in the morning when the shift ends, so overtime stops being a surprise.",
			],
		},
	],
	objections: [
		{
			raised: [
				"I have to say, four hundred a truck is too expensive for a fleet of our size.",
				"Your price sounds very high to me for what is a planning program.",
			],
			restated: [
				"So for you, four hundred a truck is more than a fleet of your size can carry.",
				"What I'm hearing is that the price feels high for a planning program.",
			],
			answered: [
				"It is billed by vehicle and month.",
				"I'll have the offer made again without the trucks that stand in the yard.",
			],
		},
		{
			raised: [
				"No, we tried that three years ago, and the drivers threw the tablets in the glove box.",
				"I'm worried that the drivers will ignore it, as they did with the last system.",
			],
			restated: [
				"It sounds like the last system ended in the glove box and you fear the drivers would do the same again.",
				"So your worry is that the drivers ignore this one like the one before.",
			],
			answered: [
				"I'll send you the names of two fleets where it was tried in the same way.",
				"The training is in the cab, on the first two tours.",
			],
		},
		{
			raised: [
				"The timing is wrong for us, we move to the new depot in spring.",
				"To be honest, the timing is bad, with the move of the depot ahead of us.",
			],
			restated: [
				"You're saying that with the move to the new depot in spring, the timing is wrong.",
				"If I understand you, the depot move comes first and anything new has to fit around it.",
			],
			answered: [
				"The move is in spring, and we are in November.",
				"I can put the start after the move into the offer.",
			],
		},
		{
			raised: [
				"I would need to ask my business partner, he signs anything above ten thousand.",
				"That's not my decision alone, my business partner looks after the money.",
			],
			restated: [
				"So your partner signs what goes above ten thousand, and you would not go ahead without him.",
				"I hear you saying that your business partner has to agree before any money moves.",
			],
			answered: ["I'll put the figures on one page for him.", "I can write that page tonight."],
		},
	],
	pitches: [
		"Our platform supports every common integration, and the interface has won an award for its design.",
		"We have won three awards, and our platform makes everything simple, from billing to marketing.",
		"It includes a chat function, and users love the stickers.",
		"Our artificial intelligence makes it unique.",
		"We are the leading product in six countries, and customers love us.",
		"It integrates with more than fifty programs, and our interface was designed by a renowned studio in Oslo.",
	],
	asks: [
		"Can we put forty minutes in the calendar for Thursday at ten, with one of your real mornings on the screen?",
		"Would you be open to a three-week pilot with five trucks, starting on Monday the ninth?",
		"Could you send me the route sheets of last Tuesday by Friday, so that we both look at the same day?",
		"Can you introduce me to your business partner before the end of next week?",
		"Shall we book half an hour with your dispatcher on Wednesday at two?",
	],
};
