/**
 * updateDeployment: begins a rolling update (section 9.7 of the document's specification), or, with `args=resource`, changes the resources of the
 * taskgroups that there are.
 */
import { bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded } from '../../body';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { readSent, type Sent } from '../../sent';
import { expectDefinition } from './create';
import { applicationNamed, boundOf, expectLegal, found, intend, notThere } from './intend';

const missing = notThere('E202');
const notBound = (): BcsFault => new BcsFault('E202', 'deployment has not application, cannot update, you can delete and recreate it');
const busy = (): BcsFault => new BcsFault('E200', 'deployment bind application is not running, cannot update, please try later');

type Intent = (spec: bcs.BcsDeploymentSpec) => Partial<bcs.BcsDeploymentSpec>;

interface Way {
  /** What the application must be able to begin. */
  readonly operation: bcsRules.ApplicationOperation;
  fault(definition: bcsRules.DeploymentDefinition): string | undefined;
  intent(call: Call, sent: Sent, definition: bcsRules.DeploymentDefinition, bound: bcs.BcsApplication): Promise<Intent>;
}

const rollout: Way = {
  operation: 'rollingUpdate',
  fault: bcsRules.strategyFault,
  async intent({ service }, { name, key }, { spec: { instance } }, bound) {
    const application = bcsRules.extensionName(name, service.clock.now(), bcsRules.bcsNameOf(bound).name);
    if (await applicationNamed(service, key.namespace, application)) throw new BcsFault('E200', 'application already exist');
    return ({ definition }) => ({ definitionBackup: definition, rollout: { id: service.nanos(), application, instances: instance } });
  },
};

const resize: Way = {
  operation: 'update',
  fault: () => undefined,
  intent: ({ service }) => Promise.resolve(() => ({ resize: { id: service.nanos() } })),
};

/** In the order in which the document's source refuses. */
export async function update(call: Call): Promise<void> {
  const { service: { registry }, query } = call;
  const way = query.get('args') === 'resource' ? resize : rollout;
  const sent = readSent(call, 'deployment');
  const definition = decoded(bcsRules.readDeployment, sent.json);
  refuse(way.fault(definition));
  const seen = await found(registry.of(kinds.bcsdeployments).get(sent.key), missing);
  expectUpdatable(seen);
  const bound = await boundOf(call.service, seen);
  if (!bound) throw notBound();
  if (!bcsRules.mayBegin(way.operation, bcsRules.statusOf(bound))) throw busy();
  refuse(bcsRules.selectorFault(definition, bcsRules.definitionOfDeployment(seen.spec)));
  await expectDefinition(call, sent, definition);
  const intent = await way.intent(call, sent, definition, bound);
  await intend(call.service, sent.key, (spec, current) => {
    expectUpdatable(current);
    if (spec.application !== seen.spec.application) throw busy();
    refuse(bcsRules.selectorFault(definition, bcsRules.definitionOfDeployment(spec)));
    return { ...spec, ...intent(spec), definition: { ...sent.value } };
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
