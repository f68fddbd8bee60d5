/** What a container asks for, as Kubernetes writes it: MB are counted as Mi. */
import type * as core from '../../schema/types/core.v1';
import { labelName } from '../names';
import { qualifiedNameFault } from '../../names';
import { milliValue, unitValue } from '../../quantity';
import type { Resources } from '../definition';
import { limitsOf, type Amount } from '../resources';

const mebi = 2 ** 20;
/** Beyond any agent, and well within what is counted exactly. */
const most = { cpu: 1e6, size: 2 ** 32 } as const;

const cpuQuantity = (cores: number): string => {
  const millis = Math.ceil(Math.min(cores, most.cpu) * 1000 - 1e-6);
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
};

const sizeQuantity = (megabytes: number): string => {
  const size = Math.min(megabytes, most.size);
  return Number.isInteger(size) ? (size === 0 ? '0' : `${size}Mi`) : String(Math.ceil(size * mebi));
};

type Names = readonly (readonly [string, keyof Amount, (amount: number) => string])[];
const names: Names = [['cpu', 'cpu', cpuQuantity], ['memory', 'memory', sizeQuantity], ['ephemeral-storage', 'disk', sizeQuantity]];

/**
 * What is not asked for is left out. A limit below what is requested is raised to it, and where there is a limit the request is said too, or it
 * would be the limit.
 */
export function resourcesOf(requests: Amount, resources: Resources): core.ResourceRequirements {
  const limits = limitsOf(resources);
  const limited = names.filter(([, of]) => limits[of] > 0);
  const asked = names.filter(([, of]) => requests[of] > 0 || limits[of] > 0);
  const extended = extendedOf(resources);
  const all = (some: Names, amount: (of: keyof Amount) => number): Record<string, string> =>
    ({ ...Object.fromEntries(some.map(([name, of, quantity]) => [name, quantity(amount(of))])), ...extended });
  const [wanted, most] = [all(asked, (of) => requests[of]), all(limited, (of) => Math.max(limits[of], requests[of]))];
  return { ...(Object.keys(wanted).length && { requests: wanted }), ...(Object.keys(most).length && { limits: most }) };
}

/** The other way round. */
export const amountOfQuantities = ({ cpu = '0', memory = '0', 'ephemeral-storage': disk = '0' }: Readonly<Record<string, string>> = {}): Amount =>
  ({ cpu: milliValue(cpu) / 1000, memory: unitValue(memory) / mebi, disk: unitValue(disk) / mebi });

/** Whole ones: what is asked for besides is rounded up. */
function extendedOf({ extendedResources }: Resources): Record<string, string> {
  const sums = new Map<string, number>();
  for (const { Name, Value } of extendedResources) if (Name && Value > 0) sums.set(Name, (sums.get(Name) ?? 0) + Value);
  return Object.fromEntries([...sums].map(([name, value]) => [extendedResourceName(name), String(Math.ceil(Math.min(value, Number.MAX_SAFE_INTEGER)))]));
}

/** What a device's resource is called on nodes and pods: as BCS calls it (`bkbcs/cpuset`), where Kubernetes allows that. */
export const extendedResourceName = (name: string): string => (isExtended(name) ? name : `bkbcs.tencent.com/${labelName(name)}`);

/** Kubernetes pkg/apis/core/v1/helper IsExtendedResourceName. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.') && qualifiedNameFault(name) === undefined && qualifiedNameFault(`requests.${name}`) === undefined;
