/** Names that the BCS scheduler gives to what it makes. Their parts are joined by dots, so that no name of an object has one. */

export interface TaskgroupId {
  /** Which of its application's taskgroups it is; its successors have the same. */
  readonly index: number;
  readonly application: string;
  readonly namespace: string;
  /** The cluster's own name: `10001`. */
  readonly cluster: string;
  /** When it was made, in nanoseconds since 1970. */
  readonly nanos: string;
}

/** `0.app-test.defaultGroup.10001.1527839061316356269`. */
export const taskgroupId = ({ index, application, namespace, cluster, nanos }: TaskgroupId): string => `${index}.${application}.${namespace}.${cluster}.${nanos}`;

export function parseTaskgroupId(text: string): TaskgroupId | undefined {
  const [index, application, namespace, cluster, nanos, ...more] = text.split('.');
  if (!index || !application || !namespace || !cluster || !nanos || more.length || !isIndex(index) || !/^[0-9]+$/.test(nanos)) return undefined;
  return { index: Number(index), application, namespace, cluster, nanos };
}

const isIndex = (text: string): boolean => /^(0|[1-9][0-9]{0,8})$/.test(text);

/** Times in nanoseconds, without needless zeros: negative where the first is earlier. */
export const compareNanos = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : Number(one > other));

/** `app-test-0`. */
export const taskgroupName = ({ application, index }: TaskgroupId): string => `${application}-${index}`;

/** `1547025443000246455.0.0.testapp.test.10001`: of the taskgroup's container with this number. */
export const taskId = ({ index, application, namespace, cluster, nanos }: TaskgroupId, container: number): string => `${nanos}.${container}.${index}.${application}.${namespace}.${cluster}`;

/** The cluster's own name, as the Mesos master would tell it: what follows the last dash of its id. */
export const clusterName = (clusterId: string): string => clusterId.slice(clusterId.lastIndexOf('-') + 1) || 'Unnamed';

/**
 * Nanoseconds since 1970 that no two calls share and that grow, from a clock that counts milliseconds: ids are told apart, and versions
 * ordered, by them.
 */
export function nanosFrom(now: () => number): () => string {
  let last = 0n;
  return () => {
    const next = BigInt(Math.trunc(now())) * 1_000_000n;
    last = next > last ? next : last + 1n;
    return String(last);
  };
}
