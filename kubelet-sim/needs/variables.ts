/** Variables of containers that come from objects (pkg/kubelet/kubelet_pods.go makeEnvironmentVariables): the first fault counts. */
import type { core } from '../../api';
import { contentsOf, thingOf, type Fault, type Look } from './things';

type Container = Pick<core.Container, 'env' | 'envFrom'>;

export const namesVariables = ({ env = [], envFrom = [] }: Container): boolean =>
  envFrom.length > 0 || env.some(({ valueFrom }) => valueFrom !== undefined && (valueFrom.configMapKeyRef !== undefined || valueFrom.secretKeyRef !== undefined));

export async function variableFault({ env = [], envFrom = [] }: Container, look: Look): Promise<Fault | undefined> {
  for (const { configMapRef, secretRef } of envFrom) {
    const { fault } = await (configMapRef ? contentsOf('ConfigMap', configMapRef, look) : secretRef ? contentsOf('Secret', secretRef, look) : nothing);
    if (fault) return fault;
  }
  for (const { valueFrom } of env) {
    const fault = valueFrom && (await keyFault(valueFrom, look));
    if (fault) return fault;
  }
  return undefined;
}

const nothing = { fault: undefined };

function keyFault({ configMapKeyRef, secretKeyRef }: core.EnvVarSource, look: Look): Promise<Fault | undefined> | undefined {
  if (configMapKeyRef) return keyIn('ConfigMap', configMapKeyRef, look);
  return secretKeyRef && keyIn('Secret', secretKeyRef, look);
}

async function keyIn(kind: 'ConfigMap' | 'Secret', reference: core.ConfigMapKeySelector, look: Look): Promise<Fault | undefined> {
  const { name = '', key, optional = false } = reference;
  const { contents, fault } = await contentsOf(kind, reference, look);
  if (!contents || optional || contents.data?.[key] !== undefined) return fault;
  return { why: `couldn't find key ${key} in ${kind} ${look.namespace}/${name}`, of: thingOf(kind, reference, look) };
}
