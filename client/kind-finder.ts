/** The definition of a kind that somebody names, built in or served by the cluster through a CustomResourceDefinition. */
import { ApiError, customKinds, isEstablished, kinds, type Client, type CustomResourceDefinition, type ResourceDefinition } from '../api';
import { servedDefinition } from './custom-kinds';

export interface KindFinder {
  /** By what an object says of itself; undefined: the cluster has no such kind. */
  ofObject(object: { readonly apiVersion: string; readonly kind: string }): Promise<ResourceDefinition | undefined>;
  /** As kubectl takes it: `pods`, `po`, `deployments.apps`, `widgets.example.com`. */
  named(name: string): Promise<ResourceDefinition | undefined>;
}

const builtIn: readonly ResourceDefinition[] = [
  ...kinds.definitions,
  ...[...kinds.conversions, ...kinds.legacyVersions].map(({ definition }) => definition),
];

const apiVersionOf = ({ group, version }: ResourceDefinition): string => (group ? `${group}/${version}` : version);

/** Custom kinds are asked for when they are needed, and remembered. */
export function createKindFinder(client: Client): KindFinder {
  const known = new Map<string, ResourceDefinition>(builtIn.map((each) => [`${apiVersionOf(each)} ${each.kind}`, each]));
  const crds = client.of(kinds.customresourcedefinitions);
  return {
    async ofObject({ apiVersion, kind }) {
      const key = `${apiVersion} ${kind}`;
      const found = known.get(key) ?? (apiVersion.includes('.') ? versionOf(await ownersOf(crds.list(), apiVersion, kind), apiVersion) : undefined);
      if (found) known.set(key, found);
      return found;
    },
    async named(name) {
      const found = kinds.definitions.find((definition) => goesBy(definition, name));
      if (found || !name.includes('.')) return found;
      const crd = await ifAny(crds.get({ name }));
      return crd && servedDefinition(crd);
    },
  };
}

const goesBy = ({ group, names: { plural, singular, short } }: ResourceDefinition, name: string): boolean =>
  name === `${plural}.${group}` || [plural, singular, ...short].includes(name);

async function ownersOf(crds: Promise<{ readonly items: readonly CustomResourceDefinition[] }>, apiVersion: string, kind: string): Promise<CustomResourceDefinition | undefined> {
  const [group] = apiVersion.split('/');
  return (await crds).items.find((crd) => isEstablished(crd) && crd.spec.group === group && crd.status.acceptedNames.kind === kind);
}

function versionOf(crd: CustomResourceDefinition | undefined, apiVersion: string): ResourceDefinition | undefined {
  const custom = crd && customKinds(crd);
  if (!custom) return undefined;
  const served = [...(custom.storedIsServed ? [custom.stored] : []), ...custom.others.map(({ definition }) => definition)];
  return served.find((definition) => apiVersionOf(definition) === apiVersion);
}

async function ifAny<T>(getting: Promise<T>): Promise<T | undefined> {
  try {
    return await getting;
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return undefined;
    throw error;
  }
}
