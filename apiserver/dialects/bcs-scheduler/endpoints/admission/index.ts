/** Admission webhooks: section 3.8 of the document's specification, with `/crd/` in the path as the document has it, and without as its source has it. */
import { bcsRules, kinds, type bcs } from '../../../../../api';
import { decoded } from '../../body';
import { orTaken, orUnknown } from '../../by-name';
import { route, type Call, type Route } from '../../call';
import { BcsFault } from '../../faults';
import { inBcsNamespace } from '../../namespaces';
import { keyAt, namedAt, readSent, type Sent } from '../../sent';

const { admission, apiVersion } = bcsRules;

const kind = 'admissionwebhook';

const configurations = ({ service: { registry } }: Call) => registry.of(kinds.bcsadmissionwebhooks);

interface Received extends Sent {
  readonly definition: Record<string, unknown>;
}

/** Throws E8 for what makes no sense. */
function received(call: Call): Received {
  const sent = readSent(call, kind);
  const { definition, original } = decoded(admission.readAdmission, sent.json);
  const fault = admission.admissionFault(definition);
  if (fault !== undefined) throw new BcsFault('E8', fault);
  return { ...sent, definition: original };
}

async function create(call: Call): Promise<void> {
  const { key, name, namespace, definition } = received(call);
  await orTaken(kind, { name, namespace }, inBcsNamespace(call.service, namespace, () =>
    configurations(call).create({ apiVersion, kind: 'BcsAdmissionWebhook', metadata: key, spec: { name, namespace, definition } })));
}

/** What it is called stays as it is. */
async function update(call: Call): Promise<void> {
  const { key, definition, ...named } = received(call);
  await orUnknown(kind, named, configurations(call).update(key, (current) => {
    const { apiVersion: version, kind: its, metadata } = current.spec.definition;
    return { ...current, spec: { ...current.spec, definition: { ...definition, apiVersion: version, kind: its, metadata } } };
  }));
}

/** As it was sent. What was made with Kubernetes' API may say less of itself. */
function told(configuration: bcs.BcsAdmissionWebhook): object {
  const { original: definition } = admission.readAdmission(JSON.stringify(configuration.spec.definition));
  const metadata = { creationTimestamp: '0001-01-01T00:00:00Z', ...bcsRules.bcsNameOf(configuration), ...(definition.metadata as object | undefined) };
  return { apiVersion: 'v4', kind, ...definition, metadata };
}

/** Of all namespaces where the path names none. */
async function list(call: Call): Promise<object[]> {
  const { ns } = call.at;
  return (await configurations(call).list(ns === undefined ? {} : { namespace: bcsRules.labelName(ns) })).items.map(told);
}

const routesAt = (path: string): Route[] => [
  route('POST', path, create),
  route('PUT', path, update),
  route('GET', path, list),
  route('GET', `${path}/:name`, async (call) => told(await orUnknown(kind, namedAt(call), configurations(call).get(keyAt(call))))),
  route('DELETE', `${path}/:name`, async (call) => void await orUnknown(kind, namedAt(call), configurations(call).delete(keyAt(call)))),
];

export const admissionRoutes: readonly Route[] = routesAt('/crd/namespaces/:ns/admissionwebhook');

export const admissionRoutesOfSource: readonly Route[] = [...routesAt('/namespaces/:ns/admissionwebhook'), route('GET', '/admissionwebhooks', list), route('GET', '/crd/admissionwebhook', list)];
