/** The application of the document's own example (createApplication). */
export const seedApplication = {
  apiVersion: 'v4', kind: 'application', appname: 'app-test',
  updatePolicy: { updateDelay: 10, MaxRetries: 10, maxFailovers: 10, action: '' },
  restartPolicy: { policy: 'Never', interval: 5, backoff: 10 },
  killPolicy: { gracePeriod: 5 },
  constraint: { selector: {}, IntersectionItem: [] },
  metadata: { annotations: {}, labels: { podname: 'app-test' }, name: 'app-test', namespace: 'defaultGroup' },
  spec: {
    instance: 2,
    template: {
      spec: {
        containers: [{
          command: '', args: [], parameters: [], type: 'MESOS', env: [], image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', imagePullUser: '', imagePullPasswd: '',
          imagePullPolicy: 'Always', privileged: false,
          ports: [{ containerPort: 9999, name: 'test-port', protocol: 'HTTP' }],
          healthChecks: [
            { type: 'HTTP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10, http: { port: 0, portName: 'test-port', scheme: 'http', path: '/dd' } },
            {
              type: 'REMOTE_HTTP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10,
              http: { port: 0, portName: 'test-port', scheme: 'http', path: '/dd', headers: { key1: 'value1' } },
            },
            { type: 'REMOTE_TCP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10, tcp: { port: 0, portName: 'test-port' } },
          ],
          resources: { limits: { cpu: '2', memory: '100' } },
          volumes: [], secrets: [], configmaps: [],
        }],
        networkMode: 'BRIDGE', networkType: 'BRIDGE',
      },
    },
  },
};
