/** Which of the stages that select an object is its next: by chance, as their weights say (kubernetes-sigs/kwok Lifecycle.Match). */
import type { KubeObject, Random } from '../../api';
import type { CompiledStage } from './compile';

export function choose(stages: readonly CompiledStage[], object: KubeObject, now: number, random: Random): CompiledStage | undefined {
  const rivals = stages.filter((stage) => stage.selects(object, now));
  if (rivals.length <= 1) return rivals[0];
  const weighed = rivals.map((stage) => ({ stage, weight: stage.weight(object, now) }));
  const total = weighed.reduce((sum, { weight = 0 }) => sum + Math.max(0, weight), 0);
  return total > 0 ? drawn(weighed, random.float() * total) : oneOf(weighed, random);
}

type Weighed = readonly { readonly stage: CompiledStage; readonly weight: number | undefined }[];

function drawn(weighed: Weighed, drawn: number): CompiledStage | undefined {
  let left = drawn;
  for (const { stage, weight = 0 } of weighed) {
    left -= Math.max(0, weight);
    if (weight > 0 && left < 0) return stage;
  }
  return weighed.findLast(({ weight = 0 }) => weight > 0)?.stage;
}

/** All weights are nought, or cannot be told: those that can be told go first. */
function oneOf(weighed: Weighed, random: Random): CompiledStage | undefined {
  const told = weighed.filter(({ weight }) => weight !== undefined);
  const among = told.length ? told : weighed;
  return among[random.int(among.length)]?.stage;
}
