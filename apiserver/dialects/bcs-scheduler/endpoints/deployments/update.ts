/** updateDeployment: begins a rolling update (section 9.7 of the document's specification). */
import { bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded } from '../../body';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { readSent } from '../../sent';
import { expectDefinition } from './create';
import { applicationNamed, boundOf, expectLegal, found, intend, notThere } from './intend';

const missing = notThere('E202');
const notBound = (): BcsFault => new BcsFault('E202', 'deployment has not application, cannot update, you can delete and recreate it');
const busy = (): BcsFault => new BcsFault('E200', 'deployment bind application is not running, cannot update, please try later');

/** In the order in which the document's source refuses. */
export async function update(call: Call): Promise<void> {
  const { service } = call;
  const sent = readSent(call, 'deployment');
  const definition = decoded(bcsRules.readDeployment, sent.json);
  refuse(bcsRules.strategyFault(definition));
  const seen = await found(service.registry.of(kinds.bcsdeployments).get(sent.key), missing);
  expectUpdatable(seen);
  const bound = await boundOf(service, seen);
  if (!bound) throw notBound();
  if (!bcsRules.mayBegin('rollingUpdate', bcsRules.statusOf(bound))) throw busy();
  refuse(bcsRules.selectorFault(definition, bcsRules.definitionOfDeployment(seen.spec)));
  await expectDefinition(call, sent, definition);
  const application = bcsRules.extensionName(sent.name, service.clock.now(), bcsRules.bcsNameOf(bound).name);
  if (await applicationNamed(service, sent.key.namespace, application)) throw new BcsFault('E200', 'application already exist');
  await intend(service, sent.key, (spec, current) => {
    expectUpdatable(current);
    if (spec.application !== seen.spec.application) throw busy();
    refuse(bcsRules.selectorFault(definition, bcsRules.definitionOfDeployment(spec)));
    return { ...spec, definition: { ...sent.value }, definitionBackup: spec.definition, rollout: { id: service.nanos(), application, instances: definition.spec.instance } };
  }, missing);
}

/** One that is being undone is not over yet. */
function expectUpdatable(current: bcs.BcsDeployment): void {
  expectLegal('update', current, () => 'deployment is not running, cannot update');
  if (current.spec.rollout) throw busy();
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw new BcsFault('E8', fault);
}
