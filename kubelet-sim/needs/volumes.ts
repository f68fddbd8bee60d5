/** Volumes whose contents are objects (pkg/volume/configmap, secret, projected): what keeps them from being set up. */
import type { core } from '../../api';
import { contentsOf, givenConfigMap, thingOf, type Fault, type Look } from './things';

/** Whether objects have to be looked up for it. */
export const namesContents = ({ configMap, secret, projected }: core.Volume): boolean =>
  configMap !== undefined || secret !== undefined || (projected?.sources?.some((source) => source.secret !== undefined || (source.configMap !== undefined && source.configMap.name !== givenConfigMap)) ?? false);

/** All that is wrong, in the order of the sources. */
export async function contentFaults({ configMap, secret, projected }: core.Volume, look: Look): Promise<Fault[]> {
  if (configMap) return projectionFault('ConfigMap', configMap, look);
  if (secret) return projectionFault('Secret', { ...secret, name: secret.secretName }, look);
  const faults: Fault[] = [];
  for (const source of projected?.sources ?? []) {
    if (source.configMap) faults.push(...await projectionFault('ConfigMap', source.configMap, look));
    if (source.secret) faults.push(...await projectionFault('Secret', source.secret, look));
  }
  return faults;
}

interface Projected {
  readonly name?: string;
  readonly items?: readonly core.KeyToPath[];
  readonly optional?: boolean;
}

const missingKey = { ConfigMap: 'configmap references non-existent config key', Secret: 'references non-existent secret key' };

async function projectionFault(kind: 'ConfigMap' | 'Secret', source: Projected, look: Look): Promise<Fault[]> {
  const { contents, fault } = await contentsOf(kind, source, look);
  if (fault) return [fault];
  const missing = contents && !source.optional ? source.items?.find(({ key }) => contents.data?.[key] === undefined && contents.binaryData?.[key] === undefined) : undefined;
  return missing ? [{ why: `${missingKey[kind]}: ${missing.key}`, of: thingOf(kind, source, look) }] : [];
}
