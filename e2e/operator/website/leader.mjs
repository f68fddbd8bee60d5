/** Of several operators one works: the one that holds the Lease. */
import { V1MicroTime } from '@kubernetes/client-node';

/** Resolves when the lease is ours, which is then renewed until the process ends or somebody else has it. */
export async function becomeLeader(leases, { namespace, name, identity, leaseSeconds, renewMs, lost }) {
  const pause = () => new Promise((resolve) => setTimeout(resolve, renewMs));
  const attempt = () => take(leases, { namespace, name, identity, leaseSeconds }).catch(() => 'unknown');
  while (await attempt() !== 'ours') await pause();
  void (async () => {
    // Without an answer nobody else can have it either.
    do await pause(); while (await attempt() !== 'theirs');
    lost();
  })();
}

async function take(leases, { namespace, name, identity, leaseSeconds }) {
  const now = new Date();
  const spec = { holderIdentity: identity, leaseDurationSeconds: leaseSeconds, acquireTime: new V1MicroTime(now), renewTime: new V1MicroTime(now) };
  const found = await leases.readNamespacedLease({ namespace, name }).catch(absent);
  if (!found) {
    await leases.createNamespacedLease({ namespace, body: { metadata: { name }, spec } });
    return 'ours';
  }
  const { holderIdentity, renewTime, acquireTime, leaseTransitions = 0 } = found.spec;
  const mine = holderIdentity === identity;
  if (!mine && holderIdentity && now - renewTime < leaseSeconds * 1000) return 'theirs';
  const held = mine ? { ...spec, acquireTime, leaseTransitions } : { ...spec, leaseTransitions: leaseTransitions + 1 };
  await leases.replaceNamespacedLease({ namespace, name, body: { ...found, spec: held } });
  return 'ours';
}

function absent(error) {
  if (error.code !== 404) throw error;
}
