import { processNames } from './processes';

test.each([
  [{ image: 'nginx' }, ['nginx']],
  [{ image: 'hub.example:5000/team/web:v1' }, ['web']],
  [{ image: 'hub.example:5000/team/web@sha256:abc' }, ['web']],
  [{ image: 'web', args: ['--fast'] }, ['web']],
  [{ image: 'busybox', command: ['/usr/bin/myprocess', '-x'] }, ['myprocess']],
  [{ image: 'busybox', command: ['/bin/sh', '-c', 'exec /opt/run --all'] }, ['sh', 'run']],
  [{ image: 'busybox', command: ['sh'], args: ['-c', 'sleep 100'] }, ['sh', 'sleep']],
  [{ image: 'busybox', args: ['sh', '-c', 'sleep 100'] }, ['sh', 'sleep']],
  [{ image: 'busybox', command: ['sh', '-c', 'while true; do sleep 1; done'] }, ['sh']],
])('%j is %j', (container, names) => {
  expect([...processNames(container)]).toEqual(names);
});
