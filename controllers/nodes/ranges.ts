/** Nodes that have no range for the addresses of their pods get one that is free (kubernetes pkg/controller/nodeipam/ipam/range_allocator.go). */
import { kinds, podRange, podRanges, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';

export class RangeBook {
  /** Uids by range, and ranges by uid. */
  private readonly holders = new Map<string, string>();
  private readonly held = new Map<string, readonly string[]>();
  private next = 0;

  adopt(uid: string, ranges: readonly string[]): void {
    if (ranges.length === 0 || this.held.get(uid)?.join() === ranges.join()) return;
    this.release(uid);
    this.held.set(uid, ranges);
    for (const range of ranges) this.holders.set(range, uid);
  }

  release(uid: string): void {
    for (const range of this.held.get(uid) ?? []) if (this.holders.get(range) === uid) this.holders.delete(range);
    this.held.delete(uid);
  }

  /** The range that is kept for the node, also when it is asked for again; undefined: there is none left. */
  take(uid: string): string | undefined {
    const [kept] = this.held.get(uid) ?? [];
    if (kept !== undefined) return kept;
    for (let tried = 0; tried < podRanges; tried++) {
      const range = podRange(this.next);
      this.next = (this.next + 1) % podRanges;
      if (this.holders.has(range)) continue;
      this.adopt(uid, [range]);
      return range;
    }
    return undefined;
  }
}

const rangesOf = ({ spec: { podCIDR, podCIDRs = [] } }: core.Node): readonly string[] => (podCIDRs.length > 0 || !podCIDR ? podCIDRs : [podCIDR]);

export const nodeRangesController: ControllerFactory = ({ client, informers, recorder }) => {
  const nodes = informers.of(kinds.nodes);
  const book = new RangeBook();
  const adopt = (node: core.Node): void => book.adopt(uidOf(node), rangesOf(node));
  nodes.on({ added: adopt, updated: adopt, deleted: (node) => book.release(uidOf(node)) });
  return {
    name: 'node-ipam-controller',
    eventSource: 'cidrAllocator',
    for: kinds.nodes,
    concerns: (node) => rangesOf(node as core.Node).length === 0,
    concurrency: 1,
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node || rangesOf(node).length > 0) return;
      const range = book.take(uidOf(node));
      if (range === undefined) recorder.event(node, 'Normal', 'CIDRNotAvailable', `Node ${key.name} status is now: CIDRNotAvailable`);
      else await ifPresent(client.of(kinds.nodes).update(key, (current) => (
        uidOf(current) !== uidOf(node) || rangesOf(current).length > 0 ? current : { ...current, spec: { ...current.spec, podCIDR: range, podCIDRs: [range] } })));
    },
  };
};
