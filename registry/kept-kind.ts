/** A kind that is kept: what is cached of it, and a store for each version in which it is served. */
import type { ClusterAccess, Clock, Conversion, KubeObject, Random, ResourceDefinition } from '../api';
import type { AdmissionChain } from './admission/chain';
import { ConvertedStore } from './converted-store';
import { facesOf } from './faces';
import type { ResourceStore } from './resource-store';
import { timed } from './storage/timed';
import { Store } from './store';
import { WatchCache, type WatchCacheOptions } from './watch-cache';

export interface KeptKindContext extends WatchCacheOptions {
  readonly random: Random;
  readonly clock: Clock;
  readonly admission: AdmissionChain;
  readonly cluster: ClusterAccess;
}

export interface KeptKind {
  readonly caches: readonly WatchCache<KubeObject>[];
  /** Of the stored version. */
  readonly stored: ResourceStore;
  /** Of the conversions, in their order. */
  readonly others: readonly ResourceStore[];
}

export function keepKind(definition: ResourceDefinition, conversions: readonly Conversion<KubeObject>[], context: KeptKindContext): KeptKind {
  const kv = timed(context.kv, { ...context, group: definition.group, resource: definition.names.plural });
  const cache = new WatchCache(definition, { ...context, kv });
  const [face, ...faces] = facesOf(definition, conversions);
  const stored = new Store({ ...context, admission: context.admission.of(definition), kv, definition, cache, face });
  const others = faces.map((other, at) => {
    const conversion = conversions[at] as Conversion<KubeObject>;
    return new ConvertedStore(conversion, stored.seenAs(other, conversion.rules));
  });
  return { caches: [cache], stored, others };
}
