export type DataNote = {
	readonly name: string;
	readonly sha256: string;
	readonly licence: string;
	readonly origin: string;
};

type Licence = {
	readonly licence: string;
	readonly origin: string;
	/** The file of weights that the corpus may be mixed into, and the licence of that file. */
	readonly file: string;
	readonly fileLicence: string;
};

const CHANGED = "converted to JSON Lines, labels mapped to tasks, split by conversation; only weights are kept here";

/** What is learnt from licences that ask for a notice. */
export const WITH_NOTICES = "Apache-2.0, with the notices of its data";

/** Where each corpus comes from and under which licence; the share-alike ones get files of their own. */
export const LICENCES: { readonly [corpus: string]: Licence } = {
	annomi: {
		licence: "Public domain, by the README of the repository at commit 126d985",
		origin: `AnnoMI, Wu et al. 2022, doi 10.1109/ICASSP43922.2022.9746035, github.com/uccollab/AnnoMI; ${CHANGED}`,
		file: "guides",
		fileLicence: WITH_NOTICES,
	},
	p4g: {
		licence: "Apache-2.0, (c) University of California, Davis, Xuewei Wang, Weiyan Shi and others",
		origin: `PersuasionForGood, Wang et al. 2019, arXiv 1906.06725; ${CHANGED}`,
		file: "guides",
		fileLicence: WITH_NOTICES,
	},
	casino: {
		licence: "CC BY 4.0, (c) the authors",
		origin: `CaSiNo, Chawla et al. 2021, arXiv 2103.15721, github.com/kushalchawla/CaSiNo; ${CHANGED}`,
		file: "guides",
		fileLicence: WITH_NOTICES,
	},
	email: {
		licence: "Apache-2.0, (c) 2014 Parakweet Labs, Inc.",
		origin: `Parakweet email intent, github.com/ParakweetLabs/EmailIntentDataSet; ${CHANGED}`,
		file: "guides",
		fileLicence: WITH_NOTICES,
	},
	uptake: {
		licence: "MIT, (c) 2021 ddemszky",
		origin: `Conversational uptake, Demszky et al. 2021, arXiv 2106.03873; ${CHANGED}`,
		file: "uptake",
		fileLicence: WITH_NOTICES,
	},
	mrda: {
		licence: "CC BY 4.0 (ICSI corpus)",
		origin: `ICSI Meeting Recorder Dialog Act corpus, Shriberg et al. 2004, W04-2319; ${CHANGED}`,
		file: "guides",
		fileLicence: WITH_NOTICES,
	},
	vm2: {
		licence: "CC BY-SA 4.0",
		origin: `VERBMOBIL 2 from MIAM, Colombo et al. 2021, github.com/eusip/MIAM; ${CHANGED}`,
		file: "vm2",
		fileLicence: "CC BY-SA 4.0",
	},
	ilisten: {
		licence: "CC BY-SA 4.0",
		origin: `iLISTEN from MIAM, Colombo et al. 2021, github.com/eusip/MIAM; ${CHANGED}`,
		file: "ilisten",
		fileLicence: "CC BY-SA 4.0",
	},
};
