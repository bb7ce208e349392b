import type { PackWords } from "../../pack.ts";

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

const generalWords = list(`
	good great nice bad big small new old first last next day days week weeks month months year years time times today tomorrow
	people person work working works use used using call calls talk talking help helps start started part point question
	questions whole feel feels feeling try trying keep keeps kept happen happens happened able long couple different important
	team teams better best actually guy guys place years done two three four five six seven eight nine ten hundred thousand percent
	company companies business customer customers client clients run runs running show set end business yourself
`);

const synonyms = [
	list("price prices pricing cost costs expensive pricey budget money afford cheap cheaper dollars fee"),
	list("manual manually hand hands type typed retype"),
	list("error errors mistake mistakes wrong"),
	list("late delay delays delayed overdue"),
	list("worry worried worries concern concerned concerns afraid scared nervous"),
	list("trust believe proof prove skeptical doubt"),
	list("staff employees employee crew colleagues"),
	list("contract contracts agreement"),
	list("phone phones telephone ringing"),
	list("boss manager director owner"),
	list("quit quitting stop stopping"),
	list("difficult difficulty hard tough struggle struggling challenging"),
	list("begin start kickoff"),
	list("fast quick quickly quicker faster speed"),
	list("drink drinks drinking alcohol drunk"),
	list("smoke smoking cigarette cigarettes smoker"),
	list("kids children child kid"),
	list("donate donation donations donating charity charities"),
	list("renew renewal renewed"),
	list("break breaks broke broken outage crash crashed"),
];

const NEGATION = String.raw`\b(?:not|no|nope|nah|never|nothing|none|nobody|without|cannot|dunno|(?:do|ca|wo|did|does|is|was|would|could|should|ai|are|were|have|has|had|need|must)n'?t)\b`;

export const englishWords: PackWords = {
	synonyms,
	generalWords,
	doubtWords: [
		NEGATION,
		String.raw`\b(?:but|however|though|although|rather|instead|already|unless|until|before|if|depends?|only|just|too|enough)\b`,
		String.raw`\b(?:afraid|worr\w*|concern\w*|doubt\w*|wonder\w*|s[ck]eptic\w*|unsure|hesita\w*|risk\w*|scams?|trust|pro(?:ve|of)|heard)\b`,
		String.raw`\b(?:hard|difficult|tricky|tough|expensive|costly|costs?|pric\w*|budget|money|much|twice|steep|long|time|busy|later|soon|last|why)\b`,
		String.raw`\b(?:think (?:about|it)|ask|check|boss|pass|declin\w*|maybe|perhaps|guess|probably|hm+|email|mail|send|prefer|stick|happy with|fine (?:with|as)|used to|same|first|talk to|run (?:it|this|that) (?:past|by)|we (?:have|had|use|do|get by|renewed)|every(?:body|one)|they all|who says|how do i know|hate[ds]?|double|half|cancel\w*|locked|contract|paper)\b`,
		String.raw`\?`,
	],
	assentWords: [
		String.raw`\b(?:yes|yeah|yep|sure|absolutely|definitely|of course|certainly|exactly|agree[ds]?|thank(?:s| you)?|glad|great|wonderful|amazing|awesome|excellent|perfect|lovely|nice|deal)\b`,
		String.raw`\bi(?:'d| would| will|'ll|'m| am)? (?:be |really |totally |definitely )*(?:love|like|happy|willing|glad|ready|interested|in)\b`,
		String.raw`\b(?:sounds?|looks?|seems?) (?:good|great|fair|nice|interesting|like)\b`,
	],
	contrastWords: [
		NEGATION,
		String.raw`\b(?:but|however|though|although|only|just|unless|until|before|if|too|already|rather|instead|maybe|later|first|local\w*|own|enough)\b`,
		String.raw`\?`,
	],
	answerOpenings: [
		String.raw`(?:(?:yes|yeah|well|and|so|ok|okay|no|sure|right|hey),? )*(?:but|because|cause|actually|however|though)\b`,
		"(?:(?:yes|yeah|well|and|so|ok|okay|no|sure|right|hey),? )*(?:you (?:can|could|may|might|don't have|do not have)|please|let me|let's|i(?:'ll|'d| will| would| think| can)?|we(?:'ll|'re|'ve| have| are| can| will| do)?) ",
	],
	magicWords: [
		String.raw`\bwhat i(?:'m| am) hearing\b`,
		String.raw`\bi hear you\b`,
		String.raw`\b(?:is|it's|was|that's)(?: really| very| so)? important to you\b`,
		String.raw`\b(?:totally|completely|really) (?:understand|get) (?:you|that|where you)\b`,
		String.raw`\b(?:matters|is key|is critical) to you\b`,
		String.raw`\bi appreciate you sharing\b`,
	],
};
