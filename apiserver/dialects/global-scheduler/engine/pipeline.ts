/** A policy's names, resolved (specification, 5.2). */
import { filters } from './filters';
import type { Filter } from './filters/filter';
import type { Policy } from './policy';
import { scores, type Score } from './scores';

export interface Pipeline {
  readonly filters: readonly Filter[];
  readonly scores: readonly { readonly score: Score; readonly weight: number }[];
}

/** Names that no filter or score has, to be told where a policy is read: `predicates "Flavour"`. */
export const unknownPlugins = ({ predicates, priorities }: Policy): readonly string[] => [
  ...predicates.filter((name) => !filters.has(name)).map((name) => `predicates ${JSON.stringify(name)}`),
  ...priorities.filter(({ name }) => !scores.has(name)).map(({ name }) => `priorities ${JSON.stringify(name)}`),
];

/** `undefined`: it names a plugin that there is not. */
export function pipelineOf(policy: Policy): Pipeline | undefined {
  if (unknownPlugins(policy).length > 0) return undefined;
  return {
    filters: policy.predicates.map((name) => filters.get(name) as Filter),
    scores: policy.priorities.map(({ name, weight }) => ({ score: scores.get(name) as Score, weight: weight || 1 })),
  };
}
