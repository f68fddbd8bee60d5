/** What makes it impossible to build taskgroups of an application: the document's API refuses it, objects of Kubernetes' API are told so in their status. */
import { bcsRules, type bcs } from '../../../api';

export function faultOf(application: bcs.BcsApplication): string | undefined {
  const { name, namespace } = bcsRules.bcsNameOf(application);
  const dotted = Object.entries({ name, namespace, cluster: application.spec.cluster ?? '' }).find(([, text]) => text.includes('.'));
  if (dotted) return `${dotted[0]} "${dotted[1]}" must not contain a dot: ids of taskgroups are joined by them`;
  const definition = readable(application);
  if (typeof definition === 'string') return definition;
  const [fault] = bcsRules.workloadFaults(definition).filter(({ about }) => about !== 'instance');
  return fault?.text ?? bcsRules.podFault(definition) ?? bcsRules.requestIpFault(definition.metadata.labels, application.spec.instances);
}

function readable({ spec }: bcs.BcsApplication): bcsRules.ApplicationDefinition | string {
  try {
    return bcsRules.definitionOf(spec);
  } catch (error) {
    if (error instanceof bcsRules.DefinitionFault) return `definition cannot be read: ${error.message}`;
    throw error;
  }
}
