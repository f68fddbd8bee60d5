/** Function pods, and the sandbox in which their code runs. */
export { answerOf, type Answer } from './http';
export { FunctionPods, type FunctionPodsDeps, type FunctionView } from './pods';
export { createSandbox, type Sandbox, type Script } from './sandbox/sandbox';
export type { ScriptResult } from './sandbox/script';
