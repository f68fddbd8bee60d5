/** cancelUpdateDeployment: the definition is what it was at once; whoever looks after the deployment sees to its applications (section 9.8 of the document's specification). */
import { sleep, type bcs } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { keyAt } from '../../sent';
import { boundOf, deploymentAt, expectLegal, intend } from './intend';

const deleting = (): BcsFault => new BcsFault('E200', 'deployment is deleting taskgroups, cannot cancelupdate now, try later');

/** Taskgroups that are being taken away are waited for, but not for long. */
export async function cancel(call: Call): Promise<void> {
  const { service } = call;
  const { clock, timing: { delays, ticks } } = service;
  const end = clock.monotonic() + delays.cancel;
  for (;;) {
    const seen = await deploymentAt(call);
    expectCancellable(seen);
    if (!await boundOf(service, seen)) throw new BcsFault('E200', 'no application to do recover');
    if (!isDeleting(seen) && await isWritten(call)) return;
    if (clock.monotonic() >= end) throw deleting();
    await sleep(clock, ticks.rolling);
  }
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
