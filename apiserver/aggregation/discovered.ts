/** An APIResourceList read as the resources of apidiscovery.k8s.io/v2 (k8s.io/apiserver endpoints ConvertGroupVersionIntoToDiscovery). */
import type { apidiscovery } from '../../api';
import type { GroupVersion } from './priorities';

type Resource = apidiscovery.APIResourceDiscovery;

/** What another server says; nothing of it is sure to be there. */
interface Told {
  readonly name?: unknown; readonly singularName?: unknown; readonly namespaced?: unknown; readonly group?: unknown; readonly version?: unknown; readonly kind?: unknown;
  readonly verbs?: unknown; readonly shortNames?: unknown; readonly categories?: unknown;
}

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' && value ? value : otherwise);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((member): member is string => typeof member === 'string') : []);

export function discoveredResources(document: unknown, gv: GroupVersion): readonly Resource[] {
  const { resources } = (document ?? {}) as { resources?: unknown };
  const told = (Array.isArray(resources) ? resources : []).filter((each): each is Told => typeof each === 'object' && each !== null);
  const found = new Map<string, Resource>();
  const below: [string, string, Told][] = [];
  for (const each of told) {
    const [name = '', subresource] = text(each.name).split('/');
    if (subresource !== undefined) below.push([name, subresource, each]);
    else if (name) found.set(name, resource(name, each, gv));
  }
  for (const [name, subresource, each] of below) {
    // A subresource may stand alone.
    const parent = found.get(name) ?? resource(name, { namespaced: each.namespaced }, gv);
    found.set(name, { ...parent, subresources: [...parent.subresources ?? [], { subresource, responseKind: kindOf(each, gv), verbs: texts(each.verbs) }] });
  }
  return [...found.values()];
}

const kindOf = ({ group, version, kind }: Told, gv: GroupVersion): { group: string; version: string; kind: string } =>
  ({ group: text(group, gv.group), version: text(version, gv.version), kind: text(kind) });

function resource(name: string, told: Told, gv: GroupVersion): Resource {
  const shortNames = texts(told.shortNames);
  const categories = texts(told.categories);
  return {
    resource: name, responseKind: kindOf(told, gv), scope: told.namespaced === true ? 'Namespaced' : 'Cluster', singularResource: text(told.singularName),
    verbs: texts(told.verbs), ...(shortNames.length && { shortNames }), ...(categories.length && { categories }),
  };
}
