/** Defaults of probes and lifecycle hooks (kubernetes pkg/apis/core/v1/defaults.go). */
import type * as core from '../../../schema/types/core.v1';

export function defaultProbe(probe: core.Probe): void {
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
  if (probe.httpGet) defaultHttpGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= '';
}

export function defaultLifecycle({ postStart, preStop }: core.Lifecycle): void {
  for (const hook of [postStart, preStop]) if (hook?.httpGet) defaultHttpGet(hook.httpGet);
}

function defaultHttpGet(action: core.HTTPGetAction): void {
  action.path ??= '/';
  action.scheme ??= 'HTTP';
}
