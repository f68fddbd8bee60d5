/** By what the pods of allocations are known: the controller makes them (`controllers/globalscheduler/`), the ledger's side does not count them twice. */

/** The uid of the allocation. */
export const uidLabel = 'globalscheduler.com/allocation-uid';

/** Its name, where that is a label's value. */
export const allocationLabel = 'globalscheduler.com/allocation';

/** Which machine of the allocation it is: copy, resource, number. */
export const machineLabel = 'globalscheduler.com/machine';

/** The id of the site, as an annotation: it may be anything. */
export const siteAnnotation = 'globalscheduler.com/site';

/** What the machine is called in its group, and its flavour. */
export const resourceAnnotation = 'globalscheduler.com/resource';
export const flavorAnnotation = 'globalscheduler.com/flavor';
