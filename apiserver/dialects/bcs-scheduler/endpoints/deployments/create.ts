/** createDeployment: what it binds is decided here (section 9.6 of the document's specification), and carried out by whoever looks after it. */
import { bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded } from '../../body';
import { orTaken, taken } from '../../by-name';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { inBcsNamespace } from '../../namespaces';
import { orNothing } from '../../or-nothing';
import { expectReferences } from '../../references';
import { readSent, type Sent } from '../../sent';
import { expectAddresses, expectBuildable } from '../../workloads';
import { applicationNamed } from './intend';

export async function create(call: Call): Promise<void> {
  const { service } = call;
  const sent = readSent(call, 'deployment');
  const definition = decoded(bcsRules.readDeployment, sent.json);
  // Without a template it builds nothing: it binds what there is.
  if (definition.spec.template) await expectDefinition(call, sent, definition);
  await expectNew(call, sent);
  const binding = bcsRules.bindingOf(sent.name, definition, await applicationsFor(call, sent, definition), service.switches.selector, service.clock.now());
  if ('fault' in binding) throw new BcsFault('E8', binding.fault);
  const deployment = deploymentOf(call, sent, definition, binding);
  await orTaken('deployment', sent, inBcsNamespace(service, sent.namespace, () => service.registry.of(kinds.bcsdeployments).create(deployment)));
}

/** Rejects with E231, E8. */
export async function expectDefinition({ service }: Call, { namespace }: Sent, definition: bcsRules.DeploymentDefinition): Promise<void> {
  const { spec: { instance, template } } = definition;
  expectBuildable(definition);
  expectAddresses(definition, instance, 'E8');
  if (template) await expectReferences(service, namespace, template);
}

/** Before anything that its selector matches is looked at. */
async function expectNew({ service: { registry } }: Call, sent: Sent): Promise<void> {
  if (await orNothing(registry.of(kinds.bcsdeployments).get(sent.key))) throw taken('deployment', sent);
}

/** Whom the decision depends on: where nothing can match, the one of its name. */
async function applicationsFor({ service }: Call, { key: { namespace }, name }: Sent, { spec: { selector } }: bcsRules.DeploymentDefinition): Promise<readonly bcs.BcsApplication[]> {
  if (Object.keys(selector ?? {}).length > 0) return (await service.registry.of(kinds.bcsapplications).list({ namespace })).items;
  const namesake = await applicationNamed(service, namespace, name);
  return namesake ? [namesake] : [];
}

function deploymentOf(
  { service: { cluster } }: Call, { name, namespace, key, value }: Sent, { metadata }: bcsRules.DeploymentDefinition, { application, replaces }: Exclude<bcsRules.Binding, { fault: string }>,
): bcs.BcsDeployment {
  const labels = bcsRules.config.validLabels(metadata.labels);
  return {
    apiVersion: bcsRules.apiVersion, kind: 'BcsDeployment',
    metadata: { ...key, ...(Object.keys(labels).length > 0 && { labels: { ...labels } }) },
    spec: { name, namespace, cluster, definition: { ...value }, application, ...(replaces !== undefined && { replaces }) },
  };
}
