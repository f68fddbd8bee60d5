/** The scores that a policy may name. */
import { flavor } from './flavor';
import { nodeResourcesLeastAllocated } from './node-resources-least-allocated';
import type { Score } from './score';
import { stackAffinity } from './stack-affinity';
import { volume } from './volume';

export { PluginFault, type Score } from './score';

export const scores: ReadonlyMap<string, Score> = new Map([stackAffinity, flavor, nodeResourcesLeastAllocated, volume].map((each) => [each.name, each]));
