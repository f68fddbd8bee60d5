/** What is mounted into a taskgroup's container: directories of its agent, its own, and files from configmaps and secrets. */
import { posix } from 'node:path';
import type * as core from '../../schema/types/core.v1';
import { taskgroupId } from '../ids';
import { objectName } from '../names';
import { isContainer, type Part, type PodOrder } from './part';

export interface Mounted {
  readonly volume: core.Volume;
  readonly mount: core.VolumeMount;
}

/** One at each place: of several the first. */
export function mountsOf(order: PodOrder, part: Part, index: number): readonly Mounted[] {
  const taken = new Set<string>();
  return [...volumesOf(order, part, index), ...filesOf(part, index)].filter(({ mount: { mountPath } }) => {
    const isFree = mountPath !== '' && !taken.has(mountPath);
    taken.add(mountPath);
    return isFree;
  });
}

const volumesOf = ({ id }: PodOrder, part: Part, index: number): Mounted[] =>
  (isContainer(part) ? part.volumes : []).map(({ volume: { hostPath, mountPath, subPath, readOnly } }, i) => {
    const name = `volume-${index}-${i}`;
    const source = within(hostPath.replaceAll('$BCS_POD_ID', taskgroupId(id)), hostPath.startsWith('/'));
    const inside = within(subPath, false);
    return {
      volume: { name, ...(source ? { hostPath: { path: source, type: '' } } : { emptyDir: {} }) },
      mount: { name, mountPath, ...(inside && { subPath: inside }), ...(readOnly && { readOnly }) },
    };
  });

/** Without ways up; of one that is nothing but those nothing is left. */
function within(path: string, isAbsolute: boolean): string {
  if (!path) return '';
  const clean = posix.normalize(`/${path}`);
  return isAbsolute ? clean : clean.slice(1);
}

const file = 'file';

function filesOf(part: Part, index: number): Mounted[] {
  const fromConfigmaps = part.configmaps.flatMap(({ name: map, items }, i) => items.filter(isFile).map((item, j) =>
    mounted(`configmap-${index}-${i}-${j}`, item, (key) => ({ configMap: { name: objectName(map), items: [key], optional: true } }))));
  const fromSecrets = part.secrets.flatMap(({ secretName, items }, i) => items.filter(isFile).map((item, j) =>
    mounted(`secret-${index}-${i}-${j}`, item, (key) => ({ secret: { secretName: objectName(secretName), items: [key], optional: true } }))));
  return [...fromConfigmaps, ...fromSecrets];
}

interface Item { readonly type: string; readonly dataKey: string; readonly keyOrPath: string; readonly readOnly: boolean }

const isFile = ({ type, dataKey, keyOrPath }: Item): boolean => type === 'file' && dataKey !== '' && keyOrPath !== '';

const mounted = (name: string, { dataKey, keyOrPath, readOnly }: Item, source: (key: core.KeyToPath) => Omit<core.Volume, 'name'>): Mounted => ({
  volume: { name, ...source({ key: dataKey, path: file }) },
  mount: { name, mountPath: keyOrPath, subPath: file, ...(readOnly && { readOnly }) },
});
