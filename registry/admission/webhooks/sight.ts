/**
 * How a webhook sees what is being written: the objects in one of the versions in which they are served, or what a
 * subresource makes of them (/scale).
 */
import { kindOfDefinition, type KubeObject, type Projection, type ResourceDefinition } from '../../../api';
import { decodeBody, decodeInput } from '../../writes/decode';
import type { Version } from '../../writes/ownership';

export interface Sight {
  /** Of the resource. */
  readonly definition: ResourceDefinition;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  show(stored: KubeObject): KubeObject;
  /** The object to be stored when a webhook has made this of what it was shown. Throws ApiError for what cannot be such an object. */
  take(changed: unknown, stored: KubeObject): KubeObject;
}

const lenient = { fieldValidation: 'Ignore' } as const;

/** The only version of objects that are served in one. */
export const onlyVersion = (definition: ResourceDefinition): Version => ({ definition, fromHub: (object) => object, toHub: (object) => object });

/** Undefined where there is nothing to be shown: what an action does has no object of its own (what it is asked has: `bodySightOf`). */
export function sightOf({ definition, fromHub, toHub }: Version, hub: ResourceDefinition, subresource: string): Sight | undefined {
  const through = subresource && Object.hasOwn(hub.subresources, subresource) ? hub.subresources[subresource] : undefined;
  if (through?.type === 'projection') return projected(definition, through);
  if (subresource && through?.type !== 'view') return undefined;
  const { group, version, kind } = definition;
  return { definition, kind: { group, version, kind }, show: fromHub, take: (changed) => toHub(decodeInput(definition, changed, lenient)) };
}

/** What an action or a procedure is asked, as it is. */
export function bodySightOf({ definition }: Version, hub: ResourceDefinition, subresource: string): Sight | undefined {
  const through = Object.hasOwn(hub.subresources, subresource) ? hub.subresources[subresource] : undefined;
  if (through?.type !== 'action' && through?.type !== 'procedure') return undefined;
  const { schema } = through;
  const versions = through.type === 'procedure' ? through.versions : undefined;
  return { definition, kind: kindOfDefinition(schema.name), show: (body) => body, take: (changed) => decodeBody(schema, changed, lenient, versions) };
}

function projected(definition: ResourceDefinition, projection: Projection<KubeObject>): Sight {
  return {
    definition,
    kind: kindOfDefinition(projection.schema.name),
    show: (stored) => projection.read(stored),
    take: (changed, stored) => projection.write(stored, decodeBody(projection.schema, changed, lenient)),
  };
}
