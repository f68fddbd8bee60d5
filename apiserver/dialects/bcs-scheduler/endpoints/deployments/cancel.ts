/** cancelUpdateDeployment: the definition is what it was at once; whoever looks after the deployment sees to its applications (section 9.8 of the document's specification). */
import { kinds, type bcs } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { follow } from '../../following';
import { keyAt } from '../../sent';
import { boundOf, expectLegal, found, intend, notThere } from './intend';

const deleting = (): BcsFault => new BcsFault('E200', 'deployment is deleting taskgroups, cannot cancelupdate now, try later');

/** Taskgroups that are being taken away are waited for, but not for long. */
export async function cancel(call: Call): Promise<void> {
  const { service } = call;
  const { registry, timing: { delays } } = service;
  const entry = await found(registry.store(kinds.bcsdeployments).get(keyAt(call)));
  let isDone = await isCancelled(call, entry.object);
  if (isDone) return;
  await follow(service, kinds.bcsdeployments, entry, delays.cancel, async (seen) => {
    if (seen.gone) throw notThere()();
    return (isDone = await isCancelled(call, seen.entry.object));
  });
  if (!isDone) throw deleting();
}

/** Rejects with E200 for what cannot be. */
async function isCancelled(call: Call, seen: bcs.BcsDeployment): Promise<boolean> {
  expectCancellable(seen);
  if (!await boundOf(call.service, seen)) throw new BcsFault('E200', 'no application to do recover');
  return !isDeleting(seen) && await isWritten(call);
}

/** Not, where taskgroups have begun to be taken away meanwhile. */
async function isWritten(call: Call): Promise<boolean> {
  let written = false;
  await intend(call.service, keyAt(call), (spec, current) => {
    const { rollout } = expectCancellable(current);
    written = !isDeleting(current);
    return written ? { ...spec, definition: spec.definitionBackup ?? spec.definition, rollout: { ...rollout, cancelled: true } } : spec;
  });
  return written;
}

function expectCancellable(current: bcs.BcsDeployment): { readonly rollout: bcs.Rollout } {
  expectLegal('cancel', current, () => 'deployment is in not rollingupdate');
  const { rollout } = current.spec;
  if (!rollout) throw new BcsFault('E200', 'deployment is in not rollingupdate');
  return { rollout };
}

const isDeleting = ({ status }: bcs.BcsDeployment): boolean => status?.isInRolling === true && status.currRollingOperation === 'DELETE';
