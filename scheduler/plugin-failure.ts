import type { SchedulerPlugin, Verdict } from './framework';

/** A plugin failed, as opposed to rejecting. */
export class PluginFailure extends Error {
  constructor(point: string, plugin: SchedulerPlugin, why: unknown) {
    super(`running ${point} plugin ${JSON.stringify(plugin.name)}: ${why instanceof Error ? why.message : String(why)}`, { cause: why });
    this.name = 'PluginFailure';
  }
}

/** Runs one point; what it throws, or answers as Error, becomes a PluginFailure. */
export function run<T>(point: string, plugin: SchedulerPlugin, call: () => T): T {
  let answer: T;
  try {
    answer = call();
  } catch (error) {
    throw new PluginFailure(point, plugin, error);
  }
  if (isVerdict(answer) && answer.code === 'Error') throw new PluginFailure(point, plugin, answer.reasons.join(', '));
  return answer;
}

const isVerdict = (answer: unknown): answer is Verdict => typeof answer === 'object' && answer !== null && 'code' in answer;
