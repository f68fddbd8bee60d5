/** Descriptions of what devices, claims and allocations of resource.k8s.io consist of. */
import type { Descriptions, FieldDescriptions } from './shape';

const requests = 'Requests that it is about; all when empty.';
const opaque = 'Settings that only the driver understands.';
const driver = 'Name of the driver.';

const device = (): FieldDescriptions => ({ driver, pool: 'Name of the pool.', device: 'Name of the device.' });

const binding = (): FieldDescriptions => ({
  bindingConditions: 'Conditions that must be True on the device before the pod goes to its node.', bindingFailureConditions: 'Conditions that mean that this will not happen.',
});

/** Of a device; v1beta1 has them one level further down. */
export const deviceFields = (): FieldDescriptions => ({
  attributes: 'Its properties.', capacity: 'How much of what it has.', taints: 'What keeps claims away that do not tolerate it.', consumesCounters: 'What it takes of the amounts that devices share.',
  nodeName: 'The node that has it.', nodeSelector: 'Nodes that reach it.', allNodes: 'True: every node reaches it.', bindsToNode: 'True: once given it can be used from one node only.',
  ...binding(), allowMultipleAllocations: 'True: several claims may have it at a time.', nodeAllocatableResourceMappings: 'What it uses up of the node.',
});

export const deviceParts: Descriptions = () => ({
  BasicDevice: ['A device.', deviceFields()],
  DeviceAttribute: ['A property; exactly one of these.', {
    int: 'A whole number.', bool: 'True or false.', string: 'A text.', version: 'A semantic version.', ints: 'Whole numbers.', bools: 'Several of true and false.', strings: 'Texts.', versions: 'Semantic versions.',
  }],
  DeviceCapacity: ['How much a device has of something.', { value: 'How much.', requestPolicy: 'How it is shared out.' }],
  CapacityRequestPolicy: ['Which amounts of a device can be had.', { default: 'Amount for those who do not say.', validValues: 'Amounts that can be had.', validRange: 'Range of amounts that can be had.' }],
  CapacityRequestPolicyRange: ['A range of amounts.', { min: 'Smallest.', max: 'Largest.', step: 'Distance from one to the next.' }],
  CapacityRequirements: ['How much of a device is needed.', { requests: 'How much, by capacity.' }],
  Counter: ['An amount.', { value: 'How much.' }],
  CounterSet: ['Amounts that devices share.', { name: 'Their name.', counters: 'The amounts.' }],
  DeviceCounterConsumption: ['What a device takes of shared amounts.', { counterSet: 'Their name.', counters: 'How much of each.' }],
  NodeAllocatableResourceMapping: ['What a device uses up of a resource of the node.', { capacityKey: 'Capacity of the device that it follows from.', allocationMultiplier: 'How much for each unit.' }],
  DeviceConstraint: ['A condition on devices together.', { requests, matchAttribute: 'Property that must be the same for all.', distinctAttribute: 'Property that must be different for each.' }],
  DeviceConfiguration: ['Settings for a driver.', { opaque }],
  DeviceClassConfiguration: ['Settings of a class.', { opaque }],
  DeviceClaimConfiguration: ['Settings of a claim.', { requests, opaque }],
  DeviceAllocationConfiguration: ['Settings that go with what was given.', { source: 'Where they come from: FromClass or FromClaim.', requests, opaque }],
  OpaqueDeviceConfiguration: ['Settings that only the driver understands.', { driver, parameters: 'The settings; at most 10 KiB.' }],
  DeviceAllocationResult: ['The devices that were given.', { results: 'The devices.', config: 'Settings for their drivers.' }],
  DeviceRequestAllocationResult: ['A device that was given.', {
    ...device(), ...binding(), request: 'Request that it fulfils, with /<alternative> where there were some.', adminAccess: 'True: for an administrator.', shareID: 'Identity of the share, where a device is shared.', consumedCapacity: 'How much of it was given.',
  }],
  AllocatedDeviceStatus: ['What a driver tells about a device that was given.', {
    ...device(), shareID: 'Identity of the share, where a device is shared.', data: 'Whatever the driver wants to tell.', networkData: 'About network interfaces.', conditions: 'What is going on.',
  }],
  NetworkDeviceData: ['A network interface.', { interfaceName: 'Its name.', ips: 'Its addresses, with the length of the prefix.', hardwareAddress: 'Its MAC address.' }],
  DeviceTaintSelector: ['Chooses devices: all that is said must hold.', device()],
  ResourcePoolStatusRequestSpec: ['Which pools.', { driver, poolName: 'Name of one pool; all when left out.', limit: 'How many pools the answer may tell of.' }],
  ResourcePoolStatusRequestStatus: ['The answer.', { poolCount: 'How many pools there are.', pools: 'The pools.', conditions: 'What is going on.' }],
  PoolStatus: ['How a pool is doing.', {
    driver, poolName: 'Name of the pool.', generation: 'Its generation.', resourceSliceCount: 'How many slices it has.', totalDevices: 'How many devices it has.', allocatedDevices: 'How many are given away.',
    availableDevices: 'How many can be had.', unavailableDevices: 'How many cannot.', nodeName: 'Node that has them.', validationError: 'What is wrong with it.',
  }],
});
