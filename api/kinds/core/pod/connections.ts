/** Ways into a pod: /log, /exec, /attach, /portforward, /proxy (kubernetes pkg/registry/core/pod/strategy.go LogLocation, streamLocation, ResourceLocation). */
import type { Connection, ConnectionRequest, Destination } from '../../../definition';
import { ApiError } from '../../../errors';
import { forbidden, invalid, type FieldError } from '../../../field-error';
import { keyOf } from '../../../object';
import { schemaFor } from '../../../schema/schema';
import type * as core from '../../../schema/types/core.v1';
import { given, nonNegative, when } from '../../checks';
import { hostPort, proxyVerbs, refuseAddress } from '../proxying';
import { containerName } from './container-name';

type To<O extends object> = Connection<core.Pod, O>;

/** Whoever takes a stream from a browser can only GET. */
const streamVerbs = ['create', 'get'];

const inContainer = (pod: core.Pod, container: string | undefined): Destination => ({ ...inPod(pod), container });

const inPod = (pod: core.Pod): Destination => {
  const { nodeName } = pod.spec;
  if (!nodeName) throw ApiError.badRequest(`pod ${pod.metadata.name ?? ''} does not have a host assigned`);
  return { node: nodeName, pod: keyOf(pod) };
};

export const log: To<core.PodLogOptions> = {
  type: 'connection',
  verbs: ['get'],
  schema: schemaFor<core.Pod>('core.v1.Pod'),
  options: schemaFor<core.PodLogOptions>('core.v1.PodLogOptions'),
  carries: 'text',
  validate: validateLogOptions,
  locate(pod, options) {
    const container = containerName(pod, options.container);
    return pod.spec.nodeName ? inContainer(pod, container) : undefined;
  },
};

function stream<O extends { readonly container?: string }>(name: string): To<O> {
  const options = schemaFor<O>(name);
  return { type: 'connection', verbs: streamVerbs, schema: options, options, carries: 'stream', locate: (pod, { container }) => inContainer(pod, containerName(pod, container)) };
}

export const exec = stream<core.PodExecOptions>('core.v1.PodExecOptions');
export const attach = stream<core.PodAttachOptions>('core.v1.PodAttachOptions');

const forwarding = schemaFor<core.PodPortForwardOptions>('core.v1.PodPortForwardOptions');
export const portforward: To<core.PodPortForwardOptions> =
  { type: 'connection', verbs: streamVerbs, schema: forwarding, options: forwarding, carries: 'stream', locate: inPod };

const proxying = schemaFor<core.PodProxyOptions>('core.v1.PodProxyOptions');
export const proxy: To<core.PodProxyOptions> =
  { type: 'connection', verbs: proxyVerbs, schema: proxying, options: proxying, carries: 'request', locate: (pod, _options, asked) => atPort(pod, asked) };

/** Without a port the first that the pod has. */
function atPort(pod: core.Pod, { port }: ConnectionRequest): Destination {
  const ip = pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '';
  refuseAddress(ip);
  const first = pod.spec.containers.find(({ ports }) => ports?.length)?.ports?.[0]?.containerPort;
  return { ...inPod(pod), address: hostPort(ip, port || first) };
}

/** kubernetes pkg/apis/core/validation ValidatePodLogOptions. */
function validateLogOptions({ tailLines, limitBytes, sinceSeconds, sinceTime, stream: streamName }: core.PodLogOptions): FieldError[] {
  return [
    ...nonNegative(tailLines, 'tailLines'),
    ...positive(limitBytes, 'limitBytes'),
    ...(sinceSeconds !== undefined && sinceTime !== undefined
      ? [forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified')] : positive(sinceSeconds, 'sinceSeconds')),
    // Behind the feature PodLogsQuerySplitStreams, which is off by default.
    ...when(streamName !== undefined, () => forbidden('stream', 'may not be specified')),
  ];
}

const positive = (value: number | undefined, field: string): FieldError[] =>
  given(value, (number) => when(number < 1, () => invalid(field, number, 'must be greater than 0')));
