/** Custom kinds as they come and go, for those who act on objects of every kind. */
import { customKinds, isEstablished, kinds, same, type CustomResourceDefinition, type ResourceDefinition } from '../api';
import type { ComponentContext, Informers } from './client';
import { createInformers } from './informer';

/** Called when a kind begins to be served, and anew when it has changed; `signal` aborts when it ends. */
export type CustomKindHandler = (definition: ResourceDefinition, informers: Informers, signal: AbortSignal) => void;

const definitions = new WeakMap<CustomResourceDefinition, { readonly served: ResourceDefinition | undefined }>();

/**
 * The version in which objects of a custom kind are best worked with; undefined: it is not served. Making it is dear, and clients
 * remember what they were asked for by it: the same definition of resources gives the same.
 */
export function servedDefinition(crd: CustomResourceDefinition): ResourceDefinition | undefined {
  let known = definitions.get(crd);
  if (!known) definitions.set(crd, known = { served: servedBy(crd) });
  return known.served;
}

function servedBy(crd: CustomResourceDefinition): ResourceDefinition | undefined {
  const custom = isEstablished(crd) ? customKinds(crd) : undefined;
  return custom && (custom.storedIsServed ? custom.stored : custom.others[0]?.definition);
}

/** Each kind has informers of its own, which end with it. Returns how to leave. */
export function followCustomKinds(context: ComponentContext, handle: CustomKindHandler): () => void {
  const running = new Map<string, { readonly crd: CustomResourceDefinition; readonly stop: () => void }>();
  const end = (name: string): void => {
    running.get(name)?.stop();
    running.delete(name);
  };
  const begin = (crd: CustomResourceDefinition): void => {
    const name = crd.metadata.name ?? '';
    const before = running.get(name)?.crd;
    if (before && same(before.spec, crd.spec) && same(before.status.acceptedNames, crd.status.acceptedNames)) return;
    end(name);
    const definition = servedDefinition(crd);
    if (!definition || context.signal.aborted) return;
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    context.signal.addEventListener('abort', stop, { once: true });
    running.set(name, { crd, stop: () => { context.signal.removeEventListener('abort', stop); stop(); } });
    const informers = createInformers(context);
    handle(definition, informers, stopping.signal);
    informers.start(stopping.signal);
  };
  const leave = context.informers.of(kinds.customresourcedefinitions).on({
    added: begin,
    updated: begin,
    deleted: ({ metadata }) => end(metadata.name ?? ''),
  });
  return () => {
    leave();
    for (const name of [...running.keys()]) end(name);
  };
}
