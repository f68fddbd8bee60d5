/** The versions of a stored kind, as those see them who keep the books on the owners of fields (api/apply). */
import { apiVersionOf, applySchemaOf, withVersions, type ApplySchema, type Conversion, type KubeObject, type OtherVersion, type ResourceDefinition } from '../api';
import { decodeInput } from './writes/decode';
import type { Face, Version as ServedVersion } from './writes/ownership';

/** Between any two versions the way is through the stored one. */
type Version<S extends KubeObject> = Pick<Conversion<KubeObject, S>, 'definition' | 'fromHub' | 'toHub'>;

/** How the stored version is seen, and each conversion, in their order. */
export function facesOf<S extends KubeObject>(hub: ResourceDefinition<S>, conversions: readonly Version<S>[]): readonly [Face<S>, ...Face<S>[]] {
  const stored: Version<S> = { definition: hub as unknown as ResourceDefinition, fromHub: (object) => object, toHub: (object) => object as S };
  const versions = [stored, ...conversions];
  return [
    faceOf(stored, versions, (input) => input),
    ...conversions.map((version) => faceOf(version, versions, (input, options) => version.toHub(decodeInput(version.definition, input, options)))),
  ];
}

function faceOf<S extends KubeObject>(version: Version<S>, versions: readonly Version<S>[], read: Face<S>['read']): Face<S> {
  let schema: ApplySchema | undefined;
  return {
    definition: version.definition,
    versions: versions as unknown as readonly ServedVersion[],
    // Made when somebody first writes: most kinds of a cluster are never written.
    get schema() {
      return (schema ??= schemaAmong(version, versions));
    },
    see: (stored) => version.fromHub(stored),
    read,
  };
}

/** The schema of one version, which looks at owners in the others through conversion. */
function schemaAmong<S extends KubeObject>(version: Version<S>, versions: readonly Version<S>[]): ApplySchema {
  const others = new Map<string, OtherVersion>();
  const at = (apiVersion: string): OtherVersion | undefined => {
    const other = others.get(apiVersion) ?? otherVersion(version, versions.find(({ definition }) => apiVersionOf(definition) === apiVersion));
    if (other) others.set(apiVersion, other);
    return other;
  };
  return withVersions(applySchemaOf(version.definition), at);
}

type Json = Parameters<OtherVersion['convert']>[0];

function otherVersion<S extends KubeObject>(own: Version<S>, other: Version<S> | undefined): OtherVersion | undefined {
  if (!other) return undefined;
  // What is left of an object after fields were taken out of it is decoded first: conversions expect whole objects.
  const between = (from: Version<S>, to: Version<S>) => (object: Json): Json =>
    to.fromHub(from.toHub(from.definition.schema.decode(object).object)) as unknown as Json;
  return { type: applySchemaOf(other.definition).type, convert: between(own, other), convertBack: between(other, own) };
}
