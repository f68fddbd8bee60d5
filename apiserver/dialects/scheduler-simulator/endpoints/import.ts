/**
 * POST /import: a snapshot applied to the cluster, as kube-scheduler-simulator does: what has the same name is overwritten, nothing is deleted.
 *
 * All objects are looked at before the first is written: one that its kind's rules refuse keeps all of them out. What is refused only when it
 * is written (quota, webhooks) takes back what has been. With `?ignoreErrors=true` those alone are left out, and the answer names them.
 */
import { endOf } from '../../../dialect';
import type { Call, Endpoint } from '../call';
import { Fault, sendJson, sendNothing } from '../envelope';
import { isJson } from '../input';
import { schedulerOf } from '../scheduler';
import { checkAll } from '../snapshot/check';
import { readSnapshot, type Snapshot } from '../snapshot/reader';
import { Refusals } from '../snapshot/refusals';
import { Undo } from '../snapshot/undo';
import { applyAll } from '../snapshot/writes';

export const importSnapshot: Endpoint = async (call) => {
  const { request, response, query, context } = call;
  if (!isJson(request)) throw new Fault('Unreadable', 'a snapshot has to come as application/json');
  const snapshot = await readSnapshot(request);
  const ending = endOf(response, context.closing, context.clock);
  try {
    if (query.get('ignoreErrors') === 'true') await importWhatFits(call, snapshot, ending.signal);
    else await importAllOrNothing(call, snapshot, ending.signal);
  } finally {
    ending.release();
  }
};

async function importAllOrNothing({ response, context }: Call, snapshot: Snapshot, signal: AbortSignal): Promise<void> {
  const faults = await checkAll(context, snapshot, signal);
  if (faults.count) throw faults.fault('nothing has been imported');
  const scheduler = await schedulerOf(context);
  const before = await scheduler?.configuration();
  await configure(context, snapshot);
  const undo = new Undo();
  const { refusals } = await applyAll(context, snapshot, signal, undo);
  if (refusals.count === 0) return sendNothing(response, 200);
  const left = await undo.all();
  await scheduler?.configure(before);
  throw refusals.fault(left ? `what has been imported is taken back, but for ${left} objects` : 'nothing has been imported');
}

async function importWhatFits({ response, context }: Call, snapshot: Snapshot, signal: AbortSignal): Promise<void> {
  const ofConfiguration = new Refusals();
  await configure(context, snapshot).catch((error: unknown) => ofConfiguration.add({ resource: 'schedulerConfig' }, error));
  const { applied, refusals } = await applyAll(context, snapshot, signal);
  const errors = [...ofConfiguration.details, ...refusals.details];
  sendJson(response, 200, { applied, refused: ofConfiguration.count + refusals.count, errors });
}

/** First, as upstream: what comes is scheduled as it asks for. Without one, or where no scheduler runs that could take it, the present one stays. */
async function configure(context: Call['context'], { configuration }: Snapshot): Promise<void> {
  if (configuration !== undefined) await (await schedulerOf(context))?.configure(configuration);
}
