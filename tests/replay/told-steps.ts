import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from "@temporalio/workflow";

/** What a replay tells of the steps that today's code asks for: they stand in no history, their results alone do. */
export interface ToldSteps extends Sinks {
	steps: {
		/** `of`: the activity; the call and what came back, as JSON. */
		asked(of: string, call: string, result: string): void;
	};
}

const { steps } = proxySinks<ToldSteps>();

/** Only of the bundle that the replay of kept histories makes for itself. */
export const interceptors: WorkflowInterceptorsFactory = () => {
	const told = async (of: string, args: readonly unknown[], next: () => Promise<unknown>): Promise<unknown> => {
		// The first says whose step it is.
		const call = JSON.stringify(args[1] ?? null);
		try {
			const result = await next();
			steps.asked(of, call, JSON.stringify(result ?? null));
			return result;
		} catch (error) {
			steps.asked(of, call, JSON.stringify({ kind: "thrown" }));
			throw error;
		}
	};
	return {
		outbound: [
			{
				scheduleLocalActivity: (input, next) => told(input.activityType, input.args, () => next(input)),
				scheduleActivity: (input, next) => told(input.activityType, input.args, () => next(input)),
			},
		],
	};
};
