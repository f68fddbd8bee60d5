/** What reading everything in a value costs (Kubernetes pkg/cel/library/cost.go traversalCost). */
import { elements, entriesOf } from '../values/collections';
import { ListValue, MapValue, type Value } from '../values/values';

export function traversalCost(value: Value): number {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) / 10);
  if (value instanceof Uint8Array) return Math.floor(value.length / 10);
  if (value instanceof ListValue) return Array.from(elements(value), traversalCost).reduce((a, b) => a + b, 0);
  if (value instanceof MapValue) return entriesOf(value).reduce((sum, [key, each]) => sum + traversalCost(key) + traversalCost(each), 0);
  return 1;
}
