/** Dns: a host whose paths lead to services. */
import { ApiError, kinds, type minik8s } from '../../../../api';
import type { Registry } from '../../../../registry';
import { storedMeta, writtenMeta } from '../mapping/metadata';
import { minik8sObject, set } from '../mapping/same-object';
import { BadValue, list, struct, text, time, type Of } from '../shape';
import { header } from './common';
import { entity } from './entity';

const path = struct({ subPath: text, svcName: text, svcPort: text, svcIp: text });
type Path = Of<typeof path>;

const shape = struct({ ...header, spec: struct({ host: text, paths: list(path) }), status: struct({ phase: text, updateTime: time }) });
export type Dns = Of<typeof shape>;

/** The service has to be there, and its address goes in. */
async function resolved(path: Path, registry: Registry, namespace: string): Promise<Path> {
  if (!path.svcName) throw new BadValue('', 'service name is empty');
  try {
    const { spec } = await registry.of(kinds.services).get({ namespace, name: path.svcName });
    return { ...path, svcIp: spec.clusterIP === 'None' ? '' : spec.clusterIP };
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) throw new BadValue('', 'service not exists or number is wrong');
    throw error;
  }
}

export const dns = entity<minik8s.Dns, Dns>({
  kind: 'Dns', definition: kinds.dns, shape,
  texts: {
    unparsable: 'parser dns failed', nameEmpty: 'dns name is empty', exists: 'dns already exists', missing: 'dns not exists',
    created: 'create dns success', updated: '', reported: '',
  },
  deletingNothing: 'refused',
  async complete(written, { registry, namespace }) {
    const { spec = {} } = written;
    const paths = await Promise.all((spec.paths ?? []).map((each) => resolved(each, registry, namespace)));
    return { ...written, spec: { ...spec, paths } };
  },
  toStored: ({ metadata = {}, spec: { host = '', paths = [] } = {} }) => ({
    ...minik8sObject('Dns'), metadata: storedMeta(metadata),
    spec: { host, paths: paths.map(({ subPath = '', svcName = '', svcPort = '', svcIp }) => ({ subPath, svcName, svcPort, ...set({ svcIp }) })) },
  }),
  fromStored: ({ metadata, spec, status }) => ({
    apiVersion: 'v1', kind: 'Dns', metadata: writtenMeta(metadata),
    spec: { host: spec.host, paths: spec.paths?.map(({ subPath, svcName, svcPort, svcIp }) => ({ subPath, svcName, svcPort, svcIp })) },
    status: { phase: status?.phase, updateTime: status?.updateTime },
  }),
});
