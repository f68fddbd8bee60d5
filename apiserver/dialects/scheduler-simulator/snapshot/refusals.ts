/** Objects that were not imported, and why. All are counted, so many are named. */
import { ApiError, type KubeObject } from '../../../../api';
import { Fault, type FaultDetail } from '../envelope';
import type { Item } from './reader';

const named = 100;

export class Refusals {
  readonly details: FaultDetail[] = [];
  count = 0;
  private unreadable = false;

  addItem({ kind: { member }, index }: Item, error: unknown, { metadata: { namespace, name } }: Pick<KubeObject, 'metadata'> = { metadata: {} }): void {
    this.add({ resource: member, index, ...(namespace && { namespace }), ...(name && { name }) }, error);
  }

  /** Throws what is no refusal. */
  add(what: FaultDetail, error: unknown): void {
    if (!(error instanceof ApiError || error instanceof Fault)) throw error;
    this.count++;
    this.unreadable ||= error instanceof Fault && error.code === 400;
    if (this.details.length < named) this.details.push({ ...what, message: error.message });
  }

  /** What is no snapshot is one code, what a cluster refuses another. */
  fault(outcome: string): Fault {
    const [first] = this.details;
    const further = this.count > 1 ? ` (and ${this.count - 1} more)` : '';
    return new Fault(this.unreadable ? 'Unreadable' : 'Failed', `${describe(first!)}${further}: ${outcome}`, this.details);
  }
}

/** `pods[3] default/web: …`. What cannot be read says itself where it stands. */
function describe({ resource, index, namespace, name, message }: FaultDetail): string {
  if (name === undefined) return String(message);
  return `${resource}[${index}] ${namespace === undefined ? '' : `${namespace}/`}${name}: ${message}`;
}
