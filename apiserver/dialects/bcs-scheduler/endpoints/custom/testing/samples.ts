/** The document's definitions, and its resource. */
export const crontabs = {
  apiVersion: 'v4', kind: 'CustomResourceDefinition', metadata: { name: 'logcollector.bkbcs.tencent.com' },
  spec: { group: 'bkbcs.tencent.com', versions: [{ name: 'v1', served: true, storage: true }], scope: 'Namespaced', names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab' } },
};
export const logConfigs = {
  apiVersion: 'v4', kind: 'CustomResourceDefinition', metadata: { name: 'bklogconfig.bkbcs.tencent.com' },
  spec: { group: 'bkbcs.tencent.com', versions: [{ name: 'v2', served: true, storage: true }], scope: 'Namespaced', names: { plural: 'bklogconfigs', singular: 'bklogconfig', kind: 'BKLogConfig' } },
};
export const log = {
  apiVersion: 'bkbcs.tencent.com/v2', kind: 'BKLogConfig', metadata: { name: 'myappconfig', namespace: 'global' },
  spec: { selector: { app: 'loadbalance' }, stdout: false, logpath: 'bcs-lb/logs/bcss-loadbalance.log', dataid: 123_456, level: 3 },
};
