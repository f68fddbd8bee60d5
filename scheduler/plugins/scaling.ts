/** Raw scores to 0..100 by the highest one (kube-scheduler plugins/helper, DefaultNormalizeScore). In place. */
import { maxNodeScore } from '../framework';

function highest(scores: Float64Array): number {
  let top = 0;
  for (const score of scores) if (score > top) top = score;
  return top;
}

/** The highest raw score becomes 100. */
export function scale(scores: Float64Array): void {
  const top = highest(scores);
  if (top === 0) return;
  for (let i = 0; i < scores.length; i++) scores[i] = Math.floor((maxNodeScore * (scores[i] ?? 0)) / top);
}

/** The highest raw score becomes 0, zero becomes 100. */
export function scaleReversed(scores: Float64Array): void {
  const top = highest(scores);
  if (top === 0) scores.fill(maxNodeScore);
  else for (let i = 0; i < scores.length; i++) scores[i] = maxNodeScore - Math.floor((maxNodeScore * (scores[i] ?? 0)) / top);
}
