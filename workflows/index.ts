export { coachingCycle } from "./coaching-cycle/workflow.ts";
export { cohort } from "./cohort/workflow.ts";
export { erasePerson } from "./erase-person/workflow.ts";
export { humanTask } from "./human-task/workflow.ts";
export { reconcile } from "./reconcile/workflow.ts";
export { retention } from "./retention/workflow.ts";
export { scoreConversation } from "./score-conversation/workflow.ts";
