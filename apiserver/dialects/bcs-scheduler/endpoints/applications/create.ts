/** createApplication. */
import { bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded } from '../../body';
import { orTaken } from '../../by-name';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { inBcsNamespace } from '../../namespaces';
import { expectReferences } from '../../references';
import { readSent, type Sent } from '../../sent';
import { expectAddresses, expectBuildable } from '../../workloads';
import { keepVersion, type WorkloadKind } from './intend';

export const create = (kind: WorkloadKind) => async (call: Call): Promise<void> => {
  const { service } = call;
  const sent = readSent(call, kind);
  const definition = decoded(bcsRules.readApplication, sent.json);
  const { spec: { template } } = definition;
  expectBuildable(definition);
  expectHas(definition, kind);
  expectAddresses(definition, definition.spec.instance, 'E8');
  if (template) await expectReferences(service, sent.namespace, template);
  const { registry } = service;
  const application = applicationOf(call, sent, definition);
  const created = await orTaken('application', sent, inBcsNamespace(service, sent.namespace, () => registry.of(kinds.bcsapplications).create(application)));
  await keepVersion(service, created);
};

/** Whoever sends processes to where they belong means processes. */
function expectHas({ spec: { template } }: bcsRules.ApplicationDefinition, kind: WorkloadKind): void {
  if (kind === 'process' && !template?.spec.processes.length) throw new BcsFault('E231', 'template has no processes');
}

function applicationOf({ service: { cluster, nanos } }: Call, { name, namespace, key, value }: Sent, { metadata, spec: { instance, template } }: bcsRules.ApplicationDefinition): bcs.BcsApplication {
  const labels = bcsRules.config.validLabels(metadata.labels);
  return {
    apiVersion: bcsRules.apiVersion, kind: 'BcsApplication',
    metadata: { ...key, ...(Object.keys(labels).length > 0 && { labels: { ...labels } }) },
    spec: { name, namespace, kind: template?.spec.processes.length ? 'process' : 'application', cluster, instances: instance, version: nanos(), definition: { ...value } },
  };
}
