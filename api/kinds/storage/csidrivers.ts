/** CSIDrivers (kubernetes pkg/apis/storage/validation ValidateCSIDriver). */
import { define } from '../../define';
import { duplicate, invalid, notSupported, type FieldError } from '../../field-error';
import type * as storage from '../../schema/types/storage.v1';
import { each, given, immutable, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';

const lifecycleModes = ['Persistent', 'Ephemeral'];
const fsGroupPolicies = ['File', 'None', 'ReadWriteOnceWithFSType'];

export const csidrivers = define<storage.CSIDriver>('storage.k8s.io', 'v1', 'CSIDriver', {
  strategy: {
    generation: false,
    default({ spec }) {
      spec.attachRequired ??= true;
      spec.podInfoOnMount ??= false;
      spec.storageCapacity ??= false;
      spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
      if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
      spec.requiresRepublish ??= false;
      spec.seLinuxMount ??= false;
    },
    validate: ({ spec }) => [
      ...given(spec.fsGroupPolicy, (policy) => when(!fsGroupPolicies.includes(policy), () => notSupported('spec.fsGroupPolicy', policy, fsGroupPolicies))),
      ...validateTokenRequests(spec.tokenRequests, 'spec.tokenRequests'),
      ...each(spec.volumeLifecycleModes, 'spec.volumeLifecycleModes', (mode) =>
        when(!lifecycleModes.includes(mode), () => notSupported('spec.volumeLifecycleModes', mode, lifecycleModes))),
      ...given(spec.nodeAllocatableUpdatePeriodSeconds, (seconds) =>
        when(seconds < 10, () => invalid('spec.nodeAllocatableUpdatePeriodSeconds', seconds, 'must be greater than or equal to 10 seconds'))),
    ],
    // The path of the first is upstream's.
    validateUpdate: ({ spec }, { spec: old }) => [
      ...immutable(spec.attachRequired, old.attachRequired, 'spec.attachedRequired'),
      ...immutable(spec.volumeLifecycleModes, old.volumeLifecycleModes, 'spec.volumeLifecycleModes'),
    ],
  },
  columns: [
    nameColumn(),
    column('AttachRequired', 'Whether volumes are attached before they are mounted.', ({ spec }) => spec.attachRequired ?? true, 'boolean'),
    column('PodInfoOnMount', 'Whether the driver is told about the pod.', ({ spec }) => spec.podInfoOnMount ?? false, 'boolean'),
    column('StorageCapacity', 'Whether the scheduler counts the free capacity.', ({ spec }) => spec.storageCapacity ?? false, 'boolean'),
    column('TokenRequests', 'Audiences of the tokens that the driver gets.', ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(',') || '<unset>'),
    column('RequiresRepublish', 'Whether volumes are published again from time to time.', ({ spec }) => spec.requiresRepublish ?? false, 'boolean'),
    column('Modes', 'Kinds of volumes the driver offers.', ({ spec }) => spec.volumeLifecycleModes?.join(',') || none),
    ageColumn(),
  ],
});

const shortest = 600;
const longest = 2 ** 32;

/** One that repeats an audience is not looked at further. */
function validateTokenRequests(requests: readonly storage.TokenRequest[] | undefined, field: string): FieldError[] {
  const seen = new Set<string>();
  return each(requests, field, ({ audience, expirationSeconds }, at) => {
    if (seen.has(audience)) return [duplicate(`${at}.audience`, audience)];
    seen.add(audience);
    return given(expirationSeconds, (seconds) => [
      ...when(seconds < shortest, () => invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')),
      ...when(seconds > longest, () => invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds')),
    ]);
  });
}
