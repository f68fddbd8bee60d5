/** Legacy custom resources: section 3.9 of the document's specification. A kind is registered, then there may be objects of it. */
import { ApiError, bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded, readJsonObject } from '../../body';
import { route, type Call, type Route } from '../../call';
import { BcsFault } from '../../faults';
import { inBcsNamespace } from '../../namespaces';
import { orNothing } from '../../or-nothing';
import { readSent, type Sent } from '../../sent';

const { apiVersion, labelName, legacy } = bcsRules;

const resources = ({ service: { registry } }: Call) => registry.of(kinds.bcslegacyresources);
const registrations = ({ service: { registry } }: Call) => registry.of(kinds.bcslegacykinds);

const keyOf = (namespace: string, kind: string, name: string): Sent['key'] => ({ namespace: labelName(namespace), name: legacy.resourceName(kind, name) });

/** Once more is as good as once. */
async function register(call: Call): Promise<void> {
  readJsonObject(call);
  const { definition: { spec: { names: { kind } } }, original } = decoded(legacy.readRegistration, call.json);
  if (!kind) throw new BcsFault('E8', 'spec.names.kind is required');
  const key = { name: legacy.registrationName(kind) };
  await upserted(
    () => registrations(call).update(key, (current) => ({ ...current, spec: { kind, definition: original } })),
    () => registrations(call).create({ apiVersion, kind: 'BcsLegacyKind', metadata: key, spec: { kind, definition: original } }),
  );
}

async function expectRegistered(call: Call, kind: string): Promise<void> {
  if (!await orNothing(registrations(call).get({ name: legacy.registrationName(kind) }))) throw new BcsFault('E200', `kind ${kind} is not registered`);
}

async function put(call: Call): Promise<void> {
  const kind = call.at.kind ?? '';
  await expectRegistered(call, kind);
  const { name, namespace, json } = readSent(call, kind, kind.toLowerCase());
  const definition = decoded(legacy.readLegacyResource, json).original;
  const key = keyOf(namespace, kind, name);
  await inBcsNamespace(call.service, namespace, () => upserted(
    () => resources(call).update(key, (current) => ({ ...current, spec: { ...current.spec, definition } })),
    () => resources(call).create({ apiVersion, kind: 'BcsLegacyResource', metadata: key, spec: { kind, name, namespace, definition } }),
  ));
}

/** Somebody else may make it in between, and delete it again: then the next to come makes it. */
async function upserted(update: () => Promise<unknown>, create: () => Promise<unknown>): Promise<void> {
  for (;;) {
    if (await orNothing(update()) !== undefined) return;
    try {
      await create();
      return;
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
    }
  }
}

const told = ({ spec: { kind, definition } }: bcs.BcsLegacyResource): object => ({ kind, ...definition });

/** Of all namespaces where the path names none. */
async function list(call: Call): Promise<object[]> {
  const { kind = '', ns } = call.at;
  await expectRegistered(call, kind);
  const { items } = await resources(call).list(ns === undefined ? {} : { namespace: labelName(ns) });
  return items.filter(({ spec }) => spec.kind === kind).map(told);
}

const keyAt = ({ at: { ns = '', kind = '', name = '' } }: Call): Sent['key'] => keyOf(ns, kind, name);

async function get(call: Call): Promise<object> {
  await expectRegistered(call, call.at.kind ?? '');
  return told(await resources(call).get(keyAt(call)));
}

const ofNamespace = '/crd/namespaces/:ns/:kind';

export const legacyRoutes: readonly Route[] = [
  route('POST', '/crr/register', register),
  route('POST', ofNamespace, put),
  route('PUT', ofNamespace, put),
  route('GET', ofNamespace, list),
  route('GET', `${ofNamespace}/:name`, get),
  route('DELETE', `${ofNamespace}/:name`, async (call) => void await resources(call).delete(keyAt(call))),
  route('GET', '/crd/:kind', list),
];
