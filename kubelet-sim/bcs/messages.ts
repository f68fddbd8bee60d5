/** Messages to taskgroups: acted on where their pod runs, and answered on it. */
import { ApiError, bcsRules, keyOf, kinds, type core } from '../../api';
import type { Controller, Informers } from '../../client';
import { act } from './acts';
import type { ExecutorDeps } from './executor';

const { messageAnnotation } = bcsRules.marks;

/** A message to an application comes to all of its taskgroups at once, and a file may be long in coming. */
const workers = 32;

const staged = (pod: core.Pod): bcsRules.EventMessage | undefined => {
  const message = bcsRules.keptMessage(pod.metadata.annotations?.[messageAnnotation]);
  return message?.Status === 'staging' ? message : undefined;
};

export function messageController(informers: Informers, deps: ExecutorDeps): Controller<core.Pod> {
  const pods = informers.of(kinds.pods).lister;
  return {
    name: 'bcs-messages',
    for: kinds.pods,
    concurrency: workers,
    concerns: ({ metadata: { annotations } }) => annotations?.[messageAnnotation] !== undefined,
    async reconcile(key) {
      const pod = pods.get(key);
      const message = pod && staged(pod);
      // A pod that has not been begun, or that has ended, is left to whoever sends: only what runs is sent to.
      if (!message || !deps.world.serves(pod.spec.nodeName ?? '')) return;
      const fault = await act(message, pod, deps);
      // What is broken off is left to whoever comes next.
      if (deps.signal.aborted) return;
      await answer(pod, bcsRules.completedMessage(message, fault, Math.floor(deps.clock.now() / 1000)), deps);
    },
  };
}

/** The message that was acted on may have been followed by another. */
async function answer(pod: core.Pod, message: bcsRules.EventMessage, { client }: ExecutorDeps): Promise<void> {
  const before = pod.metadata.annotations?.[messageAnnotation];
  try {
    await client.of(kinds.pods).update(keyOf(pod), (current) => {
      const { metadata } = current;
      if (metadata.uid !== pod.metadata.uid || metadata.annotations?.[messageAnnotation] !== before) return current;
      return { ...current, metadata: { ...metadata, annotations: { ...metadata.annotations, [messageAnnotation]: bcsRules.messageText(message) } } };
    });
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
  }
}
