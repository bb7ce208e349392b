import type { Persona } from "../persona.ts";

export const foundry: Persona = {
	id: "foundry",
	customer: "Tomasz Wierzba",
	company: "Ellerby Castings",
	vendor: "Hammerfern",
	trade: "the machine monitoring people",
	needs: [
		{
			open: [
				"What happens on your floor when the big furnace stops without warning?",
				"How well do you remember the last time that a furnace went down?",
			],
			closed: ["Did you have a stop this month?", "Is the furnace serviced regularly?"],
			told: [
				"Everything stops. In March the furnace failed on a Thursday night, forty tonnes froze in it, and the repair and the lost order were close to ninety thousand.",
				"Too well. In March the furnace failed without any warning, forty tonnes of iron froze, and I need to be sure that it never happens twice.",
			],
			hinted: [
				"One. The furnace failed without warning in March as well.",
				"It is, but I need to know before it fails, as it did in March.",
			],
			tied: [
				"For the furnace that failed without warning in March, our sensors give the shift about thirty hours of notice before a coil goes.",
				"You told me about the forty tonnes that froze. Our furnace alarm catches the drift in temperature that comes before such a failure.",
			],
		},
		{
			open: [
				"How do your mechanics decide what they look at first in the morning?",
				"What does a mechanic do between two breakdowns?",
			],
			closed: ["Do you have a maintenance plan?", "Is maintenance done by your own mechanics?"],
			told: [
				"Whoever shouts loudest. My mechanics run from one breakdown to the next, the planned maintenance is always late, and the overtime is eating my budget.",
				"There is no between. The mechanics struggle from one breakdown to the next, and planned maintenance is always late.",
			],
			hinted: [
				"On the wall. The mechanics chase breakdowns and the plan is always late.",
				"Our own mechanics, and they struggle, because breakdowns come first.",
			],
			tied: [
				"You said your mechanics chase breakdowns. Our morning list gives them the three machines that need a hand first.",
				"You mentioned that planned maintenance slips. Our work orders help a mechanic do it in the pause that the machine has anyway.",
			],
		},
		{
			open: [
				"How do you find out why a batch was scrapped?",
				"What goes through your mind when the scrap figure comes in?",
			],
			closed: ["Is your scrap rate above six percent?", "Do you measure scrap by batch?"],
			told: [
				"We mostly do not. Scrap is at eight percent, which is a problem, and we cannot tell whether the sand or the mould is to blame.",
				"That I cannot explain it. Scrap is at eight percent, the owner wants five, and nobody can tell me which mould is to blame.",
			],
			hinted: [
				"Eight. I need to bring the scrap down and I cannot say what causes it.",
				"By day. Scrap is at eight percent, and we cannot tell which mould causes it, which is a real problem.",
			],
			tied: [
				"Because nobody can tell which mould causes the scrap, our traceability lets the shift follow a bad casting back to its mould.",
				"For the eight percent scrap, our comparison flags the moulds that stand out, and foundries like yours went from eight to five.",
			],
		},
		{
			open: [
				"What do you do with the knowledge of the people who retire?",
				"How does a new operator learn what the old one hears in the machine?",
			],
			closed: ["Are any of your operators close to retirement?", "Do you train the new operators yourselves?"],
			told: [
				"I watch it walk out of the gate. Three operators retire next year, their knowledge is written nowhere, and that is a real problem for us.",
				"By standing next to him for two years, which we do not have. Three operators retire, and I need their knowledge in some form.",
			],
			hinted: [
				"Three operators are, and that their knowledge is written nowhere is a real problem.",
				"We do, but three operators retire and I need to keep their knowledge.",
			],
			tied: [
				"As three operators retire with their knowledge, our logbook helps the next man with what they said about a noise, right beside the recording of it.",
				"You said the knowledge of your operators is written nowhere. Our alarm notes let a new operator read what the old one did.",
			],
		},
	],
	objections: [
		{
			raised: [
				"Every vendor says that they can see a breakdown coming, and then nothing happens.",
				"I don't believe that a sensor hears what my foreman hears.",
			],
			restated: [
				"So you're saying that every vendor promises to see a breakdown coming, and then nothing happens.",
				"It sounds like you doubt that a sensor would match the ear of your foreman.",
			],
			answered: [
				"I'll send you the list of alarms from a foundry in Leeds, with the false ones marked.",
				"I'll ask the foreman in Leeds whether he has time for a call.",
			],
		},
		{
			raised: [
				"We don't have anyone here who could look after software.",
				"It's too complicated for us, we don't have an IT department.",
			],
			restated: [
				"So there is nobody in the house who could look after software.",
				"You're saying that without an IT department this looks too complicated.",
			],
			answered: [
				"I'll note down what there is to do, line by line.",
				"I'll ask our engineers for a list of what is on site.",
			],
		},
		{
			raised: [
				"Thirty thousand is a lot, I think that's too expensive for one line.",
				"There is no budget for that before April.",
			],
			restated: [
				"If I heard you right, thirty thousand for a single line is more than you want to spend.",
				"So before April there is simply no budget.",
			],
			answered: ["I'll split it into three parts and send you that.", "I'll write the offer for the next budget year."],
		},
		{
			raised: [
				"My guys won't accept something that watches them all day.",
				"I'm concerned about the works council, they will say that we watch people.",
			],
			restated: [
				"So you fear that the crew would feel watched all day.",
				"What I'm hearing is that the works council may see it as watching people.",
			],
			answered: [
				"I'll send you the agreement that the council in Solingen signed.",
				"I'll send the works council the drawings.",
			],
		},
	],
	pitches: [
		"We are the leading product in six countries, and customers love us.",
		"It supports twelve protocols, and the interface is the most intuitive one I have ever seen.",
		"We offer a mobile version, and customers love the widgets.",
		"The solution is scalable and powerful, and our artificial intelligence makes it unique.",
		"We have won three awards, and our platform makes everything simple, from billing to marketing.",
		"It comes with unlimited users for free, and the colours are configurable.",
	],
	asks: [
		"Can I come by on Tuesday at seven, when the shift changes, and walk the line with your foreman?",
		"Would you be ready to start a pilot on the small furnace on the second of the month?",
		"Could you send me the breakdown list of the first quarter by Friday?",
		"Can you introduce me to your works council before the end of the month?",
		"Shall we set a meeting with the owner for Thursday at four?",
	],
};
