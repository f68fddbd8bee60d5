/** As many taskgroups as are asked for (sections 9.1 and 9.5 of the document's specification): those that lack are made, of those that are too many the greatest indices go. */
import { allPlaced, excessOf, missingIndices } from './counts';
import { stop } from './stop';
import type { Operation } from './world';

/** The most that are made before one looks again. */
const burst = 500;

/** Where each goes is the scheduler's business; that is found when it has a node. */
export const scale: Operation = (world) => {
  const excess = excessOf(world);
  const missing = missingIndices(world, burst);
  return {
    actions: [...missing.map((index) => ({ do: 'createPod', index }) as const), ...stop(excess)],
    done: excess.length === 0 && missing.length === 0 && allPlaced(world),
  };
};
