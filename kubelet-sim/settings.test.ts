import type { core } from '../api';
import { containerSettings, initContainerSettings, parseDuration, parseExitCode, settingFaults, terminationMs } from './settings';
import { boundPod } from './testing/cluster';

it.each<[string, number | undefined]>([
  ['0', 0], ['5', 5000], ['1.5', 1500], ['500ms', 500], ['90s', 90_000], ['1m30s', 90_000], ['1h0m0.5s', 3_600_500], ['250us', 0.25], ['250µs', 0.25], ['1000000ns', 1],
  ['', undefined], ['soon', undefined], ['-5s', undefined], ['5 s', undefined], ['5d', undefined], ['s', undefined], ['1e3', undefined], ['5s!', undefined],
])('the duration %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each<[string, number | undefined]>([['0', 0], ['255', 255], ['256', undefined], ['-1', undefined], ['1.5', undefined], ['', undefined], ['x', undefined]])('the exit code %j', (text, code) => {
  expect(parseExitCode(text)).toBe(code);
});

describe('settings', () => {
  it('hold for every container unless one is named', () => {
    const pod = boundPod('a', { annotations: { 'run-time': '5s', 'run-time.log': '1s', 'exit-code.web': '3', 'readiness-delay': '2s' } });
    expect(containerSettings(pod, 'web')).toEqual({ startDelayMs: 0, readinessDelayMs: 2000, runTimeMs: 5000, exitCode: 3 });
    expect(containerSettings(pod, 'log')).toEqual({ startDelayMs: 0, readinessDelayMs: 2000, runTimeMs: 1000, exitCode: 0 });
    expect(containerSettings(boundPod('a'), 'web').runTimeMs).toBeUndefined();
  });

  it('let a job’s pods end by themselves', () => {
    const pod = boundPod('a');
    pod.metadata.ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'u', controller: true }];
    expect(containerSettings(pod, 'web').runTimeMs).toBe(1000);
  });

  it('concern init containers by name only', () => {
    const pod = boundPod('a', { annotations: { 'run-time': '5s', 'exit-code': '1', 'run-time.prepare': '2s', 'exit-code.prepare': 'x' } });
    expect(initContainerSettings(pod, { name: 'prepare' } as core.Container)).toMatchObject({ runTimeMs: 2000, exitCode: 0 });
    expect(initContainerSettings(pod, { name: 'other' } as core.Container)).toMatchObject({ runTimeMs: 0, exitCode: 0 });
    expect(initContainerSettings(pod, { name: 'proxy', restartPolicy: 'Always' } as core.Container).runTimeMs).toBeUndefined();
  });

  it('that make no sense count as absent, and are named', () => {
    const pod = boundPod('a', { annotations: { 'run-time': 'soon', 'exit-code': '300', 'start-delay.nobody': '1s', 'termination-time': '', 'termination-time.web': '1s', nonsense: '1', 'readiness-delay.web': '1s' } });
    pod.metadata.annotations = { ...pod.metadata.annotations, 'other.dev/run-time': 'soon' };
    expect(containerSettings(pod, 'web')).toEqual({ startDelayMs: 0, readinessDelayMs: 1000, runTimeMs: undefined, exitCode: 0 });
    expect(settingFaults(pod)).toEqual([
      'minikapi.dev/run-time: "soon" is not a duration such as 500ms, 90s or 1m30s',
      'minikapi.dev/exit-code: "300" is not an exit code from 0 to 255',
      'minikapi.dev/start-delay.nobody: the pod has no container "nobody"',
      'minikapi.dev/termination-time: "" is not a duration such as 500ms, 90s or 1m30s',
      'minikapi.dev/termination-time.web: there is no such setting',
      'minikapi.dev/nonsense: there is no such setting',
    ]);
  });

  it('cannot make a pod stop slower than its grace', () => {
    const pod = boundPod('a', { annotations: { 'termination-time': '10s' } });
    expect(terminationMs({ ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 30 } })).toBe(10_000);
    expect(terminationMs({ ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 2 } })).toBe(2000);
    expect(terminationMs(pod)).toBe(0);
  });
});
