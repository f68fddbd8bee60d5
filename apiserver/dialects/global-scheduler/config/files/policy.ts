/** `edgecloud_policy.yaml`: which filters and scores decide. */
import type { Policy } from '../../engine/policy';
import { configFile, type ConfigFile } from '../file';
import { anything, integer, list, record, required, word } from '../shape';

/** The filters and scores that there are. */
export interface Plugins {
  readonly predicates: readonly string[];
  readonly priorities: readonly string[];
}

/** Scores are at most 100: totals stay exact. */
const mostWeight = 1_000_000;

const shapeOf = ({ predicates, priorities }: Plugins) => record('which filters and scores decide', {
  predicates: list(record('a filter', {
    name: word('its name', predicates, 'filter', required),
    argument: anything('accepted, and not used'),
  }), 'filters, in the order in which they are asked'),
  priorities: list(record('a score', {
    name: word('its name', priorities, 'score', required),
    weight: integer('how often it counts; 0 counts once', { fallback: 1, least: 0, most: mostWeight }),
  }), 'scores'),
});

/** What a policy needs so that anything is ever placed: this score notes what fits where. */
const indispensable = 'Flavor';

export const policyFile = (plugins: Plugins): ConfigFile<Policy> => configFile({
  name: 'edgecloud_policy.yaml', meaning: 'which filters and scores decide', shape: shapeOf(plugins),
  of: ({ predicates, priorities }, reading) => {
    if (!reading.faults.length && !priorities.some(({ name }) => name === indispensable)) reading.within('priorities', () => reading.warn(`without ${indispensable} nothing is ever placed`));
    return {
      predicates: predicates.map(({ name }) => name),
      priorities: priorities.map(({ name, weight }) => ({ name, weight: weight || 1 })),
    };
  },
});
