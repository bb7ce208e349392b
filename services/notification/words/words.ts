import type { DigestFlag } from "../../../domain/cohort/digest.ts";
import type { Reason } from "../../../domain/cycle/reason.ts";
import type { TaskKind } from "../../../domain/cycle/task.ts";
import type { MessageKind } from "../../../domain/notification/message.ts";
import type { InviteKind } from "../../../domain/scheduling/invite.ts";
import type { MomentKind } from "../../../domain/signals/moment.ts";
import type { Signal } from "../../../domain/signals/signal.ts";
import type { NamedDigest } from "../../records/notification-types.ts";

type Params = Reason["params"];

/** What a template may use beside its parameters: instants as the person's clock shows them, and names of things. */
export type Speaking = {
	readonly params: Params;
	/** An instant in a parameter as a date with its time of day; empty where there is none. */
	when(name: string): string;
	/** An instant in a parameter as the date of an all-day entry; empty where there is none. */
	day(name: string): string;
	/** A kind of calendar entry in a parameter, as a calendar shows it. */
	title(name: string): string;
	/** A number in a parameter. */
	count(name: string): number;
	/** A share in a parameter as a percentage with at most one decimal; empty where there is none. */
	percent(name: string): string;
	/** A signal, task or person in a parameter, by name. */
	named(name: string): string;
};

export type Template = (say: Speaking) => string;

/** The words of messages in one language. */
export type MessageWords = {
	/** For Intl. */
	readonly locale: string;
	readonly signals: { readonly [S in Signal]: string };
	readonly tasks: { readonly [K in TaskKind]: string };
	readonly moments: { readonly [K in MomentKind]: string };
	/** What a calendar shows as the title. Nobody is named: calendars are shared and shown in passing. */
	readonly meetings: { readonly [K in InviteKind]: string };
	readonly kinds: { readonly [K in MessageKind]: string };
	/** What else a parameter may name. */
	readonly names: { readonly [code: string]: string };
	/** One sentence or two, by the code of the message. */
	readonly messages: { readonly [code: string]: Template };
	/** What a weekly digest says: how it begins, then one sentence for each rep, put together from parts. */
	readonly digest: {
		opening(digest: Pick<NamedDigest, "cohort" | "reps" | "openTasks" | "checkpoints" | "flagged">): string;
		rep(name: string, week: number): string;
		readonly flags: { readonly [F in DigestFlag]: string };
		/** By the code of what a checkpoint decided. */
		readonly verdicts: { readonly [code: string]: string };
		/** One that has no words of its own. */
		readonly checkpoint: string;
		openTasks(tasks: readonly string[]): string;
		/** `signal` is null for a generic practice of the baseline. */
		nextPractice(signal: string | null): string;
		readonly nothing: string;
		others(count: number): string;
	};
	/** For a code that has no words yet: there is something to look at, and where. */
	readonly unknown: string;
	readonly severalSubject: (count: number) => string;
	readonly open: string;
	readonly momentTitle: string;
	readonly why: string;
	readonly settings: string;
	readonly unsubscribe: string;
};
