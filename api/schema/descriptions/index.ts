/**
 * What definitions and their fields mean, for `kubectl explain`: in our own words, made when an OpenAPI document is built
 * and dropped with it.
 */
import { definitionFacts, packageFacts, packageOf, type FieldFacts } from '../facts';
import { admission, apidiscovery, imagepolicy } from './admission';
import { admissionregistration } from './admissionregistration';
import { apps } from './apps';
import { authentication, authorization } from './auth';
import { autoscaling } from './autoscaling';
import { batch } from './batch';
import { certificates } from './certificates';
import { core } from './core';
import { discovery } from './discovery';
import { apiextensions, apiregistration } from './extensions';
import { flowcontrol } from './flowcontrol';
import { meta } from './meta';
import { networking } from './networking';
import { policy } from './policy';
import { rbac } from './rbac';
import { resource } from './resource';
import type { Descriptions, FieldDescriptions, TypeDescription } from './shape';
import { everywhere, inLists } from './shared';
import { apiserverinternal, coordination, events, node, scheduling, storagemigration } from './small-groups';
import { storage } from './storage';

/** By the first part of a definition's name. */
export const descriptions: Readonly<Record<string, Descriptions>> = {
  admission, admissionregistration, apidiscovery, apiextensions, apiregistration, apiserverinternal, apps, authentication, authorization, autoscaling, batch,
  certificates, coordination, core, discovery, events, flowcontrol, imagepolicy, meta, networking, node, policy, rbac, resource, scheduling, storage, storagemigration,
};

/** Groups whose types are those of another one. */
const moved: Readonly<Record<string, string>> = { extensions: 'networking' };

export interface Describer {
  /** What a definition (`core.v1.Pod`) is. */
  type(definition: string): string | undefined;
  /** What a field of it means; what it refers to, when nothing is said of the field itself. */
  field(definition: string, name: string, facts: FieldFacts): string | undefined;
}

/** Keeps what it has read for as long as it lives. */
export function describer(): Describer {
  const groups = new Map<string, ReturnType<Descriptions>>();
  const common = everywhere();
  const listed = inLists();

  const find = (definition: string): TypeDescription | undefined => {
    const [prefix = ''] = definition.split('.', 1);
    const group = moved[prefix] ?? prefix;
    let types = groups.get(group);
    if (!types) groups.set(group, types = descriptions[group]?.() ?? {});
    const name = typeOf(definition);
    return Object.hasOwn(types, name) ? types[name] : undefined;
  };
  const type = (definition: string): string | undefined => find(definition)?.[0] ?? (isList(definition) ? `A list of ${typeOf(definition).slice(0, -'List'.length)} objects.` : undefined);
  const field = (definition: string, name: string, { ref }: FieldFacts): string | undefined =>
    own(find(definition)?.[1], name) ?? (isList(definition) ? own(listed, name) : undefined) ?? own(common, name) ?? (ref && type(ref));
  return { type, field };
}

const own = (texts: FieldDescriptions | undefined, name: string): string | undefined => (texts && Object.hasOwn(texts, name) ? texts[name] : undefined);

const typeOf = (definition: string): string => definition.slice(packageOf(definition).length + 1);

function isList(definition: string): boolean {
  if (!definition.endsWith('List') || !packageFacts(definition)) return false;
  const { metadata, items } = definitionFacts(definition).fields ?? {};
  return metadata?.ref === 'meta.v1.ListMeta' && items?.list === true;
}
