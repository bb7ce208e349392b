import type { Grammar } from "../../model/grammar.ts";
import { readGroups } from "../groups.ts";

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

export const englishGrammar: Grammar = {
	language: "en",
	questionWords: [
		list("what what's whats what're what'd"),
		list("how how's how'd"),
		list("why why's"),
		list("who who's whose whom"),
		list("when when's"),
		list("where where's"),
		list("which"),
	],
	quantities: list("many much often long big old far soon large fast quickly likely recently tall familiar important"),
	auxiliaries: [
		list("do don't does doesn't did didn't"),
		list("are is am was were isn't aren't wasn't weren't"),
		list("have has had haven't hasn't hadn't"),
		list("can could can't couldn't"),
		list("would wouldn't will won't"),
		list("should shouldn't shall may might must"),
	],
	subjects: [
		list("you you're you've you'd you'll u ya y'all yourself"),
		list("i i'm i've i'd i'll"),
		list("we we're we've we'd we'll"),
		list("it it's it'd it'll that that's this there there's"),
		list("they they're they've he he's she she's they'd they'll"),
		list("anybody anyone somebody someone everybody everyone people any anything something"),
		list("your your's yours"),
		list("my our the these those"),
	],
	requests: list("tell describe walk talk explain wondering wonder curious share elaborate say show"),
	negations: list(
		"not no never don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't cannot haven't hasn't hadn't shouldn't nothing nobody none neither nor ain't without",
	),
	fillers: list(
		"so and well okay ok yeah yes yep yup um uh uhm er erm ah oh right alright but now hey hi hello great cool perfect awesome excellent fantastic nice good sure no hm hmm mm mhm wow ha actually basically like then also anyway totally absolutely exactly interesting honestly maybe just alrighty gotcha",
	),
	tags: list("right huh eh correct yeah okay ok no it they you"),
	alternatives: list("or"),
	functionWords: list(`
		a an the and or but so if then than as of at by for from in into on onto to with without about over under up down out off
		me mine myself us ours him his her hers its them their theirs here whom
		be been being doing done having not no nor yes yeah okay ok um uh well just like really very too also only even still now
		again ever always going gonna wanna gotta kinda sort kind lot bit little more most much many some all both each every other
		another such own same because while until since though although get got let's let please maybe actually basically probably
		pretty quite else way said say says mean means think thought know see want need sounds sound seems seem feel feels looks
		mentioned understand hear hearing saying right sure great good yet back around last next one two first
	`),
	abbreviations: list(
		"mr mrs ms dr prof st inc ltd co corp vs etc approx dept e.g i.e u.s u.k a.m p.m mt jan feb mar apr jun jul aug sep sept oct nov dec",
	),
	groups: readGroups("en"),
};
