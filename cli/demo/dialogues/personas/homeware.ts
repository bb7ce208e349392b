import type { Persona } from "../persona.ts";

export const homeware: Persona = {
	id: "homeware",
	customer: "Priya Ranganathan",
	company: "Copper Kettle Homeware",
	vendor: "Shelfmark",
	trade: "the stock people",
	needs: [
		{
			open: [
				"What happens in your shops when a bestseller runs out on a Saturday?",
				"How do you learn that a shelf is empty?",
			],
			closed: ["Do you run out of bestsellers sometimes?", "Is the stock counted every week?"],
			told: [
				"We lose the sale and often the customer. The shelf is empty while the same kettle sits in the back of another shop, and nobody can tell us that it is there.",
				"From a customer who complains. Empty shelves lose us about four thousand a week, and I want that fixed before Christmas.",
			],
			hinted: [
				"Every weekend. I need to stop losing the sale when the shelf is empty.",
				"Every month. I need to know in between when a shelf is empty.",
			],
			tied: [
				"You said the shelf is empty on a Saturday. Our alert fills the empty shelf from the branch that still has it.",
				"You lose the sale when the shelf is empty. Our alert shows you which branch still has the kettle, so the shelf is full again by noon.",
			],
		},
		{
			open: ["How do you decide in June what to order for Christmas?", "Walk me through your last big order."],
			closed: ["Have you always ordered twice a year?", "Was last year's Christmas order about right?"],
			told: [
				"With last year's list and a glass of wine. We ordered six hundred lanterns that nobody wanted, and the leftovers are a headache that fills a garage.",
				"It was a guess. We are still stuck with six hundred lanterns, the money is tied up in leftovers, and I need a better forecast.",
			],
			hinted: [
				"Twice, and I need to get rid of the leftovers that fill a garage.",
				"Far from it. We still struggle with the leftovers, six hundred lanterns of them.",
			],
			tied: [
				"Because the leftovers fill a garage, our forecast flags the lines that will not sell while the order can still be changed.",
				"You mentioned six hundred lanterns. Our forecast gives each line a range, which keeps leftovers like those small.",
			],
		},
		{
			open: [
				"What does a stocktake look like in your eight shops?",
				"How do your people feel about the night of the stocktake?",
			],
			closed: ["Is the stocktake done at night?", "Do you close for the stocktake?"],
			told: [
				"Twelve people, a night, and clipboards. The stocktake takes until three in the morning, people are exhausted, and the count is wrong anyway.",
				"They hate it. The stocktake is done at night with pen and paper, and the count has errors that we chase for a week.",
			],
			hinted: [
				"At night, with pen and paper, and the count is full of errors.",
				"We do, and everybody is exhausted, because the count takes us until three at night.",
			],
			tied: [
				"Since the stocktake takes a night, our scanner lets two people count a shop in ninety minutes during opening hours.",
				"The count is full of errors, you said. Our app compares every shelf with the till, so the count is right.",
			],
		},
		{
			open: [
				"What do you tell your suppliers when they ask how a product runs?",
				"How do you prepare for a talk with a supplier?",
			],
			closed: ["Do you negotiate with suppliers yourself?", "Do your suppliers see the sales?"],
			told: [
				"Something vague. I am trying to get better terms from two suppliers, and I have no numbers per product to put on the table.",
				"I hardly prepare. I want better terms from my suppliers and have no numbers on what sold at full price.",
			],
			hinted: [
				"Myself. I want better terms and have no numbers per product.",
				"They do not, and I need numbers to get better terms.",
			],
			tied: [
				"As you want better terms, our supplier page gives you the numbers per product that you can put on the table.",
				"You told me there are no numbers for the suppliers. Our margin report helps you argue for better terms with what sold at full price.",
			],
		},
	],
	objections: [
		{
			raised: [
				"I'm worried about another failure, our stock system of 2019 lasted one week.",
				"I'm nervous about it, the last stock system never worked.",
			],
			restated: [
				"So you're worried about another failure like the stock system of 2019.",
				"It sounds like the last system makes you nervous about this one.",
			],
			answered: ["I'll write the plan for one shop.", "I'll send you the plan of the first week."],
		},
		{
			raised: [
				"A hundred and sixty per shop is too expensive for us at the moment.",
				"For eight small shops that's pretty expensive.",
			],
			restated: [
				"It sounds like a hundred and sixty for each shop is expensive for you at the moment.",
				"What I'm hearing is that for eight small shops it feels expensive.",
			],
			answered: ["I'll make the offer again for eight shops.", "I can move the payment to January."],
		},
		{
			raised: [
				"My shop managers won't use it, they are people people.",
				"You haven't met my shop managers, they don't want another screen.",
			],
			restated: [
				"So you expect the shop managers to leave it alone, because another screen is the last thing they want.",
				"You're saying that another screen is the last thing your managers wish for.",
			],
			answered: ["There are two buttons.", "I'll ask two managers in Bristol whether they have time for a call."],
		},
		{
			raised: ["I don't want to decide that before the fair.", "Maybe after the fair, right now my head is full."],
			restated: [
				"If I understand you, the fair comes first and you would like to think until then.",
				"So you're saying that before the fair your head is full.",
			],
			answered: ["I'll note the twenty-second, after the fair.", "I'll make a note and call on the twenty-second."],
		},
	],
	pitches: [
		"Our platform is the fastest on the market, and we have just opened an office in Lisbon.",
		"It includes a chat function, and users love the stickers.",
		"We offer a powerful interface for developers, and it supports every common standard.",
		"The software is beautiful and easy, and our founders won an award for it.",
		"Our artificial intelligence makes the whole thing unique, and it comes with a voice assistant.",
		"We have helped over a thousand companies, and our cloud is certified and secure.",
	],
	asks: [
		"Can we meet in the Bath shop on Wednesday at nine and count one shelf together?",
		"Would you be open to a pilot in two shops from the first of October?",
		"Could you send me the sales file of last December by Monday?",
		"Can you introduce me to the manager of the busiest shop this week?",
		"Shall we schedule a call for Friday at eleven, once you have slept on the numbers?",
	],
};
