/** `edgecloud_policy.yaml`: which filters and scores decide. */
import type { Policy } from '../../engine';
import { filters } from '../../engine/filters';
import { scores } from '../../engine/scores';
import { configFile } from '../file';
import { anything, integer, list, record, required, word } from '../shape';

/** Scores are at most 100: totals stay exact. */
const mostWeight = 1_000_000;

const shape = record('which filters and scores decide', {
  predicates: list(record('a filter', {
    name: word('its name', [...filters.keys()], 'filter', required),
    argument: anything('accepted, and not used'),
  }), 'filters, in the order in which they are asked'),
  priorities: list(record('a score', {
    name: word('its name', [...scores.keys()], 'score', required),
    weight: integer('how often it counts; 0 counts once', { fallback: 1, least: 0, most: mostWeight }),
  }), 'scores'),
});

/** In the demo this score notes what fits where. */
const indispensable = 'Flavor';

export const policyFile = configFile({
  name: 'edgecloud_policy.yaml', meaning: 'which filters and scores decide', shape,
  of({ predicates, priorities }, reading): Policy {
    if (!priorities.some(({ name }) => name === indispensable)) reading.within('priorities', () => reading.warn(`without ${indispensable} the option faithful places nothing`));
    return {
      predicates: predicates.map(({ name }) => name),
      priorities: priorities.map(({ name, weight }) => ({ name, weight: weight || 1 })),
    };
  },
});
