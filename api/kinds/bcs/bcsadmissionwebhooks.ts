/** Configurations of the BCS scheduler's admission webhooks: who is asked before applications and deployments are made or changed with its API. */
import { admissionFault, readAdmission } from '../../bcs/admission';
import { objectName } from '../../bcs/names';
import { DefinitionFault } from '../../bcs/reading';
import { plainManifest, record } from '../../custom/shapes';
import { invalid, omitted } from '../../field-error';
import type { KubeObject } from '../../object';
import { given } from '../checks';
import { age, asSent, bcsName, builtIn, keptAs, named, ruledBy, type BcsName } from './kind';

export interface BcsAdmissionWebhook extends KubeObject {
  spec: BcsAdmissionWebhookSpec;
}

export interface BcsAdmissionWebhookSpec extends BcsName {
  /** The document's AdmissionWebhookConfiguration. */
  definition: Record<string, unknown>;
}

const spec = record('What is asked for.', { ...bcsName, definition: asSent('The AdmissionWebhookConfiguration of the BCS scheduler\'s document.') }, ['definition']);

const definition = plainManifest(
  named('BcsAdmissionWebhook', 'bcsadmissionwebhooks', 'Namespaced', 'bcsadm'), record('Who is asked before applications and deployments are made or changed with the BCS scheduler\'s API.', { spec }, ['spec']),
  [
    { name: 'Kind', type: 'string', jsonPath: '.spec.definition.resourcesRef.kind', description: 'What it is about.' },
    { name: 'Operation', type: 'string', jsonPath: '.spec.definition.resourcesRef.operation', description: 'What is done with that.' },
    { name: 'Webhooks', type: 'string', jsonPath: '.spec.definition.admissionWebhooks[*].name', description: 'The first that is asked.' },
    age,
  ],
);

export const bcsadmissionwebhooks = ruledBy(builtIn<BcsAdmissionWebhook>(definition), ({ metadata, spec: { name, definition: sent } }) => [
  ...(name === undefined ? [] : keptAs(metadata, objectName(name))),
  ...given(faultOf(sent), (fault) => [invalid('spec.definition', omitted, fault)]),
]);

function faultOf(sent: BcsAdmissionWebhookSpec['definition']): string | undefined {
  try {
    return admissionFault(readAdmission(JSON.stringify(sent)).definition);
  } catch (error) {
    if (error instanceof DefinitionFault) return error.message;
    throw error;
  }
}
