/** The binding cycle: waits for permission, prepares, binds. Runs beside the next pods' scheduling cycles. */
import { sleep, type Clock } from '../api';
import { rejectedOn, type Assumed, type Rejected } from './cycle';
import { isRejection, isSuccess, unschedulable, type Answer, type SchedulerPlugin, type Verdict, type Waiting } from './framework';
import type { Extenders } from './extenders/extenders';
import { heardBy } from './extenders/heard';
import { PluginFailure } from './plugin-failure';
import type { Framework } from './profile';
import type { Slots } from './slots';
import type { WaitingPods } from './waiting-pods';

export interface BindingContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly waiting: WaitingPods;
  /** One of them may bind in the place of plugins. */
  readonly extenders?: Extenders;
  /** Each binding cycle has one of these. */
  readonly writes: Slots;
}

/** Undefined: bound. Throws PluginFailure, or what the API answered. */
export async function bindingCycle(assumed: Assumed, framework: Framework, context: BindingContext): Promise<Rejected | undefined> {
  const held = assumed.waits.length ? await context.writes.resting(() => permission(assumed, context)) : undefined;
  const refused = held ?? (await prepare(assumed, framework, context));
  if (refused) return refused;
  if (!await context.extenders?.bind(assumed.cycle.pod, assumed.node, heardBy(framework)(assumed.cycle))) await bind(assumed, framework);
  for (const plugin of framework.at.postBind) plugin.postBind(assumed.cycle, assumed.node);
  return undefined;
}

async function permission({ waits, cycle }: Assumed, context: BindingContext): Promise<Rejected | undefined> {
  for (const { plugin, waiting } of waits) {
    const answer = await context.waiting.hold(cycle.pod.uid, decided(plugin, waiting, context));
    if (isRejection(answer)) return rejectedOn(plugin, answer as Verdict);
    if (!isSuccess(answer)) throw new PluginFailure('Permit', plugin, answer?.reasons.join(', '));
  }
  return undefined;
}

/** What the plugin says, or that it has taken too long. */
async function decided(plugin: SchedulerPlugin, { until, timeoutMs }: Waiting, { clock, signal }: BindingContext): Promise<Answer> {
  const over = new AbortController();
  const tooLong = sleep(clock, timeoutMs, AbortSignal.any([signal, over.signal]))
    .then((): Answer => unschedulable(`timeout after waiting ${timeoutMs}ms at plugin ${plugin.name}`));
  try {
    return await Promise.race([until, tooLong]);
  } catch (error) {
    throw new PluginFailure('Permit', plugin, error);
  } finally {
    over.abort();
  }
}

async function prepare({ cycle, node }: Assumed, framework: Framework, { signal, writes }: BindingContext): Promise<Rejected | undefined> {
  for (const plugin of framework.at.preBind) {
    if (plugin.preBindPreFlight?.(cycle, node)?.code === 'Skip') continue;
    const work = (): Promise<Answer> => running('PreBind', plugin, () => plugin.preBind(cycle, node, signal));
    const answer = await (plugin.preBindPreFlight ? writes.resting(work) : work());
    if (!isSuccess(answer)) return rejectedOn(plugin, answer as Verdict);
  }
  return undefined;
}

async function bind({ cycle, node }: Assumed, framework: Framework): Promise<void> {
  for (const plugin of framework.at.bind) {
    const answer = await running('Bind', plugin, () => plugin.bind(cycle, node));
    if (isSuccess(answer)) return;
    if (answer?.code !== 'Skip') throw new PluginFailure('Bind', plugin, answer?.reasons.join(', '));
  }
  throw new Error(`all bind plugins skipped ${cycle.pod.id}`);
}

async function running(point: string, plugin: SchedulerPlugin, call: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await call();
  } catch (error) {
    throw new PluginFailure(point, plugin, error);
  }
  if (answer?.code === 'Error') throw new PluginFailure(point, plugin, answer.reasons.join(', '));
  return answer;
}
