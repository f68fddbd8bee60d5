/** Probes and lifecycle hooks. */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, given, httpHeaderName, nonNegative, portNumberOrName, when } from '../../checks';

export const validateReadinessProbe = (probe: core.Probe | undefined, field: string): FieldError[] =>
  given(probe, (p) => [
    ...validateProbe(p, field),
    ...when(p.terminationGracePeriodSeconds !== undefined, () => invalid(`${field}.terminationGracePeriodSeconds`, p.terminationGracePeriodSeconds, 'must not be set for readinessProbes')),
  ]);

/** Liveness and startup: one success is enough, or a restart would never be undone. */
export const validateRestartingProbe = (probe: core.Probe | undefined, field: string): FieldError[] =>
  given(probe, (p) => [
    ...validateProbe(p, field),
    ...when(p.successThreshold !== 1, () => invalid(`${field}.successThreshold`, p.successThreshold ?? 0, 'must be 1')),
  ]);

const probeNumbers = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;

function validateProbe(probe: core.Probe, field: string): FieldError[] {
  const grace = probe.terminationGracePeriodSeconds;
  return [
    ...validateHandler(probe, undefined, field),
    ...probeNumbers.flatMap((name) => nonNegative(probe[name], `${field}.${name}`)),
    ...when(grace !== undefined && grace <= 0, () => invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')),
  ];
}

export const validateLifecycle = (lifecycle: core.Lifecycle | undefined, gracePeriod: number | undefined, field: string): FieldError[] => [
  ...given(lifecycle?.postStart, (hook) => validateHandler(hook, gracePeriod, `${field}.postStart`)),
  ...given(lifecycle?.preStop, (hook) => validateHandler(hook, gracePeriod, `${field}.preStop`)),
];

type Handler = core.ProbeHandler & core.LifecycleHandler;

/** In upstream's order; of several handlers the first is checked, the others are refused. */
const handlerChecks: readonly { readonly name: keyof Handler; readonly check: (handler: Handler, gracePeriod: number | undefined, field: string) => FieldError[] }[] = [
  { name: 'exec', check: ({ exec }, _, field) => when(!exec?.command?.length, () => required(`${field}.command`)) },
  { name: 'httpGet', check: ({ httpGet }, _, field) => given(httpGet, (action) => validateHttpGet(action, field)) },
  { name: 'tcpSocket', check: ({ tcpSocket }, _, field) => given(tcpSocket, (action) => portNumberOrName(action.port, `${field}.port`)) },
  { name: 'grpc', check: ({ grpc }, _, field) => given(grpc, (action) => portNumberOrName(action.port, `${field}.port`)) },
  { name: 'sleep', check: ({ sleep }, gracePeriod, field) => given(sleep, (action) => validateSleep(action.seconds, gracePeriod, field)) },
];

function validateHandler(handler: Handler, gracePeriod: number | undefined, field: string): FieldError[] {
  const [first, ...others] = handlerChecks.filter(({ name }) => handler[name] !== undefined);
  if (!first) return [required(field, 'must specify a handler type')];
  return [
    ...first.check(handler, gracePeriod, `${field}.${first.name}`),
    ...others.map(({ name }) => forbidden(`${field}.${name}`, 'may not specify more than 1 handler type')),
  ];
}

const schemes = ['HTTP', 'HTTPS'];

const validateHttpGet = (action: core.HTTPGetAction, field: string): FieldError[] => [
  ...when(!action.path, () => required(`${field}.path`)),
  ...portNumberOrName(action.port, `${field}.port`),
  ...when(!schemes.includes(action.scheme ?? ''), () => notSupported(`${field}.scheme`, action.scheme ?? '', schemes)),
  ...each(action.httpHeaders, `${field}.httpHeaders`, ({ name }) => httpHeaderName(name, `${field}.httpHeaders`)),
];

const validateSleep = (seconds: number, gracePeriod: number | undefined, field: string): FieldError[] =>
  when(gracePeriod !== undefined && (seconds < 0 || seconds > gracePeriod), () =>
    invalid(field, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`));
