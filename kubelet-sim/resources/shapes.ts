/** Words for schemas of our resources: those of every custom kind (api/custom/shapes.ts), and what is said of pods. */
import { shapes } from '../../api';

export const { text, flag, count, oneOf, time, list, texts, record, ruled, manifest } = shapes;
export type Shape = shapes.Shape;
export type Condition = shapes.Condition;
export type WithConditions = shapes.WithConditions;
export type ResourceNames = shapes.ResourceNames;

/** By namespace and name, as kwok selects pods. */
export const podSelector: Shape = record('which pods; all without a selector', {
  matchNamespaces: list({ type: 'string' }, 'their namespaces'), matchNames: list({ type: 'string' }, 'their names'),
});
