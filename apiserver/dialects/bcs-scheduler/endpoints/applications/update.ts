/** updateApplication and rollbackApplication: the definition is replaced, and so many of its taskgroups, or their resources, are made to follow. */
import { isDeepStrictEqual } from 'node:util';
import { bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded, readJsonObject } from '../../body';
import { orUnknown } from '../../by-name';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { expectReferences } from '../../references';
import { memberOf, readSent, type Sent } from '../../sent';
import { expectAddresses, expectBuildable } from '../../workloads';
import { expectLegal, intend, type WorkloadKind } from './intend';
import { versionsOf } from './versions';

type Order = Omit<bcs.ApplicationOrder, 'id'>;

export const update = (kind: WorkloadKind) => async (call: Call): Promise<void> => {
  const sent = readSent(call, kind);
  const definition = await judged(call, sent);
  await follow(call, sent, kind, (current) => {
    expectAddresses(definition, current.spec.instances, 'E8');
    return { definition: sent.value, order: orderOf(call, current.spec.instances) };
  });
};

export const rollback = (kind: WorkloadKind) => async (call: Call): Promise<void> => {
  if (memberOf(readJsonObject(call), 'spec') === undefined) return backToFormer(call, kind);
  const sent = readSent(call, kind);
  const definition = await judged(call, sent);
  return follow(call, sent, kind, (current) => {
    expectAddresses(definition, current.spec.instances, 'E8');
    return { definition: sent.value, order: { kind: 'rollback' } };
  });
};

/** Nothing but what it is called: what it was before. */
async function backToFormer(call: Call, kind: WorkloadKind): Promise<void> {
  const { service } = call;
  const isTold = memberOf(readJsonObject(call), 'kind') !== undefined;
  const sent = readSent(call, kind, ...(isTold ? [] : ['']));
  const versions = await versionsOf(service, await orUnknown('application', sent, service.registry.of(kinds.bcsapplications).get(sent.key)));
  return follow(call, sent, kind, ({ spec }) => {
    const former = versions.findLast(({ spec: { definition } }) => !isDeepStrictEqual(definition, spec.definition));
    if (!former) throw new BcsFault('E200', 'there is no version to return to');
    return { definition: former.spec.definition, order: { kind: 'rollback' } };
  });
}

/** The count of instances is not taken from what is sent: nothing is scaled so. */
async function judged({ service }: Call, { json, namespace }: Sent): Promise<bcsRules.ApplicationDefinition> {
  const definition = decoded(bcsRules.readApplication, json);
  expectBuildable(definition, ['instance']);
  const { spec: { template } } = definition;
  if (template) await expectReferences(service, namespace, template);
  return definition;
}

interface Wanted { readonly definition: Readonly<Record<string, unknown>>; readonly order: Order }

const follow = ({ service }: Call, sent: Sent, kind: WorkloadKind, wanted: (current: bcs.BcsApplication) => Wanted): Promise<void> =>
  intend(service, sent, kind, ({ derived: _derived, ...spec }, current) => {
    expectLegal('update', current);
    if (!current.status?.instances) throw new BcsFault('E200', 'application has no taskgroups, Operation Not Allowed');
    const { definition, order } = wanted(current);
    // The same once more is no new version, but is carried out.
    const isNew = !isDeepStrictEqual(definition, spec.definition) || !spec.version;
    return { ...spec, ...(isNew && { version: service.nanos(), definition: { ...definition } }), order: { id: service.nanos(), ...order } };
  });

/** `instances`: how many taskgroups are replaced, the oldest first; 0 is all of them. */
function orderOf({ query, service: { switches } }: Call, instances: number): Order {
  if (query.get('args') === 'resource') return { kind: 'resource' };
  const text = query.get('instances') ?? '';
  const count = text || switches.update === 'strict' ? integerOf(text) : 0;
  if (count > instances) throw new BcsFault('E200', `instances(${count}) is more than the application has defined(${instances})`);
  return { kind: 'update', ...(count > 0 && { count }) };
}

function integerOf(text: string): number {
  const count = /^\+?\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (count === undefined) throw new BcsFault('E200', `instances ${JSON.stringify(text)} is not a number`);
  return count;
}
