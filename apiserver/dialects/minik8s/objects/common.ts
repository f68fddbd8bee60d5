/** What the objects of the document have in common. */
import { legacy, list, flag, integer, struct, text, texts, type Of, type Shape } from '../shape';

export const metadata = struct({ name: text, namespace: text, uuid: text, labels: texts, annotations: texts });
export type Metadata = Of<typeof metadata>;

/** Of nodes, which are in no namespace. */
export const clusterMetadata = struct({ name: text, uuid: text, labels: texts, annotations: texts });

export const header = { apiVersion: text, kind: text, metadata } as const;

export interface Header {
  apiVersion?: string;
  kind?: string;
  metadata?: Metadata;
}

const handler = struct({ exec: legacy('Exec', struct({ cmd: legacy('Command', list(text)) })) });
const amounts = struct({ cpu: integer, memory: integer });

const container = struct({
  name: text,
  image: text,
  imagePullPolicy: text,
  command: list(text),
  args: list(text),
  env: legacy('Env', list(struct({ name: text, value: text }))),
  resources: struct({ limits: legacy('Limits', amounts), requests: legacy('Requests', amounts) }),
  ports: legacy('Ports', list(struct({ name: text, hostPort: text, containerPort: text, protocol: text, hostIP: text }))),
  livenessProbe: legacy('LivenessProbe', struct({
    httpGet: struct({ path: text, port: integer, host: text, scheme: text }), initialDelaySeconds: integer, timeoutSeconds: integer, periodSeconds: integer,
  })),
  lifecycle: struct({ postStart: legacy('PostStart', handler), preStop: legacy('PreStop', handler) }),
  volumeMounts: list(struct({ name: text, mountPath: text, readOnly: flag })),
  tty: flag,
});
export type Container = Of<typeof container>;

export const podSpec = struct({
  restartPolicy: text,
  nodeName: text,
  nodeSelector: texts,
  containers: list(container),
  volumes: list(struct({ name: text, hostPath: struct({ path: text, type: text }) })),
});
export type PodSpec = Of<typeof podSpec>;

export const labelSelector: Shape<{ matchLabels?: Record<string, string> }> = struct({ matchLabels: texts });
