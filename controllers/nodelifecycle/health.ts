/**
 * When each node was last heard of: by its Lease or its status, on this process's own clock, so that no other clock
 * counts. Informers tell; nobody goes through all nodes.
 */
import { kinds, type Clock, type core } from '../../api';
import type { Informers } from '../../client';
import { readiness } from '../nodes/state';

/** kube-controller-manager --node-monitor-grace-period, and --node-startup-grace-period for a node that never said how it is. */
const graceMs = 50_000;
const startupGraceMs = 60_000;

const leaseNamespace = 'kube-node-lease';

const heartbeatOf = (node: core.Node): string => readiness(node)?.lastHeartbeatTime ?? '';

interface Heard {
  at: number;
  /** When its Ready condition was first seen as it is. */
  since: number;
  status: string | undefined;
}

export class NodeHealth {
  private readonly heard = new Map<string, Heard>();
  /** Nothing before it counts: see `pardon`. */
  private floor = -Infinity;

  constructor(informers: Informers, private readonly clock: Clock) {
    informers.of(kinds.nodes).on({
      added: (node) => this.statusSeen(node, true),
      updated: (node, old) => this.statusSeen(node, heartbeatOf(node) !== heartbeatOf(old)),
      deleted: ({ metadata: { name = '' } }) => this.heard.delete(name),
    });
    const renewed = ({ metadata: { namespace, name = '' } }: { metadata: { namespace?: string; name?: string } }): void => {
      const known = namespace === leaseNamespace ? this.heard.get(name) : undefined;
      if (known) known.at = this.clock.monotonic();
    };
    informers.of(kinds.leases).on({
      added: renewed,
      updated: (lease, old) => { if (lease.spec.renewTime !== old.spec.renewTime) renewed(lease); },
    });
  }

  /** How long until the node counts as silent; 0 or less: it does. */
  left(node: core.Node): number {
    const { at } = this.of(node);
    const grace = readiness(node) ? graceMs : startupGraceMs;
    return Math.max(at, this.floor) + grace - this.clock.monotonic();
  }

  /** How long its readiness has been as it is, as far as this process has seen. */
  age(node: core.Node): number {
    return this.clock.monotonic() - Math.max(this.of(node).since, this.floor);
  }

  /** All begin anew: while nothing was heard of anybody, the fault was not theirs. */
  pardon(): void {
    this.floor = this.clock.monotonic();
  }

  private of({ metadata: { name = '' } }: core.Node): Heard {
    const now = this.clock.monotonic();
    const heard = this.heard.get(name) ?? { at: now, since: now, status: undefined };
    this.heard.set(name, heard);
    return heard;
  }

  private statusSeen(node: core.Node, isNew: boolean): void {
    const heard = this.of(node);
    const status = readiness(node)?.status;
    if (isNew) heard.at = this.clock.monotonic();
    if (heard.status !== status) heard.since = this.clock.monotonic();
    heard.status = status;
  }
}
