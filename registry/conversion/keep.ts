/**
 * A custom kind whose versions a webhook converts: each has a store of its own, with its own cache, its own rules and its own
 * columns, over the one place where objects are kept (upstream has it so for all custom kinds: customresource_handler.go).
 */
import { apiVersionOf, kinds, type ClusterAccess, type Conversion, type CustomKinds, type KubeObject, type ResourceDefinition } from '../../api';
import { Caller } from '../admission/webhooks/caller';
import { facesOf } from '../faces';
import type { KeptKind, KeptKindContext } from '../kept-kind';
import { timed } from '../storage/timed';
import { Store } from '../store';
import { WatchCache } from '../watch-cache';
import type { Face } from '../writes/ownership';
import { AskingStore } from './asking-store';
import { ConvertedKV } from './converted-kv';
import type { NeededConversions } from './needed';
import { tellConversions } from './told';
import { webhookConversion, type Convert } from './webhook';

/** A definition with conversion strategy Webhook. */
export type WebhookKinds = Omit<CustomKinds, 'webhook'> & { readonly webhook: NonNullable<CustomKinds['webhook']> };

export function keepWebhookKind({ stored, others, webhook }: WebhookKinds, context: KeptKindContext): KeptKind {
  const { clock, random, cluster, measures } = context;
  const { clientConfig = {}, conversionReviewVersions: reviewVersions } = webhook;
  const caller = new Caller({ ...clientConfig, caBundle: clientConfig.caBundle?.trim() }, { clock, findService: (key) => serviceOf(cluster, key) });
  const convert = webhookConversion({ caller, random, reviewVersions, told: tellConversions(measures, clock, `${stored.names.plural}.${stored.group}`) });
  const versions = [stored, ...others.map(({ definition }) => definition)];
  const kept = versions.map((seen) => keepVersion(seen, stored, versions, convert, context));
  return { caches: kept.map(({ cache }) => cache), stored: kept[0]?.store as AskingStore, others: kept.slice(1).map(({ store }) => store) };
}

const serviceOf = (cluster: ClusterAccess, key: Parameters<ReturnType<ClusterAccess['of']>['get']>[0]) => cluster.of(kinds.services).get(key);

function keepVersion(seen: ResourceDefinition, stored: ResourceDefinition, versions: readonly ResourceDefinition[], convert: Convert, context: KeptKindContext): { readonly cache: KeptKind['caches'][number]; readonly store: AskingStore } {
  const below = timed(context.kv, { ...context, group: seen.group, resource: seen.names.plural });
  const kv = new ConvertedKV(below, { seen, stored, convert });
  const cache = new WatchCache(seen, { ...context, kv });
  const faceWith = (conversions: NeededConversions): Face<KubeObject> => facesOf(seen, versions.filter((version) => version !== seen).map((version) => conversionOf(version, seen, conversions)))[0];
  const [face] = facesOf(seen, []);
  return { cache, store: new AskingStore(new Store({ ...context, admission: context.admission.of(seen), kv, definition: seen, cache, face }), convert, faceWith) };
}

/** Seen from the version `hub`; what is converted need not be a whole object (of what somebody owns, say). */
function conversionOf(definition: ResourceDefinition, hub: ResourceDefinition, conversions: NeededConversions): Conversion<KubeObject> {
  const between = (from: ResourceDefinition, to: ResourceDefinition) => (object: KubeObject): KubeObject =>
    conversions.to({ ...object, kind: from.kind, apiVersion: apiVersionOf(from), metadata: object.metadata ?? {} }, apiVersionOf(to));
  return { definition, hub, fromHub: between(hub, definition), toHub: between(definition, hub) };
}
