/** The agents of the BCS scheduler's document. */
export { commandController } from './commands';
export type { ExecutorDeps } from './executor';
export { healthController } from './health';
export { messageController } from './messages';
