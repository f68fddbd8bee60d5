/** The live sources of one cluster: one for each kind that its registry serves just now. */
import type { ResourceDefinition } from '../../../../api';
import type { LiveSource } from '../../../../registry';
import { liveKinds } from './kinds';
import { KindSource, type SourceDeps } from './source';

/** `cluster`: under which id they appear. The same array, and of a kind the same source, for as long as nothing about it has changed. */
export function clusterSources(cluster: string, deps: SourceDeps): () => readonly LiveSource[] {
  let definitions: readonly ResourceDefinition[] | undefined;
  let known = new Map<ResourceDefinition, KindSource>();
  let sources: readonly LiveSource[] = [];
  return () => {
    if (definitions === deps.registry.definitions) return sources;
    definitions = deps.registry.definitions;
    const before = known;
    known = new Map();
    for (const [type, definition] of liveKinds(definitions)) {
      const old = before.get(definition);
      known.set(definition, old?.collection.type === type ? old : new KindSource({ shelf: 'dynamic', cluster, type }, definition, deps));
    }
    return (sources = [...known.values()]);
  };
}
