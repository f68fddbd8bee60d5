/** ResourceSlices: the devices a driver offers (kubernetes pkg/apis/resource/validation ValidateResourceSlice). */
import { formatTime } from '../../clock';
import { define } from '../../define';
import type { StrategyContext } from '../../definition';
import { invalid, required, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { driverName, given, immutable, subdomain, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { validateNodeSelector } from '../core/pod-template/affinity';
import { validateSharedCounters } from './counters';
import { listed } from './device-place';
import { validateDevice } from './devices';
import { boundedSet } from './lists';
import { validatePoolName } from './names';

type Spec = resource.ResourceSliceSpec;

export const resourceslices = define<resource.ResourceSlice>('resource.k8s.io', 'v1', 'ResourceSlice', {
  strategy: {
    prepareForCreate: stampTaints,
    prepareForUpdate: (slice, _, context) => stampTaints(slice, context),
    validate: ({ spec }, old) => [
      ...validatePool(spec),
      ...(old ? validateFixed(spec, old.spec) : []),
      ...validatePlace(spec),
      ...when(spec.devices && spec.sharedCounters, () => invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed')),
      ...validateDevices(spec, old?.spec),
      ...validateSharedCounters(spec.sharedCounters),
    ],
  },
  fields: { 'spec.nodeName': ({ spec }) => spec.nodeName ?? '', 'spec.driver': ({ spec }) => spec.driver },
  columns: [
    nameColumn(),
    column('Node', 'The node that has the devices.', ({ spec }) => spec.nodeName ?? '<unset>'),
    column('Driver', 'The driver of the devices.', ({ spec }) => spec.driver),
    column('Pool', 'The pool of which this is a part.', ({ spec }) => spec.pool.name),
    ageColumn(),
  ],
});

/** A taint counts from when it was added. */
function stampTaints({ spec: { devices } }: resource.ResourceSlice, { now }: StrategyContext): void {
  for (const taint of devices?.flatMap(({ taints }) => taints ?? []) ?? []) taint.timeAdded ??= formatTime(now);
}

const validatePool = ({ driver, pool }: Spec): FieldError[] => [
  ...driverName(driver, 'spec.driver'),
  ...validatePoolName(pool.name, 'spec.pool.name'),
  ...when(pool.resourceSliceCount <= 0, () => invalid('spec.pool.resourceSliceCount', pool.resourceSliceCount, 'must be greater than zero')),
  ...when(pool.generation < 0, () => invalid('spec.pool.generation', pool.generation, 'must be greater than or equal to zero')),
];

const validateFixed = ({ pool, driver, nodeName }: Spec, old: Spec): FieldError[] => [
  ...immutable(pool.name, old.pool.name, 'spec.pool.name'),
  ...immutable(driver, old.driver, 'spec.driver'),
  ...immutable(nodeName, old.nodeName, 'spec.nodeName'),
];

const oneOf = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';

function validatePlace(spec: Spec): FieldError[] {
  const said = (['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection'] as const).filter((name) => spec[name]);
  return [
    ...when(spec.nodeName === '', () => invalid('spec.nodeName', '', 'must be either unset or set to a non-empty string')),
    ...given(spec.nodeName, (name) => subdomain(name, 'spec.nodeName')),
    ...given(spec.nodeSelector, (selector) => [
      ...validateNodeSelector(selector, 'spec.nodeSelector'),
      ...when(selector.nodeSelectorTerms?.length !== 1, () => invalid('spec.nodeSelector.nodeSelectorTerms', selector.nodeSelectorTerms, 'must have exactly one node selector term')),
    ]),
    ...(['allNodes', 'perDeviceNodeSelection'] as const).flatMap((name) => when(spec[name] === false, () => invalid(`spec.${name}`, false, 'must be either unset or set to true'))),
    ...when(!said.length, () => required('spec', oneOf)),
    ...when(said.length > 1, () => invalid('spec', listed(said), `${oneOf}, but multiple fields are set`)),
  ];
}

const mostDevices = 128;
/** With taints, counters or lists of values a device takes more room. */
const mostLargeDevices = 64;

const isLarge = ({ taints, consumesCounters, attributes }: resource.Device): boolean =>
  Boolean(taints?.length || consumesCounters?.length || Object.values(attributes ?? {}).some(({ ints, bools, strings, versions }) => ints ?? bools ?? strings ?? versions));

function validateDevices({ devices, perDeviceNodeSelection: perDevice = false }: Spec, old: Spec | undefined): FieldError[] {
  const before = new Map(old?.devices?.map((device) => [device.name, device]));
  return boundedSet(devices, devices?.some(isLarge) ? mostLargeDevices : mostDevices, 'spec.devices',
    (device, at) => validateDevice(device, before.get(device.name), perDevice, at), ({ name }) => name);
}
