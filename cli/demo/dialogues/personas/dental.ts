import type { Persona } from "../persona.ts";

export const dental: Persona = {
	id: "dental",
	customer: "Osei Lindqvist",
	company: "Larkfield Dental",
	vendor: "Quietbell",
	trade: "the appointment people",
	needs: [
		{
			open: [
				"What happens in your practice when a patient does not turn up?",
				"How do you deal with a chair that stays empty at short notice?",
			],
			closed: ["Do you have many patients who miss their appointment?", "Is the no-show rate above five percent?"],
			told: [
				"The chair is empty and the dentist drinks coffee. We lose about fourteen appointments a week to patients who forget, and I need to bring that down this year.",
				"Mostly we do not. Patients forget, we lose fourteen appointments a week, and the empty chair costs as much as a full one.",
			],
			hinted: [
				"Enough. We lose fourteen appointments a week because patients forget.",
				"Well above. I need to get the empty chairs down.",
			],
			tied: [
				"You told me that patients forget fourteen appointments a week. Our reminders typically cut forgotten appointments by half.",
				"For the empty chair, our waiting list offers the slot to the next patient within a minute.",
			],
		},
		{
			open: [
				"Tell me about a normal Monday morning at your reception.",
				"How do the calls reach your reception, and what gets left undone meanwhile?",
			],
			closed: ["Is your reception busy on Mondays?", "Do you have two people at reception?"],
			told: [
				"Chaos. The phone rings without a break, my two receptionists are overwhelmed, and the people standing at the desk wait while somebody reschedules a cleaning.",
				"All at once, by phone. My receptionists are exhausted by noon, and one of them told me that she will leave if the phone does not stop.",
			],
			hinted: [
				"Very. I need to get the phone off my receptionists.",
				"Two, and I need to get the phone off both of them.",
			],
			tied: [
				"Since the phone overwhelms your receptionists, our booking page lets callers reschedule a cleaning without ringing at all.",
				"You said the phone never stops at your reception. Our assistant takes the simple calls off your receptionists, so the phone rings half as often.",
			],
		},
		{
			open: [
				"How do you notice that a patient has not been in for two years?",
				"What would you like to happen with the patients who drifted away?",
			],
			closed: ["Do you send recall letters?", "Is there a list of patients who stopped coming?"],
			told: [
				"By accident. We want to reach the people who missed their recall, but the list is a paper file and the letters take a full day every month.",
				"I would like to win them back. Recall letters are stuffed by hand, they take a day every month, and hardly anybody answers.",
			],
			hinted: [
				"By hand, yes. The recall letters take a day every month.",
				"In a paper file. I want the recall letters out of there.",
			],
			tied: [
				"The recall letters take a day every month, and our system saves you that day.",
				"Because recall means a paper file and letters today, our recall module reminds every overdue patient by message and keeps the list by itself.",
			],
		},
		{
			open: [
				"How do you see across the three sites how full the week is?",
				"What do you look at when you decide where to put another dentist?",
			],
			closed: ["Do the three sites share one calendar?", "Can you see all three sites at once?"],
			told: [
				"I cannot. Each site has its own calendar, I have no visibility over all three, and my planning is guesswork that I struggle to defend.",
				"My gut. The calendars of the sites are not connected, I cannot see how full they are, and I want to hire on facts.",
			],
			hinted: [
				"No shared one. I need to see how full each site is, and the calendars are not connected.",
				"No, and I need all three calendars on one page.",
			],
			tied: [
				"You mentioned that the calendars of the sites are not connected. Our overview shows you all three calendars on one page.",
				"You want to hire on facts. Our report shows you the hours in which a site is too full, so you know where another dentist would have work.",
			],
		},
	],
	objections: [
		{
			raised: [
				"I'm not comfortable with that, these are health records after all.",
				"I'm not comfortable with health records on somebody else's server.",
			],
			restated: [
				"So your concern is that health records leave the house and sit with somebody else.",
				"What I'm hearing is that health records on an outside server make you uncomfortable.",
			],
			answered: ["Names and times are stored in Stockholm.", "I'll send you the auditor's report tonight."],
		},
		{
			raised: [
				"We already have a program for the calendar, my nephew installed it.",
				"We already have a calendar, and we're fine with it.",
			],
			restated: [
				"You're saying that the calendar program you have does its job.",
				"So you're saying that the calendar you have is fine as it is.",
			],
			answered: [
				"The two calendars talk to each other through an export.",
				"I'll ask our engineers how the two would run side by side.",
			],
		},
		{
			raised: [
				"I'm worried that older patients will not use an app.",
				"I don't think a seventy year old wants text messages from the dentist.",
			],
			restated: [
				"It sounds like you expect the older patients to stay away from an app.",
				"So the worry is that older people do not want messages from their dentist.",
			],
			answered: ["I'll make the offer again without the app.", "I can take the app out of it."],
		},
		{
			raised: [
				"Six hundred a month is too expensive for a practice with three sites.",
				"We don't have the budget for another subscription this year.",
			],
			restated: [
				"It sounds like six hundred a month is expensive for three sites.",
				"If I got you right, there is no budget left for one more subscription.",
			],
			answered: ["I'll work it out by chair and not by site.", "I can write the offer for nine chairs."],
		},
	],
	pitches: [
		"We are the leading product in six countries, and customers love us.",
		"It integrates with more than fifty programs, and our interface was designed by a renowned studio in Oslo.",
		"Our platform is trusted by some of the biggest brands in the country.",
		"We deliver the best onboarding videos in the industry, and they are free for all customers.",
		"The tool is super intuitive, and users love the dark mode.",
		"We have won three awards, and our platform makes everything simple, from billing to marketing.",
	],
	asks: [
		"Shall we meet on Tuesday at half past eight, before your first patient, for a demo of twenty minutes?",
		"Would you be willing to start a four-week trial at the Elm Street site on the first of the month?",
		"Could you send me the missed appointments of the last quarter by Thursday?",
		"Can you introduce me to whoever looks after your data protection, ideally this week?",
		"Can we schedule a call with both receptionists for Friday at one?",
	],
};
