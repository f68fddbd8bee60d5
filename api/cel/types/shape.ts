/** How JSON is seen as a value. It carries the schema along, so that a timestamp stays one behind `dyn()`. */
import type { Value } from '../values/values';
import type { Type } from './types';

export interface Shape {
  readonly type: Type;
  /** Throws CelError for what the schema does not allow. */
  wrap(json: unknown): Value;
  /** What a variable is that is not bound; otherwise asking for it is a fault. */
  readonly absent?: Value;
}
