import type { Persona } from "./persona.ts";

/** Sentences that fit every customer. `{first}`, `{company}`, `{vendor}` and `{trade}` are filled in from the persona. */
export const openings: readonly string[] = [
	"Good morning, {first}, thanks for making the time. I'm calling from {vendor}, {trade}. I have read what is public about {company} and would rather hear the rest from you than guess at it.",
	"Hi {first}, thank you for picking up. I'm with {vendor}, {trade}, and your colleague at the fair said that I should talk to you about the way things run at {company}.",
	"Good afternoon, {first}. {vendor} here, {trade}. You filled in our form on Monday, and I promised myself to learn something about {company} before I talk about anything else.",
	"{first}, good to have you on the line. I'm from {vendor}, {trade}. I have three or four topics on my sheet about {company}, and we may stop at any of them.",
	"Thanks for the quick reply, {first}. This is {vendor}, {trade}. I have half an hour, and all of it is for {company}.",
];

export const greetings: readonly string[] = [
	"Good to meet you. I have a coffee and twenty-five minutes.",
	"Hi there. Yes, I remember the form. Please go on.",
	"Good morning. I am all ears.",
	"Hello, good morning. I have until the half hour.",
	"Yes, hello. Shoot.",
	"Hello. Yes, now is a good time.",
];

/** What a rep who asks little does instead: talks about the own house. Holds neither claim nor question. */
export const aboutUs: readonly string[] = [
	"A few dates about {vendor} before we begin. The company was founded in 2011 by two sisters from Leeds, there are eighty people today, and the office looks out on the canal. The first office was a kitchen, and the second one was a garage. Now it is a floor above a bakery, and there is a table tennis room that nobody has entered since the spring.",
	"I usually begin with a short history. {vendor} was a student project at first, in 2009. Then came two bad winters and one good summer, and in 2019 we moved into the old post office. I have a picture of it here on the wall, with the old counter and the clock, and the clock has been wrong since the day we moved in.",
	"So, about {vendor}. There are five departments, the largest one is engineering, and the smallest one is mine. I joined four years ago, after nine years in insurance, and I look after the region between the coast and the motorway. My colleague Henrik has the rest of it, and on Thursdays the whole crew has lunch together.",
	"Let me start with {vendor}. I have been here for six years, first in the warehouse, then at the front desk, then in sales. My office is on the second floor, next to the kitchen. There were twelve people when I joined and there are ninety now, and the car park is full by eight in the morning.",
	"First of all, who we are. {vendor} is in Leeds, on the canal, and there are eighty of us. Two sisters founded it in 2011, in a kitchen. Then it was a garage, and now it is a floor above a bakery. I sit at the window, and there is a table tennis room that nobody has entered since the spring.",
];

/** What the rep says before the next question; holds neither claim nor question. */
export const listened: readonly string[] = [
	"Thanks, that is clear now.",
	"I have written that down word for word.",
	"Thank you for being so frank about it.",
	"Okay, noted.",
	"Understood, thanks.",
	"Thank you, I have made a note of that.",
];

export const toTheOffer: readonly string[] = [
	"I have heard enough to talk about the offer now.",
	"Good, then on to our side of the table.",
	"So, on to the offer, then.",
	"Good. Now a few words about the offer.",
	"Okay, then I will come to our offer now.",
];

/** Between the questions and the claims the customer speaks once, so that the first claim is no reply to a need. */
export const readyToHear: readonly string[] = ["Yes, please.", "Go ahead.", "Sure, go on.", "Okay, tell me."];

/** What the customer says to a claim: neither need nor objection. */
export const nods: readonly string[] = [
	"Okay, that is something.",
	"Interesting.",
	"Hm, all right.",
	"That is new to me.",
	"Yes, I follow.",
	"Good to hear.",
];

export const settled: readonly string[] = [
	"All right, I can live with that.",
	"Okay. That answers it for the moment.",
	"Good, then that is out of the way.",
	"Okay, good.",
	"Okay, thanks.",
	"All right, good to know.",
	"Ah, okay.",
];

/** Added to a restatement before the answer; an empty one leaves the restatement alone. */
export const checked: readonly string[] = [
	"That is a fair point.",
	"",
	"Thanks for saying it openly.",
	"",
	"I get that.",
];

/** Asks that fit every customer. */
export const asks: readonly string[] = [
	"Can we book a second call for Tuesday at three, with the figures in front of both of us?",
	"Would you be open to a two-week trial that begins on Monday?",
	"Could you send me the list that you mentioned by Thursday evening?",
	"Can you introduce me to the person who signs for this before Friday?",
	"Shall we schedule a demo for next Wednesday at ten?",
	"Are you ready to go ahead with the small plan from the first of the month?",
];

export const agreed: readonly string[] = [
	"Gladly, yes.",
	"Yes, that's fine.",
	"Yes, please do.",
	"Yes, gladly.",
	"Yes, that would be great.",
	"Yes, absolutely.",
];

/** The rep's own promises: polite, and no ask. */
export const promises: readonly string[] = [
	"I'll send you a summary of all this by tonight.",
	"I will follow up with the brochure and the price sheet tomorrow.",
	"I'll get back to you next week once I have talked to our engineers.",
	"I'll put together a short document and e-mail it to you.",
	"I'll be in touch when the new brochure is out.",
	"I can share the recording with you this afternoon.",
];

export const nothing: readonly string[] = [
	"Well, that was everything from my side, and it was a pleasure talking to you.",
	"That is all I had for today, and I enjoyed the talk very much.",
	"I am through with my sheet, so all that is left is to wish you a pleasant week.",
	"Then I am at the end of my sheet. Thank you, and have a good week.",
	"That was it from me. Thank you for the coffee break.",
];

export const farewells: readonly string[] = [
	"Thank you, have a good afternoon.",
	"Thanks for the call. Bye.",
	"Thanks, and goodbye.",
	"Thanks, bye.",
];

export function filled(text: string, persona: Persona): string {
	const [first = persona.customer] = persona.customer.split(" ");
	return text
		.replaceAll("{first}", first)
		.replaceAll("{company}", persona.company)
		.replaceAll("{vendor}", persona.vendor)
		.replaceAll("{trade}", persona.trade);
}
