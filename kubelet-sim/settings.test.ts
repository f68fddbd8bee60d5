import type { core } from '../api';
import { presets } from './presets';
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

const { fast } = presets;

describe('settings', () => {
  it('hold for every container unless one is named', () => {
    const pod = boundPod('a', { annotations: { 'run-time': '5s', 'run-time.log': '1s', 'exit-code.web': '3', 'readiness-delay': '2s' } });
    expect(containerSettings(pod, { name: 'web' } as core.Container, fast)).toMatchObject({ startDelayMs: 0, pullMs: 0, readinessDelayMs: 2000, runTimeMs: 5000, exitCode: 3 });
    expect(containerSettings(pod, { name: 'log' } as core.Container, fast)).toMatchObject({ startDelayMs: 0, readinessDelayMs: 2000, runTimeMs: 1000, exitCode: 0 });
    expect(containerSettings(boundPod('a'), { name: 'web' } as core.Container, fast).runTimeMs).toBeUndefined();
  });

  it('let a job’s pods end by themselves', () => {
    const pod = boundPod('a');
    pod.metadata.ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'u', controller: true }];
    expect(containerSettings(pod, { name: 'web' } as core.Container, fast).runTimeMs).toBe(1000);
  });

  it('concern init containers by name only', () => {
    const pod = boundPod('a', { annotations: { 'run-time': '5s', 'exit-code': '1', 'run-time.prepare': '2s', 'exit-code.prepare': 'x' } });
    expect(initContainerSettings(pod, { name: 'prepare' } as core.Container, fast)).toMatchObject({ runTimeMs: 2000, exitCode: 0 });
    expect(initContainerSettings(pod, { name: 'other' } as core.Container, fast)).toMatchObject({ runTimeMs: 0, exitCode: 0 });
    expect(initContainerSettings(pod, { name: 'proxy', restartPolicy: 'Always' } as core.Container, fast).runTimeMs).toBeUndefined();
  });

  it('that make no sense count as absent, and are named', () => {
    const pod = boundPod('a', { annotations: { 'run-time': 'soon', 'exit-code': '300', 'start-delay.nobody': '1s', 'termination-time': '', 'termination-time.web': '1s', nonsense: '1', 'readiness-delay.web': '1s' } });
    pod.metadata.annotations = { ...pod.metadata.annotations, 'other.dev/run-time': 'soon' };
    expect(containerSettings(pod, { name: 'web' } as core.Container, fast)).toMatchObject({ startDelayMs: 0, readinessDelayMs: 1000, runTimeMs: undefined, exitCode: 0 });
    expect(settingFaults(pod)).toEqual([
      'minikapi.dev/run-time: "soon" is not a duration such as 500ms, 90s or 1m30s',
      'minikapi.dev/exit-code: "300" is not an exit code from 0 to 255',
      'minikapi.dev/start-delay.nobody: the pod has no container "nobody"',
      'minikapi.dev/termination-time: "" is not a duration such as 500ms, 90s or 1m30s',
      'minikapi.dev/termination-time.web: there is no such setting',
      'minikapi.dev/nonsense: there is no such setting',
    ]);
  });

  it('say why a container ends, and with which code', () => {
    const of = (annotations: Record<string, string>) => containerSettings(boundPod('a', { annotations }), { name: 'web' } as core.Container, fast);
    expect(of({ 'termination-reason': 'OOMKilled' })).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
    expect(of({ 'termination-reason.web': 'ContainerCannotRun' })).toMatchObject({ reason: 'ContainerCannotRun', exitCode: 1 });
    expect(of({ 'termination-reason': 'OOMKilled', 'exit-code': '9' })).toMatchObject({ reason: 'OOMKilled', exitCode: 9 });
    expect(of({ 'failure-probability': '.25' }).failureProbability).toBe(0.25);
    expect(settingFaults(boundPod('a', { annotations: { 'failure-probability': '1.5', 'termination-reason': 'out of memory', 'evicted-after': 'soon' } }))).toEqual([
      'minikapi.dev/failure-probability: "1.5" is not a probability from 0 to 1', 'minikapi.dev/termination-reason: "out of memory" is not a reason such as OOMKilled or Error',
      'minikapi.dev/evicted-after: "soon" is not a duration such as 500ms, 90s or 1m30s',
    ]);
  });

  it('take what a preset says where they are silent', () => {
    const container = {
      name: 'web', readinessProbe: { initialDelaySeconds: 5, periodSeconds: 2, successThreshold: 3 }, startupProbe: { initialDelaySeconds: 7 }, lifecycle: { preStop: { sleep: { seconds: 4 } } },
    } as core.Container;
    const pod = boundPod('a', { containers: [container, { name: 'log', image: 'fluentd', imagePullPolicy: 'Never', lifecycle: { preStop: { exec: { command: ['x'] } } } } as core.Container] });
    expect(containerSettings(pod, container, presets.general)).toMatchObject({ pullMs: 1000, startedDelayMs: 7000, readinessDelayMs: 16_000 });
    expect(containerSettings(pod, container, fast)).toMatchObject({ pullMs: 0, startedDelayMs: 0, readinessDelayMs: 0 });
    expect(containerSettings(pod, pod.spec.containers[1] as core.Container, presets.general)).toMatchObject({ pullMs: 0, readinessDelayMs: 0 });
    expect([terminationMs(pod, presets.general), terminationMs(pod, fast)]).toEqual([5000, 0]);
    expect(terminationMs(boundPod('a', { annotations: { 'termination-time': '10s' } }), presets.general)).toBe(10_000);
  });
});
