/** What makes it impossible to build taskgroups of an application: the document's API refuses it, objects of Kubernetes' API are told so in their status. */
import { bcsRules, type bcs } from '../../../api';

/** Objects do not change: another one comes instead. */
const known = new WeakMap<bcs.BcsApplication, { readonly fault: string | undefined }>();

export function faultOf(application: bcs.BcsApplication): string | undefined {
  const found = known.get(application) ?? { fault: faultIn(application) };
  known.set(application, found);
  return found.fault;
}

function faultIn(application: bcs.BcsApplication): string | undefined {
  const parts = Object.entries({ ...bcsRules.bcsNameOf(application), ...(application.spec.cluster !== undefined && { cluster: application.spec.cluster }) });
  const odd = parts.find(([, text]) => text === '' || text.includes('.'));
  if (odd) return `${odd[0]} "${odd[1]}" must not be empty or contain a dot: ids of taskgroups are joined by them`;
  const definition = readable(application);
  if (typeof definition === 'string') return definition;
  const [fault] = bcsRules.workloadFaults(definition).filter(({ about }) => about !== 'instance');
  return fault?.text ?? bcsRules.requestIpFault(bcsRules.labelsOf(definition), application.spec.instances);
}

function readable({ spec }: bcs.BcsApplication): bcsRules.ApplicationDefinition | string {
  try {
    return bcsRules.definitionOf(spec);
  } catch (error) {
    if (error instanceof bcsRules.DefinitionFault) return `definition cannot be read: ${error.message}`;
    throw error;
  }
}
