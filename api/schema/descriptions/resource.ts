/** Descriptions of resource.k8s.io: devices for pods. */
import { deviceFields, deviceParts } from './device-parts';
import type { Descriptions, FieldDescriptions } from './shape';

const tolerations = 'Taints of devices that are put up with.';

const asked = (): FieldDescriptions => ({
  deviceClassName: 'Class of the devices.', selectors: 'Conditions on the device; all must hold.', allocationMode: 'ExactCount (default): so many as `count` says. All: all that fit.', count: 'How many; 1 by default.', tolerations,
  capacity: 'How much of the device is needed.',
});

const taint = (): FieldDescriptions => ({
  key: 'Name of the taint.', value: 'Its value.', effect: 'NoSchedule: no new pods. NoExecute: running pods have to leave as well. None: for information.', timeAdded: 'When it was added.',
});

export const resource: Descriptions = () => ({
  ...deviceParts(),
  DeviceClass: ['A sort of devices that claims can ask for by name.'],
  DeviceClassSpec: ['Which devices, and with which settings.', { selectors: 'Conditions on the device; all must hold.', config: 'Settings for the driver.', extendedResourceName: 'Extended resource by which pods can ask for such devices.' }],
  ResourceClaim: ['A request for devices, and what it was given. Pods name it to use them.'],
  ResourceClaimSpec: ['What is asked for. It cannot change.', { devices: 'The devices.' }],
  ResourceClaimStatus: ['What it was given.', { allocation: 'The devices; none yet when left out.', reservedFor: 'Who may use them, at most 256.', devices: 'What drivers tell about them.' }],
  ResourceClaimTemplate: ['The pattern after which claims are made for pods.'],
  ResourceClaimTemplateSpec: ['The pattern.', { metadata: 'Labels and annotations of the claims.', spec: 'Spec of the claims.' }],
  ResourceClaimConsumerReference: ['Who uses a claim.', { apiGroup: 'Its API group.', resource: 'Its resource, such as pods.', name: 'Its name.', uid: 'Its UID.' }],
  ResourceSlice: ['Devices of a pool, as their driver tells.'],
  ResourceSliceSpec: ['The devices, and who reaches them.', {
    driver: 'Name of the driver. It cannot change.', pool: 'Pool that they belong to.', nodeName: 'The node that has them.', nodeSelector: 'Nodes that reach them.', allNodes: 'True: every node reaches them.',
    devices: 'The devices.', perDeviceNodeSelection: 'True: each device says who reaches it.', sharedCounters: 'Amounts that devices share.',
  }],
  ResourcePool: ['A pool of devices.', { name: 'Its name.', generation: 'Counts its changes; slices with a lower one are out of date.', resourceSliceCount: 'How many slices it has.' }],
  Device: ['A device.', { ...deviceFields(), name: 'Its name within the pool.', basic: 'What it is.' }],
  DeviceClaim: ['Devices that are asked for.', { requests: 'Requests; each must be fulfilled.', constraints: 'Conditions on the devices together.', config: 'Settings for the drivers.' }],
  DeviceRequest: ['A request for devices.', { ...asked(), name: 'Its name within the claim.', exactly: 'What is asked for.', firstAvailable: 'Alternatives; the first that can be had is taken.', adminAccess: 'True: access for an administrator, beside other users.' }],
  ExactDeviceRequest: ['What is asked for.', { ...asked(), adminAccess: 'True: access for an administrator, beside other users.' }],
  DeviceSubRequest: ['An alternative.', { ...asked(), name: 'Its name within the request.' }],
  DeviceSelector: ['A condition on a device.', { cel: 'In CEL.' }],
  CELDeviceSelector: ['A condition in CEL.', { expression: 'CEL that says true or false, with device.driver, device.attributes and device.capacity.' }],
  DeviceTaint: ['Keeps claims away from a device that do not tolerate it.', taint()],
  DeviceToleration: ['Puts up with a taint of a device.', { key: 'Key of the taint; empty with Exists: every taint.', operator: 'Equal (default) or Exists.', value: 'Value of the taint.', effect: 'Effect of the taint; empty: every effect.', tolerationSeconds: 'With NoExecute: how long; forever when left out.' }],
  AllocationResult: ['What a claim was given.', { devices: 'The devices.', nodeSelector: 'Nodes from which they can be used.', allocationTimestamp: 'When it was given.' }],
  DeviceTaintRule: ['Puts a taint on devices, as their driver could.'],
  DeviceTaintRuleSpec: ['Which devices, which taint.', { deviceSelector: 'The devices; all when left out.', taint: 'The taint.' }],
  DeviceTaintRuleStatus: ['How far it has got.', { conditions: 'What is going on.' }],
  ResourcePoolStatusRequest: ['Asks how a driver\'s pools of devices are doing.'],
});
