/** Objects that were not imported, and why. All are counted, so many are named. */
import { ApiError, type KubeObject } from '../../../../api';
import { Fault, type FaultDetail } from '../envelope';
import type { Item } from './reader';

const most = 100;

export class Refusals {
  private readonly named: FaultDetail[] = [];
  count = 0;
  private unreadable = false;

  /** In the snapshot's order: what is written at the same time is refused as it comes. */
  get details(): readonly FaultDetail[] {
    return [...this.named].sort((a, b) => (a.resource === b.resource ? Number(a.index) - Number(b.index) : 0));
  }

  addItem({ kind: { member }, index }: Item, error: unknown, { metadata: { namespace, name } }: Pick<KubeObject, 'metadata'> = { metadata: {} }): void {
    this.add({ resource: member, index, ...(namespace && { namespace }), ...(name && { name }) }, error);
  }

  /** Throws what is no refusal. */
  add(what: FaultDetail, error: unknown): void {
    if (!(error instanceof ApiError || error instanceof Fault)) throw error;
    this.count++;
    this.unreadable ||= error instanceof Fault && error.code === 400;
    if (this.named.length < most) this.named.push({ ...what, message: error.message });
  }

  /** What is no snapshot is one code, what a cluster refuses another. */
  fault(outcome: string): Fault {
    const { details: [first, ...others] } = this;
    const further = this.count > 1 ? ` (and ${this.count - 1} more)` : '';
    return new Fault(this.unreadable ? 'Unreadable' : 'Failed', `${describe(first!)}${further}: ${outcome}`, [first!, ...others]);
  }
}

/** `pods[3] default/web: …`. What cannot be read says itself where it stands. */
function describe({ resource, index, namespace, name, message }: FaultDetail): string {
  if (name === undefined) return String(message);
  return `${resource}[${index}] ${namespace === undefined ? '' : `${namespace}/`}${name}: ${message}`;
}
