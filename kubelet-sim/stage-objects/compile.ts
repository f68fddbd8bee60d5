/** Stage objects, read once: what is wrong with one is found here, and everything that an object meets is a function. */
import type { KubeObject, Random } from '../../api';
import type { Stage } from '../resources/stage';
import { duration, integer, type Amount } from './expressions';
import { compileSelector, type Selects } from './selector';
import { compileSteps, type Step } from './steps';

export interface CompiledStage {
  readonly name: string;
  readonly selects: Selects;
  readonly weight: Amount;
  /** Milliseconds until the steps are taken. */
  readonly delay: (object: KubeObject, now: number, random: Random) => number;
  readonly steps: readonly Step[];
  readonly isImmediate: boolean;
}

/** Undefined: a stage without a selector concerns nothing. Throws StageFault. */
export function compileStage({ metadata: { name = '' }, spec }: Stage, functions: readonly string[]): CompiledStage | undefined {
  const stage = {
    name,
    selects: compileSelector(spec.selector ?? {}),
    weight: integer(spec.weight ?? 0, spec.weightFrom, 'spec.weightFrom'),
    delay: delayOf(spec.delay),
    steps: compileSteps(spec, functions),
    isImmediate: spec.immediateNextStage ?? false,
  };
  return spec.selector && stage;
}

/** The shorter of the two, or by chance between them (kubernetes-sigs/kwok pkg/utils/lifecycle Stage.Delay). */
function delayOf(delay: Stage['spec']['delay']): CompiledStage['delay'] {
  if (!delay) return () => 0;
  const { durationMilliseconds = 0, durationFrom, jitterDurationMilliseconds, jitterDurationFrom } = delay;
  const shortest = duration(durationMilliseconds, durationFrom, 'spec.delay.durationFrom');
  const longest = duration(jitterDurationMilliseconds, jitterDurationFrom, 'spec.delay.jitterDurationFrom');
  return (object, now, random) => {
    const least = shortest(object, now);
    if (least === undefined) return 0;
    const most = longest(object, now);
    if (most === undefined) return least;
    return most <= least ? most : least + Math.floor(random.float() * (most - least));
  };
}
