/**
 * What the BCS scheduler answers, under the names that Go gives it and in its order: pure functions of the objects that keep it. Marks of our own are
 * not among it.
 */
export { applicationRecord } from './applications';
export { takenBy, taskgroupRecord, taskgroupRecords, tasksRecords, type TaskgroupRecord, type TaskgroupSource } from './taskgroups';
export { versionRecord } from './versions';
