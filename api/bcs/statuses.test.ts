import {
  deploymentMay, hasEnded, isFinal, mayBegin, statusOfApplication, statusOfTaskgroup, type ApplicationStatus, type DeploymentStatus, type TaskStatus,
} from './statuses';

describe('a taskgroup is what its tasks make of it: the first that applies', () => {
  test.each<[readonly TaskStatus[], TaskStatus]>([
    [['Running', 'Failed', 'Killing'], 'Failed'],
    [['Running', 'Killing', 'Error'], 'Killing'],
    [['Running', 'Error', 'Lost'], 'Error'],
    [['Finish', 'Finish'], 'Finish'],
    [['Finish', 'Running'], 'Running'],
    [['Killed', 'Killed'], 'Killed'],
    [['Killed', 'Finish'], 'Unknown'],
    [['Running', 'Lost', 'Staging'], 'Lost'],
    [['Staging', 'Staging'], 'Staging'],
    [['Staging', 'Starting'], 'Starting'],
    [['Staging', 'Running'], 'Running'],
    [['Restarting', 'Running'], 'Restarting'],
    [['Starting', 'Restarting'], 'Starting'],
    [['Unknown'], 'Unknown'],
    [[], 'Unknown'],
  ])('%j: %s', (tasks, status) => {
    expect(statusOfTaskgroup(tasks)).toBe(status);
  });
});

const statuses: readonly TaskStatus[] = ['Staging', 'Starting', 'Running', 'Finish', 'Error', 'Killing', 'Killed', 'Failed', 'Lost', 'Restarting', 'Unknown'];

test('what may be done with a taskgroup is asked of all of its tasks', () => {
  expect(statuses.filter((status) => !hasEnded(['Finish', status]))).toEqual(['Staging', 'Starting', 'Running', 'Killing', 'Lost']);
  expect(statuses.filter(isFinal)).toEqual(['Finish', 'Error', 'Killed', 'Failed']);
});

describe('an application is what its taskgroups make of it', () => {
  test.each<[readonly TaskStatus[], number, ApplicationStatus, string]>([
    [['Running', 'Error', 'Failed'], 3, 'Error', 'application has error pods'],
    [['Running', 'Failed', 'Lost'], 3, 'Abnormal', 'application has failed pods'],
    [['Running', 'Lost'], 2, 'Abnormal', 'have some lost taskgroups'],
    [['Running'], 2, 'Abnormal', 'have not enough resources to launch application'],
    [['Finish', 'Finish'], 2, 'Finish', 'all pods are finish'],
    [['Running', 'Staging'], 2, 'Deploying', 'application in deploying'],
    [['Running', 'Starting'], 2, 'Deploying', 'application in deploying'],
    [['Running', 'Restarting'], 2, 'Running', 'application is running'],
    [['Running', 'Finish'], 2, 'Abnormal', 'application is abnormal'],
    [['Running', 'Running', 'Running'], 2, 'Abnormal', 'application is abnormal'],
    [['Killing'], 1, 'Abnormal', 'application is abnormal'],
    [[], 0, 'Running', 'application is running'],
  ])('%j of %d: %s', (taskgroups, wanted, status, message) => {
    expect(statusOfApplication(taskgroups, wanted)).toEqual({ status, message });
  });
});

const ofApplications: readonly ApplicationStatus[] = ['Staging', 'Deploying', 'Running', 'Abnormal', 'Error', 'Finish', 'Operating', 'RollingUpdate'];

test.each([
  ['scale', false, ['Running', 'Abnormal']],
  ['rollingUpdate', false, ['Running', 'Abnormal']],
  ['update', false, ['Staging', 'Deploying', 'Running', 'Abnormal', 'Error', 'Finish']],
  ['delete', false, ['Staging', 'Deploying', 'Running', 'Abnormal', 'Error', 'Finish', 'Operating']],
  ['delete', true, ofApplications],
  ['reschedule', false, ofApplications],
] as const)('%s (enforce %s) may begin in %j', (operation, enforce, expected) => {
  expect(ofApplications.filter((status) => mayBegin(operation, status, enforce))).toEqual(expected);
});

const ofDeployments: readonly DeploymentStatus[] = ['Deploying', 'Running', 'Update', 'UpdatePaused', 'UpdateSuspend', 'UpdateResource', 'Deleting'];

test.each([
  ['update', ['Running']],
  ['scale', ['Running']],
  ['pause', ['Update']],
  ['resume', ['UpdatePaused', 'UpdateSuspend']],
  ['cancel', ['Update', 'UpdatePaused', 'UpdateSuspend']],
  ['delete', ofDeployments],
] as const)('a deployment may %s in %j', (operation, expected) => {
  expect(ofDeployments.filter((status) => deploymentMay(operation, status))).toEqual(expected);
});
